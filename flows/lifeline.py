"""A child process that cannot outlive its parent: both hold one end of a pipe, and the kernel closes a dead one's.

The pipe is the child's standard input. A signal on the parent's death (``PR_SET_PDEATHSIG``) is Linux's alone, and tied
to the thread that started the child; a pipe works on every POSIX system, and also when the parent is killed with -9.
"""

from __future__ import annotations

import os
import signal
import threading
import time

GRACE_SECONDS = 5.0


def hold(grace_seconds: float = GRACE_SECONDS) -> None:
    """Watch the parent from a thread of its own: when it is gone, ask this process to stop, then end it."""
    threading.Thread(target=_watch, args=(grace_seconds,), name="lifeline", daemon=True).start()


def _watch(grace_seconds: float) -> None:
    while True:
        try:
            if not os.read(0, 1024):
                break
        except InterruptedError:
            continue
        except OSError:
            break
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_seconds)
    os._exit(1)
