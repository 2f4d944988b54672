"""What stands beside a sealed value: whom it is about and its record class, as its event gives them."""

from __future__ import annotations

from typing import Final

import msgspec

from storage.checking.beside.rows import RowWrong
from storage.codec import label_of
from storage.history import PAGE
from storage.reading import Reading

LABELS: Final = (
    "SELECT d.gseq, d.path, d.subject, d.class, e.canon FROM disclosure d JOIN event e ON e.gseq = d.gseq"
    " WHERE d.gseq > ? OR (d.gseq = ? AND d.path > ?) ORDER BY d.gseq, d.path LIMIT ?"
)
_DATA: Final = "data."


class _About(msgspec.Struct):
    partner: str | None = None
    person: str | None = None


class _By(msgspec.Struct):
    id: str


class _Labelled(msgspec.Struct, frozen=True, gc=False):
    """The part of an event that says whom it is about."""

    data: _About
    recorded_by: _By
    stream: str
    n: int


_DECODE: Final = msgspec.json.Decoder(_Labelled).decode


def check_labels(reading: Reading) -> int:
    """Return how many sealed values are disclosed."""
    count, gseq, path = 0, -1, ""
    while page := reading.rows(LABELS, (gseq, gseq, path, PAGE)):
        for _, where, *label, canon in page:
            _check(_DECODE(canon), where, label)
            count += 1
        gseq, path = page[-1][:2]
    return count


def _check(event: _Labelled, path: str, label: list[str]) -> None:
    name = path.removeprefix(_DATA)
    subject, klass = label_of(name, event.data.partner, event.data.person, event.recorded_by.id)
    if label != [subject, klass]:
        raise RowWrong(
            f"{path} of event {event.n} of {event.stream} is kept as {label[1]} and about {label[0]}; its event makes"
            f" it {klass} and about {subject}. What is withheld or kept by that would be wrong."
        )
