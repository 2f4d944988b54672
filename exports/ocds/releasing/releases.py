"""Releases as a pure function of a history: one for each public event, in order, the same bytes every time."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from engine import events as e
from engine.state import State
from exports.ocds.merging import Release
from exports.ocds.profiles import Profile
from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case, Told
from exports.ocds.releasing.difference import difference
from exports.ocds.releasing.following import follow
from exports.ocds.releasing.forms import Piece, stamp, without_nothing
from exports.ocds.releasing.payments import Paid, add, addition, public_payment
from exports.ocds.releasing.pruning import pruned
from exports.ocds.releasing.tags import tags
from exports.ocds.releasing.view.awards import awards, statistics
from exports.ocds.releasing.view.contracts import contracts
from exports.ocds.releasing.view.parties import buyer, parties
from exports.ocds.releasing.view.planning import planning
from exports.ocds.releasing.view.tender import tender

_APART: Final = timedelta(microseconds=1)
"""Dates of releases increase strictly: merging goes by date alone."""


def releases_of(case: Case, profile: Profile) -> list[Release]:
    """Every release of a procedure; empty while nothing of it is public."""
    writer = _Writer(case, profile)
    return [release for command in _commands(case.history) if (release := writer.after(command)) is not None]


def _commands(history: Iterable[Told]) -> Iterator[Sequence[Told]]:
    """The events of each command together: they became public at once."""
    for _, events in groupby(history, key=lambda told: told.cause):
        yield tuple(events)


class _Writer:
    """Goes through a history and remembers what has been released."""

    def __init__(self, case: Case, profile: Profile) -> None:
        self._case, self._profile = case, profile
        self._book = Book(definition=case.definition, state=State(procedure=case.reference))
        self._shown: Piece = {}
        self._last: datetime | None = None

    def after(self, command: Sequence[Told]) -> Release | None:
        """The release that a command leads to; None when nothing of it is public, or nothing that is public is new."""
        self._under(command)
        if not follow(self._book, command):
            return None
        paid = self._payment(command)
        if paid is None:
            before, self._shown = self._shown, view(self._case, self._book, self._profile)
            new = difference(before, self._shown)
            tagged = tags(before, new, command)
        else:
            new = pruned(addition(self._case, paid), self._profile)
            tagged = tags(self._shown, new, command)
            add(self._shown, new)
        return self._release(new, tagged, command) if new else None

    def _under(self, command: Sequence[Told]) -> None:
        """Each command is told under the definition that was in force after it: the past stays as it was told."""
        for told in command:
            if isinstance(told.event, e.ProcedureOpened | e.ProcedureMoved | e.ProcedureMovedBack):
                known = self._case.versions.get(told.event.definition, self._case.definition)
                if known is not self._book.definition:
                    self._case = replace(self._case, definition=known)
                    self._book.now_under(known)

    def _payment(self, command: Sequence[Told]) -> Paid | None:
        """The payment that a command is about, when nothing but it can be new: a long list is not compared for it."""
        events = [told for told in command if isinstance(told.event, e.InstalmentPaid)]
        return public_payment(self._book) if len(events) == len(command) == 1 and self._shown else None

    def _release(self, new: Piece, tagged: list[str], command: Sequence[Told]) -> Release:
        at = command[-1].at
        if self._last is not None and at <= self._last:
            at = self._last + _APART
        self._last = at
        head = {
            "ocid": self._case.ocid,
            "id": f"{self._case.ocid}-{command[0].n:06d}",
            "date": stamp(at),
            "tag": tagged,
            "initiationType": "tender",
            "language": "en",
        }
        if "tender" in new:
            new = {**new, "tender": {"id": self._case.reference, **new["tender"]}}
        return copy.deepcopy({**head, **new})


def view(case: Case, book: Book, profile: Profile) -> Piece:
    """Everything that is public now."""
    everything: dict[str, Any] = {
        "parties": parties(case, book),
        "buyer": buyer(case),
        "planning": planning(case, book),
        "tender": tender(case, book, profile),
        "bids": {"statistics": statistics(book.counted, profile)} if book.counted is not None else None,
        "awards": awards(case, book),
        "contracts": contracts(case, book),
        "relatedProcesses": _elsewhere(case),
    }
    return pruned(without_nothing(everything), profile)


def _elsewhere(case: Case) -> list[Piece]:
    """What the central platform calls this process."""
    known = case.settings.published_as(case.reference).external_ocid or case.external_ocid
    if known is None:
        return []
    title = "The same process on the central platform"
    piece = {"id": "central-platform", "relationship": ["sameProcess"], "title": title}
    return [{**piece, "scheme": "ocid", "identifier": known}]
