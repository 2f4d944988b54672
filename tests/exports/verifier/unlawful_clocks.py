"""More histories that no rule allows: stops, lots, clocks, rulings and corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from config.calendars import FOLDER
from tests.exports.verifier.lives import Recorder, story_of
from tests.exports.verifier.unlawful import (
    Step,
    applied,
    arrived,
    bound,
    gate,
    left,
    moved,
    offered,
    ready_to_sift,
    then,
)
from tests.exports.verifier.writer import Happening
from tests.factories import small
from tests.pilot import TWO, make, prepare

SCOTLAND = json.loads((FOLDER / "uk-scotland-2026.1.json").read_bytes())
"""A calendar that neither definition counts on."""

Unlawful = Iterator[tuple[str, list[Happening], str]]


def text(at: Any) -> str:
    """An instant as events write it."""
    return f"{at.isoformat(timespec='microseconds')[:26]}Z"


def number(case: Recorder, type_: str, *, last: bool = False) -> int:
    """The first event of a type, or the last."""
    found = [n for n, one in enumerate(story_of(case).happenings) if one.type == type_]
    return found[-1 if last else 0]


def in_lots() -> Recorder:
    """A procedure in two lots, one of which has ceased while a supplier had applied for it."""
    case = Recorder(small())
    case.do("open", facts={"big": False, "hurried": False}, lots={"north": "North", "south": "South"})
    make(case, "prepare", partners=TWO)
    make(case, "open_entry", partners=TWO)
    case.do("register_partner", partner="crow", lot="north")
    case.do("cease_lot", lot="north")
    return case


def stops() -> Unlawful:
    """Suspensions, pauses, lots, openings."""
    case = arrived("OPEN")
    case.do("pause")
    yield "a move in a pause", then(case, gate("republish", "OPEN", "OPEN", "manager")), "paused"
    yield "paused twice", then(case, ("procedure.paused", {"role_": "owner"})), "paused"
    ends = text(case.state.deadlines["entry_closes"].due_at)
    longer = {
        "deadline": "entry_closes",
        "due_at": "2027-03-10T12:00:00.000000Z",
        "last_on": "2027-03-10",
        "role_": "manager",
    }
    yield "extended while it stood still", then(case, ("deadline.extended", {**longer, "was_due_at": ends})), "deadline"
    yield (
        "extended from another end",
        then(arrived("OPEN"), ("deadline.extended", {**longer, "was_due_at": longer["due_at"]})),
        "deadline",
    )
    again: dict[str, Any] = {
        "deadline": "entry_closes",
        "due_at": "2027-03-10T12:00:00.000000Z",
        "starts_on": "2027-01-01",
        "table": None,
        "row": None,
        "facts": {},
        "role_": "manager",
    }
    yield "set when it ran", then(arrived("OPEN"), ("deadline.set", again)), "deadline"
    yield (
        "a claim from the future",
        then(
            arrived("OPEN"),
            (
                "procedure.suspended",
                {"basis": "court_order", "notified_at": "2030-01-01T00:00:00.000000Z", "role_": "lawyer"},
            ),
        ),
        "suspended",
    )
    case = arrived("STANDSTILL")
    case.do("suspend", basis="automatic")
    case.do("submit_artefact", artefact="court_order")
    case.do("accept_artefact", artefact="court_order")
    yield (
        "resumed in the standstill",
        then(case, ("procedure.resumed", {"basis": "court_order", "role_": "lawyer"})),
        "standstill",
    )
    opened = story_of(arrived("DRAFT")).happenings[:1]
    opened[0].data["facts"], opened[0].cause = {}, "u-0"
    yield "opened with questions unanswered", opened, "facts"
    opened = story_of(arrived("DRAFT")).happenings[:1]
    other, own = f"uk-scotland-2026.1-{SCOTLAND['sha256']}", opened[0].data["calendar"]
    opened[0].data["calendar"], opened[0].cause = other, "u-0"
    yield "opened on the calendar of a part of the country", opened, "calendar"
    changed = {"calendar": other, "was": own, "by": "owner_x"}
    yield (
        "put on the calendar of a part of the country",
        then(arrived("DRAFT"), ("calendar.changed", changed)),
        "calendar",
    )
    yield (
        "put on another calendar from one it was not on",
        then(arrived("DRAFT"), ("calendar.changed", {**changed, "was": other})),
        "calendar",
    )
    case = in_lots()
    yield "a lot that ceases twice", then(case, ("lot.ceased", {"lot": "north"})), "lot"
    yield "the last lot ceases", then(case, ("lot.ceased", {"lot": "south"})), "lot"
    yield (
        "let in for a lot that has ceased",
        then(case, moved("admit", "applied", "trying", "chair", partner="crow")),
        "lot",
    )
    late: Step = ("partner.registered", {**applied(case, after=-3600)[1], "partner": "dodo", "lot": "north"})
    yield "registered for a lot that has ceased", then(case, late), "lot"


def papers_and_money() -> Unlawful:
    """Scores, summaries, notices, money."""
    case = arrived("ASSESS")
    case.do("move_partner", partner="acme", move="leave")
    score = {
        "round": "final",
        "partner": "acme",
        "criterion": "worth",
        "sub_criterion": None,
        "score": 3,
        "evaluator": "assessor_x",
        "role_": "assessor",
    }
    yield "a score of somebody who left", then(case, ("assessment.recorded", score)), "leaver"
    case = arrived("ASSESS")
    prepare(case, "decide_award", partners=TWO)
    ref = next(ref for ref, one in case.state.partners.items() if one.state in ("chosen", "beaten"))
    yield "a score when it was moderated", then(case, ("assessment.recorded", {**score, "partner": ref})), "score"
    case = arrived("TOLD")
    sent = story_of(case).happenings[number(case, "summaries.sent")].data
    yield "summaries twice", then(case, ("summaries.sent", {**sent, "role_": "manager"})), "summaries"
    case.do("publish_notice", notice="N6", standstill_days=20)
    again: Step = (
        "notice.published",
        {"notice": "N6", "on": str(case.now.date()), "reference": "r", "ceased_lots": [], "role_": "manager"},
    )
    yield "a standstill made shorter by publishing again", then(case, again), "shortened"
    yield (
        "a notice that names a lot that has not ceased",
        then(case, (again[0], {**again[1], "ceased_lots": ["north"]})),
        "lot",
    )
    case = arrived("NOTHING")
    case.do("publish_notice", notice="N3")
    yield (
        "a notice that is published once, twice",
        then(case, (again[0], {**again[1], "notice": "N3", "on": str(case.now.date())})),
        "notice",
    )
    case = ready_to_sift()
    yield "a commitment that exists", then(case, bound(1, commitment=next(iter(case.state.commitments)))), "money"
    yield "from the envelope of another stage", then(case, bound(1, envelope="contracts")), "money"
    draft = arrived("DRAFT")
    gone = {"decision": "d1", "ground": "", "places": [[0, "data.name"]], "proposed_by": "pat", "by": "owner_x"}
    yield "deleted on no ground", then(draft, ("values.withheld", gone)), "withheld"
    yield (
        "deleted where there is nothing",
        then(draft, ("values.withheld", {**gone, "ground": "g", "places": [[99, "data.name"]]})),
        "withheld",
    )


def rulings() -> Unlawful:
    """What a person says about the last second, and what the clock says about a duty."""
    case = offered()
    ends = text(case.state.deadlines["trial_ends"].due_at)
    word: dict[str, Any] = {
        "deadline": "trial_ends",
        "subject": "acme",
        "received_at": ends,
        "due_at": ends,
        "error_us": 2_000_000,
        "in_time": True,
        "by": "lawyer_x",
        "role": "lawyer",
        "role_": "lawyer",
    }
    yield "ruled twice", then(case, ("deadline.ruled", word), ("deadline.ruled", word)), "ruling"
    yield (
        "ruled by a clock that is an hour wrong",
        then(case, ("deadline.ruled", {**word, "error_us": 4_000_000_000})),
        "ruling",
    )
    yield "ruled in another role", then(case, ("deadline.ruled", {**word, "role": "manager"})), "actor"
    yield (
        "ruled before it came",
        then(
            arrived("TRIAL"),
            (
                "deadline.ruled",
                {
                    **word,
                    "received_at": text(arrived("TRIAL").state.deadlines["trial_ends"].due_at),
                    "due_at": text(arrived("TRIAL").state.deadlines["trial_ends"].due_at),
                },
            ),
        ),
        "time",
    )
    case = arrived("SIGNED")
    owed = case.state.deadlines["details_due"].due_at
    case.wait_until(owed + timedelta(days=1))
    missed: Step = (
        "deadline.missed",
        {"deadline": "details_due", "due_at": text(owed), "role_": "clock", "actor_": "clock"},
    )
    yield "missed twice", then(case, missed, missed), "deadline"


def corrections() -> Unlawful:
    """What cannot be taken back, or not by this person, or not any more."""

    def void(case: Recorder, wrong: int, *more: Step, role: str = "manager") -> list[Happening]:
        type_ = story_of(case).happenings[wrong].type
        first: Step = (
            "correction.recorded",
            {"event": wrong, "type": type_, "effect": "void", "role_": role, "cause_": "u-c", "actor_": "pat"},
        )
        others = [(kind, {**data, "role_": role, "cause_": "u-c", "actor_": "pat"}) for kind, data in more]
        return then(case, first, *others, sealed=("data.reason",))

    case = arrived("DRAFT")
    case.do("declare_conflicts", role="assessor", position="mitigated", details="A cousin.")
    yield "a conflict taken back by another", void(case, number(case, "conflicts.declared", last=True)), "correction"
    case = arrived("DECIDED")
    yield "a score taken back after the award", void(case, number(case, "assessment.moderated")), "correction"
    yield "a move taken back that is no departure", void(case, number(case, "partner.moved", last=True)), "leaver"
    case = left()
    wrong = len(case.history) - 1
    prepare(case, "assess", partners={"bolt": None})
    make(case, "assess", partners={"bolt": None})
    yield "a departure taken back in another step", void(case, wrong), "leaver"
    case = arrived("OPEN")
    first = number(case, "notice.published", last=True)
    yield "a notice taken back that a step rests on", void(case, first), "correction"
    notice = story_of(case).happenings[first].data
    moved_day: Step = ("notice.published", {**notice, "on": "2020-01-01"})
    yield "a notice put on a day that cannot be", void(case, first, moved_day), "day"
    case.do("publish_notice", notice="N1")
    yield "a notice taken back that is not the latest", void(case, first), "correction"
    case = arrived("OPEN")
    case.do("pause")
    yield "a notice put on another day in a pause", void(case, first, moved_day), "correction"
    case = arrived("SIFT")
    yield (
        "a notice taken back that somebody relied on",
        void(case, number(case, "notice.published", last=True)),
        "correction",
    )


def more_unlawful() -> Unlawful:
    """All of them."""
    yield from stops()
    yield from papers_and_money()
    yield from rulings()
    yield from corrections()
