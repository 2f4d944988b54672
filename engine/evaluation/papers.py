"""Requirements about documents and decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.definition.requirements import (
    ArtefactAccepted,
    ArtefactFiled,
    ArtefactReviewed,
    ConflictsConfirmed,
    DecisionTaken,
)
from engine.evaluation.context import Context, Reply, listed
from engine.explanation import Evidence
from engine.state import Artefact, artefact_key
from engine.state import DecisionTaken as Word


def artefact_accepted(asks: ArtefactAccepted, context: Context) -> Reply:
    """The newest version of the document is accepted; per partner, of every partner in question."""
    since = -1 if asks.since is None else context.state.entered_n(asks.since)
    return _of_each(asks, context, lambda ref: _one_artefact(asks.artefact, ref, context, since), "accepted")


def artefact_filed(asks: ArtefactFiled, context: Context) -> Reply:
    """UK-CLK-6: the paper itself is on file; what is late or says nothing cannot be, and nobody need have opened it."""
    return _of_each(asks, context, lambda ref: _filed(asks.artefact, ref, context), "on file")


def artefact_reviewed(asks: ArtefactReviewed, context: Context) -> Reply:
    """UK-OBJ-2: nobody is turned away over a paper that nobody has opened; who handed in nothing in time has none."""
    return _of_each(asks, context, lambda ref: _answered(asks.artefact, ref, context), "answered")


def conflicts_confirmed(asks: ConflictsConfirmed, context: Context) -> Reply:
    """UK-COI-3: the assessment was prepared, and revised since the latest notice that confirms it."""
    known = [context.state.notices[name].n for name in asks.notices if name in context.state.notices]
    return _one_artefact(asks.artefact, None, context, max(known, default=-1))


def _of_each(
    asks: ArtefactAccepted | ArtefactFiled | ArtefactReviewed,
    context: Context,
    answer: Callable[[str | None], Reply],
    word: str,
) -> Reply:
    """The answer for the procedure's own paper, or for the paper of every partner in question."""
    if not asks.partners:
        return answer(None)
    replies = [answer(ref) for ref, _ in context.partners_in(asks.partners)]
    missing = [reply for reply in replies if not reply.met]
    if not missing:
        why = f"{word} for each" if replies else f"{context.nobody_in(asks.partners)} to hand it in"
        return Reply(met=True, why=why, evidence=tuple(e for r in replies for e in r.evidence))
    first = missing[0]
    why = listed((reply.why for reply in missing), most=4)
    return Reply(met=False, why=why, who=first.who, next=first.next)


def _filed(artefact: str, partner: str | None, context: Context) -> Reply:
    known = context.state.artefacts.get(artefact_key(artefact, partner))
    if known is None:
        return _missing(artefact, partner, context)
    title = context.definition.artefacts[artefact].title
    text = f"version {known.version}, SHA-256 {known.sha256[:12]}, from {known.submitted_by}"
    return Reply(met=True, why=f'"{title}" is on file', evidence=(Evidence(event=known.submitted_n, text=text),))


def _answered(artefact: str, partner: str | None, context: Context) -> Reply:
    rule = context.definition.artefacts[artefact]
    known = context.state.artefacts.get(artefact_key(artefact, partner))
    until = context.state.deadlines.get(rule.sealed_until or "")
    if known is None:
        if context.has_passed(until):
            return Reply(met=True, why=f'no "{rule.title}" came before its deadline')
        return _missing(artefact, partner, context)
    if known.status == "submitted":
        return _waiting(artefact, partner, known, context)
    return Reply(met=True, why=f'"{rule.title}" is {known.status}', evidence=(_file(known),))


def _missing(artefact: str, partner: str | None, context: Context) -> Reply:
    rule = context.definition.artefacts[artefact]
    of, option = (f" of {partner}", f" --partner {partner}") if partner else ("", "")
    return Reply(
        met=False,
        why=f'"{rule.title}"{of} is missing',
        who=context.titles(rule.supplied_by),
        next=context.type_(f"attach {artefact} FILE{option}"),
    )


def _waiting(artefact: str, partner: str | None, known: Artefact, context: Context) -> Reply:
    rule = context.definition.artefacts[artefact]
    of, option = (f" of {partner}", f" --partner {partner}") if partner else ("", "")
    return Reply(
        met=False,
        why=f'"{rule.title}"{of} is on file and waits for its reviewer',
        evidence=(_file(known),),
        who=context.titles(rule.reviewed_by),
        next=context.type_(f"accept {artefact}{option}"),
    )


def _one_artefact(artefact: str, partner: str | None, context: Context, since: int) -> Reply:
    rule = context.definition.artefacts[artefact]
    of = f" of {partner}" if partner else ""
    option = f" --partner {partner}" if partner else ""
    known = context.state.artefacts.get(artefact_key(artefact, partner))
    if known is None:
        return _missing(artefact, partner, context)
    if known.submitted_n <= since:
        return Reply(
            met=False,
            why=f'"{rule.title}"{of} is from before: a new version is needed',
            evidence=(_file(known),),
            who=context.titles(rule.supplied_by),
            next=context.type_(f"attach {artefact} FILE{option}"),
        )
    if known.status == "accepted":
        return Reply(met=True, why=f'"{rule.title}"{of} is accepted', evidence=(_file(known),))
    if known.status == "rejected":
        return Reply(
            met=False,
            why=f'"{rule.title}"{of} was sent back by {known.reviewed_by}; a new version is needed',
            evidence=(_file(known),),
            who=context.titles(rule.supplied_by),
            next=context.type_(f"attach {artefact} FILE{option}"),
        )
    return _waiting(artefact, partner, known, context)


def _file(known: Artefact) -> Evidence:
    text = f"version {known.version}, SHA-256 {known.sha256[:12]}, from {known.submitted_by}"
    if known.reviewed_by:
        text += f", {known.status} by {known.reviewed_by}"
    return Evidence(event=known.n, text=text)


def decision_taken(asks: DecisionTaken, context: Context) -> Reply:
    """The deciding role said pass in this visit of the step; where four eyes are asked, another person confirmed."""
    rule = context.definition.decisions[asks.decision]
    words = current_words(asks.decision, context)
    decided = _latest(words, confirms=False)
    if decided is None:
        return _to_take(asks.decision, rule.by, f'the decision "{rule.title}" is not taken', context)
    if decided.outcome != "pass":
        why = f'the decision "{rule.title}" was answered {decided.outcome} by {decided.by}'
        return _to_take(asks.decision, rule.by, why, context)
    if rule.confirmed_by is None:
        return Reply(met=True, why=f'"{rule.title}" was decided by {decided.by}', evidence=(_said(decided, context),))
    second = _latest((w for w in words if w.n > decided.n and w.by != decided.by), confirms=True)
    if second is None:
        why = f'the decision "{rule.title}" of {decided.by} is not confirmed by a second person'
        return _to_take(asks.decision, rule.confirmed_by, why, context)
    if second.outcome != "pass":
        why = f'{second.by} did not confirm "{rule.title}": {second.outcome}'
        return _to_take(asks.decision, rule.confirmed_by, why, context)
    why = f'"{rule.title}" was decided by {decided.by} and confirmed by {second.by}'
    return Reply(met=True, why=why, evidence=(_said(decided, context), _said(second, context)))


def current_words(decision: str, context: Context) -> tuple[Word, ...]:
    """The words that count: said since the step was entered, and after the documents decided on were accepted."""
    since = context.state.entered_n(context.state.step)
    for artefact in context.definition.decisions[decision].about:
        known = context.state.artefacts.get(artefact)
        if known is not None:
            since = max(since, known.n)
    return tuple(word for word in context.state.decisions.get(decision, ()) if word.n > since)


def _latest(words: Iterable[Word], *, confirms: bool) -> Word | None:
    found = None
    for word in words:
        if word.confirms is confirms:
            found = word
    return found


def _to_take(decision: str, role: str, why: str, context: Context) -> Reply:
    return Reply(
        met=False,
        why=why,
        who=context.titles((role,)),
        next=context.type_(f'decide {decision} --outcome pass --reason "..." --role {role}'),
    )


def _said(word: Word, context: Context) -> Evidence:
    (title,) = context.titles((word.role,))
    return Evidence(event=word.n, text=f"{word.outcome} by {word.by} as {title}")
