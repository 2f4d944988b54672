"""The line that makes every reader a witness: it ends each notice, reminder, receipt and report."""

from __future__ import annotations

from engine.errors import InvalidInput
from engine.ledger.checkpoints import parse_checkpoint
from engine.ledger.notes import parse_note
from storage.ledger import CheckpointRow
from storage.reading import Reading

_HOW = "check with seedbed verify"


def footer(reading: Reading) -> str:
    """``Ledger <size>/<first 16 characters of the root>; check with seedbed verify``, or nothing before the first.

    Whoever keeps the message keeps a copy of the head that nobody can rewrite behind their back.
    """
    row = reading.newest_checkpoint()
    return "" if row is None else footer_of(row)


def footer_of(row: CheckpointRow) -> str:
    """The same line for one checkpoint."""
    try:
        short = parse_checkpoint(parse_note(row.note).text).short
    except InvalidInput:
        return f"Ledger unreadable; {_HOW}"
    return f"Ledger {short}; {_HOW}"


def with_footer(text: str, line: str) -> str:
    """A text with the line as its last paragraph; the text alone when there is no line."""
    return f"{text.rstrip()}\n\n{line}\n" if line else text
