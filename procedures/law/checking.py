"""A definition judged by its law pack: every rule that applies to its route, each by its own predicates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from engine.definition import Definition
from procedures.checker.finding import Finding, Severity
from procedures.complaints import near
from procedures.law import registry
from procedures.law.models import Pack, Rule, Weight
from procedures.law.predicates import PREDICATES
from procedures.law.view import View

NO_LAW: Final = "TEST"
"""The regime of a definition for teaching and tests: it is under no law, and is never published."""


def check(definition: Definition, on: date | None = None) -> tuple[Finding, ...]:
    """Everything in a definition that its law pack objects to; ``on``: the day whose figures and rules count."""
    if not registry.known(definition.law_pack):
        said = f'unknown law pack "{definition.law_pack}", expected {near(definition.law_pack, registry.names())}'
        weight = Severity.SHOULD if definition.regime == NO_LAW else Severity.MUST
        return (Finding(where="law_pack", message=said, severity=weight),)
    return judged(definition, registry.pack(definition.law_pack), on)


def judged(definition: Definition, pack: Pack, on: date | None = None) -> tuple[Finding, ...]:
    """The same by a pack that is given."""
    if definition.regime != pack.regime:
        said = f'the regime "{definition.regime}" is not that of the law pack {pack.key}: {pack.regime}'
        return (Finding(where="regime", message=said),)
    if definition.route not in pack.routes:
        meant = near(definition.route, pack.routes)
        said = f'unknown route "{definition.route}" of the law pack {pack.key}, expected {meant}'
        return (Finding(where="route", message=said),)
    view = View(definition, on)
    found = [one for rule in pack.applying(definition.route, on) for one in _by_rule(view, rule)]
    return tuple(dict.fromkeys([*found, *_acceptances(definition, pack)]))


def _by_rule(view: View, rule: Rule) -> Iterator[Finding]:
    for asks in rule.definition:
        for fault in PREDICATES[asks.predicate](view, asks.given):
            severity = severity_of(rule)
            given = view.definition.accepted.get(rule.rule) if severity is Severity.SHOULD else None
            accepted = "" if given is None else f"{given.by}, {given.on.isoformat()}: {given.reason}"
            said = f"{fault.message} ({rule.provision})"
            yield Finding(
                where=fault.where,
                message=said,
                rule=rule.rule,
                severity=severity,
                story=fault.story,
                accepted=accepted,
            )


def severity_of(rule: Rule) -> Severity:
    """How hard a finding of a rule weighs: one that nobody has verified (G) only warns."""
    if rule.severity is not Weight.INFO and rule.unverified:
        return Severity.WARN
    return Severity(rule.severity.value)


def _acceptances(definition: Definition, pack: Pack) -> Iterator[Finding]:
    """A SHOULD of the pack can be accepted; a MUST never is, and nobody accepts what the pack does not say."""
    for name in definition.accepted:
        rule = pack.by_id.get(name)
        if rule is None:
            said = f"the law pack {pack.key} has no rule {name}"
            yield Finding(where=f"accepted.{name}", message=said)
        elif severity_of(rule) is Severity.MUST:
            said = f"{name} binds (MUST) and is never accepted: follow it ({rule.provision})"
            yield Finding(where=f"accepted.{name}", message=said, rule=name)
