"""Documents and decisions: what may be filed, accepted and decided."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.evaluation import Context
from engine.evaluation.papers import current_words
from engine.evaluation.timing import Side, needs_ruling, side_of
from engine.state import Artefact, artefact_key


def submit(context: Context, command: c.SubmitArtefact) -> tuple[e.Event, ...]:
    """File a version: by a role that supplies it, in a step that takes it, in an accepted form and size."""
    definition, state = context.definition, context.state
    require_known(definition.artefacts, command.artefact, "artefact")
    rule = definition.artefacts[command.artefact]
    require_role(context, command, rule.supplied_by, f'submit "{rule.title}"')
    reasons = Reasons(context, f'submit "{rule.title}"')
    _partner_given(reasons, rule.per_partner, command.partner)
    step = state.step
    in_time = not rule.during or step in rule.during
    reasons.need(in_time, "during", "It is submitted in its time.", f"it cannot be submitted in step {step}")
    fits = command.media_type in rule.media_types
    why = f"{command.media_type} is not one of {', '.join(rule.media_types)}"
    reasons.need(fits, "media_type", "The file has an accepted type.", why)
    why = f"the file has {command.size:,} bytes, the most is {rule.max_bytes:,}"
    reasons.need(command.size <= rule.max_bytes, "size", "The file is not too big.", why)
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    if rule.sealed_until is not None:
        due = state.deadlines.get(rule.sealed_until)
        known = state.artefacts.get(artefact_key(command.artefact, command.partner))
        about = command.partner or command.artefact
        side = side_of(context, due, about, used_n=-1 if known is None else known.submitted_n)
        if side is Side.UNCLEAR:
            reasons.add([needs_ruling(context, rule.sealed_until, about)])
        title = definition.deadlines[rule.sealed_until].title
        why = f'"{title}" has passed'
        reasons.need(side is not Side.LATE, "in_time", "It arrives before its deadline.", why, rules=("UK-CLK-6",))
    reasons.settle()
    known = state.artefacts.get(artefact_key(command.artefact, command.partner))
    return (
        e.ArtefactSubmitted(
            artefact=command.artefact,
            partner=command.partner,
            version=1 if known is None else known.version + 1,
            sha256=command.sha256,
            size=command.size,
            media_type=command.media_type,
            by=command.actor,
            name=command.name,
        ),
    )


def _partner_given(reasons: Reasons, per_partner: bool, partner: str | None) -> None:
    if per_partner:
        asks = "It belongs to a partner."
        reasons.need(partner is not None, "partner", asks, "it needs --partner: it belongs to one partner")
        if partner is not None:
            require_known(reasons.context.state.partners, partner, "partner")
            state = reasons.context.state.partners[partner].state
            still_in = state not in reasons.context.definition.leavers
            known = reasons.context.definition.partners.states[state]
            why = f'{partner} is out ("{known.title}")'
            reasons.need(still_in, "still_in", "The partner is still in.", why, rules=known.rules)
    else:
        reasons.need(partner is None, "partner", "It belongs to the procedure.", "it does not belong to a partner")


def _on_file(context: Context, command: c.AcceptArtefact | c.RejectArtefact, doing: str) -> tuple[Reasons, Artefact]:
    definition, state = context.definition, context.state
    require_known(definition.artefacts, command.artefact, "artefact")
    rule = definition.artefacts[command.artefact]
    require_role(context, command, rule.reviewed_by, f'{doing} "{rule.title}"')
    reasons = Reasons(context, f'{doing} "{rule.title}"')
    known = state.artefacts.get(artefact_key(command.artefact, command.partner))
    next_ = context.type_(f"attach {command.artefact} FILE")
    why = "nothing is on file yet"
    reasons.need(known is not None, "on_file", "A version is on file.", why, who=rule.supplied_by, next_=next_)
    reasons.settle()
    assert known is not None  # noqa: S101 - settled above
    waits = known.status == "submitted"
    reasons.need(waits, "waits", "The newest version waits for a review.", f"version {known.version} is {known.status}")
    apart = known.submitted_by != command.actor
    reasons.need(
        apart,
        "not_submitter",
        "The reviewer is not the submitter.",
        f"{command.actor} submitted it and cannot also {doing} it",
        who=rule.reviewed_by,
        rules=("UK-OBJ-1",),
    )
    if rule.sealed_until is not None:
        due = state.deadlines.get(rule.sealed_until)
        opened = context.has_passed(due) and not context.unclear(due)
        title = definition.deadlines[rule.sealed_until].title
        why = f'it stays unopened until "{title}" has passed'
        reasons.need(opened, "sealed", "Its deadline has passed.", why, rules=("UK-CLK-6",))
    reasons.settle()
    return reasons, known


def accept(context: Context, command: c.AcceptArtefact) -> tuple[e.Event, ...]:
    """Accept the newest version; the submitter never can."""
    _, known = _on_file(context, command, "accept")
    return (
        e.ArtefactAccepted(artefact=command.artefact, partner=command.partner, version=known.version, by=command.actor),
    )


def reject(context: Context, command: c.RejectArtefact) -> tuple[e.Event, ...]:
    """Send the newest version back with a reason."""
    _, known = _on_file(context, command, "reject")
    return (
        e.ArtefactRejected(
            artefact=command.artefact,
            partner=command.partner,
            version=known.version,
            by=command.actor,
            reason=command.reason,
        ),
    )


def record_decision(context: Context, command: c.RecordDecision) -> tuple[e.Event, ...]:
    """Take a material decision, or confirm it as another person; never on one's own document (traps 34)."""
    definition, state = context.definition, context.state
    require_known(definition.decisions, command.decision, "decision")
    rule = definition.decisions[command.decision]
    allowed = (rule.by,) if rule.confirmed_by is None else tuple(dict.fromkeys((rule.by, rule.confirmed_by)))
    require_role(context, command, allowed, f'decide "{rule.title}"')
    reasons = Reasons(context, f'decide "{rule.title}"')
    in_time = state.step in rule.during
    reasons.need(in_time, "during", "It is decided in its step.", f"it is not decided in step {state.step}")
    for artefact in rule.about:
        known = state.artefacts.get(artefact)
        title = definition.artefacts[artefact].title
        accepted = known is not None and known.status == "accepted"
        next_ = context.type_(f"accept {artefact}" if known else f"attach {artefact} FILE")
        reasons.need(
            accepted, "accepted_first", f'"{title}" is accepted first.', f'"{title}" is not accepted', next_=next_
        )
        if known is not None and rule.roles_apart:
            why = f'{command.actor} submitted "{title}" and cannot decide on it'
            own = known.submitted_by == command.actor
            reasons.need(not own, "not_submitter", "Nobody decides on their own paper.", why, rules=("UK-OBJ-1",))
    confirms = _confirms(reasons, command, rule.by, rule.confirmed_by)
    reasons.settle()
    return (
        e.DecisionRecorded(
            decision=command.decision,
            outcome=command.outcome.value,
            by=command.actor,
            role=command.role,
            confirms=confirms,
            reason=command.reason,
        ),
    )


def _confirms(reasons: Reasons, command: c.RecordDecision, by: str, confirmed_by: str | None) -> bool:
    """Whether this word confirms: four eyes count two different people, whatever their roles."""
    if confirmed_by is None or (command.role == by and command.role != confirmed_by):
        return False
    context = reasons.context
    words = current_words(command.decision, context)
    decided = next((word for word in reversed(words) if not word.confirms), None)
    if decided is None:
        if by == confirmed_by:
            return False
        next_ = context.type_(f'decide {command.decision} --outcome pass --reason "..." --role {by}')
        why = "there is nothing to confirm yet: the decision comes first"
        reasons.need(False, "decided_first", "The decision is taken first.", why, who=(by,), next_=next_)
        return True
    if decided.by == command.actor and by == confirmed_by:
        return False
    why = f"{command.actor} took the decision and cannot also confirm it"
    apart = decided.by != command.actor
    reasons.need(apart, "four_eyes", "Two different people.", why, who=(confirmed_by,), rules=("UK-OBJ-1",))
    return True
