"""What has to be remembered of a procedure to know which gates can still open, and nothing else.

What can be had on the spot, whenever it is asked for, needs no memory: nobody is ever stuck for want of it. Remembered
is only what may be gone for good by the time it is asked for: clocks, notices that start them, papers whose time is
over, scores and money of partners who can get none any more. And only for as long as some gate ahead can ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.definition import requirements as r
from procedures.exploration.grounds import Ask, Grounds, Node

Key = tuple[str, ...]
Paper = r.ArtefactAccepted | r.ArtefactFiled | r.ArtefactReviewed
Clock = r.DeadlinePassed | r.DeadlineNotPassed | r.StandstillOver


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Which facts are remembered of the procedure (``whole``) and of each partner (``own``), by their keys."""

    grounds: Grounds

    # --- What can be had on the spot ---

    def can_file(self, artefact: str, step: str) -> bool:
        """Whether a step takes a paper."""
        during = self.grounds.definition.artefacts[artefact].during
        return not during or step in during

    def paper_at_hand(self, artefact: str, step: str, state: str | None = None) -> bool:
        """A paper without a seal can be filed and accepted wherever its step takes it, of whoever is still in."""
        definition = self.grounds.definition
        free = definition.artefacts[artefact].sealed_until is None and artefact not in self.starting["artefact"]
        return free and self.can_file(artefact, step) and state not in definition.leavers

    def scores_at_hand(self, round_: str, step: str, state: str) -> bool:
        """A partner is assessed while its round is, unless it has left."""
        definition = self.grounds.definition
        return step in definition.rounds[round_].during and state not in definition.leavers

    def money_at_hand(self, envelope: str, step: str, state: str) -> bool:
        """Money is bound to whoever can be paid, in the stages of its envelope and the one before."""
        definition = self.grounds.definition
        names = [stage.stage for stage in definition.stages]
        here = names.index(definition.stage_of[step])
        stages = definition.money.envelopes[envelope].stages
        return state in definition.money.payable_states and not set(stages).isdisjoint(names[here : here + 2])

    def notice_at_hand(self, notice: str, step: str) -> bool:
        """A notice that starts no clock that matters can be published whenever its step allows it."""
        return step in self.grounds.definition.notices[notice].during and notice not in self.starting["notice"]

    # --- Clocks ---

    @cached_property
    def clocks(self) -> tuple[str, ...]:
        """The deadlines on whose end something depends."""
        return tuple(name for name in self.grounds.definition.deadlines if self._clock_steps.get(name))

    @cached_property
    def _clock_steps(self) -> dict[str, set[str]]:
        """In which steps each deadline is asked for."""
        definition = self.grounds.definition
        found: dict[str, set[str]] = {}
        for ask in self.grounds.asks:
            if isinstance(ask.requirement, Clock):
                found.setdefault(ask.requirement.deadline, set()).add(ask.step)
            if isinstance(ask.requirement, Paper) and (
                until := definition.artefacts[ask.requirement.artefact].sealed_until
            ):
                found.setdefault(until, set()).update((ask.step, *self._taking(ask.requirement.artefact)))
        for move in definition.partners.moves.values():
            if move.until is not None:
                found.setdefault(move.until, set()).update(move.during)
        entry = definition.partners.entry
        found.setdefault(entry.until, set()).update(entry.during)
        for name, rule in definition.deadlines.items():
            # UK-MOD-4: what invites is not published again once the deadline that runs from it has passed.
            if rule.starts.notice is not None and rule.set_by and name in found:
                found[name].update(definition.notices[rule.starts.notice].during)
        return found

    def _taking(self, artefact: str) -> tuple[str, ...]:
        definition = self.grounds.definition
        return definition.artefacts[artefact].during or tuple(definition.steps)

    @cached_property
    def starting(self) -> dict[str, frozenset[str]]:
        """The notices, papers and decisions with which a deadline begins that matters, by their kinds."""
        rules = [self.grounds.definition.deadlines[name] for name in self.clocks if self.grounds.starts(name)]
        return {
            "notice": frozenset(rule.starts.notice for rule in rules if rule.starts.notice is not None),
            "artefact": frozenset(rule.starts.name for rule in rules if rule.starts.submitted or rule.starts.accepted),
            "decision": frozenset(rule.starts.decision for rule in rules if rule.starts.decision is not None),
        }

    # --- The facts, and where each of them matters ---

    @cached_property
    def whole(self) -> tuple[Key, ...]:
        """What is remembered of the procedure itself."""
        return tuple(self._whole_steps)

    @cached_property
    def own(self) -> tuple[Key, ...]:
        """What is remembered of each partner."""
        return tuple(self._own_nodes)

    @cached_property
    def _whole_steps(self) -> dict[Key, set[str]]:
        found: dict[Key, set[str]] = {("deadline", name): self._clock_steps[name] for name in self.clocks}
        for name in sorted(self.starting["notice"]):
            found["notice", name] = set()
        for key, ask in self._forgotten(own=False):
            found.setdefault(key, set()).add(ask.step)
        for kind in ("artefact", "decision"):
            for name in sorted(self.starting[kind]):
                if kind == "decision" or not self.grounds.definition.artefacts[name].per_partner:
                    found.setdefault(("paper" if kind == "artefact" else "decision", name), set())
        for name, rule in self.grounds.definition.notices.items():
            if rule.once and ("notice", name) in found:
                found["notice", name].update(rule.during)
        return found

    @cached_property
    def _own_nodes(self) -> dict[Key, set[Node]]:
        found: dict[Key, set[Node]] = {}
        for key, ask in self._forgotten(own=True):
            found.setdefault(key, set()).update((ask.step, state) for state in ask.states)
        for move, source, _ in self.grounds.undone:
            found.setdefault(("back",), set()).add((move.source, source))
        for ask in self.grounds.asks:
            if isinstance(ask.requirement, r.RanksFirst):
                asked = (*ask.states, *ask.requirement.rivals)
                found.setdefault(("quality", ask.requirement.round), set()).update((ask.step, one) for one in asked)
        return found

    def _forgotten(self, *, own: bool) -> Iterator[tuple[Key, Ask]]:
        """Each fact that some gate asks for where it can no longer be had on the spot."""
        wanted = {key for ask in self.grounds.asks for key, of in self._keys(ask) if of is own}
        for ask in self.grounds.asks:
            for key in self._named(ask, own=own):
                if key in wanted:
                    yield key, ask

    def _keys(self, ask: Ask) -> Iterator[tuple[Key, bool]]:
        """The facts that this asks for and that are not at hand here; and whether they are a partner's own."""
        for key in self._named(ask, own=False):
            if not self._at_hand(key, ask.step, None):
                yield key, False
        for key in self._named(ask, own=True):
            if any(not self._at_hand(key, ask.step, state) for state in ask.states):
                yield key, True

    def _at_hand(self, key: Key, step: str, state: str | None) -> bool:
        kind, name = key[0], key[1] if len(key) > 1 else ""
        if kind in {"paper", "fresh_paper"}:
            return self.paper_at_hand(name, step, state)
        if kind in {"notice", "fresh"}:
            once = self.grounds.definition.notices[name].once and kind == "fresh"
            return self.notice_at_hand(name, step) and not once
        if kind == "visited":
            return not self._avoidable(name, step)
        if kind == "tendered":
            return False  # summaries go to those whose final tender was assessed, so there must have been one
        assert state is not None  # noqa: S101 - what is left is asked of partners
        if kind == "checked":
            return state not in self.grounds.definition.leavers
        return self.scores_at_hand(name, step, state) if kind == "scored" else self.money_at_hand(name, step, state)

    def _named(self, ask: Ask, *, own: bool) -> Iterator[Key]:
        """The facts that a requirement speaks of."""
        asks = ask.requirement
        if isinstance(asks, Paper):
            if self.grounds.definition.artefacts[asks.artefact].per_partner is own:
                yield "paper", asks.artefact
                if isinstance(asks, r.ArtefactAccepted) and asks.since is not None and not own:
                    yield "fresh_paper", asks.artefact, asks.since
        elif isinstance(asks, r.NoticePublished) and not own:
            yield ("notice", asks.notice) if asks.since is None else ("fresh", asks.notice, asks.since)
        elif isinstance(asks, r.LessonsRecorded) and not own:
            yield "visited", asks.stage
        elif isinstance(asks, r.SummariesSent) and not own:
            yield ("tendered",)
        elif isinstance(asks, r.EveryPartnerAssessed) and own:
            yield "scored", asks.round
        elif isinstance(asks, r.BudgetCovers) and own and asks.states:
            yield "paid", asks.envelope
        elif isinstance(asks, r.ExclusionsChecked) and own:
            yield ("checked",)

    def _avoidable(self, stage: str, step: str) -> bool:
        """Whether some way comes to a step without passing through a stage."""
        definition = self.grounds.definition
        stage_of = definition.stage_of
        if stage in {stage_of[step], stage_of[definition.initial]}:
            return False
        found, todo = {definition.initial}, [definition.initial]
        while todo:
            for move in definition.moves_from[todo.pop()]:
                if move.target not in found and stage_of[move.target] != stage:
                    found.add(move.target)
                    todo.append(move.target)
        return step in found

    # --- For how long ---

    @cached_property
    def whole_matters(self) -> dict[Key, frozenset[str]]:
        """The steps from which some gate ahead can ask for each fact of the procedure."""
        before: Callable[[set[str]], frozenset[str]] = self.grounds.steps_before
        return {key: before(steps) for key, steps in self._whole_steps.items()}

    @cached_property
    def own_matters(self) -> dict[Key, frozenset[Node]]:
        """The steps and states from which a partner can come to where each fact is asked for."""
        return {key: self.grounds.nodes_before(nodes) for key, nodes in self._own_nodes.items()}

    @cached_property
    def counted(self) -> frozenset[Node]:
        """The steps and leavers' states in which it still matters that somebody is there."""
        leavers = self.grounds.definition.leavers
        asked = ((ask.step, state) for ask in self.grounds.asks if not ask.own for state in ask.states)
        rivals = (
            (ask.step, state)
            for ask in self.grounds.asks
            if isinstance(ask.requirement, r.RanksFirst)
            for state in ask.requirement.rivals
        )
        undone = ((move.source, source) for move, source, _ in self.grounds.undone)
        nodes = {node for node in (*asked, *rivals, *undone) if node[1] in leavers}
        return frozenset(node for node in self.grounds.nodes_before(nodes) if node[1] in leavers)
