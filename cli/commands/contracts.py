"""Contracts: how they are measured, and how they are changed."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli.completion import complete_from
from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.options import OptionalReason, Partner, Reason, Ref
from cli.values import amount, local_day
from engine.errors import InvalidInput

app = typer.Typer(
    name="contract", help="Contracts: how they are measured, and how they are changed.", rich_markup_mode=None
)
app.callback()(lambda: None)

YesNo = Literal["yes", "no"]
_CURRENCY = "GBP"
"""The sums of section 74 are in pounds."""


@changes(
    app,
    "indicators",
    examples=(
        (
            'seedbed contract indicators RL-1 immense --material delay="Minutes lost" --material uptime="Hours up"'
            ' --material complaints="Complaints answered" --indicator cost="Cost a junction" --published-on 2028-01-10'
            " --actor com"
        ),
        'seedbed contract indicators RL-1 immense --reason "A single delivery: nothing to measure." --actor com',
    ),
)
def indicators(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", metavar="NAME=TITLE", help="One of them; repeat for each.")
    ] = None,
    material: Annotated[
        list[str] | None, typer.Option("--material", metavar="NAME=TITLE", help="One of the most material.")
    ] = None,
    published_on: Annotated[
        str | None, typer.Option("--published-on", metavar="DATE", help="The day on which they were published.")
    ] = None,
    reason: OptionalReason = None,
) -> Draft:
    """Set the key performance indicators of a contract, or say why none would be appropriate (UK-KPI-1)."""
    given = [(one, True) for one in material or ()] + [(one, False) for one in indicator or ()]
    named = []
    for text, is_material in given:
        name, equals, title = text.partition("=")
        if not name or not equals or not title:
            raise InvalidInput(f"--indicator, --material: expected NAME=TITLE, got {text}.")
        named.append({"indicator": name, "title": title, "material": is_material})
    return draft(
        "set_indicators",
        ref,
        partner=partner,
        indicators=named,
        published_on=None if published_on is None else local_day(published_on, "--published-on"),
        reason=reason,
    )


@changes(
    app,
    "change",
    examples=(
        (
            "seedbed contract change RL-1 immense --ground not_substantial --value 400000 400000 --term 730 780"
            ' --reason "Seven weeks more." --actor com'
        ),
        (
            "seedbed contract change RL-1 immense --ground provided_for --published-before UK4 --value 400000 700000"
            ' --term 730 730 --reason "The option to scale." --actor com'
        ),
    ),
)
def change(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    ground: Annotated[
        Literal["not_substantial", "below_threshold", "provided_for", "unforeseeable", "known_risk"],
        typer.Option("--ground", help="Why it is permitted (section 74, Schedule 8)."),
    ],
    value: Annotated[
        tuple[str, str], typer.Option("--value", metavar="BEFORE AFTER", help="The value before and after, in pounds.")
    ],
    term: Annotated[
        tuple[int, int],
        typer.Option("--term", metavar="BEFORE AFTER", help="The greatest term, in days."),
    ],
    works: Annotated[bool, typer.Option("--works", help="A works contract: fifteen percent instead of ten.")] = False,
    material: Annotated[YesNo, typer.Option("--material", help="Does it change scope or economic balance?")] = "no",
    overall_nature: Annotated[YesNo, typer.Option("--overall-nature", help="Does it change its nature?")] = "no",
    split: Annotated[YesNo, typer.Option("--split", help="Is it a part of what would not be permitted?")] = "no",
    aggregate_below_threshold: Annotated[
        bool, typer.Option("--aggregate-below-threshold", help="All such changes together stay below the threshold.")
    ] = False,
    published_before: Annotated[
        str | None,
        typer.Option(
            "--published-before",
            metavar="NOTICE",
            help="The notice that provided for it, or named the risk.",
            autocompletion=complete_from("notices"),
        ),
    ] = None,
    reason: Reason,
) -> Draft:
    """Change a contract on a ground that permits it, after its notice where it is large enough (UK-CHG-1..2)."""
    before, after = (amount(one, _CURRENCY, "--value") for one in value)
    return draft(
        "change_contract",
        ref,
        partner=partner,
        ground=ground,
        value_before_minor=before,
        value_after_minor=after,
        term_before_days=term[0],
        term_after_days=term[1],
        works=works,
        material=material == "yes",
        overall_nature=overall_nature == "yes",
        split=split == "yes",
        aggregate_below_threshold=aggregate_below_threshold or None,
        published_before=published_before,
        reason=reason,
    )
