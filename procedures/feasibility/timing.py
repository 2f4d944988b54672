"""The times of one way: in which order things happen, and what each waits for, before any calendar is asked.

A plan is read like this. The work of a step begins on the day it is entered. When it is done, on the next staffed day,
whatever can happen in the step happens: notices, decisions, papers, moves of partners, each as soon as its own gate
lets it. The step is left on the first staffed day on which its work is done, everything that its gate asks for has
happened, and every deadline that its gate waits for is over. Each thing is planned once, in the first step of the way
in which it may happen, or where the plan puts a notice; the last of the steps in a row in which it may happen is not
left before it has happened, if something later asks for it. A SHOULD is planned to be kept; a WARN is never in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.definition import Definition, Move, Requirement, Severity
from engine.definition import requirements as r
from engine.definition.clocks import EventKey
from procedures.feasibility.holding import during_of, held, needed
from procedures.feasibility.points import Needs, Point, Timing, Var, Wait, Within

__all__ = ["Needs", "Point", "Timing", "Var", "Wait", "Within", "timing_of"]


class _Never(Exception):
    """What is asked for has not happened by then."""

    def __init__(self, requirement: Requirement) -> None:
        super().__init__(requirement.id)
        self.requirement = requirement


@dataclass
class _Author:
    """Writes down the points of one way, step by step."""

    definition: Definition
    answers: Mapping[str, bool]
    pinned: Mapping[str, str]
    points: list[Point] = field(default_factory=list)
    entered: dict[str, Var] = field(default_factory=dict)
    started: dict[str, Var] = field(default_factory=dict)
    done: dict[EventKey, Var] = field(default_factory=dict)
    reached: dict[str, list[Var]] = field(default_factory=dict)
    within: list[Within] = field(default_factory=list)
    size: int = 1

    def before(self, launch: str) -> None:
        """What can only happen before the launch is taken to have happened on the launch day, and steps likewise."""
        steps = list(self.definition.steps)
        earlier = steps[: steps.index(launch)]
        past = frozenset(earlier)
        for step in earlier:
            self._happened(("step", step, ""), 0)
        if past.issuperset(self.definition.partners.entry.during):
            self.reached[self.definition.partners.entry.state] = [0]
        for step in earlier:
            for key, _ in self._possible(step):
                if past.issuperset(during_of(self.definition, key)):
                    self._happened(key, 0)

    def enter(self, step: str, at: Var) -> Var:
        """A step begins: its deadlines start, and the day on which its work is done is the first point of it."""
        self.entered[step] = at
        self._happened(("step", step, ""), at)
        entry = self.definition.partners.entry
        if step in entry.during and entry.state not in self.reached:
            self.reached[entry.state] = [at]
        ready = self._point(step, Needs(after=(at,)), work=True)
        self._events(step, at, ready)
        return ready

    def leave(self, move: Move, ready: Var) -> Var:
        """The step is left when its gate lets it."""
        needs = self._gate(move.gate, (ready,))
        at = self._point(move.source, needs, enters=move.target)
        number = self.definition.moves.index(move)
        for spot, one in enumerate(move.gate):
            if isinstance(one, r.DeadlineNotPassed) and self._asked(one) and one.deadline in self.started:
                where = f"moves[{number}].gate[{spot}]"
                self.within.append(Within(at=at, wait=self._wait(one.deadline), where=where))
        return at

    def _events(self, step: str, at: Var, ready: Var) -> None:
        """Whatever can happen in a step, until nothing more can: an event may wait for a deadline of another."""
        waiting = dict(self._possible(step))
        happened = True
        while happened:
            happened = False
            for key, gate in tuple(waiting.items()):
                day = at if _by_a_deadline(self.definition, key) else ready
                try:
                    needs = self._gate(gate, (day,), self._sources(key))
                except _Never:
                    continue
                del waiting[key]
                var = self._point(step, needs, event=key)
                self._happened(key, var)
                happened = True

    def _possible(self, step: str) -> Iterator[tuple[EventKey, Iterable[Requirement]]]:
        for name, notice in self.definition.notices.items():
            if self.pinned.get(name, step) == step and step in notice.during:
                yield from self._once(("notice", name, ""), notice.gate)
        for name, decision in self.definition.decisions.items():
            if step in decision.during:
                yield from self._once(("decision", name, "pass"), ())
        for name, paper in self.definition.artefacts.items():
            if not paper.during or step in paper.during:
                yield from self._once(("submitted", name, ""), ())
                opened = () if paper.sealed_until is None else (_opened(paper.sealed_until),)
                yield from self._once(("accepted", name, ""), opened)
        for name, move in self.definition.partners.moves.items():
            if step in move.during:
                yield from self._once(("partner_move", name, ""), move.gate)

    def _once(self, key: EventKey, gate: Iterable[Requirement]) -> Iterator[tuple[EventKey, Iterable[Requirement]]]:
        if key not in self.done:
            yield key, gate

    def _happened(self, key: EventKey, at: Var) -> None:
        self.done[key] = at
        for name in self.definition.started_by.get(key, ()):
            when = self.definition.deadlines[name].when
            if when is None or self.answers.get(when, False):
                self.started.setdefault(name, at)
        if key[0] == "partner_move":
            self.reached.setdefault(self.definition.partners.moves[key[1]].target, []).append(at)

    def _sources(self, key: EventKey) -> tuple[tuple[Var, ...], ...]:
        """The days on which partners first stood where a partner's move begins; never, if nobody does."""
        if key[0] != "partner_move":
            return ()
        move = self.definition.partners.moves[key[1]]
        days = tuple(var for state in move.source for var in self.reached.get(state, ()))
        if not days:
            raise _Never(_opened(""))
        return (days,)

    def _gate(
        self, gate: Iterable[Requirement], after: tuple[Var, ...], either_of: tuple[tuple[Var, ...], ...] = ()
    ) -> Needs:
        days: list[Var] = [*after]
        waits: list[Wait] = []
        either = [*either_of]
        for one in gate:
            if not self._asked(one):
                continue
            try:
                for found in self._wanted(one):
                    if isinstance(found, Wait):
                        waits.append(found)
                    elif isinstance(found, tuple):
                        either.append(found)
                    else:
                        days.append(found)
            except _Never:
                if one.severity is Severity.MUST:
                    raise
        return Needs(after=tuple(dict.fromkeys(days)), waits=tuple(dict.fromkeys(waits)), either=tuple(either))

    def _asked(self, one: Requirement) -> bool:
        return one.severity is not Severity.WARN and (one.when is None or self.answers.get(one.when, False))

    def _wanted(self, one: Requirement) -> Iterator[Var | Wait | tuple[Var, ...]]:
        """The days and deadlines that one requirement waits for; most kinds wait for work, which is planned."""
        if (
            isinstance(one, r.DeadlinePassed | r.StandstillOver | r.DeadlineNotPassed)
            and one.deadline not in self.started
        ):
            raise _Never(one)
        if isinstance(one, r.DeadlinePassed | r.StandstillOver):
            yield self._wait(one.deadline)
        elif isinstance(one, r.NoticePublished):
            if ("notice", one.notice, "") not in self.done:
                raise _Never(one)
            yield self.done["notice", one.notice, ""]
        elif isinstance(one, r.PartnersInState) and one.min:
            days = tuple(var for state in one.states for var in self.reached.get(state, ()))
            if not days:
                raise _Never(one)
            yield days
        elif isinstance(one, r.ArtefactAccepted | r.ArtefactReviewed):
            sealed = self.definition.artefacts[one.artefact].sealed_until
            if sealed is not None:
                if sealed not in self.started:
                    raise _Never(one)
                yield self._wait(sealed)

    def _wait(self, deadline: str) -> Wait:
        return Wait(deadline=deadline, start=self.started[deadline])

    def _point(
        self, step: str, needs: Needs, *, work: bool = False, enters: str = "", event: EventKey | None = None
    ) -> Var:
        var = self.size
        self.size += 1
        self.points.append(Point(var=var, step=step, needs=needs, work=work, enters=enters, event=event))
        return var


def timing_of(definition: Definition, launch: str, way: tuple[Move, ...]) -> Timing:
    """Write a way down as points; what nothing on the way asks for is left out again."""
    plan = definition.plan
    author = _Author(
        definition=definition,
        answers={**({} if plan is None else plan.answers), **{k: v.answer for k, v in definition.settled.items()}},
        pinned={} if plan is None else plan.notices,
    )
    author.before(launch)
    ready, blocked = author.enter(launch, 0), None
    for move in way:
        try:
            at = author.leave(move, ready)
        except _Never as never:
            number = definition.moves.index(move)
            spot = move.gate.index(never.requirement)
            blocked = (f"moves[{number}].gate[{spot}]", f"{move.move}: {never.requirement.text}")
            break
        ready = author.enter(move.target, at)
    met = _met(definition, author)
    points = held(definition, author.points, tuple(author.entered), author.pinned)
    wanted = {*met.values(), *(author.started[name] for name in met), *(one.wait.start for one in author.within)}
    return Timing(
        way=way,
        points=needed(points, wanted),
        entered=author.entered,
        started=author.started,
        met=met,
        within=tuple(author.within),
        size=author.size,
        blocked=blocked,
    )


def _met(definition: Definition, author: _Author) -> dict[str, Var]:
    """The duties of which a way holds both the start and what meets them."""
    return {
        name: author.done[event.key]
        for name in author.started
        if definition.deadlines[name].period is not None
        for event in definition.deadlines[name].met_by
        if event.key in author.done
    }


def _by_a_deadline(definition: Definition, key: EventKey) -> bool:
    """Whether partners act themselves before a deadline: then not when the authority's work is done, but at once."""
    return key[0] == "partner_move" and definition.partners.moves[key[1]].until is not None


def _opened(deadline: str) -> Requirement:
    return r.DeadlinePassed.model_construct(
        id="sealed", kind="deadline_passed", deadline=deadline, text="It is opened.", rules=(), severity=Severity.MUST,
        when=None,
    )  # fmt: skip
