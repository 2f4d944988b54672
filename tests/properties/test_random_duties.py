"""Random people under every rule of the law at run time: the verifier, which shares no code, finds nothing amiss.

Whatever is asked for, a state is the replay of its history, a refusal changes nothing, nobody who left comes back but
by the correction of an unlawful departure, and nobody comes in once the door is shut (UK-CFP-4).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from engine import events as e
from engine.errors import SeedbedError
from engine.evolve import replay
from storage.codec import state_from_bytes, state_to_bytes
from tests.exports.verifier.judging import judged, rules_of
from tests.exports.verifier.lives import Recorder, story_of
from tests.lawful import lawful
from tests.properties.wishes import Wishes, moments
from tests.remedies import Errand

DAY = timedelta(days=1)
QUICK, LONG, WISHES = 8, 200, 220


class Duties(Wishes):
    """Wishes for what only this definition knows, among the others."""

    def next(self) -> Errand:
        """Now and then one of the law at run time; more often one of the usual."""
        if self.hands.state.exists and self.rng.random() < 0.25:
            kind = self.rng.choice(tuple(_KINDS))
            return kind, _KINDS[kind](self)
        return super().next()

    def refinement(self) -> dict[str, Any]:
        """Another weight, wording, least score or part, of a round that foresees it or not."""
        worth = self.rng.choice((60, 60, 50, 70, 30, 99))
        criteria: dict[str, Any] = {"worth": {"weight": worth}, "way": {"weight": 100 - worth}}
        if self.rng.random() < 0.8:
            criteria["worth"]["title"] = f"Worth {self.rng.randint(1, 9)}"
        if self.rng.random() < 0.3:
            criteria["worth"]["minimum"] = self.rng.randint(1, 6)
        if self.rng.random() < 0.3:
            new = self.rng.randint(1, 99)
            criteria["way"]["sub_criteria"] = {"new": {"weight": new}, "safe": {"weight": 100 - new}}
        return {"round": self._one(["final", "final", "final", "first"], "final"), "criteria": criteria}

    def modification(self) -> dict[str, Any]:
        """Of the notice or the documents, with answers or not, told to all, some or nobody."""
        partners = list(self.hands.state.partners)
        told = [ref for ref in partners if self.rng.random() < 0.9]
        answers = [self.rng.choice((False, False, False, True, None)) for _ in range(2)]
        return {
            "of": self.rng.choice(("notice", "documents")), "told": told, "admits_others": answers[0],
            "changes_participants": answers[1], "deadlines_considered": self.rng.random() < 0.9,
        }  # fmt: skip

    def change(self) -> dict[str, Any]:
        """Of some contract, on some ground, by some amount."""
        known = [change for changes in self.hands.state.contract_changes.values() for change in changes]
        before = known[-1].value_after_minor if known and self.rng.random() < 0.9 else 1_000
        return {
            "partner": self.partner(),
            "ground": self.rng.choice(
                ("not_substantial", "below_threshold", "provided_for", "unforeseeable", "known_risk")
            ),
            "value_before_minor": max(1, before),
            "value_after_minor": max(0, before * self.rng.choice((100, 100, 101, 105, 110, 115, 140, 150, 160)) // 100),
            "term_after_days": self.rng.choice((100, 100, 110, 111)),
            "works": self.rng.random() < 0.2,
            "material": self.rng.random() < 0.1,
            "split": self.rng.random() < 0.1,
            "aggregate_below_threshold": self._maybe(True),
            "published_before": self._maybe("N1"),
        }

    def indicator_set(self) -> dict[str, Any]:
        """As many as it takes, or fewer, or none."""
        count = self.rng.choice((0, 2, 3, 3, 4))
        named = [{"indicator": f"k{i}", "title": f"K{i}", "material": i < 3} for i in range(count)]
        return {"partner": self.partner(), "indicators": named, "reason": self._maybe("One delivery.")}

    def claim(self) -> dict[str, Any]:
        """Around the standstill, issued or not."""
        at = self.hands.now - self.rng.choice((0, 0, 1, 5, 30)) * DAY
        fields = {"claim": f"hc-{self.rng.randint(1, 6)}", "notified_at": at}
        return {**fields, "issued_at": self._maybe(at - self.rng.choice((0, 1)) * DAY, 0.5)}


_KINDS: dict[str, Any] = {
    "refine": Duties.refinement,
    "modify": Duties.modification,
    "change_contract": Duties.change,
    "set_indicators": Duties.indicator_set,
    "record_claim": Duties.claim,
    "report_exclusion": lambda wishes: {"partner": wishes.partner()},
}


def lived(seed: int) -> tuple[Recorder, Iterator[str]]:
    """A random life, and the kinds of commands that were accepted."""
    case, rng = Recorder(lawful()), random.Random(seed)
    case.do("open", facts={"big": rng.random() < 0.5, "hurried": rng.random() < 0.5})
    done = []
    for kind, fields in moments(Duties(case, rng, []), WISHES):
        if kind == "wait":
            case.wait_until(fields["until"])
            continue
        before = case.state
        try:
            case.do(kind, **fields)
        except SeedbedError:
            assert case.state is before
        else:
            done.append(kind)
    return case, iter(done)


def hold(case: Recorder) -> None:
    """What is true of every history."""
    assert case.state == replay(case.history, "RL-1") == state_from_bytes(state_to_bytes(case.state))
    story = story_of(case)
    report = judged(story.happenings, rules_of(story))
    assert report.faults == []
    gone: set[str] = set()
    for happened in case.history:
        event = happened.event
        if isinstance(event, e.CorrectionRecorded) and event.effect == "void":
            moved = case.history[event.event].event
            if isinstance(moved, e.PartnerMoved):
                gone.discard(moved.partner)
        elif isinstance(event, e.PartnerMoved):
            assert event.partner not in gone
            gone |= {event.partner} if event.target in case.definition.leavers else set()
        elif isinstance(event, e.PartnerRegistered):
            assert event.on_time is (event.due_at is not None and event.received_at <= event.due_at)
            gone |= set() if event.on_time else {event.partner}


def test_what_the_rules_allow_the_verifier_finds_lawful() -> None:
    """A few lives of the same seeds each time."""
    done: set[str] = set()
    for seed in range(QUICK):
        case, kinds = lived(seed)
        done |= set(kinds)
        hold(case)
    assert set(_KINDS) <= done | {"refine", "report_exclusion", "change_contract", "set_indicators"}


@pytest.mark.long
def test_what_the_rules_allow_the_verifier_finds_lawful_for_long() -> None:
    """Many lives; each new kind of command is accepted in some of them."""
    done: set[str] = set()
    for seed in range(1_000, 1_000 + LONG):
        case, kinds = lived(seed)
        done |= set(kinds)
        hold(case)
    assert set(_KINDS) <= done
