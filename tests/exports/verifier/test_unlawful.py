"""Histories that no rule allows, though every byte of them is hashed, proved and signed: each is found, and by name."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from exports.bundle import verify as v
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import asked, codes, judged, rules_of
from tests.exports.verifier.lives import calendars, random_life, story_of
from tests.exports.verifier.sweeping import swept
from tests.exports.verifier.unlawful import arrived, unlawful
from tests.exports.verifier.unlawful_clocks import SCOTLAND, more_unlawful
from tests.exports.verifier.unlawful_duties import duties, everything
from tests.exports.verifier.unlawful_moves import forgeries
from tests.exports.verifier.writer import Happening
from tests.factories import real, small

RULES = rules_of(story_of(random_life(small(), 0, 5), calendars=[*calendars(), SCOTLAND]))
CASES = [*unlawful(), *more_unlawful()]


@pytest.mark.parametrize(("happenings", "code"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_an_unlawful_history_is_found(happenings: list[Happening], code: str) -> None:
    """The last event is what the rules forbid; everything before it is lawful."""
    report = judged(happenings, RULES)
    assert code in codes(report), report.faults
    last = max((n for n, one in enumerate(happenings) if one.cause.startswith("k-")), default=-1)
    assert all(fault["event"] is None or fault["event"] > last for fault in report.faults)


def test_an_unlawful_history_is_found_in_a_whole_bundle_too() -> None:
    """With the authority's own key over it: exit 1, and the first fault names the event."""
    name, happenings, code = next(one for one in CASES if one[0] == "accepted by who filed it")
    story = story_of(arrived("DRAFT"))
    story.happenings = happenings
    story.withheld = {(n, "document"): "secret" for n, one in enumerate(happenings) if one.type == "artefact.submitted"}
    report = asked(w.zipped(w.bag_of(story)))
    assert (report.exit, codes(report)) == (1, {code}), name
    assert report.faults[0]["event"] == len(happenings) - 1


def test_what_the_definition_settles_is_not_answered_otherwise() -> None:
    """The shipped definition says itself that tenders are electronic: a history that says no is found."""
    story = story_of(random_life(real(), 0, 3))
    facts = story.happenings[0].data["facts"]
    facts["electronic_submission"] = False
    assert codes(judged(story.happenings, rules_of(story))) == {"facts"}


HARMLESS = {
    ("artefact.submitted", "sha256"), ("artefact.submitted", "size"),  # asked of the document itself
    ("assessment.moderated", "score"), ("assessment.recorded", "score"), ("assessment.recorded", "role"),
    ("communication.recorded", "actor"), ("communication.recorded", "direction"), ("communication.recorded", "partners"),
    ("conflicts.declared", "position"), ("correction.recorded", "actor"), ("correction.recorded", "event"),
    ("deadline.set", "actor"), ("deadline.set", "due_at"), ("deadline.set", "starts_on"), ("decision.recorded", "outcome"),
    ("envelope.set", "actor"), ("envelope.set", "amount_minor"), ("exclusion.checked", "actor"), ("exclusion.checked", "outcome"),
    ("instalment.paid", "actor"), ("lesson.recorded", "about"), ("lesson.recorded", "actor"), ("lesson.recorded", "worked"),
    ("money.committed", "actor"), ("money.committed", "commitment"), ("notice.published", "actor"), ("notice.published", "on"),
    ("notice.published", "reference"), ("partner.moved", "heard"), ("partner.registered", "actor"), ("partner.registered", "sme"),
    ("procedure.opened", "actor"), ("procedure.opened", "lots"), ("procedure.opened", "re_enactment"), ("procedure.opened", "title"),
    ("procedure.paused", "actor"), ("procedure.unpaused", "actor"), ("summaries.sent", "actor"), ("lot.ceased", "actor"),
}  # fmt: skip
"""What may be otherwise without any rule being broken: who did it where two may, a title, a mark on the scale."""


@pytest.mark.parametrize("seed", [1, 3])
def test_any_other_value_in_any_event_breaks_a_rule(seed: int) -> None:
    """But for the few of which no rule speaks; the hashes hold those."""
    story = story_of(random_life(small(), seed, 110))
    assert judged(story.happenings, RULES).exit == 0
    for one in swept(story.happenings):
        if (one.type, one.field) not in HARMLESS:
            assert judged(one.happenings, RULES).exit == 1, one[:3]


def test_a_value_that_is_withheld_and_needed_is_not_passed_over() -> None:
    """Exit 2: the score is sealed and not told, so nobody can say who ranked first; and nobody is accused."""
    case = arrived("DECIDED")
    happenings = story_of(case).happenings
    for one in happenings:
        if one.type == "assessment.moderated":
            one.sealed = {"data.score": one.data.pop("score")}
    report = judged(happenings, RULES, hidden=frozenset({"data.score"}))
    assert report.exit == 2
    assert "withheld-needed" in {gap["code"] for gap in report.gaps}


NOT_IN_THE_SMALL_DEFINITION = {
    "is settled by the definition otherwise",  # it settles no fact
    "cannot both be",  # and none contradicts another
    "a contract was entered into with",  # no phase of its early end says `unless`
    "was chosen for the lot",
    "it does not name every lot that has ceased",
    "it ended with the procedure",
    "a criterion was refined that was not foreseen",  # its own test asks it of another definition
}
"""Rules that these histories cannot break, because the definition has nothing of the kind or only the long run has."""


def test_each_rule_of_the_replay_is_broken_by_some_history(  # noqa: C901 - every source of unlawful histories
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each place in the verifier at which a rule is asked has said no at least once: it would be missed."""
    said: set[int] = set()
    ask = v.Replay.need

    def noted(self: v.Replay, holds: object, code: str, says: str) -> bool:
        if not holds:
            said.add(sys._getframe(1).f_lineno)
        return ask(self, holds, code, says)

    monkeypatch.setattr(v.Replay, "need", noted)
    for _, happenings, _ in CASES:
        judged(happenings, RULES)
    for seed in (1, 3):
        for one in swept(story_of(random_life(small(), seed, 110)).happenings):
            judged(one.happenings, RULES)
    lawful = rules_of(story_of(everything()))
    for _, happenings, _ in duties():
        judged(happenings, lawful)
    for one in swept(story_of(everything()).happenings):
        if one.type == "notice.stated":
            judged(one.happenings, lawful)
    for forged in forgeries():
        judged(forged.story.happenings, rules_of(forged.story))
    source = Path(v.__file__).read_text(encoding="utf-8")
    silent = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "need":
            text = ast.get_source_segment(source, node) or ""
            reached = any(node.lineno <= line <= (node.end_lineno or 0) for line in said)
            if not reached and not any(words in text for words in NOT_IN_THE_SMALL_DEFINITION):
                silent.append((node.lineno, text))
    assert silent == []
