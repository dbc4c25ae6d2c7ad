"""Runs MiniStack until the process that started it ends, however that ends.

Standard input is a pipe whose other end only that process holds. When it closes, the whole process
group goes: MiniStack, and every Lambda function that it runs.
"""

import os
import runpy
import signal
import sys
import threading


def end_with_parent() -> None:
    # Not sys.stdin: its lock, held by this thread, would make a normal end of Python fatal.
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ["ministack"]
runpy.run_module("ministack", run_name="__main__")
