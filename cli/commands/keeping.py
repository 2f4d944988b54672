"""Keeping the store: verify it, and make its projections anew."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.page import write_bytes
from cli.progress import progress

app = typer.Typer(rich_markup_mode=None)


@reads(
    app,
    "verify",
    examples=(
        "seedbed verify",
        "seedbed verify RL-1 --json",
        "seedbed verify --checkpoint kept.note --key ledger.vkey",
        "seedbed verify --checkpoint 1204/vN1yF2q0kXb3T9aZ",
        "seedbed verify --print-verifier > verify.py",
    ),
    codes=(0, 1, 2, 4, 6, 75),
)
def verify(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="[REF]",
            help="Only this procedure's replay and files, and the whole history.",
            autocompletion=complete_from("procedures"),
        ),
    ] = None,
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|SIZE/ROOT",
            help="A checkpoint that you kept, or the line under a letter; the history must go on from it. Repeatable.",
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|KEY", help="A key of the ledger or of a witness that you know. Repeatable."),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many may work at once; default: one a core.")
    ] = None,
    print_verifier: Annotated[
        bool,
        typer.Option(
            "--print-verifier", help="Print the stand-alone verifier of evidence bundles instead, byte for byte."
        ),
    ] = False,
) -> Answered:
    """Verify that the chain is unbroken, replay equals what is stored, and files are what was filed."""
    if print_verifier:
        return _verifier()
    from actions.queries.moment import known_procedure
    from actions.queries.plain import plain
    from actions.verification import verify as check
    from actions.verification.brought import Brought, read_kept, read_keys

    brought = Brought(
        kept=tuple(map(read_kept, checkpoint or ())), keys=tuple(one for text in key or () for one in read_keys(text))
    )
    if ref is not None:
        with desk.reading() as reading:
            known_procedure(reading, ref)
    with progress(desk.options) as watch:
        found = check(desk.house, ref, watch, brought=brought, processes=processes)
    value = {"good": found.good, "sentence": found.sentence, **plain(found)}
    return Answered(
        schema="seedbed/verify/1",
        value=value,
        show=lambda page: page.line(found.sentence, style="green" if found.good else "bold red"),
        exit_code=0 if found.good else 6,
    )


def _verifier() -> Answered:
    """The file itself, which is published under its hash."""
    from exports.bundle.shipped import verifier, verifier_sha256

    data = verifier()
    value = {"sha256": verifier_sha256(), "bytes": len(data), "text": data.decode()}
    return Answered(schema="seedbed/verifier/1", value=value, show=lambda _: write_bytes(data))


@reads(app, "rebuild", examples=("seedbed rebuild", "seedbed rebuild --json"), codes=(0, 1, 2, 3, 4, 6, 75))
def rebuild(desk: Desk) -> Answered:
    """Throw the projections away and make them again from the history: they hold nothing of their own."""
    from actions.rebuild import rebuild as make_anew
    from cli.carry_out import refuse_demo

    refuse_demo(desk)
    with progress(desk.options) as watch:
        count = make_anew(desk.house, lambda done, total: watch("streams", done, total))
    several = "1 procedure" if count == 1 else f"{count} procedures"
    sentence = f"Made the projections of {several} anew from the history."
    return Answered(schema="seedbed/rebuild/1", value={"procedures": count}, show=lambda page: page.line(sentence))
