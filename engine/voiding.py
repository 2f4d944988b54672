"""Taking back the effect of an event that was wrong: the event stays, a correction after it says so."""

from __future__ import annotations

from collections.abc import Callable

from engine.state import Notice, State


def void(s: State, wrong: int, type_: str, n: int) -> None:
    """Fill in what is true once event ``wrong`` no longer counts; a later word on the same thing is left alone."""
    VOIDABLE[type_](s, wrong, n)


def _review(s: State, wrong: int, n: int) -> None:
    for key, artefact in s.artefacts.items():
        if artefact.n == wrong:
            s.artefacts[key] = artefact._replace(status="submitted", reviewed_by=None, n=n)


def _decision(s: State, wrong: int, _n: int) -> None:
    """The word goes, and no earlier word of its kind comes to life again: taking back a stop is not a pass."""
    for name, taken in s.decisions.items():
        for voided in (word for word in taken if word.n == wrong):
            s.decisions[name] = tuple(
                word for word in taken if word.n > wrong or (word.n < wrong and word.confirms != voided.confirms)
            )


def _departure(s: State, wrong: int, n: int) -> None:
    for ref, partner in s.partners.items():
        if partner.n == wrong and partner.previous is not None:
            s.partners[ref] = partner._replace(state=partner.previous, previous=None, moved_by=None, n=n)


def _lesson(s: State, wrong: int, _n: int) -> None:
    for stage, known in s.lessons.items():
        s.lessons[stage] = tuple(lesson for lesson in known if lesson != wrong)


def _waiver(s: State, wrong: int, _n: int) -> None:
    for key in [key for key, waived in s.waivers.items() if waived == wrong]:
        del s.waivers[key]


def _record(s: State, wrong: int, _n: int) -> None:
    for records in (s.conflicts, s.exclusions, s.scores, s.moderated):
        for key in [key for key, record in records.items() if record.n == wrong]:
            del records[key]


def _publication(s: State, wrong: int, _n: int) -> None:
    """The publication before it, if there was one, is the latest again; its clocks follow by events of their own."""
    for name, known in list(s.notices.items()):
        if known.n == wrong:
            del s.notices[name]
            if known.earlier:
                on, reference, n = known.earlier[-1]
                s.notices[name] = Notice(
                    on=on, reference=reference, n=n, times=known.times - 1, earlier=known.earlier[:-1]
                )


VOIDABLE: dict[str, Callable[[State, int, int], None]] = {
    "artefact.accepted": _review,
    "artefact.rejected": _review,
    "decision.recorded": _decision,
    "conflicts.declared": _record,
    "exclusion.checked": _record,
    "lesson.recorded": _lesson,
    "assessment.recorded": _record,
    "assessment.moderated": _record,
    "requirement.waived": _waiver,
    "partner.moved": _departure,
    "notice.published": _publication,
}
"""Event types whose effect a correction can take back; a partner's move only if it was an unlawful departure."""
