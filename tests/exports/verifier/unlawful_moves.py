"""Moves to another version that no rule allows: each one lie in what the event says, or one loss that it hides."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from procedures.loader import LoadedDefinition
from tests.engine.another_version import LONGER, SHORTER, another
from tests.engine.test_moving import PUBLISHED
from tests.exports.verifier.lives import Recorder, calendars, story_of
from tests.exports.verifier.unlawful import arrived
from tests.exports.verifier.unlawful_clocks import SCOTLAND
from tests.exports.verifier.writer import Happening, Story, canonical
from tests.factories import small

SAID = ("data.reason", "data.reconsidered", "data.told")
_MOVED = "0" * 64


class Forged(NamedTuple):
    """A history whose last command is a move that is wrong: what is wrong with it, and the fault that says so."""

    name: str
    story: Story
    code: str


def standing() -> Recorder:
    """A procedure in its standstill."""
    case = arrived("TOLD")
    case.wait_until(PUBLISHED)
    case.do("publish_notice", notice="N6")
    return case


def forged(
    case: Recorder,
    target: LoadedDefinition,
    *,
    sealed: tuple[str, ...] = SAID,
    type_: str = "procedure.moved",
    **said: Any,
) -> Story:
    """The history with a move after it that nobody asked the rules about; ``said`` is what it says otherwise."""
    state, new = case.state, target.definition
    deadlines = [
        [name, "kept", "as before"]
        for name, known in state.deadlines.items()
        if known.met_n is None and (known.due_at >= case.now or known.stopped_at is not None)
    ]
    data = {
        "definition": target.digest, "version": new.version, "was": case.loaded.digest,
        "was_version": case.definition.version, "law_pack": new.law_pack, "calendar": state.calendar,
        "step": state.step, "stage": new.stage_of.get(state.step, ""), "names": [], "facts": dict(state.facts),
        "waivers": [], "reckoned": deadlines, "modification": "limited", "by": "manager", "revised": None,
        "admits_others": False, "changes_participants": False, **said,
    }  # fmt: skip
    at = case.now.isoformat(timespec="microseconds")[:26] + "Z"
    if not case.now.microsecond:
        at = case.now.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    story = story_of(case, calendars=[*calendars(), SCOTLAND, _later()])
    one = Happening(
        type=type_, data=data, at=at, actor="manager", role="manager", cause="forged", sealed=dict.fromkeys(sealed, "x")
    )
    story.happenings.append(one)
    story.later = [*story.later, target.canonical]
    return story


def _later() -> dict[str, Any]:
    """A later version of the calendar."""
    (known,) = calendars()
    later = {**copy.deepcopy(known), "version": "2026.2"}
    bare = {name: value for name, value in later.items() if name not in {"sha256", "source"}}
    return {**later, "sha256": sha256(canonical(bare)).hexdigest()}


def forgeries() -> Iterator[Forged]:
    """Each of them breaks one rule of a move."""
    yield from _of_the_version()
    yield from _of_the_law()
    yield from _of_the_record()
    yield from _of_the_clocks()
    yield from _of_the_way_back()


def _of_the_version() -> Iterator[Forged]:
    case, code = standing(), "another-version"
    new = another(
        ("title: Feedback due", "title: Feedback"), ("supplied_by: [chair, assessor]", "supplied_by: [chair]")
    )
    yield Forged("from a definition it was not under", forged(case, new, was=_MOVED), code)
    yield Forged("from a version it was not under", forged(case, new, was_version="0.9.0"), code)
    yield Forged("to a version that is not so", forged(case, new, version="9.0.0"), code)
    paris = another(("zone: Europe/London", "zone: Europe/Paris"))
    yield Forged("into another zone", forged(case, paris), code)
    other = f"uk-scotland-2026.1-{SCOTLAND['sha256']}"
    yield Forged("onto another calendar", forged(case, new, calendar=other), "calendar")
    later = f"uk-2026.2-{_later()['sha256']}"
    yield Forged("onto a later calendar beside", forged(case, new, calendar=later), "calendar")
    yield Forged("with a waiver that was none", forged(case, new, waivers=["prepare/announced"]), code)
    suspended = standing()
    suspended.do("suspend", basis="court_order")
    yield Forged("while a court suspends it", forged(suspended, new), "suspended")


def _of_the_law() -> Iterator[Forged]:
    case, code = standing(), "modification"
    new = another(("supplied_by: [chair, assessor]", "supplied_by: [chair]"))
    yield Forged("said to be internal", forged(case, new, modification="internal"), code)
    yield Forged("nothing reconsidered", forged(case, new, sealed=("data.reason", "data.told")), code)
    yield Forged("nobody notified", forged(case, new, sealed=("data.reason", "data.reconsidered")), code)
    yield Forged("substantial", forged(case, new, changes_participants=True), code)
    door = arrived("OPEN")
    yield Forged("the notice not revised", forged(door, new, modification="revised", revised="R"), code)


def _of_the_record() -> Iterator[Forged]:
    code, trial = "another-version", arrived("TRIAL")
    pilot = another(("TRIAL", "PILOT"))
    named = [["step", "TRIAL", "PILOT"]]
    yield Forged("a step without a place", forged(trial, pilot, step="PILOT", stage="trial"), code)
    yield Forged("a name that is none", forged(trial, pilot, names=[["step", "NOWHERE", "PILOT"]], step="PILOT"), code)
    yield Forged("another step than it stood in", forged(trial, pilot, names=named, step="OPEN", stage="entry"), code)
    paper = another(
        ("title: Agreement, per_partner: true", "title: Agreement, per_partner: false"),
        ("artefact: agreement, partners: [trying]", "artefact: agreement"),
    )
    yield Forged("a paper filed otherwise", forged(trial, paper), code)
    twice = [["artefact", "agreement", "bid"]]
    yield Forged("two papers under one name", forged(trial, another(), names=twice), code)
    euro = another(("currency: GBP", "currency: EUR"))
    yield Forged("money in another currency", forged(trial, euro), code)
    scale = another(("scale_max: 5", "scale_max: 10"))
    yield Forged("scores on another scale", forged(standing(), scale), code)
    asks = another(("  hurried: {", '  digital: { title: Digital, question: "Is it digital?" }\n  hurried: {'))
    yield Forged("a question without an answer", forged(trial, asks), "facts")
    facts = {**trial.state.facts, "big": True}
    yield Forged("an answer that is another", forged(trial, another(LONGER), facts=facts), "facts")


def _of_the_clocks() -> Iterator[Forged]:
    case, same = standing(), another(("supplied_by: [chair, assessor]", "supplied_by: [chair]"))
    line = next(one for one in small().path.read_text().splitlines(keepends=True) if one.startswith("  feedback_due:"))
    gone = [["feedback_due", "dropped", "x"], ["standstill", "kept", "x"]]
    yield Forged("what runs is dropped", forged(case, another((line, "")), reckoned=gone), "deadline")
    yield Forged("a deadline not spoken of", forged(case, same, reckoned=[]), "deadline")
    over = [["entry_closes", "kept", "x"], ["feedback_due", "kept", "x"], ["standstill", "kept", "x"]]
    yield Forged("what is over is reckoned", forged(case, same, reckoned=over), "deadline")
    none = [["nothing", "kept", "x"], ["feedback_due", "kept", "x"], ["standstill", "kept", "x"]]
    yield Forged("a deadline that is none", forged(case, same, reckoned=none), "deadline")
    shorter = [["feedback_due", "kept", "x"], ["standstill", "recomputed", "x"]]
    yield Forged("counted anew and earlier", forged(case, another(SHORTER), reckoned=shorter), "shortened")
    period = "period: { length: 3, unit: calendar-days, counting: after }"
    duty = f"  letters_due: {{ title: Letters, starts: {{ notice: N3 }}, {period} }}"
    begun = [["feedback_due", "kept", "x"], ["standstill", "kept", "x"], ["letters_due", "begun", "x"]]
    new = another(("  archive_by:", f"{duty}\n  archive_by:"))
    yield Forged("begun by what never happened", forged(case, new, reckoned=begun), "deadline")
    still = arrived("TRIAL")
    still.do("pause")
    ends = "title: Trial ends, starts: { step: TRIAL }, set_by: [manager], stands_still: [suspended"
    moving_on = another((f"{ends}, paused]", f"{ends}]"))
    yield Forged("stopped for ever", forged(still, moving_on), "deadline")


def _of_the_way_back() -> Iterator[Forged]:
    def moved() -> Recorder:
        case, new = standing(), another(LONGER)
        case.versions = {small().digest: small(), new.digest: new}
        answers = {"reconsidered": "No.", "told": "By letter.", "admits_others": False, "changes_participants": False}
        case.do("move_procedure", definition=new.digest, **answers)
        return case

    case = moved()
    known = case.state.moved
    assert known is not None
    said = {"definition": small().digest, "version": "1.0.0", "was": case.loaded.digest, "was_version": "2.0.0"}
    yield Forged("back from another event", _back(case, **said, move=known.n + 5), "another-version")
    case = moved()
    case.wait_until(case.now + timedelta(hours=1))
    case.do("record_lesson", stage="plan")
    yield Forged("back too late", _back(case, **said, move=known.n), "another-version")


def _back(case: Recorder, **said: Any) -> Story:
    story = forged(case, case.loaded, type_="procedure.moved_back", sealed=("data.reason",))
    story.later = story.later[:-1]
    story.happenings[-1].data = {**said, "by": "manager"}
    return story
