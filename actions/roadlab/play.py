"""Plays the story: moves the clock, performs each act on the one command path, and stops when the rules surprise it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from actions.answer import Answer
from actions.clock import SimulatedClock
from actions.house import House
from actions.identifiers import SeededRandomness
from actions.perform import Request, perform
from actions.roadlab import case
from actions.roadlab.papers import paper
from actions.roadlab.script import Act
from actions.roadlab.shown import Cautioned, Followed, GatePassed, RefusalShown, Shown, StageReached, Told
from engine.commands import COMMANDS, Command
from engine.definition import Definition
from engine.errors import Refused, SeedbedError
from procedures.loader import LoadedDefinition

MARKDOWN: Final = "text/markdown"


class StoryBroken(SeedbedError):
    """The rules answered otherwise than the story says: a refusal did not come, or for another reason."""


class TurnRandomness:
    """Repeatable randomness that begins anew with every act: what a worker draws in between changes no history."""

    def __init__(self, seed: int) -> None:
        """Begin with act 0."""
        self._seed = seed
        self._of_this_act = SeededRandomness(seed)

    def turn(self, act: int) -> None:
        """Begin the sequence of one act."""
        self._of_this_act = SeededRandomness(self._seed * 1_000_003 + act)

    def bytes(self, count: int) -> bytes:
        """Return that many bytes of the act's sequence."""
        return self._of_this_act.bytes(count)


@dataclass(kw_only=True)
class Stage:
    """Where the story is played: the house with its simulated clock, and how moves and consequences are carried out."""

    house: House
    clock: SimulatedClock
    randomness: TurnRandomness
    loaded: LoadedDefinition
    watch: Callable[[Shown], None] = lambda _shown: None
    advance: Callable[[Request], Answer] | None = None
    follow_up: Callable[[], int] | None = None
    cautioned: set[str] = field(default_factory=set)
    acts: int = 0

    @property
    def definition(self) -> Definition:
        """The definition that the procedure is opened under."""
        return self.loaded.definition


def play(stage: Stage, acts: Iterable[Act]) -> None:
    """Play a story to its end; ``StoryBroken`` at the first act that is answered otherwise than written."""
    for act in acts:
        stage.acts += 1
        stage.clock.advance_to(act.at)
        stage.randomness.turn(stage.acts)
        if act.must_fail is None:
            _done(stage, act, _carried_out(stage, act))
        else:
            _refused(stage, act)


def _carried_out(stage: Stage, act: Act) -> Answer:
    command = _command(stage, act)
    request = Request(command=command, request_id=f"roadlab-{stage.acts:04d}")
    try:
        if act.kind == "advance" and stage.advance is not None:
            return stage.advance(request)
        return perform(stage.house, request)
    except SeedbedError as error:
        if act.must_fail is not None:
            raise
        raise StoryBroken(f"Act {stage.acts} ({_words(act)}) should have been accepted. {error}") from error


def _command(stage: Stage, act: Act) -> Command:
    fields: dict[str, Any] = {
        **act.fields,
        "kind": act.kind,
        "procedure": case.PROCEDURE,
        "actor": act.actor,
        "role": act.role,
    }
    if act.kind == "open":
        fields["definition"] = stage.loaded.digest
    if act.paper:
        fields |= _put(stage, act.fields["artefact"], act.fields["partner"])
    return COMMANDS.validate_python(fields)


def _put(stage: Stage, artefact: str, partner: str | None) -> dict[str, Any]:
    """Put the bytes into the store before the event may name them."""
    content = paper(stage.definition, artefact, partner)
    stored = stage.house.artefacts.put(io.BytesIO(content), max_bytes=stage.definition.artefacts[artefact].max_bytes)
    name = f"{artefact}.md" if partner is None else f"{artefact}-{partner}.md"
    return {"sha256": stored.sha256, "size": stored.size, "media_type": MARKDOWN, "name": name}


def _refused(stage: Stage, act: Act) -> None:
    expected = act.must_fail
    assert expected is not None  # noqa: S101 - asked by the caller
    try:
        _carried_out(stage, act)
    except Refused as refusal:
        found = refusal.explanation.blockers
        cited = {rule for finding in found for rule in finding.rules}
        if {finding.id for finding in found} != expected.reasons or expected.rule not in cited:
            reasons = ", ".join(finding.id for finding in found)
            raise StoryBroken(
                f"Act {stage.acts} ({_words(act)}) was refused for {reasons} under {', '.join(sorted(cited))}, not for"
                f" {', '.join(sorted(expected.reasons))} under {expected.rule}. {refusal}"
            ) from refusal
        stage.watch(
            RefusalShown(
                at=act.at,
                expected=expected,
                actor=act.actor,
                role=act.role,
                role_title=stage.definition.roles[act.role].title,
                sentence=str(refusal),
                findings=found,
            )
        )
    except SeedbedError as error:
        raise StoryBroken(f"Act {stage.acts} ({_words(act)}) failed in another way than refused. {error}") from error
    else:
        raise StoryBroken(f"Act {stage.acts} ({_words(act)}) must be refused and was not: {expected.title}.")


def _done(stage: Stage, act: Act, answer: Answer) -> None:
    if act.kind == "open":
        stage.watch(_reached(stage.definition, answer.stage))
    for text in answer.warnings:
        if text not in stage.cautioned:
            stage.cautioned.add(text)
            stage.watch(Cautioned(at=act.at, legal_base=str(act.fields.get("legal_base", "")), text=text))
    if act.kind == "advance":
        _gate(stage, act, answer)
    elif act.headline:
        stage.watch(Told(at=act.at, text=act.headline, known=act.known))


def _gate(stage: Stage, act: Act, answer: Answer) -> None:
    passed = _passed(stage, act, answer)
    stages = stage.definition.stage_of
    stage.watch(passed)
    if stages[passed.source] != stages[passed.target]:
        stage.watch(_reached(stage.definition, stages[passed.target]))
    if stage.follow_up is not None:
        stage.watch(Followed(count=stage.follow_up()))


def _passed(stage: Stage, act: Act, answer: Answer) -> GatePassed:
    """What the history says about the gate: the event that records its decision."""
    n = next(n for n, type_ in answer.events if type_ == "gate.decided")
    with stage.house.store.reading() as reading:
        data = next(reading.events(answer.procedure, after_n=n - 1, upto_n=n)).body()["data"]
    standings = [result["standing"] for result in data["results"]]
    move = stage.definition.moves_by_name[data["move"]]
    return GatePassed(
        at=act.at,
        move=move.move,
        title=move.title,
        source=move.source,
        target=move.target,
        text=act.headline or move.title,
        known=act.known,
        met=standings.count("met"),
        waived=standings.count("waived"),
        warned=standings.count("warning"),
    )


def _reached(definition: Definition, name: str) -> StageReached:
    number, stage = next((n, s) for n, s in enumerate(definition.stages, 1) if s.stage == name)
    return StageReached(stage=name, title=stage.title, number=number)


def _words(act: Act) -> str:
    what = act.fields.get("artefact") or act.fields.get("decision") or act.fields.get("move") or act.fields.get("to")
    of = act.fields.get("partner")
    return " ".join(str(part) for part in (act.actor, act.kind, what, of, act.at.isoformat()) if part)
