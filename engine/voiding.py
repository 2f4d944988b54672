"""Taking back the effect of an event that was wrong: the event stays, a correction after it says so."""

from __future__ import annotations

from dataclasses import replace

from engine.state import State

VOIDABLE = {
    "artefact.accepted",
    "artefact.rejected",
    "decision.recorded",
    "conflicts.declared",
    "exclusion.checked",
    "lesson.recorded",
    "assessment.recorded",
    "assessment.moderated",
    "requirement.waived",
    "partner.moved",
}
"""Event types whose effect a correction can take back; ``partner.moved`` only for an unlawful elimination (law.md 8.a)."""


def void(s: State, wrong: int, type_: str, n: int) -> None:
    """Fill in what is true once event ``wrong`` no longer counts; a later word on the same thing is left alone."""
    match type_:
        case "artefact.accepted" | "artefact.rejected":
            for key, artefact in s.artefacts.items():
                if artefact.n == wrong:
                    s.artefacts[key] = replace(artefact, status="submitted", reviewed_by=None, n=n)
        case "decision.recorded":
            for name, taken in s.decisions.items():
                s.decisions[name] = tuple(t for t in taken if t.n != wrong)
        case "partner.moved":
            for ref, partner in s.partners.items():
                if partner.n == wrong and partner.previous is not None:
                    s.partners[ref] = replace(partner, state=partner.previous, previous=None, n=n)
        case "lesson.recorded":
            for stage, known in s.lessons.items():
                s.lessons[stage] = tuple(k for k in known if k != wrong)
        case "requirement.waived":
            for key in [k for k, m in s.waivers.items() if m == wrong]:
                del s.waivers[key]
        case _:
            for records in (s.conflicts, s.exclusions, s.scores, s.moderated):
                for key in [k for k, record in records.items() if record.n == wrong]:
                    del records[key]
