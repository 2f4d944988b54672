"""Key performance indicators, and the report of an exclusion: what is set, and told, beside the gates."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.evaluation import Context
from engine.time.local_time import local_date


def set_indicators(context: Context, command: c.SetIndicators) -> tuple[e.Event, ...]:
    """UK-KPI-1: enough of them, the most material marked; none only with the reason why none would be appropriate."""
    rule, state = context.definition.indicators, context.state
    require_known(state.partners, command.partner, "partner")
    reasons = Reasons(context, f"set the key performance indicators of {command.partner}")
    why = "the definition does not say who sets them"
    if not reasons.need(rule is not None, "foreseen", "The definition says who.", why, rules=("UK-KPI-1",)):
        reasons.settle()
    assert rule is not None  # noqa: S101 - needed just now
    require_role(context, command, rule.by, "set key performance indicators")
    standing = state.partners[command.partner].state
    why = f"{command.partner} has no contract to come ({standing})"
    reasons.need(standing in rule.states, "state", "A contract is to come.", why)
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    _enough(reasons, command, rule.least, rule.material)
    today = local_date(context.now, context.definition.zone)
    ahead = command.published_on is not None and command.published_on > today
    reasons.need(not ahead, "published_on", "They were published.", "the day lies ahead", rules=("UK-KPI-1",))
    reasons.settle()
    return (
        e.IndicatorsSet(
            partner=command.partner,
            indicators=[(one.indicator, one.title, one.material) for one in command.indicators],
            published_on=command.published_on,
            by=command.actor,
            reason=command.reason,
        ),
    )


def _enough(reasons: Reasons, command: c.SetIndicators, least: int, material: int) -> None:
    names = [one.indicator for one in command.indicators]
    if not names:
        why = "it needs --reason: why none would be appropriate"
        reasons.need(command.reason is not None, "reason", "The reason is recorded.", why, rules=("UK-KPI-1",))
        return
    why = f"{len(names)} are fewer than {least}, and at least {least} are set"
    reasons.need(len(names) >= least, "least", "There are enough.", why, rules=("UK-KPI-1",))
    twice = len(set(names)) < len(names)
    reasons.need(not twice, "named", "Each has a name of its own.", "two have the same name")
    marked = sum(one.material for one in command.indicators)
    wanted = min(material, len(names))
    why = f"{marked} are marked as most material; the notice names {wanted}"
    reasons.need(marked == wanted, "material", "The most material are marked.", why, rules=("UK-KPI-1",))


def report_exclusion(context: Context, command: c.ReportExclusion) -> tuple[e.Event, ...]:
    """UK-EXC-5: the appropriate authority was told, after the exclusion and not in the future."""
    rule, state = context.definition.exclusions, context.state
    require_known(state.partners, command.partner, "partner")
    reasons = Reasons(context, f"report the exclusion of {command.partner}")
    foreseen = rule is not None and bool(rule.report_by)
    why = "the definition does not say who reports exclusions"
    if not reasons.need(foreseen, "foreseen", "The definition says who.", why, rules=("UK-EXC-5",)):
        reasons.settle()
    assert rule is not None  # noqa: S101 - needed just now
    require_role(context, command, rule.report_by, "report an exclusion")
    partner = state.partners[command.partner]
    why = f"{command.partner} was not excluded ({partner.state})"
    reasons.need(partner.state in rule.reported, "excluded", "It was excluded.", why, rules=("UK-EXC-5",))
    known = state.exclusion_reports.get(command.partner, -1)
    reasons.need(known <= partner.n, "once", "It is reported once.", f"it was reported (event {known})")
    today = local_date(context.now, context.definition.zone)
    reasons.need(command.on <= today, "on", "It was reported.", "the day lies ahead", rules=("UK-EXC-5",))
    reasons.settle()
    return (e.ExclusionReported(partner=command.partner, on=command.on, reference=command.reference),)
