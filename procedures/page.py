"""The reference page of a definition, in Markdown: the whole procedure as a lawyer would print it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.definition import Definition, LadderRule, RungRule
from procedures.show import condition, duration, in_order, least, mermaid, partner_mermaid, sentence, table

Cells = tuple[str, ...]


def page(definition: Definition) -> str:
    """The page: what the procedure is, its picture, its moves and gates, its partners, papers, clocks and money."""
    sections = (
        _opening(definition),
        _moves(definition),
        _partners(definition),
        _papers(definition),
        _notices(definition),
        _deadlines(definition),
        _reminders(definition),
        _assessment(definition),
        _money(definition),
        _people(definition),
    )
    return "\n".join(line for section in sections for line in (*section, ""))


def _opening(definition: Definition) -> Iterator[str]:
    yield f"# {definition.title}"
    yield ""
    yield "<!-- Made from the definition: change that, then run `python -m tools.publish_definitions`. -->"
    yield ""
    yield definition.summary
    yield ""
    yield f"`{definition.name}` {definition.version}, regime {definition.regime}, route {definition.route},"
    yield f"rule book {definition.law_pack}. Dates are dates in {definition.zone}."
    yield ""
    yield "```mermaid"
    yield mermaid(definition) + "```"


def _moves(definition: Definition) -> Iterator[str]:
    yield "## Moves and their gates"
    yield ""
    yield "Every requirement binds as law (MUST) unless it says otherwise:"
    yield "a SHOULD can be waived with a recorded reason, a WARN is only shown."
    titles = {stage.stage: stage.title for stage in definition.stages}
    rows = table(definition)
    for stage in definition.stages:
        yield ""
        yield f"### {titles[stage.stage]}"
        yield ""
        here = [row for row in rows if row.stage == stage.stage]
        yield from _table(
            ("Move", "From, to", "Who", "What must hold", "Notices", "Clocks that start"),
            (
                (
                    f"{row.title}<br>`{row.move}`",
                    f"{row.source} → {row.target}",
                    ", ".join(row.who),
                    _lines(row.gate),
                    _lines(row.notices),
                    _lines(row.deadlines),
                )
                for row in here
            ),
        )
    yield ""
    yield f"**{definition.termination.title}** ({_roles(definition, definition.termination.by)}):"
    yield ""
    for phase in definition.termination.phases:
        after = f" once {phase.published} is published" if phase.published else ""
        wanted = f"; the law then wants {phase.notice}" if phase.notice else "; no notice"
        rules = f" ({', '.join(phase.rules)})" if phase.rules else ""
        yield f"- from {', '.join(phase.source)}{after} to {phase.target}{wanted}{rules}"


def _partners(definition: Definition) -> Iterator[str]:
    partners = definition.partners
    yield "## Partners"
    yield ""
    yield "```mermaid"
    yield partner_mermaid(definition) + "```"
    yield ""
    yield from _table(
        ("State", "Means", "Leaver"),
        ((f"`{name}`", state.title, "yes" if state.leaver else "") for name, state in in_order(definition)),
    )
    yield ""
    yield from _table(
        ("Move", "From, to", "Who", "Steps", "What must hold"),
        (
            (
                f"{move.title}<br>`{name}`",
                f"{', '.join(move.source)} → {move.target}",
                _roles(definition, move.by),
                ", ".join(move.during),
                _lines(
                    (
                        *([f"{definition.deadlines[move.until].title}: not yet."] if move.until else []),
                        *(["A reason is recorded."] if move.needs_reason else []),
                        *(["The supplier was heard."] if move.needs_hearing else []),
                        *(sentence(asks) for asks in move.gate),
                    )
                ),
            )
            for name, move in partners.moves.items()
        ),
    )


def _papers(definition: Definition) -> Iterator[str]:
    yield "## Papers"
    yield ""
    yield from _table(
        ("Paper", "Supplied by", "Accepted by", "Steps", "Contains"),
        (
            (
                f"{rule.title}{' (each partner)' if rule.per_partner else ''}<br>`{name}`",
                _roles(definition, rule.supplied_by),
                _roles(definition, rule.reviewed_by),
                ", ".join(rule.during) or "any",
                _lines((*rule.contains, *([f"Sealed until {rule.sealed_until}"] if rule.sealed_until else []))),
            )
            for name, rule in definition.artefacts.items()
        ),
    )
    yield ""
    yield "## Decisions"
    yield ""
    yield from _table(
        ("Decision", "Taken by", "Confirmed by", "Steps", "About", "Rules"),
        (
            (
                f"{rule.title}<br>`{name}`",
                _roles(definition, (rule.by,)),
                _roles(definition, (rule.confirmed_by,)) if rule.confirmed_by else "",
                ", ".join(rule.during),
                ", ".join(rule.about),
                ", ".join(rule.rules),
            )
            for name, rule in definition.decisions.items()
        ),
    )


def _notices(definition: Definition) -> Iterator[str]:
    yield "## Notices"
    yield ""
    yield from _table(
        ("Notice", "Steps", "What must hold before", "Contains"),
        (
            (
                f"{name} {rule.title}",
                ", ".join(rule.during),
                _lines(sentence(asks) for asks in rule.gate),
                _lines(rule.contains),
            )
            for name, rule in sorted(definition.notices.items(), key=lambda item: (len(item[0]), item[0]))
        ),
    )


def _deadlines(definition: Definition) -> Iterator[str]:
    yield "## Deadlines"
    yield ""
    yield from _table(
        ("Deadline", "Starts with", "Met by", "Runs", "Stands still while", "Only if", "When it passes", "Rules"),
        (
            (
                f"{rule.title}<br>`{name}`",
                rule.starts.name,
                ", ".join(event.name for event in rule.met_by),
                duration(rule) + (", or longer if the notice says so" if rule.may_be_longer else ""),
                ", ".join(rule.stands_still),
                rule.when or "",
                rule.missed,
                ", ".join(rule.rules),
            )
            for name, rule in definition.deadlines.items()
        ),
    )

    for name, periods in definition.tables.items():
        yield ""
        yield f"**{periods.title}** (`{name}`): every row that applies is taken, and the shortest counts."
        yield ""
        yield from _table(
            ("Row", "Circumstance", "Least time", "Applies", "Declared in the tender notice"),
            (
                (
                    str(row.row),
                    row.circumstance,
                    least(row),
                    condition(row).strip() or "always",
                    "yes" if row.declared else "",
                )
                for row in periods.rows
            ),
        )


def _reminders(definition: Definition) -> Iterator[str]:
    yield "## Reminders"
    yield ""
    yield "Each deadline has an owner, and a ladder that says how many working days before or after it who is reminded."
    for name, ladder in definition.ladders.items():
        yield ""
        yield f"**{ladder.title}** (`{name}`): {'; '.join(_rung(rung) for rung in ladder.rungs)}{_weekly(ladder)}."
    yield ""
    yield from _table(
        ("Deadline", "Ladder", "Owner", "Deputy", "Next level up"),
        (
            (
                f"`{name}`",
                rule.ladder or "usual",
                *(_role(definition, role) for role in (rule.owner, rule.deputy, rule.senior)),
            )
            for name, rule in definition.deadlines.items()
        ),
    )


def _rung(rung: RungRule) -> str:
    who = " and ".join(rung.to)
    if rung.before == 0:
        return f"{who} on the day"
    return f"{who} {rung.before} before" if rung.before is not None else f"{who} {rung.after} after"


def _weekly(ladder: LadderRule) -> str:
    return f"; then {' and '.join(ladder.weekly)} every week" if ladder.weekly else ""


def _role(definition: Definition, role: str | None) -> str:
    return "" if role is None else definition.roles[role].title


def _assessment(definition: Definition) -> Iterator[str]:
    yield "## Assessment"
    for name, rule in definition.rounds.items():
        yield ""
        final = ", whose tenders are the assessed tenders" if name == definition.final_round else ""
        yield f"**{rule.title}** (`{name}`{final})"
        yield ""
        yield f"Scored from {rule.scale_min} to {rule.scale_max} by at least {rule.evaluators} evaluators."
        yield rule.tie_break
        yield ""
        rows: list[Cells] = []
        for criterion, known in rule.criteria.items():
            least = "" if known.minimum is None else str(known.minimum)
            rows.append((f"{known.title}<br>`{criterion}`", f"{known.weight} %", least))
            rows += [
                (f"— {part.title}<br>`{criterion}/{sub}`", f"{part.weight} % of it", "")
                for sub, part in known.sub_criteria.items()
            ]
        yield from _table(("Criterion", "Weight", "Least score"), rows)


def _money(definition: Definition) -> Iterator[str]:
    money = definition.money
    yield "## Money"
    yield ""
    yield f"In {money.currency}. Money is committed only to partners that are {', '.join(money.payable_states)}."
    yield ""
    envelopes = money.envelopes.items()
    yield from _table(
        ("Envelope", "Stages"), ((f"{rule.title}<br>`{name}`", ", ".join(rule.stages)) for name, rule in envelopes)
    )
    yield ""
    bases = money.legal_bases.items()
    yield from _table(
        ("Legal base", "Caution", "Rules"),
        ((f"{base.title}<br>`{name}`", base.caution or "", ", ".join(base.rules)) for name, base in bases),
    )


def _people(definition: Definition) -> Iterator[str]:
    yield "## Roles and questions of fact"
    yield ""
    yield from _table(
        ("Role", "Short", "Name"), ((role.title, role.short, f"`{name}`") for name, role in definition.roles.items())
    )
    yield ""
    yield from _table(
        ("Question", "Name", "Rules"),
        ((fact.question, f"`{name}`", ", ".join(fact.rules)) for name, fact in definition.facts.items()),
    )
    if definition.settled:
        yield ""
        yield from _table(
            ("Settled by this design", "Name", "Answer", "Rules"),
            (
                (fact.title, f"`{name}`", "yes" if fact.answer else "no", ", ".join(fact.rules))
                for name, fact in definition.settled.items()
            ),
        )


def _roles(definition: Definition, roles: Iterable[str]) -> str:
    return ", ".join(definition.roles[role].short for role in roles)


def _lines(words: Iterable[str]) -> str:
    return "<br>".join(words)


def _table(head: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(' --- ' for _ in head)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
