"""Open data that others published: checked, and taken in as the beginning of a procedure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cli.declaring import Answered, Who, decides, reads
from cli.desk import Desk
from cli.progress import progress
from exports.ocds.profiles import Profile

app = typer.Typer(name="ocds", help="Open Contracting data (OCDS): check it, begin with it.", rich_markup_mode=None)
app.callback()(lambda: None)

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A release or record package, a release, a list of releases, or one on each line."
    ),
]
INVALID = 2


@reads(
    app,
    "check",
    examples=("seedbed ocds check notices.json", "seedbed ocds check notices.jsonl --profile uk --json"),
    codes=(0, 1, INVALID, 4),
)
def check(
    desk: Desk,
    file: File,
    profile: Annotated[
        Profile | None,
        typer.Option("--profile", help="By whose fields and codes; default: what the file declares, else all."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Each finding on a line of its own, however many.")] = False,
) -> Answered:
    """Check published open data against OCDS 1.1 and name each finding by release and place; nothing is fetched."""
    from cli.files import readable
    from cli.render.open_data import show_report
    from exports.ocds.checking.file import check as judge

    size = readable(file)
    with progress(desk.options) as watch, file.open("rb") as stream:
        report = judge(stream, profile=profile, watch=lambda done: watch("Checking", done, size))
    return Answered(
        schema="seedbed/ocds-check/1",
        value=report,
        show=lambda page: show_report(page, report, every=every),
        exit_code=0 if report.valid else INVALID,
    )


@decides(
    app,
    "import",
    examples=(
        "seedbed ocds import notice.json RL-7 --definition uk_innovative_partnership --dry-run --actor ada",
        "seedbed ocds import notice.json RL-7 --definition uk_innovative_partnership --fact urgency=no ... --actor ada",
    ),
    codes=(0, 1, 2, 3, 4, 5, 7, 8, 75),
)
def import_(
    desk: Desk,
    *,
    file: File,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A new reference: capitals, a hyphen, a number, as RL-7.")],
    definition: Annotated[
        str,
        typer.Option(
            "--definition", metavar="NAME|FILE", help="A shipped definition by name, or a file; it is pinned for good."
        ),
    ],
    facts: Annotated[
        list[str] | None,
        typer.Option(
            "--fact", metavar="NAME=YES|NO", help="The answer to a question of fact; repeat for each, or use commas."
        ),
    ] = None,
    release: Annotated[
        str | None, typer.Option("--release", metavar="ID", help="Which release, when the file has notices of several.")
    ] = None,
) -> Callable[[Who], Answered]:
    """Open a draft procedure from a planned procurement or tender notice, and file the notice as it came."""

    def decided(who: Who) -> Answered:
        from pydantic import ValidationError

        from actions.open_data.importing import notice_of, take_in
        from cli.carry_out import actor_given, person_meant, request_id_given
        from cli.commands.opening import all_answered
        from cli.complaint import complain
        from cli.render.open_data import show_taken_in
        from cli.values import answers
        from procedures.registry import load

        notice, loaded, answered = notice_of(file, release), load(definition), answers(facts or (), "--fact")
        if not who.dry_run:
            all_answered({name: rule.question for name, rule in loaded.definition.facts.items()}, answered)
        with desk.reading() as reading:
            actor = person_meant(reading, actor_given(who))
        try:
            made = take_in(
                desk.house, file, notice, loaded, procedure=ref, facts=answered, actor=actor, role=who.role,
                request_id=request_id_given(desk, who), dry_run=who.dry_run,
            )  # fmt: skip
        except ValidationError as error:
            raise complain(error, {"procedure": "REF", "actor": "--actor", "role": "--role"}) from error
        return Answered(schema="seedbed/ocds-import/1", value=made, show=lambda page: show_taken_in(page, made))

    return decided
