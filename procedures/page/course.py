"""What the procedure is, its picture, its moves and gates, and its partners."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import Definition
from procedures.page.cells import lines_of, roles_of, table_of
from procedures.show import in_order, mermaid, partner_mermaid, sentence, table


def opening(definition: Definition) -> Iterator[str]:
    """The head of the page: name, version, law, and what it is for."""
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


def moves(definition: Definition) -> Iterator[str]:
    """Each move with its gate."""
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
        yield from table_of(
            ("Move", "From, to", "Who", "What must hold", "Notices", "Clocks that start"),
            (
                (
                    f"{row.title}<br>`{row.move}`",
                    f"{row.source} → {row.target}",
                    ", ".join(row.who),
                    lines_of(row.gate),
                    lines_of(row.notices),
                    lines_of(row.deadlines),
                )
                for row in here
            ),
        )
    yield ""
    yield f"**{definition.termination.title}** ({roles_of(definition, definition.termination.by)}):"
    yield ""
    for phase in definition.termination.phases:
        after = f" once {phase.published} is published" if phase.published else ""
        wanted = f"; the law then wants {phase.notice}" if phase.notice else "; no notice"
        rules = f" ({', '.join(phase.rules)})" if phase.rules else ""
        yield f"- from {', '.join(phase.source)}{after} to {phase.target}{wanted}{rules}"


def partners(definition: Definition) -> Iterator[str]:
    """What becomes of partners."""
    partners = definition.partners
    yield "## Partners"
    yield ""
    yield "```mermaid"
    yield partner_mermaid(definition) + "```"
    yield ""
    yield from table_of(
        ("State", "Means", "Leaver"),
        ((f"`{name}`", state.title, "yes" if state.leaver else "") for name, state in in_order(definition)),
    )
    yield ""
    yield from table_of(
        ("Move", "From, to", "Who", "Steps", "What must hold"),
        (
            (
                f"{move.title}<br>`{name}`",
                f"{', '.join(move.source)} → {move.target}",
                roles_of(definition, move.by),
                ", ".join(move.during),
                lines_of(
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
