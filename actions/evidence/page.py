"""The readable page of a bundle: the report, then the whole history, the documents and what is withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from actions.evidence.telling import Case, Telling
from actions.house import House
from actions.reporting.happenings import whole_history
from actions.reporting.proof import proof_of
from actions.reporting.report import report_on
from actions.reporting.subject import subject_of
from exports.report.document import Column, Section, Table, Text
from exports.report.web_page import web_page
from storage.ledger import CheckpointRow
from storage.reading import Reading


def evidence_page(house: House, reading: Reading, case: Case, telling: Telling, newest: CheckpointRow) -> Iterator[str]:
    """The page in pieces; ``reading`` shows no more than the bundle tells."""
    subject = subject_of(house, reading, case.state.procedure)
    more = (whole_history(subject), _documents(telling), _withheld(telling))
    report = report_on(subject, proof_of(subject, newest), kind="Evidence", more=more)
    yield from web_page(report)


def _documents(telling: Telling) -> Section:
    table = Table(
        caption="Documents in this bundle, each a file in data/artefacts",
        columns=(Column("SHA-256, which is the file's name"), Column("Bytes", numeric=True)),
        rows=tuple((known.sha256, f"{known.size:,}") for _, known in sorted(telling.documents.items())),
        empty="No document is in this bundle.",
    )
    return Section(id="documents", title="Documents", blocks=(table,))


def _withheld(telling: Telling) -> Section:
    counts = Counter((known.ground, known.decided_by) for known in telling.kept)
    lead = Text(
        text="Each withheld value keeps its place: its commitment is in the event, and nothing else can be shown there"
        " later. data/withheld.jsonl lists every one."
    )
    table = Table(
        caption="What is withheld, by ground",
        columns=(Column("Ground"), Column("Decided by"), Column("Places", numeric=True)),
        rows=tuple(
            (ground or "none is on record", by or "nobody", f"{count:,}")
            for (ground, by), count in sorted(counts.items())
        ),
        empty="Nothing is withheld.",
    )
    return Section(id="withheld", title="Withheld", blocks=(lead, table))
