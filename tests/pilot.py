"""Takes a procedure along its lawful way: it says what somebody has to do next, before a move can be made.

It asks the core which requirements are open and knows one remedy for each kind. It works for any definition, so tests
that walk from step to step say nothing about papers and people that they are not about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from engine.definition import Definition, Move, Severity
from engine.definition import requirements as q
from engine.evaluation import Context, evaluate
from tests.hands import Hands
from tests.remedies import REMEDIES, Errand, plans, publication

Partners = Mapping[str, str | None]
"""Who takes part, and for which lot."""

TWO: Partners = {"acme": None, "bolt": None}
MOST_ERRANDS = 1_000


@dataclass(frozen=True, kw_only=True)
class Pilot:
    """Knows who takes part, and looks at the procedure through somebody's hands."""

    hands: Hands
    partners: Partners

    @property
    def context(self) -> Context:
        """What requirements are evaluated against, now."""
        definition = self.hands.definition
        calendar = self.hands.counts_on
        return Context(definition=definition, state=self.hands.state, now=self.hands.now, calendar=calendar, move=None)

    def errands(self, move: Move) -> Iterator[Errand]:
        """What is still to be done for a move, soonest first, the move itself last; valid only until one is done."""
        context = replace(self.context, move=move.move)
        yield from _lift(context)
        yield from _announce(context)
        yield from self._come_in(context, move)
        yield from _sealed_papers(context)
        # People before papers before clocks: a partner has to tender before its deadline has passed.
        for requirement in sorted(move.gate, key=_urgency):
            yield from self._remedy(requirement, context, move)
        yield from plans(context, step=move.target)
        yield "advance", {"to": move.target, "move": move.move}

    def _come_in(self, context: Context, move: Move) -> Iterator[Errand]:
        """Suppliers come in before the move that shuts the door, so that tests may let others in earlier."""
        entry = context.definition.partners.entry
        due = context.state.deadlines.get(entry.until)
        shuts = any(isinstance(asked, q.DeadlinePassed) and asked.deadline == entry.until for asked in move.gate)
        runs = due is not None and due.started and context.now <= due.due_at
        if shuts and runs and context.state.step in entry.during:
            for ref, lot in self.partners.items():
                if ref not in context.state.partners:
                    yield "register_partner", {"partner": ref, "lot": lot}

    def _remedy(self, requirement: q.Requirement, context: Context, move: Move) -> Iterator[Errand]:
        if evaluate(requirement, context).blocks:
            if isinstance(requirement, q.PartnersInState):
                yield from _move_partners(requirement, context, move)
            else:
                yield from REMEDIES[type(requirement)](requirement, context)


def _urgency(requirement: q.Requirement) -> int:
    if isinstance(requirement, q.PartnersInState):
        return 0 if requirement.max == 0 else 1
    # A decision is taken on accepted papers, and nothing may be changed after it.
    return {q.DecisionTaken: 3, q.DeadlinePassed: 4, q.StandstillOver: -1}.get(type(requirement), 2)


def _lift(context: Context) -> Iterator[Errand]:
    if context.state.suspended is not None:
        known = context.state.deadlines.get(context.definition.standstill_deadline or "")
        if known is not None and known.started and context.now <= known.due_at:
            yield "wait", {"until": known.due_at + timedelta(minutes=1)}
        yield from order(context)
        yield "resume", {}
    if context.state.paused_n is not None:
        yield "unpause", {}


def order(context: Context) -> Iterator[Errand]:
    """What the court says about the suspension, on an accepted paper that is newer than the suspension."""
    state, artefact = context.state, context.definition.termination.court_order
    known = state.artefacts.get(artefact)
    since = -1 if state.suspended is None else state.suspended.n
    newer = known is not None and known.submitted_n > since
    if known is None or not newer or known.status == "rejected":
        yield "submit_artefact", {"artefact": artefact}
    if known is None or not newer or known.status != "accepted":
        yield "accept_artefact", {"artefact": artefact}


def _announce(context: Context) -> Iterator[Errand]:
    """A notice from which time has to pass before something later is published as early as it can be."""
    for name, rule in context.definition.deadlines.items():
        notice = rule.starts.notice
        asked = rule.period is not None and rule.when is not None and context.state.facts.get(rule.when, False)
        if not asked or notice is None or name in context.state.deadlines:
            continue
        if context.state.step in context.definition.notices[notice].during:
            yield from publication(notice, context)


def _sealed_papers(context: Context) -> Iterator[Errand]:
    """Applications and tenders are handed in while their deadline runs."""
    definition, state = context.definition, context.state
    for name, rule in definition.artefacts.items():
        due = state.deadlines.get(rule.sealed_until or "")
        if due is None or not due.started or context.now > due.due_at or state.step not in rule.during:
            continue
        for ref, partner in state.partners.items():
            if partner.state not in definition.leavers and f"{name}@{ref}" not in state.artefacts:
                yield "submit_artefact", {"artefact": name, "partner": ref}


def _move_partners(requirement: q.PartnersInState, context: Context, move: Move) -> Iterator[Errand]:
    if requirement.max != 0:
        # Everybody has been decided on by now (_urgency): a number that is good practice is waived with a reason.
        if requirement.severity is Severity.SHOULD:
            yield "waive", {"move": move.move, "requirement": requirement.id}
        return
    for ref, _ in context.partners_in(requirement.states):
        name = _onward(context, ref, _wanted(move), _full(move, context))
        if name is None:
            continue
        own = replace(context, partner=ref, move=name)
        for asked in sorted(context.definition.partners.moves[name].gate, key=_urgency):
            if evaluate(asked, own).blocks:
                yield from REMEDIES[type(asked)](asked, own)
        yield "move_partner", {"partner": ref, "move": name}


def _wanted(move: Move) -> list[str]:
    """The partner states that a gate speaks of with favour, the most wanted first."""
    found: list[str] = []
    for requirement in sorted(move.gate, key=lambda r: not isinstance(r, q.LotsSettled | q.PartnersInState)):
        if not (isinstance(requirement, q.PartnersInState) and requirement.max == 0):
            found += [*getattr(requirement, "states", ()), *getattr(requirement, "partners", ())]
    return list(dict.fromkeys(found))


def _full(move: Move, context: Context) -> frozenset[str]:
    """The partner states in which a gate wants no more than are there already."""
    counted = [asked for asked in move.gate if isinstance(asked, q.PartnersInState) and asked.max]
    return frozenset(
        state for asked in counted if len(list(context.partners_in(asked.states))) >= (asked.max or 0)
        for state in asked.states
    )  # fmt: skip


def _onward(context: Context, ref: str, wanted: list[str], full: frozenset[str]) -> str | None:
    """The partner move that leads on from here: to the winner's state once in each lot, else to the next best.

    Whoever cannot go on leaves, if that is possible here, and so does who comes where the gate wants no more.
    """
    definition, state = context.definition, context.state
    partner = state.partners[ref]
    possible = {m.target: name for name, m in definition.partners.moves.items()
                if partner.state in m.source and state.step in m.during}  # fmt: skip
    possible = {target: name for target, name in possible.items() if not _beaten(context, ref, name)}
    possible = {target: name for target, name in possible.items() if target not in full} or possible
    here = {target: name for target, name in possible.items() if target not in definition.leavers} or possible
    if not here:
        return None
    targets = [target for target in wanted if target in here] or list(here)
    one_for_each_lot = state.step in definition.rounds[definition.final_round].during and len(targets) > 1
    taken = any(p.state == targets[0] and p.lot == partner.lot for other, p in state.partners.items() if other != ref)
    return here[targets[1] if one_for_each_lot and taken else targets[0]]


def _beaten(context: Context, ref: str, name: str) -> bool:
    """Whether a move is for the best, and everybody is assessed, and somebody else is better."""
    own = replace(context, partner=ref)
    gate = context.definition.partners.moves[name].gate
    asked = [requirement for requirement in gate if isinstance(requirement, q.RanksFirst)]
    return any(evaluate(rule, own).blocks and not list(REMEDIES[q.RanksFirst](rule, own)) for rule in asked)


def lift(hands: Hands, **fields: str) -> tuple[str, ...]:
    """Resume a suspended procedure, with what the court said on file and accepted."""
    ending = hands.definition.termination
    for artefact in filter(None, (ending.court_order, ending.end_of_case)):
        hands.do("submit_artefact", artefact=artefact)
        hands.do("accept_artefact", artefact=artefact)
    return hands.do("resume", **fields)


def run(hands: Hands, errand: Errand) -> None:
    """Do one errand."""
    kind, fields = errand
    if kind == "wait":
        hands.wait_until(fields["until"])
    else:
        hands.do(kind, **fields)


def prepare(hands: Hands, move: str, *, partners: Partners | None = None) -> None:
    """Do everything that a move needs, but not the move."""
    pilot = Pilot(hands=hands, partners=TWO if partners is None else partners)
    rule = hands.definition.moves_by_name[move]
    errand: Errand | None = None
    for _ in range(MOST_ERRANDS):
        errand = next(pilot.errands(rule))
        if errand[0] == "advance":
            return
        run(hands, errand)
    raise AssertionError(f"{move}: {errand} does not bring it any nearer")


def make(hands: Hands, move: str, *, partners: Partners | None = None) -> None:
    """Make a move, and everything that it needs first."""
    prepare(hands, move, partners=partners)
    hands.do("advance", to=hands.definition.moves_by_name[move].target, move=move)


def way(definition: Definition, source: str, target: str) -> list[str]:
    """The names of the moves from one step to another, by the shortest way."""
    reached: dict[str, list[str]] = {source: []}
    waiting = [source]
    for step in waiting:
        for move in definition.moves_from[step]:
            if move.target not in reached:
                reached[move.target] = [*reached[step], move.move]
                waiting.append(move.target)
    return reached[target]
