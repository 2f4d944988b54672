"""Histories of procedures that were moved to another version: each part is replayed under the rules of its day."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.another_version import LONGER, SHORTER, another
from tests.engine.test_moving import LIMITED, PUBLISHED
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import asked, codes, judged, rules_of
from tests.exports.verifier.lives import Recorder, story_of
from tests.exports.verifier.unlawful import arrived
from tests.exports.verifier.unlawful_moves import Forged, forgeries
from tests.factories import small

RENAMED = (("TRIAL", "PILOT"), ("trying", "piloting"), ("feedback_due", "answers_due"), LONGER)
NAMES = (
    ("step", "TRIAL", "PILOT"), ("partner_state", "trying", "piloting"),
    ("deadline", "feedback_due", "answers_due"),
)  # fmt: skip


def moved(*changes: tuple[str, str], back: bool = False, **fields: Any) -> Recorder:
    """A procedure in its standstill, moved, and gone on with."""
    case, new = arrived("TOLD"), another(*changes)
    case.versions = {small().digest: small(), new.digest: new}
    case.wait_until(PUBLISHED)
    case.do("publish_notice", notice="N6")
    case.do("move_procedure", definition=new.digest, **{**LIMITED, **fields})
    if back:
        case.do("record_communication", partners=("acme",))
        case.do("move_back")
    case.do("advance", to="STANDSTILL")
    return case


LAWFUL: dict[str, Callable[[], Recorder]] = {
    "a longer standstill": lambda: moved(LONGER),
    "renamed": lambda: moved(*RENAMED, names=NAMES),
    "a shorter one, kept": lambda: moved(SHORTER, keep=("standstill",)),
    "taken back": lambda: moved(LONGER, back=True),
    "words alone": lambda: moved(("title: A small procedure", "title: Small"), told=None, reconsidered=None),
}


@pytest.mark.parametrize("name", LAWFUL)
def test_a_moved_history_is_good(name: str) -> None:
    """The whole bundle, with every definition that was ever in force."""
    report = asked(w.zipped(w.bag_of(story_of(LAWFUL[name]()))))
    assert not report.faults
    assert report.exit in (0, 2)


def test_a_bundle_without_the_definition_that_was_moved_to_is_not_good() -> None:
    """What follows the move cannot be judged by the rules before it."""
    story = story_of(moved(LONGER))
    story.later = ()
    assert "definition" in codes(asked(w.zipped(w.bag_of(story))))


def _event(story: w.Story, type_: str) -> dict[str, Any]:
    return next(one.data for one in story.happenings if one.type == type_)


HARMS: dict[str, tuple[str, Callable[[dict[str, Any]], None], set[str]]] = {
    "a deadline that ends earlier": (
        "deadline.recounted", lambda d: d.update(due_at="2026-12-01T23:59:59.999999Z"), {"consequences"},
    ),
    "a version that is not so": ("procedure.moved", lambda d: d.update(version="9.0.0"), {"another-version"}),
    "another law": ("procedure.moved", lambda d: d.update(law_pack="none-1"), {"another-version"}),
    "an answer that is another": ("procedure.moved", lambda d: d["facts"].update(big=True), {"facts"}),
    "one of another kind": ("procedure.moved", lambda d: d.update(modification="internal"), {"modification"}),
    "a substantial one": ("procedure.moved", lambda d: d.update(admits_others=True), {"modification"}),
    "nothing said of a deadline": ("procedure.moved", lambda d: d.update(reckoned=[]), {"deadline", "consequences"}),
    "a waiver of nothing": ("procedure.moved", lambda d: d.update(waivers=["prepare/x"]), {"another-version"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMS)
def test_a_move_that_says_what_is_not_so_is_found(name: str) -> None:
    """Each harm is named by its fault."""
    type_, harm, expected = HARMS[name]
    story = story_of(moved(LONGER))
    story.happenings = copy.deepcopy(story.happenings)
    harm(_event(story, type_))
    assert codes(judged(story.happenings, rules_of(story))) & expected


@pytest.mark.parametrize("forged", [pytest.param(one, id=one.name) for one in forgeries()])
def test_a_forged_move_is_found(forged: Forged) -> None:
    """One lie each, or one loss that it hides."""
    assert forged.code in codes(judged(forged.story.happenings, rules_of(forged.story)))


def test_a_move_taken_back_too_late_is_found() -> None:
    """Something rests on it: the way back is closed."""
    case = moved(LONGER)
    story = story_of(case)
    n = next(i for i, one in enumerate(story.happenings) if one.type == "procedure.moved")
    data = {
        "definition": small().digest, "version": "1.0.0", "was": case.loaded.digest, "was_version": "2.0.0", "move": n,
        "by": "manager",
    }  # fmt: skip
    late = w.Happening(
        type="procedure.moved_back", data=data, at=story.happenings[-1].at, actor="manager", role="manager",
        cause="late", sealed={"data.reason": "x"},
    )  # fmt: skip
    story.happenings.append(late)
    assert "another-version" in codes(judged(story.happenings, rules_of(story)))
