"""What is proposed to be withheld for good: looked at, confirmed by a second person, withdrawn, finished."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cli.declaring import Answered, Who, decides, reads
from cli.desk import Desk
from cli.officer import made
from cli.options import Reason

app = typer.Typer(
    name="erasure",
    help="What is withheld for good: proposed by one records officer, confirmed by another.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)

Decision = Annotated[str, typer.Argument(metavar="DECISION", help="Its reference, such as w3.")]


@reads(app, "list", examples=("seedbed erasure list", "seedbed erasure list --json"))
def list_(desk: Desk) -> Answered:
    """List what was proposed and what became of it."""
    from actions.queries.keeping import keeping_seen
    from cli.render.withholding import show_decisions

    with desk.reading() as reading:
        seen = keeping_seen(reading).decisions
    return Answered(
        schema="seedbed/erasures/1", value={"decisions": seen}, show=lambda page: show_decisions(page, seen)
    )


@reads(app, "show", examples=("seedbed erasure show w3", "seedbed erasure show w3 --json"))
def show(desk: Desk, decision: Decision) -> Answered:
    """Show what a proposal would take away if it were confirmed now, and what has to stay."""
    from actions.keeping.shown import plan_seen
    from actions.keeping.standing import plan_now
    from cli.render.withholding import show_plan

    with desk.reading() as reading:
        seen = plan_seen(desk.house, reading, plan_now(desk.house, reading, decision))
    return Answered(schema="seedbed/erasure-plan/1", value=seen, show=lambda page: show_plan(page, seen))


@decides(
    app,
    "confirm",
    examples=("seedbed erasure confirm w3 --dry-run --actor rob", "seedbed erasure confirm w3 --yes --actor rob"),
)
def confirm(
    desk: Desk,
    *,
    decision: Decision,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
) -> Callable[[Who], Answered]:
    """Confirm a proposal as the second person. What goes is gone for good. Role: records_officer."""
    from engine.keeping import Confirm

    def decided(who: Who) -> Answered:
        from actions.keeping.confirm import confirm as carry_out
        from actions.keeping.shown import plan_seen
        from actions.keeping.standing import plan_now
        from cli.carry_out import ask, request_id_given
        from cli.render.withholding import show_confirmed, show_plan
        from cli.scrubbing import finish_here

        command, house = made(Confirm, desk, who, decision=decision), desk.house
        request_id = request_id_given(desk, who)
        with house.store.reading() as reading:
            new = reading.answer(request_id) is None
            plan = plan_now(house, reading, decision) if new else None
            seen = None if plan is None else plan_seen(house, reading, plan)
        if seen is not None and not desk.options.as_json:
            show_plan(desk.page, seen)
        rehearsed = carry_out(house, command, request_id=request_id, dry_run=True)
        if who.dry_run or not new:
            answer = rehearsed
        else:
            if not yes:
                ask(f"Withhold all this for good ({decision})?")
            answer = carry_out(house, command, request_id=request_id)
            finish_here(desk)
        schema = answer.pop("schema")
        return Answered(schema=schema, value=answer, show=lambda page: show_confirmed(page, answer))

    return decided


@decides(
    app,
    "withdraw",
    examples=(
        'seedbed erasure withdraw w3 --reason "The request was taken back." --actor rita',
        'seedbed erasure withdraw w3 --reason "The record is needed." --actor rob --json',
    ),
)
def withdraw(desk: Desk, *, decision: Decision, reason: Reason) -> Callable[[Who], Answered]:
    """Take a proposal back, or turn it down. Role: records_officer."""
    from engine.keeping import Withdraw

    def decided(who: Who) -> Answered:
        from actions.keeping.commands import change_records
        from cli.carry_out import request_id_given
        from cli.render.withholding import show_done

        command = made(Withdraw, desk, who, decision=decision, reason=reason)
        answer = change_records(desk.house, command, request_id=request_id_given(desk, who), dry_run=who.dry_run)
        schema = answer.pop("schema")
        return Answered(schema=schema, value=answer, show=lambda page: show_done(page, answer))

    return decided


@reads(app, "finish", examples=("seedbed erasure finish", "seedbed erasure finish --json"), codes=(0, 1, 2, 4, 75))
def finish(desk: Desk) -> Answered:
    """Finish what was confirmed and cut off: remove files, write free space over, take away what came back."""
    from actions.keeping.scrub import finish as carry_out
    from actions.keeping.scrub import take_away_again
    from cli.render.withholding import show_finished

    back = take_away_again(desk.house)
    done = carry_out(desk.house)
    return Answered(
        schema="seedbed/erasures-finished/1",
        value={"done": done, "taken_away_again": back},
        show=lambda page: show_finished(page, done, back),
    )
