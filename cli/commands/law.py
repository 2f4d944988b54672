"""Law packs: which rules there are, what one says, and how each is checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from procedures.law.coverage import Coverage, Covered

app = typer.Typer(name="law", help="Law packs: rules, what they say, how each is checked.", rich_markup_mode=None)
app.callback()(lambda: None)

Pack = Annotated[str | None, typer.Option("--pack", help="One pack, such as pa23-2026.4 (default: all).")]
At = Annotated[str | None, typer.Option("--at", help="Only rules in force on this day (YYYY-MM-DD).")]


@reads(
    app,
    "list",
    examples=("seedbed law list", "seedbed law list --pack pa23-2026.4", "seedbed law list --at 2025-06-01 --json"),
)
def list_(desk: Desk, pack: Pack = None, at: At = None) -> Answered:
    """List the rules of the law packs, each with its weight and its days."""
    from cli.render.law import show_packs

    found = _coverages(pack, at)
    return Answered(schema="seedbed/law-list/1", value={"packs": found}, show=lambda page: show_packs(page, found))


@reads(app, "show", examples=("seedbed law show UK-SS-1", "seedbed law show EU-IP-10 --pack pcr2015-2025.1"))
def show(
    desk: Desk,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule, such as UK-SS-1.")],
    pack: Pack = None,
) -> Answered:
    """Show one rule: what it says, what satisfies it, and how it is checked."""
    from cli.render.law import show_rule

    name, found = _rule(rule, pack)
    value = {"pack": name, "rule": found}
    return Answered(schema="seedbed/law-rule/1", value=value, show=lambda page: show_rule(page, name, found))


@reads(
    app,
    "coverage",
    examples=("seedbed law coverage", "seedbed law coverage --pack pa23-2026.4", "seedbed law coverage --json"),
)
def coverage_(desk: Desk, pack: Pack = None, at: At = None) -> Answered:
    """Tell how many rules are checked where, and why the others are not."""
    from cli.render.law import show_coverage

    found = _coverages(pack, at)
    return Answered(
        schema="seedbed/law-coverage/1", value={"packs": found}, show=lambda page: show_coverage(page, found)
    )


def _coverages(pack: str | None, at: str | None) -> tuple[Coverage, ...]:
    from procedures.law import registry
    from procedures.law.coverage import coverage

    on = _day(at)
    return tuple(coverage(name, on) for name in (registry.names() if pack is None else (pack,)))


def _day(at: str | None) -> date | None:
    if at is None:
        return None
    try:
        return date.fromisoformat(at)
    except ValueError as error:
        raise InvalidInput(f'--at is a day such as 2026-11-23, not "{at}".') from error


def _rule(asked: str, pack: str | None) -> tuple[str, Covered]:
    """The rule in the pack that is named, or in the first that has it as its own."""
    import difflib

    known: dict[str, tuple[str, Covered]] = {}
    for one in _coverages(pack, None):
        for rule in one.rules:
            known.setdefault(rule.rule, (one.pack, rule))
    if asked in known:
        return known[asked]
    close = difflib.get_close_matches(asked.upper(), known, n=1, cutoff=0.5)
    perhaps = f" Perhaps {close[0]}?" if close else " seedbed law list shows all."
    raise NotFound(f"There is no rule {asked}.{perhaps}")
