"""Checks runs in processes of their own, one a core: each opens the store for itself and only reads.

The runs are of a history whose length was read once, and what is recorded is never changed, so that all see the same.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from engine.errors import Busy
from storage.address import Address
from storage.checking.form import Form
from storage.checking.segment import Segment, check_segment
from storage.checking.whole import RUN, Task
from storage.database import open_session
from storage.reading import Reading
from storage.session import Session

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

WORTH_IT: Final = 20 * RUN
"""Events from which on the start of processes pays: some seconds of one core's work."""

AHEAD: Final = 3
"""Runs handed out for each process before their turn: answers wait in memory, so not all at once."""

_mine: dict[str, Any] = {}
"""What a process of the pool holds open."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def pool(count: int, begin: Callable[..., None], *arguments: Any) -> Iterator[ProcessPoolExecutor]:
    """Hold so many processes that begin with ``begin``; they are gone at the end, also after an exception."""
    # Spawned, not forked: whoever verifies may have threads and open connections, which no fork survives.
    executor = ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(begin, arguments)
    )
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def in_order(
    executor: ProcessPoolExecutor, work: Callable[[Asked], Answer], tasks: Iterable[Asked], ahead: int
) -> Iterator[Answer]:
    """Yield the answers in the order of the tasks, with at most ``ahead`` of them under way."""
    under_way: deque[Future[Answer]] = deque()
    try:
        for task in tasks:
            under_way.append(executor.submit(work, task))
            if len(under_way) >= ahead:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        raise Busy(
            "A process that verified beside this one was ended from outside, or could not begin. Try again in one"
            " process: seedbed verify --processes 1"
        ) from error


class Beside:
    """Checks runs in processes beside this one."""

    def __init__(self, address: Address, processes: int) -> None:
        """Check the store at an address."""
        self._address = address
        self._processes = processes

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Segment]:
        """Yield what was found in each run."""
        with pool(self._processes, _open, self._address) as executor:
            yield from in_order(executor, _check, tasks, self._processes * AHEAD)


def _begin(begin: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is interrupted, and ends us
    begin(*arguments)


def _open(address: Address) -> None:
    hold(session=open_session(address), form=Form())


def _check(task: Task) -> Segment:
    first, last, sizes = task
    session: Session = _mine["session"]
    session.begin_read()
    try:
        return check_segment(Reading(session), _mine["form"], first, last, sizes)
    finally:
        session.rollback()


def hold(**what: Any) -> None:
    """Keep something open for as long as this process of a pool lives."""
    _mine.update(what)


def held() -> Mapping[str, Any]:
    """Return what this process of a pool holds open."""
    return _mine
