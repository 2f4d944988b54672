"""Checks what stands beside the history and is not made from it, table by table; the first fault, in words."""

from __future__ import annotations

from dataclasses import dataclass

from storage.checking.beside.alone import check_alone
from storage.checking.beside.attempts import check_attempts
from storage.checking.beside.commands import check_commands
from storage.checking.beside.guards import check_guards
from storage.checking.beside.labels import check_labels
from storage.checking.beside.messages import check_deliveries, check_entries, check_results
from storage.checking.beside.papers import check_definitions, check_documents
from storage.checking.beside.rows import RowWrong
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class BesideReport:
    """How many attempts and outbox entries were checked up to the first fault, which is told in words."""

    attempts: int
    entries: int
    first_bad: str | None


def verify_beside(reading: Reading) -> BesideReport:
    """Compare each row with its digest or with the events that it names, and the guards with those of the schema."""
    attempts = entries = 0
    try:
        attempts = check_attempts(reading)
        entries = check_entries(reading)
        check_results(reading)
        check_deliveries(reading)
        check_commands(reading)
        check_documents(reading)
        check_definitions(reading)
        check_labels(reading)
        check_alone(reading)
        check_guards(reading)
    except RowWrong as wrong:
        return BesideReport(attempts=attempts, entries=entries, first_bad=str(wrong))
    return BesideReport(attempts=attempts, entries=entries, first_bad=None)
