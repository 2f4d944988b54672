"""Histories that no rule allows, made by putting after a lawful one what nobody asked the rules about."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

from tests.exports.verifier.lives import Recorder, story_of
from tests.exports.verifier.writer import Happening
from tests.factories import small
from tests.pilot import TWO, make, prepare, way

Step = tuple[str, dict[str, Any]]


@lru_cache
def _arrived(step: str, facts: tuple[str, ...] = ()) -> Recorder:
    case = Recorder(small())
    case.do("open", facts={fact: fact in facts for fact in case.definition.facts})
    for move in way(case.definition, "DRAFT", step):
        make(case, move, partners=TWO)
    return case


def arrived(step: str) -> Recorder:
    """A procedure that has lawfully come to a step, with two partners; the test's own copy."""
    known = _arrived(step)
    case = copy.copy(known)
    case.history, case.by, case.clock = list(known.history), list(known.by), copy.copy(known.clock)
    return case


def then(case: Recorder, *events: Step, later: float = 0, sealed: tuple[str, ...] = ()) -> list[Happening]:
    """The history with events after it that nobody asked the rules about; ``later`` in days."""
    happenings = story_of(case).happenings
    at = (case.now + timedelta(days=later)).isoformat(timespec="microseconds")[:26] + "Z"
    for number, (type_, given) in enumerate(events):
        data = dict(given)
        role, actor = data.pop("role_", "owner"), data.pop("actor_", None)
        cause = data.pop("cause_", f"u-{number}")
        by = actor or f"{role}_x"
        happenings.append(
            Happening(type=type_, data=data, at=at, actor=by, role=role, cause=cause, sealed=dict.fromkeys(sealed, "x"))
        )
    return happenings


def gate(move: str, source: str, target: str, role: str, **more: Any) -> Step:
    """A gate that is said to be passed."""
    return "gate.decided", {
        "move": move,
        "source": source,
        "target": target,
        "results": [],
        "role_": role,
        "cause_": "g",
        **more,
    }


def entered(move: str, source: str, target: str, stage: str, role: str, *, ends: bool = False) -> Step:
    """The step that is said to be entered."""
    return "step.entered", {"move": move, "source": source, "target": target, "stage": stage, "ends": ends, "notice": None, "role_": role, "cause_": "g"}  # fmt: skip


def moved(move: str, source: str, target: str, role: str, partner: str = "acme", **more: Any) -> Step:
    """A partner that is said to have moved."""
    return "partner.moved", {"partner": partner, "move": move, "source": source, "target": target, "heard": True, "by": f"{role}_x", "role_": role, **more}  # fmt: skip


def paper(artefact: str, role: str, partner: str | None = None, version: int = 1, **more: Any) -> Step:
    """A paper that is said to be filed."""
    return "artefact.submitted", {"artefact": artefact, "partner": partner, "version": version, "sha256": "ab" * 32, "size": 9, "media_type": "text/plain", "by": f"{role}_x", "role_": role, **more}  # fmt: skip


def reviewed(artefact: str, role: str, partner: str | None = None, version: int = 1, **more: Any) -> Step:
    """A paper that is said to be accepted."""
    return "artefact.accepted", {"artefact": artefact, "partner": partner, "version": version, "by": f"{role}_x", "role_": role, **more}  # fmt: skip


def decided(decision: str, role: str, *, confirms: bool = False, outcome: str = "pass", by: str | None = None) -> Step:
    """A decision that is said to be taken."""
    who = by or f"{role}_x"
    return "decision.recorded", {"decision": decision, "outcome": outcome, "by": who, "role": role, "confirms": confirms, "role_": role, "actor_": who}  # fmt: skip


def bound(amount: int, **more: Any) -> Step:
    """Money that is said to be bound."""
    answers = dict.fromkeys(("novel", "creative", "uncertain", "systematic", "transferable"), False)
    data = {"commitment": "c9", "envelope": "trials", "partner": "acme", "amount_minor": amount, "currency": "GBP", "instalments": [["i1", amount]],
            "legal_base": next(iter(small().definition.money.legal_bases)), "category": "PROCEDURE_COST", "answers": answers, "role_": small().definition.money.commit_by[0]}  # fmt: skip
    return "money.committed", {**data, **more}


def applied(
    case: Recorder, *, on_time: bool = True, after: float = 0, partner: str = "crow", state: str = "applied"
) -> Step:
    """A supplier that is said to have come in."""
    due = case.state.deadlines["entry_closes"].due_at
    texts = [(at).isoformat(timespec="microseconds")[:26] + "Z" for at in (due + timedelta(seconds=after), due)]
    return "partner.registered", {"partner": partner, "state": state, "lot": None, "sme": True, "received_at": texts[0], "due_at": texts[1], "on_time": on_time, "role_": "manager"}  # fmt: skip


def after_the_door() -> Recorder:
    """Two days after applications closed, still in the step; one applied in time."""
    case = arrived("OPEN")
    case.do("register_partner", partner="acme")
    case.wait_until(case.state.deadlines["entry_closes"].due_at + timedelta(days=2))
    return case


def with_bid() -> Recorder:
    """A sealed bid is on file, and its deadline runs."""
    case = arrived("OPEN")
    case.do("register_partner", partner="crow")
    case.do("submit_artefact", artefact="bid", partner="crow")
    return case


def suspended() -> Recorder:
    """A court suspends the procedure."""
    case = arrived("SIFT")
    case.do("suspend")
    return case


def left() -> Recorder:
    """A partner has left."""
    case = arrived("TRIAL")
    case.do("move_partner", partner="acme", move="leave")
    return case


def offered() -> Recorder:
    """The trial is over, and nobody has offered anything."""
    case = arrived("TRIAL")
    case.wait_until(case.state.deadlines["trial_ends"].due_at + timedelta(days=1))
    return case


def ready_to_sift() -> Recorder:
    """All that the trial needs is there, but for the move."""
    case = arrived("SIFT")
    prepare(case, "start_trial", partners=TWO)
    return case


def signed() -> Recorder:
    """A standstill runs."""
    return arrived("STANDSTILL")


def unlawful() -> Iterator[tuple[str, list[Happening], str]]:  # noqa: PLR0915 - a list, one after the other
    """What happened, the history, and what the fault is called."""
    yield "nothing was opened", then(Recorder(small()), paper("paper", "manager")), "opened"
    case = arrived("DRAFT")
    opened = dict(story_of(case).happenings[0].data)
    yield "opened a second time", then(case, ("procedure.opened", {**opened, "role_": "manager"})), "opened"
    yield (
        "a gate without its papers",
        then(
            case, gate("prepare", "DRAFT", "READY", "manager"), entered("prepare", "DRAFT", "READY", "plan", "manager")
        ),
        "gate",
    )
    yield "a step without a gate", then(case, entered("prepare", "DRAFT", "READY", "plan", "manager")), "consequences"
    yield (
        "a move from elsewhere",
        then(case, gate("sift", "OPEN", "SIFT", "manager"), entered("sift", "OPEN", "SIFT", "entry", "manager")),
        "move",
    )
    yield "a move that there is not", then(case, gate("leap", "DRAFT", "DONE", "manager")), "unknown-name"
    yield (
        "a MUST waived",
        then(
            case,
            ("requirement.waived", {"move": "prepare", "requirement": "go_decided", "by": "owner_x"}),
            sealed=("data.reason",),
        ),
        "waiver",
    )
    yield (
        "waived by somebody else",
        then(
            case,
            (
                "requirement.waived",
                {"move": "prepare", "requirement": "announced", "by": "manager_x", "role_": "manager"},
            ),
        ),
        "role",
    )
    yield (
        "waived where it is not asked",
        then(case, ("requirement.waived", {"move": "start_trial", "requirement": "each_lot", "by": "owner_x"})),
        "waiver",
    )
    yield "accepted by who filed it", then(case, paper("paper", "owner"), reviewed("paper", "owner")), "approver"
    yield (
        "accepted twice",
        then(case, paper("paper", "owner"), reviewed("paper", "lawyer"), reviewed("paper", "lawyer")),
        "artefact",
    )
    yield (
        "accepted in another's name",
        then(case, paper("paper", "owner"), reviewed("paper", "lawyer", by="somebody")),
        "actor",
    )
    yield "nothing was there to accept", then(case, reviewed("paper", "lawyer")), "artefact"
    yield "a version left out", then(case, paper("paper", "owner", version=2)), "artefact"
    yield "a file too large", then(case, paper("paper", "owner", size=1_001)), "artefact"
    yield "a file of another form", then(case, paper("paper", "owner", media_type="image/gif")), "artefact"
    yield "filed by somebody who may not", then(case, paper("paper", "reader")), "role"
    yield "filed in another step", then(arrived("READY"), paper("paper", "owner", version=2)), "step"
    yield (
        "decided on one's own paper",
        then(case, paper("paper", "owner"), reviewed("paper", "lawyer"), decided("go", "owner")),
        "approver",
    )
    yield (
        "decided on a paper that is not accepted",
        then(case, paper("paper", "manager"), decided("go", "owner")),
        "decision",
    )
    yield "decided in another step", then(arrived("READY"), decided("go", "owner")), "step"
    yield "an outcome that there is not", then(case, decided("go", "owner", outcome="maybe")), "word"
    sift = arrived("SIFT")
    yield (
        "decided and confirmed by one person",
        then(sift, decided("nothing", "owner", by="pat"), decided("nothing", "lawyer", confirms=True, by="pat")),
        "four-eyes",
    )
    yield "confirmed before it was decided", then(sift, decided("nothing", "lawyer", confirms=True)), "four-eyes"
    yield (
        "a decision that is called a confirmation",
        then(sift, decided("nothing", "owner", confirms=True)),
        "four-eyes",
    )
    case = with_bid()
    yield "a bid opened early", then(case, reviewed("bid", "chair", "crow")), "opened-early"
    case = after_the_door()
    yield "a bid handed in late", then(case, paper("bid", "supplier", "acme", version=2)), "late"
    yield "late and called in time", then(case, applied(case, after=1)), "late"
    yield "in time and called late", then(case, applied(case, on_time=False, state="late")), "late"
    yield "late and let in", then(case, applied(case, after=1, on_time=False)), "partner"
    yield "received in the future", then(arrived("OPEN"), applied(arrived("OPEN"))), "time"
    yield "registered a second time", then(case, applied(case, partner="acme")), "partner"
    yield "for a lot that there is not", then(case, ("partner.registered", {**applied(case)[1], "lot": "north"})), "lot"
    yield "the door was shut", then(arrived("TRIAL"), applied(arrived("TRIAL"), after=-3600)), "step"
    yield "an offer after the end", then(offered(), paper("offer", "supplier", "acme")), "late"
    yield "a tender after the end", then(offered(), moved("tender", "trying", "tendered", "supplier")), "late"
    case = left()
    yield "a leaver who returns", then(case, moved("tender", "trying", "tendered", "supplier")), "leaver"
    yield "a leaver who is moved", then(case, moved("admit", "left", "trying", "manager")), "leaver"
    yield "a leaver who hands something in", then(case, paper("offer", "supplier", "acme")), "leaver"
    yield (
        "a leaver who is checked",
        then(
            case,
            (
                "exclusion.checked",
                {
                    "partner": "acme",
                    "outcome": "clear",
                    "debarment_list_checked": True,
                    "subcontractors_checked": True,
                    "role_": "lawyer",
                },
            ),
        ),
        "leaver",
    )
    wrong = len(case.history) - 1
    correction = {
        "event": wrong,
        "type": "partner.moved",
        "effect": "void",
        "role_": "manager",
        "actor_": case.by[-1][1],
    }
    yield (
        "a departure taken back by who made it",
        then(case, ("correction.recorded", correction), sealed=("data.reason",)),
        "four-eyes",
    )
    yield (
        "a correction of another type",
        then(case, ("correction.recorded", {**correction, "type": "lesson.recorded", "actor_": "x"})),
        "correction",
    )
    yield (
        "a correction of what is not there",
        then(case, ("correction.recorded", {**correction, "event": 9_999})),
        "correction",
    )
    yield (
        "a move taken back that cannot be",
        then(case, ("correction.recorded", {**correction, "event": 0, "type": "procedure.opened"})),
        "correction",
    )
    twice = ("correction.recorded", {**correction, "effect": "note"})
    yield "corrected twice", then(case, twice, twice), "correction"
    case = arrived("SIFT")
    yield "moved without a reason", then(case, moved("leave", "applied", "left", "supplier")), "reason"
    yield (
        "excluded without a hearing",
        then(case, moved("exclude", "applied", "excluded", "lawyer", heard=False), sealed=("data.reason",)),
        "hearing",
    )
    yield "moved past its own gate", then(case, moved("admit", "applied", "trying", "chair")), "gate"
    yield "moved in another step", then(case, moved("choose", "applied", "chosen", "owner")), "step"
    yield "moved by somebody who may not", then(case, moved("admit", "applied", "trying", "reader")), "role"
    yield (
        "checked without the list",
        then(
            case,
            (
                "exclusion.checked",
                {
                    "partner": "acme",
                    "outcome": "clear",
                    "debarment_list_checked": False,
                    "subcontractors_checked": True,
                    "role_": "lawyer",
                },
            ),
        ),
        "exclusion",
    )
    yield (
        "excluded without a word",
        then(
            case,
            (
                "exclusion.checked",
                {
                    "partner": "acme",
                    "outcome": "excluded",
                    "debarment_list_checked": True,
                    "subcontractors_checked": True,
                    "role_": "lawyer",
                },
            ),
        ),
        "reason",
    )
    yield (
        "a conflict without a word",
        then(case, ("conflicts.declared", {"person": "owner_x", "role": "owner", "position": "unresolved"})),
        "reason",
    )
    yield (
        "declared for somebody else",
        then(case, ("conflicts.declared", {"person": "pat", "role": "owner", "position": "none"})),
        "actor",
    )
    yield (
        "a stage that was not entered",
        then(case, ("lesson.recorded", {"stage": "award", "about": "procedure", "worked": True, "role_": "manager"})),
        "step",
    )
    case = suspended()
    yield "a move while a court suspends", then(case, gate("start_trial", "SIFT", "TRIAL", "owner")), "suspended"
    yield (
        "resumed without the order",
        then(case, ("procedure.resumed", {"basis": "court_order", "role_": "lawyer"})),
        "court",
    )
    yield (
        "suspended twice",
        then(
            case,
            (
                "procedure.suspended",
                {"basis": "court_order", "notified_at": "2026-03-02T09:00:00.000000Z", "role_": "lawyer"},
            ),
        ),
        "suspended",
    )
    yield (
        "a clock that does not stand still",
        then(arrived("OPEN"), ("procedure.paused", {"role_": "owner"})),
        "consequences",
    )
    yield "unpaused and not paused", then(arrived("OPEN"), ("procedure.unpaused", {"role_": "owner"})), "paused"
    yield (
        "resumed and not suspended",
        then(arrived("OPEN"), ("procedure.resumed", {"basis": "court_order", "role_": "lawyer"})),
        "suspended",
    )
    yield (
        "an automatic suspension before the standstill",
        then(
            arrived("OPEN"),
            (
                "procedure.suspended",
                {"basis": "automatic", "notified_at": "2026-03-02T09:00:00.000000Z", "role_": "lawyer"},
            ),
        ),
        "suspended",
    )
    case = ready_to_sift()
    yield "more money than there is", then(case, bound(10**14)), "money"
    yield "instalments that do not add up", then(case, bound(5, instalments=[["i1", 4]])), "money"
    yield "an instalment twice", then(case, bound(2, instalments=[["i1", 1], ["i1", 1]])), "money"
    yield "another currency", then(case, bound(1, currency="EUR")), "money"
    yield "another category", then(case, bound(1, category="RD_BASIC")), "money"
    yield "no legal base", then(case, bound(1, legal_base="friendship")), "unknown-name"
    yield "a partner that cannot be paid", then(arrived("SIFT"), bound(1)), "money"
    yield (
        "an envelope below what is bound",
        then(
            case,
            (
                "envelope.set",
                {
                    "envelope": "trials",
                    "amount_minor": 0,
                    "currency": "GBP",
                    "role_": small().definition.money.set_envelope_by[0],
                },
            ),
        ),
        "money",
    )
    known = next(iter(case.state.commitments.items()))
    instalment, amount = next(iter(known[1].instalments.items()))
    payment = {
        "commitment": known[0],
        "envelope": known[1].envelope,
        "instalment": instalment,
        "partner": known[1].partner,
        "amount_minor": amount,
        "currency": "GBP",
        "role_": small().definition.money.pay_by[0],
    }
    yield "paid before the gate", then(case, ("instalment.paid", payment)), "money"
    case = arrived("TRIAL")
    yield "paid more than agreed", then(case, ("instalment.paid", {**payment, "amount_minor": amount + 1})), "money"
    yield (
        "paid to somebody else",
        then(case, ("instalment.paid", {**payment, "partner": "bolt" if payment["partner"] == "acme" else "acme"})),
        "money",
    )
    yield "paid twice", then(case, ("instalment.paid", payment), ("instalment.paid", payment)), "money"
    ends = case.state.deadlines["trial_ends"].due_at.isoformat(timespec="microseconds")[:26] + "Z"
    shorter = {
        "deadline": "trial_ends",
        "due_at": "2026-03-10T12:00:00.000000Z",
        "last_on": "2026-03-10",
        "was_due_at": ends,
        "role_": "manager",
    }
    yield "an extension that shortens", then(case, ("deadline.extended", shorter)), "shortened"
    yield (
        "a last day that is another",
        then(case, ("deadline.extended", {**shorter, "due_at": "2027-03-10T12:00:00.000000Z"})),
        "deadline",
    )
    yield (
        "extended when it was over",
        then(
            offered(),
            ("deadline.extended", {**shorter, "due_at": "2027-03-10T12:00:00.000000Z", "last_on": "2027-03-10"}),
        ),
        "late",
    )
    yield (
        "shortened without a notice",
        then(
            case,
            (
                "deadline.shortened",
                {**shorter, "due_at": ends.replace(":00:00.0", ":00:00.0"), "notice": "N1", "reference": "none"},
            ),
        ),
        "shortened",
    )
    yield "missed by a person", then(case, ("deadline.missed", {"deadline": "details_due", "due_at": ends})), "role"
    yield (
        "missed before its end",
        then(
            arrived("SIGNED"),
            (
                "deadline.missed",
                {
                    "deadline": "details_due",
                    "due_at": arrived("SIGNED").state.deadlines["details_due"].due_at.isoformat()[:26] + "Z",
                    "role_": "clock",
                    "actor_": "clock",
                },
            ),
        ),
        "deadline",
    )
    yield (
        "a ruling far from the end",
        then(
            case,
            (
                "deadline.ruled",
                {
                    "deadline": "trial_ends",
                    "subject": "acme",
                    "received_at": "2026-03-02T09:00:00.000000Z",
                    "due_at": ends,
                    "error_us": 2_000_000,
                    "in_time": True,
                    "by": "lawyer_x",
                    "role": "lawyer",
                    "role_": "lawyer",
                },
            ),
        ),
        "ruling",
    )
    yield (
        "acknowledged by a stranger",
        then(
            case,
            (
                "deadline.acknowledged",
                {"deadline": "trial_ends", "by": "reader_x", "role": "reader", "role_": "reader"},
            ),
        ),
        "role",
    )
    yield (
        "a deadline set into the past",
        then(
            arrived("DRAFT"),
            (
                "deadline.set",
                {
                    "deadline": "trial_ends",
                    "due_at": "2026-03-01T12:00:00.000000Z",
                    "starts_on": "2026-03-01",
                    "table": None,
                    "row": None,
                    "facts": {},
                    "role_": "manager",
                },
            ),
        ),
        "deadline",
    )
    yield (
        "less than the law's least time",
        then(
            arrived("DRAFT"),
            (
                "deadline.set",
                {
                    "deadline": "entry_closes",
                    "due_at": "2026-03-05T12:00:00.000000Z",
                    "starts_on": "2026-03-02",
                    "table": None,
                    "row": None,
                    "facts": {},
                    "role_": "manager",
                },
            ),
        ),
        "least-time",
    )
    yield (
        "another calendar of no kind",
        then(case, ("calendar.changed", {"calendar": "uk-2099.1-" + "0" * 64, "was": "x", "by": "owner_x"})),
        "calendar",
    )
    case = arrived("ASSESS")
    score = {"round": "final", "partner": "acme", "criterion": "worth", "sub_criterion": None, "score": 3}
    yield (
        "scored without declaring",
        then(case, ("assessment.recorded", {**score, "evaluator": "nobody", "role_": "assessor", "actor_": "nobody"})),
        "interests",
    )
    yield (
        "off the scale",
        then(
            case,
            (
                "assessment.recorded",
                {**score, "score": 9, "evaluator": "nobody", "role_": "assessor", "actor_": "nobody"},
            ),
        ),
        "score",
    )
    yield (
        "moderated alone",
        then(case, ("assessment.moderated", {**score, "moderator": "chair_x", "role_": "chair"})),
        "score",
    )
    yield "summaries before the decision", then(case, ("summaries.sent", {"partners": [], "role_": "manager"})), "step"
    yield (
        "summaries to some",
        then(arrived("DECIDED"), ("summaries.sent", {"partners": ["acme"], "role_": "manager"})),
        "summaries",
    )
    case = signed()
    yield (
        "signed in the standstill",
        then(
            case,
            moved(
                "sign",
                "chosen",
                "signed",
                "owner",
                partner=next(ref for ref, one in case.state.partners.items() if one.state == "chosen"),
            ),
        ),
        "gate",
    )
    yield (
        "a gate on an event that comes later",
        then(
            case,
            gate(
                "sign",
                "STANDSTILL",
                "SIGNED",
                "owner",
                results=[{"id": "stood_still", "standing": "met", "events": [9_999]}],
            ),
        ),
        "gate-before",
    )
    yield (
        "a gate that says what was not",
        then(
            case,
            gate(
                "sign",
                "STANDSTILL",
                "SIGNED",
                "owner",
                results=[{"id": "stood_still", "standing": "met", "events": []}],
            ),
        ),
        "gate-record",
    )
    yield "paused after the award notice", then(case, ("procedure.paused", {"role_": "owner"})), "paused"
    yield (
        "a notice in another step",
        then(
            case,
            (
                "notice.published",
                {"notice": "N1", "on": str(case.now.date()), "reference": "r", "ceased_lots": [], "role_": "manager"},
            ),
        ),
        "step",
    )
    yield (
        "a notice of another day",
        then(
            arrived("TOLD"),
            (
                "notice.published",
                {"notice": "N6", "on": "2026-01-01", "reference": "r", "ceased_lots": [], "role_": "manager"},
            ),
        ),
        "day",
    )
    yield "a lot that there is not", then(case, ("lot.ceased", {"lot": "north"})), "unknown-name"
    case = arrived("DONE")
    yield "filed after the end", then(case, paper("report", "chair", version=9)), "ended"
    yield (
        "ended where no end is foreseen",
        then(case, ("procedure.terminated", {"source": "DONE", "target": "NOTHING", "stage": "award", "notice": None})),
        "move",
    )
    yield (
        "ended elsewhere than foreseen",
        then(
            arrived("OPEN"),
            ("procedure.terminated", {"source": "OPEN", "target": "DONE", "stage": "award", "notice": None}),
        ),
        "move",
    )
    yield (
        "deleted by one person",
        then(
            arrived("DRAFT"),
            (
                "values.withheld",
                {
                    "decision": "d1",
                    "ground": "privacy",
                    "places": [[0, "data.name"]],
                    "proposed_by": "owner_x",
                    "by": "owner_x",
                },
            ),
        ),
        "four-eyes",
    )
