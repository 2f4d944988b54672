"""Requirements about conflicts of interest, exclusion and lessons."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.requirements import ConflictsDeclared, ExclusionsChecked, LessonsRecorded
from engine.evaluation.context import Context, Reply, listed
from engine.evaluation.ways import to_move
from engine.explanation import Evidence
from engine.state import ExclusionCheck
from engine.time.local_time import local_date


def conflicts_declared(asks: ConflictsDeclared, context: Context) -> Reply:
    """UK-COI-1..3: somebody declared in each role, everybody who acted in it did, nothing is unresolved."""
    state, since = context.state, -1 if asks.since is None else context.state.entered_n(asks.since)
    current = {key: d for key, d in state.conflicts.items() if d.n > since}
    unresolved = [key for key, d in current.items() if d.position == "unresolved"]
    silent: dict[str, list[str]] = {}
    for role in asks.roles:
        for person in dict.fromkeys((*state.actors.get(role, ()), *panel(role, since, context))):
            if f"{role}/{person}" not in current:
                silent.setdefault(person, []).append(role)
    spoken_for = {d.role for d in current.values()} | {role for roles in silent.values() for role in roles}
    nobody = [role for role in asks.roles if role not in spoken_for]
    if unresolved or silent or nobody:
        roles = [*(role for roles in silent.values() for role in roles), *nobody]
        return Reply(
            met=False,
            why="; ".join(_undeclared(unresolved, silent, nobody, context)),
            who=context.titles(asks.roles),
            next=context.type_(
                f"declare --position none --role {roles[0]}"
                if roles
                else f'declare --position mitigated --details "..." --role {unresolved[0].partition("/")[0]}'
            ),
        )
    evidence = tuple(Evidence(event=d.n, text=f"{key}: {d.position}") for key, d in current.items())
    return Reply(met=True, why="conflicts of interest are declared", evidence=evidence)


def _undeclared(
    unresolved: list[str], silent: dict[str, list[str]], nobody: list[str], context: Context
) -> Iterator[str]:
    """Each person and each role is named once."""
    if unresolved:
        people = dict.fromkeys(key.partition("/")[2] for key in unresolved)
        yield f"an unresolved conflict of interest is declared by {listed(people)}"
    people_silent = listed(f"{person} ({listed(context.titles(roles))})" for person, roles in silent.items())
    roles_silent = " or ".join(context.titles(nobody))
    if silent:
        yield f"interests are not declared by {people_silent}{f', nor by anybody as {roles_silent}' if nobody else ''}"
    elif nobody:
        yield f"interests are not declared by anybody as {roles_silent}"


def panel(role: str, since: int, context: Context) -> tuple[str, ...]:
    """EVAL-6: everybody who scored or moderated in this role, in the time that is asked about."""
    rounds, state = context.definition.rounds, context.state
    scoring = {name for name, rule in rounds.items() if rule.scored_by == role}
    moderating = {name for name, rule in rounds.items() if rule.moderated_by == role}
    scored = (score.by for key, score in state.scores.items() if key.partition("/")[0] in scoring and score.n > since)
    moderated = (
        score.by for key, score in state.moderated.items() if key.partition("/")[0] in moderating and score.n > since
    )
    return tuple(dict.fromkeys((*scored, *moderated)))


def exclusions_checked(asks: ExclusionsChecked, context: Context) -> Reply:
    """UK-EXC-1, UK-EXC-8: every partner in question was checked since the step was entered, and none stays excluded."""
    since = context.state.entered_n(context.state.step)
    unchecked, excluded, stale, evidence = [], [], [], []
    for ref, _ in context.partners_in(asks.states):
        check = context.state.exclusions.get(ref)
        if check is None or check.n <= since:
            unchecked.append(ref)
        elif check.outcome == "excluded":
            excluded.append(ref)
        elif _stale(check, context):
            stale.append(ref)
        else:
            evidence.append(Evidence(event=check.n, text=f"{ref}: {check.outcome}"))
    who = context.titles(context.definition.powers.check_exclusions)
    missing = []
    if unchecked:
        missing.append(f"exclusion and debarment were not checked at this gate for {listed(unchecked)}")
    if excluded:
        missing.append(f"{listed(excluded)} must be excluded before going on")
    if stale:
        missing.append(f"the debarment list that was looked at is too old, or not on record, for {listed(stale)}")
    if missing:
        words = to_move(excluded[0], "exclude", context) if excluded else ""
        if unchecked or stale:
            words = f"check {(unchecked or stale)[0]} --outcome clear --debarment-list --subcontractors"
        return Reply(met=False, why="; ".join(missing), who=who, next=context.type_group("partner", words))
    why = "every partner was checked at this gate" if evidence else f"{context.nobody_in(asks.states)} to check"
    return Reply(met=True, why=why, evidence=tuple(evidence))


def _stale(check: ExclusionCheck, context: Context) -> bool:
    """UK-EXC-8: whether the list was older than the definition allows; where it sets no age, none is too old."""
    rules = context.definition.exclusions
    if rules is None or rules.list_age_days is None:
        return False
    today = local_date(context.now, context.definition.zone)
    return check.list_on is None or (today - check.list_on).days > rules.list_age_days


def lessons_recorded(asks: LessonsRecorded, context: Context) -> Reply:
    """What was learnt in the stage is written down."""
    known = context.state.lessons.get(asks.stage, ())
    if len(known) >= asks.min:
        evidence = tuple(Evidence(event=n, text="lesson") for n in known)
        return Reply(met=True, why=f"{len(known)} recorded", evidence=evidence)
    return Reply(
        met=False,
        why=f"{len(known)} of {asks.min} lessons are recorded for this stage",
        who=context.titles(context.definition.powers.record_lessons),
        next=context.type_(f'lesson --stage {asks.stage} --about ELEMENT --did-not-work "..."'),
    )
