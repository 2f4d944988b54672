"""Partners: registered, checked, scored, moved on, or out."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli.completion import complete_from
from cli.declaring import Answered, Draft, changes, draft, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At, OptionalReason, Partner, Reason, Ref
from cli.values import local_day, local_moment, today

app = typer.Typer(
    name="partner", help="Partners: registered, checked, scored, moved on, or out.", rich_markup_mode=None
)
app.callback()(lambda: None)

Round = Annotated[
    str, typer.Argument(metavar="ROUND", help="The assessment round.", autocompletion=complete_from("rounds"))
]
Cell = Annotated[
    str,
    typer.Argument(
        metavar="CRITERION[/SUB]", help="The criterion, with its sub-criterion when it has some: approach/novelty."
    ),
]
Score = Annotated[int, typer.Argument(metavar="SCORE", min=0, help="A whole number on the round's scale.")]


@changes(
    app,
    "register",
    examples=(
        'seedbed partner register RL-1 immense --name "Immense Simulations Ltd" --lot signals --sme --actor com',
        'seedbed partner register RL-1 late --name "Late Ltd" --received-at 2026-11-26T12:00:01 --actor com',
    ),
)
def register(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The supplier's name. Kept sealed.")],
    lot: Annotated[
        str | None, typer.Option("--lot", metavar="LOT", help="The lot it asks for, when there are lots.")
    ] = None,
    sme: Annotated[bool, typer.Option("--sme", help="It is a small or medium-sized firm.")] = False,
    received_at: Annotated[
        str | None, typer.Option("--received-at", metavar="LOCAL", help="When the portal received it; default: now.")
    ] = None,
) -> Draft:
    """Record a request to participate; a late one is recorded, kept unopened and not admitted."""
    received = None if received_at is None else local_moment(received_at, "--received-at")
    return draft("register_partner", ref, partner=partner, name=name, lot=lot, sme=sme, received_at=received)


@changes(
    app,
    "move",
    examples=(
        "seedbed partner move RL-1 immense select --actor chair",
        'seedbed partner move RL-1 other exclude --reason "Debarred." --heard --actor com',
    ),
)
def move(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    move: Annotated[
        str,
        typer.Argument(
            metavar="MOVE", help="The move, as the definition names it.", autocompletion=complete_from("partner_moves")
        ),
    ],
    reason: OptionalReason = None,
    heard: Annotated[bool, typer.Option("--heard", help="The supplier could say something first (UK-EXC-4).")] = False,
) -> Draft:
    """Move a partner along: select, fund, progress, eliminate, exclude, withdraw; leavers never return."""
    return draft("move_partner", ref, partner=partner, move=move, reason=reason, heard=heard)


@changes(
    app,
    "check",
    examples=(
        "seedbed partner check RL-1 immense --outcome clear --debarment-list --subcontractors --actor com",
        'seedbed partner check RL-1 other --outcome excluded --debarment-list --reason "..." --actor com',
    ),
)
def check(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    outcome: Annotated[
        Literal["clear", "excludable_admitted", "excluded"], typer.Option("--outcome", help="What the check found.")
    ],
    debarment_list_checked: Annotated[
        bool, typer.Option("--debarment-list", help="The debarment list was looked at (UK-EXC-8).")
    ] = False,
    subcontractors_checked: Annotated[
        bool, typer.Option("--subcontractors", help="Intended subcontractors were checked (UK-EXC-3).")
    ] = False,
    list_on: Annotated[
        str | None, typer.Option("--list-on", metavar="DATE", help="The day of the list that was looked at.")
    ] = None,
    list_source: Annotated[
        str | None, typer.Option("--list-source", metavar="TEXT", help="Where the list was read.")
    ] = None,
    heard: Annotated[bool, typer.Option("--heard", help="The supplier could say something first (UK-EXC-4).")] = False,
    reason: OptionalReason = None,
) -> Draft:
    """Record the exclusion and debarment check of a partner and its subcontractors."""
    return draft(
        "check_exclusion",
        ref,
        partner=partner,
        outcome=outcome,
        debarment_list_checked=debarment_list_checked,
        subcontractors_checked=subcontractors_checked,
        list_on=None if list_on is None else local_day(list_on, "--list-on"),
        list_source=list_source,
        heard=heard,
        reason=reason,
    )


@changes(
    app,
    "report",
    examples=(
        "seedbed partner report RL-1 other --reference EX-2027-4 --actor com",
        "seedbed partner report RL-1 other --reference EX-2027-4 --on 2027-03-01 --actor com --dry-run",
    ),
)
def report(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="Under which reference it was told.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The local day; default: today.")] = None,
) -> Draft:
    """Record that the appropriate authority was told of an exclusion (UK-EXC-5)."""
    day = today(desk.house.clock.now()) if on is None else local_day(on, "--on")
    return draft("report_exclusion", ref, partner=partner, on=day, reference=reference)


@changes(
    app,
    "score",
    examples=(
        'seedbed partner score RL-1 immense round1 outcome 4 --reason "Strong baseline." --actor eva',
        'seedbed partner score RL-1 immense round1 approach/novelty 3 --reason "New to this use." --actor eva',
    ),
)
def score(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    round_: Round,
    criterion: Cell,
    score: Score,
    reason: Reason,
) -> Draft:
    """Record one evaluator's own score for one criterion, with the reason; interests are declared first."""
    cell = _cell(criterion)
    return draft("record_assessment", ref, partner=partner, round=round_, **cell, score=score, reason=reason)


@changes(
    app,
    "moderate",
    examples=(
        'seedbed partner moderate RL-1 immense round1 outcome 4 --reason "Agreed at the panel." --actor chair',
        'seedbed partner moderate RL-1 immense round1 approach/novelty 3 --reason "Agreed." --actor chair',
    ),
)
def moderate(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    round_: Round,
    criterion: Cell,
    score: Score,
    reason: Reason,
) -> Draft:
    """Record the panel's moderated score for one criterion; the evaluators' own scores stay beside it."""
    cell = _cell(criterion)
    return draft("moderate_assessment", ref, partner=partner, round=round_, **cell, score=score, reason=reason)


def _cell(text: str) -> dict[str, str | None]:
    """A criterion, and its sub-criterion after a slash."""
    criterion, slash, sub = text.partition("/")
    return {"criterion": criterion, "sub_criterion": sub if slash else None}


@reads(app, "list", examples=("seedbed partner list RL-1", "seedbed partner list RL-1 --at 2027-03-01 --json"))
def list_(desk: Desk, ref: Ref, at: At = None) -> Answered:
    """List the partners and the funnel: who is where, and who left, when and why."""
    from actions.queries.funnel import funnel_of
    from cli.render.partners import show_funnel

    with desk.reading() as reading:
        funnel = funnel_of(desk.house, reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/partners/1", value=funnel, show=lambda page: show_funnel(page, funnel))
