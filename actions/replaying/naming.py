"""The events that an event names, or whose word it takes up: what it points at in the history before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from actions.replaying.tape import Tape
from engine import events as e
from engine.state import State, artefact_key


def named_by(tape: Tape, n: int) -> Iterator[int]:
    """The numbers of the events that event ``n`` names or builds on, in no order."""
    event, before = tape.recorded[n].event, tape.state(n - 1)
    for name in ("event", "cause"):
        value = getattr(event, name, None)
        if isinstance(value, int):
            yield value
    find = _NEWEST.get(type(event))
    if find is not None:
        yield from find(before, event, tape)
        return
    deadline = getattr(event, "deadline", None)
    if isinstance(deadline, str) and (known := before.deadlines.get(deadline)) is not None:
        yield known.n


def _reviewed(s: State, v: e.ArtefactAccepted | e.ArtefactRejected, _: Tape) -> Iterator[int]:
    if (paper := s.artefacts.get(artefact_key(v.artefact, v.partner))) is not None:
        yield paper.submitted_n


def _decided(s: State, v: e.DecisionRecorded, tape: Tape) -> Iterator[int]:
    for about in tape.definition(s.n).decisions[v.decision].about:
        if (paper := s.artefacts.get(about)) is not None:
            yield from (paper.submitted_n, paper.n)
    if v.confirms:
        yield from (word.n for word in s.decisions.get(v.decision, ()) if not word.confirms)


_OfPartner = e.PartnerMoved | e.ExclusionChecked | e.ExclusionReported | e.IndicatorsSet | e.MoneyCommitted


def _partner(s: State, v: _OfPartner, _: Tape) -> Iterator[int]:
    if (partner := s.partners.get(v.partner)) is not None:
        yield from (partner.registered_n, partner.n)


def _refined(s: State, v: e.CriteriaRefined, _: Tape) -> Iterator[int]:
    if (before := s.refinements.get(v.round)) is not None:
        yield before.n
    yield from (s.partners[ref].n for _round, ref in v.rerun if ref in s.partners)


def _contract_changed(s: State, v: e.ContractChanged, _: Tape) -> Iterator[int]:
    yield from (change.n for change in s.contract_changes.get(v.partner, ())[-1:])
    yield from (s.notices[name].n for name in (v.notice, v.published_before) if name in s.notices and name is not None)


def _consulted(s: State, v: e.DebarmentListConsulted, _: Tape) -> Iterator[int]:
    if (check := s.exclusions.get(v.partner)) is not None:
        yield check.n


def _stated(s: State, v: e.NoticeStated, _: Tape) -> Iterator[int]:
    if (notice := s.notices.get(v.notice)) is not None:
        yield notice.n


def _paid(s: State, v: e.InstalmentPaid, _: Tape) -> Iterator[int]:
    if (bound := s.commitments.get(v.commitment)) is not None:
        yield bound.n


def _moderated(s: State, v: e.AssessmentModerated, _: Tape) -> Iterator[int]:
    cell = f"{v.round}/{v.partner}/{v.criterion}/{v.sub_criterion or ''}/"
    yield from (score.n for key, score in s.scores.items() if key.startswith(cell))


def _resumed(s: State, _: e.ProcedureResumed, __: Tape) -> Iterator[int]:
    if s.suspended is not None:
        yield s.suspended.n


def _unpaused(s: State, _: e.ProcedureUnpaused, __: Tape) -> Iterator[int]:
    if s.paused_n is not None:
        yield s.paused_n


def _withheld(_: State, v: e.ValuesWithheld, __: Tape) -> Iterator[int]:
    yield from (n for n, _path in v.places)


_NEWEST: Final[dict[type[e.Event], Callable[[State, Any, Tape], Iterator[int]]]] = {
    e.ArtefactAccepted: _reviewed,
    e.ArtefactRejected: _reviewed,
    e.DecisionRecorded: _decided,
    e.PartnerMoved: _partner,
    e.ExclusionChecked: _partner,
    e.MoneyCommitted: _partner,
    e.InstalmentPaid: _paid,
    e.CriteriaRefined: _refined,
    e.ContractChanged: _contract_changed,
    e.ExclusionReported: _partner,
    e.DebarmentListConsulted: _consulted,
    e.IndicatorsSet: _partner,
    e.NoticeStated: _stated,
    e.AssessmentModerated: _moderated,
    e.ProcedureResumed: _resumed,
    e.ProcedureUnpaused: _unpaused,
    e.ValuesWithheld: _withheld,
}
"""Where the newest word before an event stands that it takes up, by its type; deadlines say so by themselves."""
