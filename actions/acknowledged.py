"""Acknowledging by a link: the one command path, with the link as the only authority and for the one thing it names."""

from __future__ import annotations

from typing import Final

from actions.acknowledging import Link, request_id_of
from actions.house import House
from actions.perform import Request, perform
from actions.queries.asked import Asked, Fit, asked_of
from engine.commands import AcknowledgeDeadline
from engine.errors import HistoryConflict

AUTH: Final = "link"
"""How the actor was known: by a link that was sent to them, and by nothing else."""

_TRIES: Final = 5


def acknowledge(house: House, token: str, link: Link) -> tuple[Asked, bool]:
    """Record that the person has seen the deadline; returns what they were asked and whether this recorded it.

    Nothing is recorded unless the link fits the very state that the event follows: whoever moves the deadline at the
    same moment wins, and the person is shown the new date instead.
    """
    for tries_left in reversed(range(_TRIES)):
        with house.store.reading() as reading:
            asked = asked_of(house, reading, link)
        if asked.fit is not Fit.OPEN:
            return asked, False
        command = AcknowledgeDeadline(
            procedure=asked.procedure, actor=asked.person, role=asked.role, deadline=asked.deadline
        )
        try:
            answer = perform(
                house, Request(command=command, request_id=request_id_of(token), auth=AUTH, expected_n=asked.n)
            )
        except HistoryConflict:
            if not tries_left:
                raise
            continue
        return asked, not answer.repeated
    raise AssertionError  # the loop returns or raises
