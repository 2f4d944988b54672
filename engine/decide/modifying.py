"""Changes after publication: of the notice and the documents, and of contracts once they are entered into."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.definition import ContractChangeRules, ModificationRules
from engine.evaluation import Context
from engine.evaluation.context import listed
from engine.explain import standing_in_the_way

OPEN, LIMITED = "open", "limited"
"""Before applications close any change may be made; after it only one that is not substantial (UK-MOD-1, UK-MOD-2)."""


def modify(context: Context, command: c.RecordModification) -> tuple[e.Event, ...]:
    """UK-MOD-1..3: free before the first deadline, not substantial after it, none once final tenders are in."""
    rule = context.definition.modifications
    reasons = Reasons(context, f"modify the {command.of}")
    why = "the definition does not say how the notice and the documents are modified"
    if not reasons.need(rule is not None, "foreseen", "The definition says how.", why, rules=("UK-MOD-1",)):
        reasons.settle()
    assert rule is not None  # noqa: S101 - needed just now
    require_role(context, command, rule.by, "modify what was published")
    for ref in command.told:
        require_known(context.state.partners, ref, "partner")
    reasons.add(standing_in_the_way(context))
    out = rule.notice in context.state.notices
    why = f"{rule.notice} is not published: what is not out is not modified"
    reasons.need(out, "published", "It was published.", why, rules=("UK-MOD-1",))
    passed = context.has_passed(context.state.deadlines.get(rule.until))
    why = f'"{context.definition.deadlines[rule.until].title}" has passed: nothing is modified any more'
    reasons.need(not passed, "until", "Final tenders are not in yet.", why, rules=("UK-MOD-2",))
    phase = LIMITED if context.has_passed(context.state.deadlines.get(rule.free_until)) else OPEN
    if phase == LIMITED:
        _not_substantial(reasons, command, rule)
        _everybody_told(reasons, command, rule)
    why = "it needs --deadlines-considered: with each change it is considered whether deadlines are revised"
    considered = command.deadlines_considered
    reasons.need(considered, "deadlines", "Deadlines were considered.", why, rules=("UK-MOD-3",))
    reasons.settle()
    return (
        e.ModificationRecorded(
            of=command.of,
            phase=phase,
            admits_others=command.admits_others,
            changes_participants=command.changes_participants,
            told=list(command.told),
            deadlines_considered=command.deadlines_considered,
            by=command.actor,
            reason=command.reason,
        ),
    )


def _not_substantial(reasons: Reasons, command: c.RecordModification, rule: ModificationRules) -> None:
    """UK-MOD-2: both questions of the test are answered no; a light touch contract is not asked."""
    if rule.light_touch is not None and reasons.context.state.facts.get(rule.light_touch, False):
        return
    answers = (command.admits_others, command.changes_participants)
    why = "it needs --admits-others yes|no and --changes-participants yes|no: after applications closed it is asked"
    answered = None not in answers
    reasons.need(answered, "answered", "The test is answered.", why, rules=("UK-MOD-2",))
    why = "it is substantial: others would have been admitted, or would have taken part"
    reasons.need(True not in answers, "not_substantial", "It is not substantial.", why, rules=("UK-MOD-2",))


def _everybody_told(reasons: Reasons, command: c.RecordModification, rule: ModificationRules) -> None:
    """UK-MOD-2: every participating supplier is told."""
    taking_part = [ref for ref, one in reasons.context.state.partners.items() if one.state in rule.told]
    silent = [ref for ref in taking_part if ref not in command.told]
    why = f"{listed(silent)} takes part and was not told: say --told {' --told '.join(silent)} when they were"
    reasons.need(not silent, "told", "Every participating supplier is told.", why, rules=("UK-MOD-2", "UK-OBJ-2"))


def change_contract(context: Context, command: c.ChangeContract) -> tuple[e.Event, ...]:
    """UK-CHG-1..2: on a ground that permits it, not split, and after its notice where it is large enough."""
    rule, state = context.definition.contract_changes, context.state
    require_known(state.partners, command.partner, "partner")
    reasons = Reasons(context, f"change the contract with {command.partner}")
    why = "the definition does not say how contracts are changed"
    if not reasons.need(rule is not None, "foreseen", "The definition says how.", why, rules=("UK-CHG-1",)):
        reasons.settle()
    assert rule is not None  # noqa: S101 - needed just now
    require_role(context, command, rule.by, "change a contract")
    partner = state.partners[command.partner]
    why = f"there is no contract with {command.partner} ({partner.state})"
    reasons.need(partner.state in rule.states, "contract", "There is a contract.", why)
    why = f"contracts are not changed in step {state.step}"
    reasons.need(state.step in rule.during, "during", "It is changed in its step.", why)
    reasons.add(standing_in_the_way(context))
    _continues(reasons, command)
    _permitted(reasons, command, rule)
    notice = rule.notice if needs_notice(command, rule) else None
    if notice is not None:
        _noticed(reasons, rule)
    reasons.settle()
    given = command.model_dump(exclude={"kind", "procedure", "actor", "role"})
    return (e.ContractChanged(**given, notice=notice, by=command.actor),)


def _continues(reasons: Reasons, command: c.ChangeContract) -> None:
    """The value before is the value that the change before it left: what is small in steps is seen as a whole."""
    known = reasons.context.state.contract_changes.get(command.partner, ())
    if known:
        last = known[-1]
        why = f"the latest change (event {last.n}) left {last.value_after_minor}, not {command.value_before_minor}"
        same = last.value_after_minor == command.value_before_minor
        reasons.need(same, "continues", "It goes on from the latest change.", why, rules=("UK-CHG-1",))


def _beyond(before: int, after: int, percent: int) -> bool:
    return abs(after - before) * 100 > before * percent


def value_limit(command: c.ChangeContract, rule: ContractChangeRules) -> int:
    """Ten percent of the value, or fifteen of works, as the definition has them from the law."""
    return rule.works_percent if command.works else rule.percent


def needs_notice(command: c.ChangeContract, rule: ContractChangeRules) -> bool:
    """UK-CHG-2: from these sizes on, of the value or of the term, the notice comes first."""
    value = _beyond(command.value_before_minor, command.value_after_minor, value_limit(command, rule))
    return value or _beyond(command.term_before_days, command.term_after_days, rule.term_percent)


def _permitted(reasons: Reasons, command: c.ChangeContract, rule: ContractChangeRules) -> None:
    """UK-CHG-1, UK-CHG-1b: what the ground asks for, and that nothing was split to fit it."""
    ground = command.ground
    why = "it was split: together the parts would not be permitted"
    reasons.need(not command.split, "not_split", "It is not split.", why, rules=("UK-CHG-1",))
    if ground in {"not_substantial", "below_threshold"}:
        why = "it changes the scope or the economic balance"
        reasons.need(not command.material, "not_material", "It is not material.", why, rules=("UK-CHG-1",))
    else:
        why = "it changes the overall nature of the contract"
        reasons.need(not command.overall_nature, "nature", "Its nature stays.", why, rules=("UK-CHG-1b",))
    if ground == "not_substantial":
        beyond = _beyond(command.term_before_days, command.term_after_days, rule.term_percent)
        why = f"the term changes by more than {rule.term_percent} percent"
        reasons.need(not beyond, "term", "The term changes little.", why, rules=("UK-CHG-1",))
    elif ground == "below_threshold":
        _below_threshold(reasons, command, rule)
    else:
        _of_the_schedule(reasons, command, rule)


def _below_threshold(reasons: Reasons, command: c.ChangeContract, rule: ContractChangeRules) -> None:
    """Small by itself and together with every earlier change on this ground."""
    percent = value_limit(command, rule)
    earlier = reasons.context.state.contract_changes.get(command.partner, ())
    first = earlier[0].value_before_minor if earlier else command.value_before_minor
    moved = sum(abs(one.value_after_minor - one.value_before_minor) for one in earlier if one.ground == command.ground)
    moved += abs(command.value_after_minor - command.value_before_minor)
    why = f"all changes on this ground come to more than {percent} percent of the value"
    reasons.need(moved * 100 <= first * percent, "value", "The value changes little.", why, rules=("UK-CHG-1",))
    why = "it needs --aggregate-below-threshold: all such changes together stay below the threshold"
    below = command.aggregate_below_threshold is True
    reasons.need(below, "aggregate", "Together they stay below it.", why, rules=("UK-CHG-1",))


def _of_the_schedule(reasons: Reasons, command: c.ChangeContract, rule: ContractChangeRules) -> None:
    """Schedule 8: provided for, or named as a risk, in what was published; half of the value at most."""
    if command.ground in {"provided_for", "known_risk"}:
        named = command.published_before
        out = named is not None and named in reasons.context.state.notices
        why = f"{named or 'no notice'} is published that provided for it, or named the risk: say --published-before"
        reasons.need(out, "published_before", "What was published has it.", why, rules=("UK-CHG-1b",))
    if command.ground in {"unforeseeable", "known_risk"}:
        rise = command.value_after_minor - command.value_before_minor
        most = rise * 100 <= command.value_before_minor * rule.most_percent
        why = f"the value rises by more than {rule.most_percent} percent"
        reasons.need(most, "most", "The value rises by half at most.", why, rules=("UK-CHG-1b",))


def _noticed(reasons: Reasons, rule: ContractChangeRules) -> None:
    """UK-CHG-2: the notice of this very change is out, and a standstill that it started is over."""
    context, state = reasons.context, reasons.context.state
    latest = max((one.n for changes in state.contract_changes.values() for one in changes), default=-1)
    known = state.notices.get(rule.notice)
    out = known is not None and known.n > latest
    why = f"it is larger than what may be changed without {rule.notice}, which is not published for it"
    next_ = context.type_group("notice", f"publish {rule.notice} --reference REFERENCE")
    who = context.definition.notices[rule.notice].by
    reasons.need(out, "notice", "Its notice is out.", why, who=who, next_=next_, rules=("UK-CHG-2",))
    clock = state.deadlines.get(rule.standstill or "")
    still = out and clock is not None and clock.started and not context.has_passed(clock)
    reasons.need(not still, "standstill", "Its standstill is over.", "its standstill still runs", rules=("UK-CHG-2",))
