"""A function has a bounded number of processes, and what is beyond it waits for one.

MiniStack starts a process for each call under way, as Lambda makes an environment. A burst of calls then
starts hundreds, which do nothing but keep the machine from answering. How many calls may be under way is
still what the function reserves and what an account has.
"""

import os
import threading

MOST = 2 * (os.cpu_count() or 1)


def apply() -> None:
    from ministack.core import lambda_runtime

    acquire, release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
    free = threading.Condition()

    def acquire_in_turn(*function, qualifier="$LATEST", max_concurrency=None):
        while True:
            with free:
                worker, reason = acquire(*function, qualifier=qualifier, max_concurrency=MOST)
                if worker is not None:
                    return worker, reason
                # Not for ever: processes also go when the code of the function is replaced.
                free.wait(1)

    def release_to_next(worker):
        release(worker)
        with free:
            free.notify()

    lambda_runtime.acquire_worker = acquire_in_turn
    lambda_runtime.release_worker = release_to_next
