"""Making a report: written beside its place, put on record, and only then given its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from actions.evidence.placing import drafted
from actions.exporting import exporting_role, record_export
from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.ledger.start import require_newest
from actions.reporting.proof import Proof, proof_of
from actions.reporting.report import report_on
from actions.reporting.subject import Subject, subject_of
from engine.errors import NotFound
from exports.bundle.shipped import verifier_sha256
from exports.report.document import Report
from exports.report.paper import paper
from exports.report.web_page import web_page
from storage.reading import Reading


class Form(StrEnum):
    """How a report is drawn."""

    HTML = "html"
    PDF = "pdf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """A report that was handed over, and its place in the log of exports."""

    procedure: str
    form: Form
    file: str
    sha256: str
    bytes: int
    checkpoint: str
    events: int
    unbroken: bool
    role: str
    logged_as: int
    verifier_sha256: str

    @property
    def sentence(self) -> str:
        """What was done."""
        return f"{self.file}: the report on {self.procedure} up to event {self.events - 1}, ledger {self.checkpoint}."


def make_report(
    house: House,
    procedure: str,
    form: Form,
    out: Path,
    *,
    actor: str,
    role: str | None = None,
    force: bool = False,
    request_id: str | None = None,
    auth: str = "claim",
) -> Reported:
    """Write the report on a procedure; the same records give the same bytes, on whichever day it is made.

    ``NotAllowed`` unless the actor may take copies out, ``NotFound`` for an unknown procedure, ``InvalidInput`` for a
    file that exists, ``StoreGoneBack`` for a store that once held more.
    """
    require_newest(house)
    with house.store.reading() as reading:
        acting = exporting_role(house, reading, actor=actor, procedure=procedure, role=role)
    with drafted(out, force=force) as draft:
        subject, proof = _read(house, procedure)
        report = report_on(subject, proof, kind="Report")
        size = draft.handle.write(_drawn(report, form))
        digest = draft.sha256()
        logged = record_export(
            house,
            actor=actor,
            role=acting,
            procedure=procedure,
            what=f"report.{form}",
            sha256=digest,
            request_id=request_id,
            upto_n=subject.moment.state.n,
            auth=auth,
        )
    return Reported(
        procedure=procedure,
        form=form,
        file=str(out),
        sha256=digest,
        bytes=size,
        checkpoint=proof.checkpoint.short,
        events=subject.chain.events,
        unbroken=subject.chain.broken_at is None,
        role=acting,
        logged_as=logged.n,
        verifier_sha256=verifier_sha256(),
    )


def _drawn(report: Report, form: Form) -> bytes:
    return paper(report) if form is Form.PDF else "".join(web_page(report)).encode()


def _read(house: House, procedure: str) -> tuple[Subject, Proof]:
    """What is on record, under the first checkpoint that covers all of it; one is made when there is none yet."""
    with house.store.reading() as reading:
        found = _under_a_checkpoint(house, reading, procedure)
    if found is None:
        sign_history(house)
        with house.store.reading() as reading:
            found = _under_a_checkpoint(house, reading, procedure)
    if found is None:
        raise NotFound(f"No checkpoint covers {procedure}: seedbed ledger checkpoint makes one.")
    return found


def _under_a_checkpoint(house: House, reading: Reading, procedure: str) -> tuple[Subject, Proof] | None:
    subject = subject_of(house, reading, procedure)
    row = reading.checkpoint_over(subject.gseq)
    return None if row is None else (subject, proof_of(subject, row))
