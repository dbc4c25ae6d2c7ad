"""Runs MiniStack on a Unix socket until the process that started it ends, however that ends.

Standard input is a pipe whose other end only that process holds. When it closes, the whole process
group goes: MiniStack, and every Lambda function that it runs.
"""

import asyncio
import os
import resource
import shutil
import signal
import sys
import threading

SOCKET = sys.argv[1]

# What is imported from here must leave nothing in the working tree.
sys.dont_write_bytecode = True


def end_with_parent() -> None:
    # Not sys.stdin: its lock, held by this thread, would make a normal end of Python fatal.
    while os.read(0, 1024):
        pass
    shutil.rmtree(os.path.dirname(SOCKET), ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()

from hypercorn.asyncio import serve
from hypercorn.config import Config

from patches import admission, backends, functions, identities, paths, registry, self_calls

# Names that a service imports are replaced before it is.
for patch in (identities, functions, admission, paths, registry, self_calls, backends):
    patch.apply()

from ministack import app

_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

config = Config()
config.bind = [f"unix:{SOCKET}"]
config.umask = 0o177
# The gateway ends idle connections first.
config.keep_alive_timeout = 75
asyncio.run(serve(app.app, config))
