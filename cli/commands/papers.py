"""Documents and decisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.completion import complete_from
from cli.declaring import Answered, Draft, changes, draft, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import Artefact, At, PartnerOption, Reason, Ref

app = typer.Typer(rich_markup_mode=None)


@changes(
    app,
    "attach",
    examples=(
        "seedbed attach RL-1 problem_statement statement.pdf --actor ada",
        "seedbed attach RL-1 first_tender tender.pdf --partner immense --actor com",
    ),
)
def attach(
    desk: Desk,
    *,
    ref: Ref,
    artefact: Artefact,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file; its bytes are kept under their SHA-256.")],
    partner: PartnerOption = None,
    media_type: Annotated[
        str | None, typer.Option("--media-type", metavar="TYPE", help="Default: what the file's name says.")
    ] = None,
) -> Draft:
    """Put a version of a document on file; somebody else accepts it."""
    from cli.files import hand_in

    document = hand_in(file, media_type)
    drafted = draft("submit_artefact", ref, artefact=artefact, partner=partner, **document.fields)
    return replace(drafted, document=document)


@reads(
    app,
    "fetch",
    examples=(
        "seedbed fetch RL-1 problem_statement -o statement.pdf",
        "seedbed fetch RL-1 first_tender --partner immense -o tender.pdf",
    ),
    codes=(0, 1, 2, 3, 4, 6, 75),
)
def fetch(
    desk: Desk,
    *,
    ref: Ref,
    artefact: Artefact,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to; never over an existing file.")],
    partner: PartnerOption = None,
    at: At = None,
) -> Answered:
    """Copy the newest version of a document out; what is sealed until a deadline stays so."""
    from actions.documents import document_on_file, open_document, require_kept
    from actions.queries.moment import moment_of
    from cli.files import Fetched, hand_out

    with desk.reading() as reading:
        known = document_on_file(moment_of(desk.house, reading, ref, looked_at(desk, reading, at)), artefact, partner)
        require_kept(reading, ref, known)
    with open_document(desk.house, known.sha256) as stream:
        hand_out(stream, out)
    fetched = Fetched(
        procedure=ref, artefact=artefact, partner=partner, version=known.version, status=known.status,
        sha256=known.sha256, size=known.size, file=str(out),
    )  # fmt: skip
    return Answered(schema="seedbed/fetch/1", value=fetched, show=lambda page: page.line(fetched.sentence))


@changes(
    app,
    "accept",
    examples=(
        "seedbed accept RL-1 problem_statement --actor sam",
        "seedbed accept RL-1 first_tender --partner immense --actor chair",
    ),
)
def accept(desk: Desk, ref: Ref, artefact: Artefact, partner: PartnerOption = None) -> Draft:
    """Accept the newest version of a document; never as the one who submitted it."""
    return draft("accept_artefact", ref, artefact=artefact, partner=partner)


@changes(
    app,
    "reject",
    examples=(
        'seedbed reject RL-1 problem_statement --reason "It prescribes a product." --actor sam',
        'seedbed reject RL-1 test_results --partner immense --reason "No baseline." --actor chair',
    ),
)
def reject(desk: Desk, ref: Ref, artefact: Artefact, reason: Reason, partner: PartnerOption = None) -> Draft:
    """Send the newest version of a document back with a reason."""
    return draft("reject_artefact", ref, artefact=artefact, partner=partner, reason=reason)


@changes(
    app,
    "decide",
    examples=(
        'seedbed decide RL-1 route_decision --reason "No existing product meets the need." --actor sam',
        'seedbed decide RL-1 seed_gate --outcome hold --reason "Evidence of two is missing." --actor sam',
    ),
)
def decide(
    desk: Desk,
    ref: Ref,
    decision: Annotated[
        str,
        typer.Argument(
            metavar="DECISION",
            help="The decision, as the definition names it.",
            autocompletion=complete_from("decisions"),
        ),
    ],
    reason: Reason,
    outcome: Annotated[Literal["pass", "hold", "stop"], typer.Option("--outcome", help="The answer.")] = "pass",
) -> Draft:
    """Take a material decision, or confirm it as the second person (s.98)."""
    return draft("record_decision", ref, decision=decision, outcome=outcome, reason=reason)
