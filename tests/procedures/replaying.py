"""A story of the exploration lived through by the real core: every deed a command, every gate the engine's own.

What a story does not tell can be had on the spot: papers, decisions, declarations, checks, scores, money. It is done
here as it comes. What a story does tell is done exactly so, and nothing that it does not tell is waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import product

from config.calendars import load_calendar
from engine.definition import Definition, Requirement, Severity
from engine.definition import requirements as q
from engine.errors import SeedbedError
from engine.evaluation import Context, evaluate
from engine.explanation import Finding, Standing
from engine.state import cell_key
from engine.time.calendar import Calendar
from procedures.exploration import Fault, Kind
from procedures.exploration.story import Deed, Settled, Story
from procedures.loader import LoadedDefinition
from tests.hands import Case
from tests.remedies import REMEDIES, Errand, accepted, plans

MOST_ERRANDS = 400
TIME = (q.DeadlinePassed, q.DeadlineNotPassed, q.StandstillOver)
PEOPLE = (q.PartnersInState, q.LotsSettled)


class Cannot(Exception):
    """What is asked for cannot be had by anything that is done on the spot."""


class Replay:
    """A procedure in memory that lives through a story; partners are named by their numbers."""

    def __init__(self, loaded: LoadedDefinition) -> None:
        """Before the procedure is opened."""
        self.case = Case(loaded, calendar=Calendar.from_data(load_calendar(loaded.definition.calendar)))
        self.definition = loaded.definition

    def twin(self) -> Replay:
        """The same, on its own from here on."""
        other = Replay(self.case.loaded)
        other.case = self.case.twin()
        return other

    def live(self, story: Story) -> Replay:
        """Do every deed."""
        for deed in story:
            for settled in deed.settled:
                self.settle(settled)
            self.do(deed)
        return self

    def context(self, move: str | None = None, partner: str | None = None) -> Context:
        """What gates are evaluated against, now."""
        case = self.case
        return Context(
            definition=self.definition, state=case.state, now=case.now, calendar=case.calendar, move=move,
            partner=partner,
        )  # fmt: skip

    # --- Deeds ---

    def do(self, deed: Deed) -> None:  # noqa: C901, PLR0912 - a row for each kind
        """One deed as commands."""
        who = None if deed.partner is None else name_of(deed.partner)
        case = self.case
        match deed.kind:
            case "open":
                case.do("open", facts={fact: fact in deed.facts for fact in self.definition.facts})
            case "move":
                self.make(deed.name)
            case "partner_move":
                assert who is not None
                self.move_partner(who, deed.name)
            case "publish":
                self.publish(deed.name)
            case "pass":
                self.let_pass(deed.name)
            case "register":
                case.do("register_partner", partner=who)
            case "file":
                case.do("submit_artefact", artefact=deed.name, partner=who)
            case "obtain":
                self.run(lambda: accepted(self.context(), deed.name, who))
            case "reject":
                case.do("reject_artefact", artefact=deed.name, partner=who)
            case "decide":
                self.mend((decision(deed.name),), None)
            case "score_low":
                assert who is not None
                self.score_low(who, deed.name)
            case "suspend":
                case.do("suspend")
            case "resume":
                ending = self.definition.termination
                self.run(lambda: accepted(self.context(), ending.court_order, None))
                case.do("resume")
            case other:
                raise AssertionError(f"no way to do {other}")

    def make(self, move: str) -> None:
        """Advance by a move, after everything that can be had on the spot."""
        rule = self.definition.moves_by_name[move]
        self.mend(rule.gate, move)
        self.run(lambda: plans(self.context(move), step=rule.target) if rule.source != rule.target else iter(()))
        self.case.do("advance", to=rule.target, move=move)

    def move_partner(self, who: str, move: str) -> None:
        """Move a partner, after everything that can be had on the spot."""
        self.mend(self.definition.partners.moves[move].gate, move, who)
        self.case.do("move_partner", partner=who, move=move)

    def publish(self, notice: str) -> None:
        """Publish a notice, after everything that can be had on the spot."""
        self.mend(self.definition.notices[notice].gate, notice)
        self.run(lambda: plans(self.context(notice), notice=notice))
        self.case.do("publish_notice", notice=notice)

    def let_pass(self, deadline: str) -> None:
        """Wait until a deadline is over; what people set and is not told to pass is moved out of its way."""
        case = self.case
        until = case.state.deadlines[deadline].due_at + timedelta(minutes=1)
        for name, known in case.state.deadlines.items():
            set_by = self.definition.deadlines[name].set_by
            if name != deadline and set_by and known.runs and case.now < known.due_at <= until:
                case.do("extend_deadline", deadline=name, due_at=until + timedelta(days=30))
        case.wait_until(until)

    def score_low(self, who: str, round_: str) -> None:
        """Assess a partner at the bottom of the scale."""
        rule = self.definition.rounds[round_]
        people = [f"{rule.scored_by}{'' if n == 0 else f'_{n + 1}'}" for n in range(rule.evaluators)]
        for person in people:
            if f"{rule.scored_by}/{person}" not in self.case.state.conflicts:
                self.case.do("declare_conflicts", role=rule.scored_by, actor=person)
        for criterion, sub in rule.cells():
            cell = {"round": round_, "partner": who, "criterion": criterion, "sub_criterion": sub or None,
                    "score": rule.scale_min}  # fmt: skip
            if cell_key(round_, who, criterion, sub) in self.case.state.moderated:
                continue
            for person in people:
                self.case.do("record_assessment", **cell, actor=person)
            self.case.do("moderate_assessment", **cell)

    def settle(self, settled: Settled) -> None:
        """Bring about what the story tells of a paper, a score or money."""
        who = None if settled.partner is None else name_of(settled.partner)
        if settled.what == "paper" and settled.value == 1:
            self.run(lambda: accepted(self.context(), settled.name, who))
        elif settled.what == "paper" and settled.value == 2:
            key = settled.name if who is None else f"{settled.name}@{who}"
            known = self.case.state.artefacts.get(key)
            if known is None or known.status != "rejected":
                self.case.do("submit_artefact", artefact=settled.name, partner=who)
                self.case.do("reject_artefact", artefact=settled.name, partner=who)
        elif settled.what == "scored" and settled.value:
            asks = q.EveryPartnerAssessed(
                kind="every_partner_assessed", id="settled", text="Settled.", round=settled.name,
                states=tuple(self.definition.partners.states),
            )  # fmt: skip
            self.mend((asks,), None, who)
        elif settled.what == "paid" and settled.value:
            asks_money = q.BudgetCovers(
                kind="budget_covers", id="settled", text="Settled.", envelope=settled.name,
                states=tuple(self.definition.partners.states),
            )  # fmt: skip
            self.mend((asks_money,), None, who)

    # --- What can be had on the spot ---

    def mend(self, gate: Iterable[Requirement], move: str | None, partner: str | None = None) -> None:
        """See to every requirement of a gate that somebody can see to now; ``Cannot`` when one is left."""
        for _ in range(MOST_ERRANDS):
            context = self.context(move, partner)
            open_ = [(asks, found) for asks, found in _findings(gate, context) if found.blocks]
            if not open_:
                return
            if not any(self._mend(asks, found, context) for asks, found in sorted(open_, key=_urgency)):
                raise Cannot(", ".join(found.id for _, found in open_))
        raise Cannot(f"{move}: it takes for ever")

    def _mend(self, asks: Requirement, found: Finding, context: Context) -> bool:
        """One errand for a requirement; whether there was one that could be done."""
        waivable = asks.severity is Severity.SHOULD and found.standing is Standing.UNMET
        if waivable and context.partner is None and context.move is not None:
            self.case.do("waive", move=context.move, requirement=asks.id)
            return True
        if isinstance(asks, (*TIME, *PEOPLE)):
            return False
        errand = next(iter(REMEDIES[type(asks)](asks, context)), None)
        if errand is None or errand[0] == "wait" or errand[1].get("notice") in _with_clocks(self.definition):
            return False
        return self._done(errand)

    def _done(self, errand: Errand) -> bool:
        before = self.case.state.n
        try:
            self.case.do(errand[0], **errand[1])
        except (SeedbedError, StopIteration):
            return False
        return self.case.state.n > before

    def run(self, errands: Callable[[], Iterator[Errand]]) -> None:
        """Do errands, asked for anew after each, until there is none."""
        for _ in range(MOST_ERRANDS):
            errand = next(errands(), None)
            if errand is None:
                return
            if errand[0] == "wait":
                raise Cannot("it would have to be waited for")
            self.case.do(errand[0], **errand[1])
        raise Cannot("it takes for ever")


def _with_clocks(definition: Definition) -> frozenset[str]:
    """Notices that start a clock go out only where the story says so."""
    rules = definition.deadlines.values()
    return frozenset(rule.starts.notice for rule in rules if rule.starts.notice is not None)


def _findings(gate: Iterable[Requirement], context: Context) -> Iterator[tuple[Requirement, Finding]]:
    for asks in gate:
        yield asks, evaluate(asks, context)


def _urgency(one: tuple[Requirement, Finding]) -> int:
    """A decision is taken on accepted papers, and nothing may be changed after it."""
    return 3 if isinstance(one[0], q.DecisionTaken) else 2


def decision(name: str) -> q.DecisionTaken:
    """A decision as the requirement that it is taken."""
    return q.DecisionTaken(kind="decision_taken", id="decided", text="Decided.", decision=name)


def name_of(partner: int) -> str:
    """What the suppliers of a story are called."""
    return f"supplier-{partner + 1}"


# --- Whether the story leads where it says ---


def leads_into(loaded: LoadedDefinition, fault: Fault) -> str:
    """Empty when the fault is really there at the end of its story; else what is not as it was told."""
    replay = Replay(loaded).live(fault.story)
    state = replay.case.state
    if fault.step and state.step != fault.step:
        return f"the story ends in {state.step}, not in {fault.step}"
    if fault.kind is Kind.LEFT_BEHIND:
        left = any(partner.state == fault.state for partner in state.partners.values())
        return "" if state.ended is not None and left else "nobody is left behind"
    if fault.kind is Kind.SUSPENDED:
        return "" if _cannot(replay, "resume") else "it can go on"
    if fault.kind is Kind.NEVER:
        return _never(replay, fault)
    moved = [move for move in _onward(replay, fault) if _can_make(replay, move)]
    return f"{', '.join(moved)} can be made" if moved else ""


def _onward(replay: Replay, fault: Fault) -> list[str]:
    """The moves that would lead out: of the step, or of the round that is never left."""
    moves = replay.definition.moves_from[replay.case.state.step]
    among = {fault.step} if fault.kind is not Kind.LIVE_LOCK else _round(fault)
    return [move.move for move in moves if move.target not in among]


def _round(fault: Fault) -> set[str]:
    inside = fault.message.partition("(")[2].partition(")")[0]
    return {step.strip() for step in inside.split(",")}


def _can_make(replay: Replay, move: str) -> bool:
    """Now, or once every clock that runs is over, or with the partners moved about."""
    for waits, helped in product((False, True), (False, True)):
        twin = replay.twin()
        try:
            if waits:
                _wait_all(twin)
            if helped:
                _move_on(twin)
            twin.make(move)
        except (Cannot, SeedbedError):
            continue
        return True
    return False


def _wait_all(replay: Replay) -> None:
    for known in list(replay.case.state.deadlines.values()):
        if known.started:
            replay.case.wait_until(known.due_at + timedelta(minutes=1))


def _move_on(replay: Replay) -> None:
    """Let each partner make some move that it can, whichever comes first."""
    for ref in list(replay.case.state.partners):
        for name, rule in replay.definition.partners.moves.items():
            partner = replay.case.state.partners[ref]
            if partner.state in rule.source and replay.case.state.step in rule.during:
                twin = replay.twin()
                try:
                    twin.move_partner(ref, name)
                except (Cannot, SeedbedError):
                    continue
                replay.case = twin.case
                break


def _cannot(replay: Replay, kind: str) -> bool:
    try:
        replay.twin().do(Deed(kind))
    except (Cannot, SeedbedError):
        return True
    return False


def _never(replay: Replay, fault: Fault) -> str:
    """What can never be used cannot be used where it came nearest to it."""
    definition, state = replay.definition, replay.case.state
    deeds: list[Deed] = []
    if f"the move {fault.name} " in fault.message:
        deeds = [Deed("move", fault.name)]
    elif f"the partner move {fault.name} " in fault.message:
        rule = definition.partners.moves[fault.name]
        deeds = [
            Deed("partner_move", fault.name, number)
            for number in range(len(state.partners))
            if state.partners[name_of(number)].state in rule.source
        ]
    elif f"the notice {fault.name} " in fault.message:
        deeds = [Deed("publish", fault.name)]
    for deed in deeds:
        try:
            replay.twin().do(deed)
        except (Cannot, SeedbedError):
            continue
        return f"{deed.kind} {deed.name} can be done"
    return ""
