"""The whole report, part by part, in the order in which it is read."""

from __future__ import annotations

from actions.reporting import accounts, happenings
from actions.reporting.proof import Proof, proof_in_brief, proof_section
from actions.reporting.subject import Subject
from actions.reporting.summary import summary
from engine.canonical import instant_text
from engine.time.local_time import describe_instant
from exports.bundle.shipped import verifier_sha256
from exports.report.document import Report, Section


def report_on(subject: Subject, proof: Proof, *, kind: str, more: tuple[Section, ...] = ()) -> Report:
    """Everything that people outside are told about a procedure; ``more`` stands before the last section."""
    state, now = subject.moment.state, subject.moment.now
    return Report(
        reference=state.procedure,
        title=state.title,
        kind=kind,
        as_at=describe_instant(now, subject.zone),
        made_at=instant_text(now),
        banner=state.re_enactment,
        sections=(
            summary(subject, proof_in_brief(proof)),
            happenings.decisions(subject),
            happenings.waivers(subject),
            happenings.late(subject),
            happenings.refusals(subject),
            accounts.deadlines(subject),
            accounts.money(subject),
            accounts.suppliers(subject),
            accounts.lessons(subject),
            *more,
            proof_section(proof),
        ),
        footer=(f"{proof.footer}.", f"Verifier's SHA-256: {verifier_sha256()}."),
    )
