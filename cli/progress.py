"""A bar on standard error while something long is at work; only on a terminal, and never for what is quick."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cli.desk import Options

Watch = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

PATIENCE = 0.3
"""Seconds before a bar appears."""


@contextmanager
def progress(options: Options) -> Iterator[Watch]:
    """A function to tell about progress; it shows nothing in a pipe, with --quiet, or before it has taken a while."""
    if options.quiet or options.as_json or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    begun = time.monotonic()
    tasks: dict[str, TaskID] = {}
    bar = Progress(console=Console(stderr=True), transient=True)

    def watch(what: str, done: int, total: int) -> None:
        if not tasks and time.monotonic() - begun < PATIENCE:
            return
        if not tasks:
            bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    try:
        yield watch
    finally:
        if tasks:
            bar.stop()


def _silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""
