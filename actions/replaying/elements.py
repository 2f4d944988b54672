"""Which part of the definition an event answers to: its place in the file, who may do it, and under which rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from engine import events as e
from engine.definition import Definition
from engine.moving.modification import MODIFICATION_RULES
from engine.regimes import cited

_EXCLUSION: Final = ("UK-EXC-1", "UK-EXC-3", "UK-EXC-8")
_CONFLICTS: Final = ("UK-COI-1", "UK-COI-2")
_RECORD: Final = ("UK-REC-1",)
_STOPS: Final = ("UK-SS-3",)
_CALENDARS: Final = ("UK-CLK-1",)
_REFINES: Final = ("UK-REF-1", "UK-REF-2", "UK-REF-3", "UK-REF-4")


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """A part of a definition: its place in the file, its title, the roles that may act on it, its rule ids."""

    place: str
    title: str
    by: tuple[str, ...]
    rules: tuple[str, ...]


def element_of(definition: Definition, event: e.Event) -> Element:
    """The part of the definition that an event answers to, with its rules as its regime calls them."""
    found = _ELEMENTS[type(event)](definition, event)
    return replace(found, rules=cited(definition.regime, found.rules))


def _made(place: str, title: str, by: Iterable[str] = (), rules: Iterable[str] = ()) -> Element:
    return Element(place=place, title=title, by=tuple(by), rules=tuple(dict.fromkeys(rules)))


def _power(name: str, title: str, rules: tuple[str, ...] = ()) -> Callable[[Definition, Any], Element]:
    return lambda d, _: _made(f"powers.{name}", title, getattr(d.powers, name), rules)


def _opened(d: Definition, _: e.ProcedureOpened) -> Element:
    return _made("powers.open", d.title, d.powers.open, d.rules)


def _submitted(d: Definition, v: e.ArtefactSubmitted) -> Element:
    rule = d.artefacts[v.artefact]
    return _made(f"artefacts.{v.artefact}.supplied_by", rule.title, rule.supplied_by, rule.rules)


def _reviewed(d: Definition, v: e.ArtefactAccepted | e.ArtefactRejected) -> Element:
    rule = d.artefacts[v.artefact]
    return _made(f"artefacts.{v.artefact}.reviewed_by", rule.title, rule.reviewed_by, rule.rules)


def _decided(d: Definition, v: e.DecisionRecorded) -> Element:
    rule = d.decisions[v.decision]
    confirming = (rule.confirmed_by,) if v.confirms and rule.confirmed_by else None
    which = "confirmed_by" if confirming else "by"
    return _made(f"decisions.{v.decision}.{which}", rule.title, confirming or (rule.by,), rule.rules)


def _registered(d: Definition, _: e.PartnerRegistered) -> Element:
    entry = d.partners.entry
    return _made("partners.entry", entry.title, entry.by, entry.rules)


def _moved(d: Definition, v: e.PartnerMoved) -> Element:
    rule = d.partners.moves.get(v.move)
    states = (*d.partners.states[v.target].rules,)
    if rule is not None:
        asked = (one for requirement in rule.gate for one in requirement.rules)
        return _made(f"partners.moves.{v.move}", rule.title, rule.by, (*rule.rules, *states, *asked))
    move = d.moves_by_name.get(v.move)
    if move is not None:
        return _made(f"moves.{v.move}", move.title, move.by, (*move.rules, *states))
    return _made(f"partners.states.{v.target}", d.partners.states[v.target].title, (), states)


def _published(d: Definition, v: e.NoticePublished) -> Element:
    rule = d.notices[v.notice]
    asked = (one for requirement in rule.gate for one in requirement.rules)
    return _made(f"notices.{v.notice}", rule.title, rule.by, (*rule.rules, *asked))


def _deadline(d: Definition, v: Any) -> Element:
    rule = d.deadlines[v.deadline]
    rules = rule.rules
    if getattr(v, "table", None) is not None:
        rules = (*rules, *(one for row in d.tables[v.table].rows if row.row == v.row for one in row.rules))
    return _made(f"deadlines.{v.deadline}", rule.title, rule.set_by, rules)


def _envelope(d: Definition, v: e.EnvelopeSet) -> Element:
    rule = d.money.envelopes[v.envelope]
    return _made(f"money.envelopes.{v.envelope}", rule.title, d.money.set_envelope_by, rule.rules)


def _committed(d: Definition, v: e.MoneyCommitted) -> Element:
    base = d.money.legal_bases[v.legal_base]
    return _made(f"money.legal_bases.{v.legal_base}", base.title, d.money.commit_by, base.rules)


def _paid(d: Definition, v: e.InstalmentPaid) -> Element:
    rule = d.money.envelopes[v.envelope]
    return _made(f"money.envelopes.{v.envelope}", rule.title, d.money.pay_by, rule.rules)


def _scored(d: Definition, v: e.AssessmentRecorded) -> Element:
    rule = d.rounds[v.round]
    return _made(f"rounds.{v.round}.scored_by", rule.title, (rule.scored_by,), rule.rules)


def _moderated(d: Definition, v: e.AssessmentModerated) -> Element:
    rule = d.rounds[v.round]
    return _made(f"rounds.{v.round}.moderated_by", rule.title, (rule.moderated_by,), rule.rules)


def _refined(d: Definition, v: e.CriteriaRefined) -> Element:
    rule, foreseen = d.rounds[v.round], d.rounds[v.round].refinement
    by = () if foreseen is None else foreseen.by
    return _made(f"rounds.{v.round}.refinement", rule.title, by, (*rule.rules, *_REFINES))


def _duty(name: str, rules: tuple[str, ...], by: str = "by") -> Callable[[Definition, Any], Element]:
    def element(d: Definition, _: Any) -> Element:
        known = getattr(d, name)
        return _made(name, name if known is None else known.title, getattr(known, by, ()), rules)

    return element


def _stated(d: Definition, v: e.NoticeStated) -> Element:
    rule = d.notices[v.notice]
    return _made(f"notices.{v.notice}.states", rule.title, rule.by, (*rule.rules, "UK-COI-3"))


def _waived(d: Definition, v: e.RequirementWaived) -> Element:
    of_move = v.move in d.moves_by_name
    kind, gate = ("moves", d.moves_by_name[v.move].gate) if of_move else ("notices", d.notices[v.move].gate)
    asked = next((one for one in gate if one.id == v.requirement), None)
    title, rules = (v.requirement, ()) if asked is None else (asked.text, asked.rules)
    return _made(f"{kind}.{v.move}.gate.{v.requirement}", title, d.powers.waive, rules)


def _move(d: Definition, v: e.GateDecided | e.StepEntered) -> Element:
    rule = d.moves_by_name[v.move]
    asked = (one for requirement in rule.gate for one in requirement.rules)
    return _made(f"moves.{v.move}", rule.title, rule.by, (*rule.rules, *asked))


def _withdrawn(d: Definition, _: e.AwardWithdrawn) -> Element:
    found = next((move for move in d.moves if move.withdraws_award), None)
    return _made("moves", "Withdraw the award", found.by if found else (), found.rules if found else ())


def _terminated(d: Definition, v: e.ProcedureTerminated) -> Element:
    phase = next((one for one in d.termination.phases if v.source in one.source and one.notice == v.notice), None)
    rules = (*d.termination.rules, *(phase.rules if phase else ()))
    return _made("termination", d.termination.title, d.termination.by, rules)


def _calendar(d: Definition, _: e.CalendarChanged) -> Element:
    by = d.powers.change_calendar or d.powers.pause
    return _made("powers.change_calendar", "Put on another calendar", by, _CALENDARS)


def _version(d: Definition, v: e.ProcedureMoved | e.ProcedureMovedBack) -> Element:
    rules = MODIFICATION_RULES.get(v.modification, ()) if isinstance(v, e.ProcedureMoved) else ()
    return _made("powers.move", "Move to another version", d.powers.move or d.powers.open, rules)


def _dropped(_: Definition, v: e.DeadlineDropped) -> Element:
    return _made("deadlines", v.title)


def _withheld(_: Definition, v: e.ValuesWithheld) -> Element:
    return _made("", f"Withheld for good: {v.ground.replace('_', ' ')}", (), _RECORD)


_ELEMENTS: Final[dict[type[e.Event], Callable[[Definition, Any], Element]]] = {
    e.ProcedureOpened: _opened,
    e.ArtefactSubmitted: _submitted,
    e.ArtefactAccepted: _reviewed,
    e.ArtefactRejected: _reviewed,
    e.DecisionRecorded: _decided,
    e.PartnerRegistered: _registered,
    e.PartnerMoved: _moved,
    e.NoticePublished: _published,
    **dict.fromkeys((event for name, event in e.EVENT_TYPES.items() if name.startswith("deadline.")), _deadline),
    e.DeadlineDropped: _dropped,
    e.CalendarChanged: _calendar,
    e.ProcedureMoved: _version,
    e.ProcedureMovedBack: _version,
    e.EnvelopeSet: _envelope,
    e.MoneyCommitted: _committed,
    e.InstalmentPaid: _paid,
    e.ConflictsDeclared: _power("declare_conflicts", "Declare interests", _CONFLICTS),
    e.ExclusionChecked: _power("check_exclusions", "Check for exclusion and debarment", _EXCLUSION),
    e.DebarmentListConsulted: _power("check_exclusions", "Look at the debarment list", _EXCLUSION),
    e.LessonRecorded: _power("record_lessons", "Record a lesson"),
    e.AssessmentRecorded: _scored,
    e.AssessmentModerated: _moderated,
    e.SummariesSent: _power("send_summaries", "Send the assessment summaries", ("UK-AWD-1",)),
    e.CommunicationRecorded: _power("communicate", "Put a communication on record", ("UK-REC-2",)),
    e.RequirementWaived: _waived,
    e.GateDecided: _move,
    e.StepEntered: _move,
    e.AwardWithdrawn: _withdrawn,
    e.LotCeased: _power("cease_lot", "Cease a lot"),
    e.ProcedureSuspended: _power("suspend", "Suspend by a court matter", _STOPS),
    e.ProcedureResumed: _power("suspend", "Resume after a court matter", _STOPS),
    e.ProcedurePaused: _power("pause", "Pause"),
    e.ProcedureUnpaused: _power("pause", "Go on after a pause"),
    e.ProcedureTerminated: _terminated,
    e.ValuesWithheld: _withheld,
    e.CriteriaRefined: _refined,
    e.ModificationRecorded: _duty("modifications", ("UK-MOD-1", "UK-MOD-2", "UK-MOD-3")),
    e.ContractChanged: _duty("contract_changes", ("UK-CHG-1", "UK-CHG-1b", "UK-CHG-2")),
    e.ExclusionReported: _duty("exclusions", ("UK-EXC-5",), "report_by"),
    e.IndicatorsSet: _duty("indicators", ("UK-KPI-1",)),
    e.ClaimNotified: _power("suspend", "Record a claim", _STOPS),
    e.NoticeStated: _stated,
    e.CorrectionRecorded: _power("correct", "Correct the record", _RECORD),
}
"""For each event type the part of the definition that it answers to."""
