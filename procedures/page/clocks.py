"""The deadlines of a procedure, and who is reminded of them when."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import Definition, LadderRule, RungRule
from procedures.page.cells import table_of
from procedures.show import condition, duration, least


def deadlines(definition: Definition) -> Iterator[str]:
    """Deadlines and the tables of the law."""
    yield "## Deadlines"
    yield ""
    yield from table_of(
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
        yield from table_of(
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


def reminders(definition: Definition) -> Iterator[str]:
    """The ladders, and who sees to each deadline."""
    yield "## Reminders"
    yield ""
    yield "Each deadline has an owner, and a ladder that says how many working days before or after it who is reminded."
    for name, ladder in definition.ladders.items():
        yield ""
        yield f"**{ladder.title}** (`{name}`): {'; '.join(_rung(rung) for rung in ladder.rungs)}{_weekly(ladder)}."
    yield ""
    yield from table_of(
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
