"""The ledger: what is signed, by which key, proofs for others, and what administrators decide about it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.declaring import CHANGING, Answered, Who, reads
from cli.desk import Desk
from cli.options import Actor, DryRun, Reason, RequestId
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from cli.page import Page

app = typer.Typer(
    name="ledger",
    help="The ledger: what is signed and by which key, proofs for others, a new key, a loss that is accepted.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)

Limit = Annotated[int, typer.Option("--limit", min=1, max=100_000, metavar="NUMBER", help="At most so many.")]
Size = Annotated[
    int | None, typer.Argument(metavar="[SIZE]", min=1, help="The checkpoint of so many events. Default: the newest.")
]
EventNumber = Annotated[int, typer.Argument(metavar="EVENT", min=0, help="The event's number in the procedure.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to this file. Default: standard output.")
]
Key = Annotated[str, typer.Option("--key", metavar="VKEY|FILE", help="The witness's key, as it was given to you.")]


@reads(app, "show", examples=("seedbed ledger show", "seedbed ledger show --json"), codes=(0, 1, 2, 4, 6, 75))
def show(desk: Desk) -> Answered:
    """Show how the ledger stands: the newest checkpoint, its age, what waits to be signed, the copy kept outside."""
    from actions.ledger.showing import standing
    from cli.render.ledger import show_standing

    with desk.reading() as reading:
        found = standing(desk.house, reading)
    return Answered(schema="seedbed/ledger/1", value=found, show=lambda page: show_standing(page, found))


@reads(app, "list", examples=("seedbed ledger list", "seedbed ledger list --limit 5 --json"))
def list_(desk: Desk, limit: Limit = 20) -> Answered:
    """List the checkpoints, the newest first, and who cosigned each."""
    from actions.ledger.showing import newest_listed
    from cli.render.ledger import show_list

    with desk.reading() as reading:
        found = newest_listed(reading, limit)
    return Answered(
        schema="seedbed/ledger-list/1", value={"checkpoints": found}, show=lambda page: show_list(page, found)
    )


@reads(
    app,
    "checkpoint",
    examples=("seedbed ledger checkpoint", "seedbed ledger checkpoint 1234 -o newest.note"),
    codes=(0, 1, 2, 3, 4, 6, 75),
)
def checkpoint(desk: Desk, size: Size = None, output: Output = None) -> Answered:
    """Sign what waits to be signed, and print the checkpoint with every signature; or print an older one."""
    from actions.ledger.checkpointing import sign_history
    from actions.ledger.proving import signed_checkpoint
    from actions.ledger.start import require_newest
    from cli.carry_out import refuse_demo

    if size is None:
        refuse_demo(desk)
        require_newest(desk.house)
        sign_history(desk.house)
    with desk.reading() as reading:
        found = signed_checkpoint(reading, size)
    text = found.note.to_text()
    value = {"size": found.size, "at": found.at, "note": text, "witnesses": found.witnesses}
    return _text(output, "seedbed/ledger-checkpoint/1", value, text)


@reads(app, "keys", examples=("seedbed ledger keys", "seedbed ledger keys --json"))
def keys(desk: Desk) -> Answered:
    """Print the ledger's public keys, a line each, the present one last: hand it to auditors yourself."""
    from actions.ledger.showing import keys as known_keys
    from cli.render.ledger import show_keys

    with desk.reading() as reading:
        found = known_keys(reading)
    return Answered(schema="seedbed/ledger-keys/1", value={"keys": found}, show=lambda page: show_keys(page, found))


@reads(
    app,
    "prove",
    examples=(
        "seedbed ledger prove RL-1 12 -o event-12.tlog-proof",
        "seedbed ledger prove --since 1200 -o request.txt",
    ),
    codes=(0, 1, 2, 4, 75),
)
def prove(
    desk: Desk,
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help="The procedure whose event is proved.")] = None,
    event: Annotated[int | None, typer.Argument(metavar="[EVENT]", min=0, help="The event's number in it.")] = None,
    *,
    since: Annotated[
        int | None,
        typer.Option("--since", min=0, metavar="SIZE", help="Prove that the history goes on from so many events."),
    ] = None,
    output: Output = None,
) -> Answered:
    """Write a proof: that an event is under a signed checkpoint, or, for a witness, that the history only grew."""
    from actions.ledger.proving import prove_event, witness_request

    if (ref is None or event is None) == (since is None):
        raise InvalidInput("Say either REF and EVENT, or --since SIZE.")
    about: dict[str, Any]
    with desk.reading() as reading:
        if since is not None:
            text, about = witness_request(reading, since).to_text(), {"since": since}
        else:
            found, line = prove_event(reading, ref or "", event or 0)
            text, about = found.to_text(), {"procedure": ref, "event": event, "hash": line.hash.hex()}
    return _text(output, "seedbed/ledger-proof/1", {**about, "proof": text}, text)


@reads(
    app,
    "submit",
    examples=(
        "seedbed ledger submit http://127.0.0.1:4290 --key witness.vkey",
        "seedbed ledger submit https://witness.example.org --key witness.vkey --json",
    ),
    codes=(0, 1, 2, 4, 6, 75),
)
def submit(
    desk: Desk, url: Annotated[str, typer.Argument(metavar="URL", help="Where the witness is served.")], *, key: Key
) -> Answered:
    """Have a witness cosign the newest checkpoint, after it has seen the proof that the history only grew."""
    from actions.ledger.submitting import submit as ask

    row = ask(desk.house, url, given_key(key))
    value = {"size": row.size, "witness": row.witness, "line": row.line}
    return Answered(
        schema="seedbed/ledger-cosigned/1", value=value, show=lambda page: _cosigned(page, row.size, row.witness)
    )


@reads(
    app,
    "cosign",
    examples=(
        "seedbed ledger cosign 1234 line.txt --key witness.vkey",
        "seedbed ledger cosign 1234 line.txt --key witness.vkey --json",
    ),
    codes=(0, 1, 2, 4, 6, 75),
)
def cosign(
    desk: Desk,
    size: Annotated[int, typer.Argument(metavar="SIZE", min=1, help="The checkpoint that the witness signed.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the witness answered; - for standard input.")],
    *,
    key: Key,
) -> Answered:
    """Keep a witness's cosignature that came by file or mail, once it is found to fit."""
    from actions.ledger.submitting import keep_cosignature

    row = keep_cosignature(desk.house, size, read_text(file), given_key(key))
    value = {"size": row.size, "witness": row.witness, "line": row.line}
    return Answered(
        schema="seedbed/ledger-cosigned/1", value=value, show=lambda page: _cosigned(page, row.size, row.witness)
    )


@reads(
    app,
    "rotate",
    examples=(
        'seedbed ledger rotate --reason "Yearly change" --actor root',
        'seedbed ledger rotate --lost --reason "Disk broke" --actor root',
    ),
    codes=(*CHANGING[:-1], 6, 75),
)
def rotate(
    desk: Desk,
    *,
    reason: Reason,
    lost: Annotated[
        bool, typer.Option("--lost", help="The present key cannot sign any more; nothing ties the new one to it.")
    ] = False,
    actor: Actor = None,
    dry_run: DryRun = False,
    request_id: RequestId = None,
) -> Answered:
    """Let a new key sign the ledger: recorded, signed by the old key and the new. Role: admin."""
    from actions.ledger.turning import RotateKey, rotate_key

    command, request = _decision(desk, RotateKey, actor, request_id, reason=reason, lost=lost)
    return _decided(rotate_key(desk.house, command, request_id=request, dry_run=dry_run))


@reads(
    app,
    "accept-loss",
    examples=(
        'seedbed ledger accept-loss --reason "Restored from the backup of 2 May" --actor root',
        'seedbed ledger accept-loss --reason "Restored from the backup of 2 May" --actor root --dry-run',
    ),
    codes=(*CHANGING[:-1], 6, 75),
)
def accept_loss(
    desk: Desk, *, reason: Reason, actor: Actor = None, dry_run: DryRun = False, request_id: RequestId = None
) -> Answered:
    """Go on with an older database than the one that was signed: what is lost is named and recorded. Role: admin."""
    from actions.ledger.turning import AcceptLoss
    from actions.ledger.turning import accept_loss as accept

    command, request = _decision(desk, AcceptLoss, actor, request_id, reason=reason)
    return _decided(accept(desk.house, command, request_id=request, dry_run=dry_run))


def _decision(desk: Desk, kind: Any, actor: str | None, request_id: str | None, **fields: Any) -> tuple[Any, str]:
    """A command about the ledger with its administrator and its key."""
    from pydantic import ValidationError

    from cli.carry_out import actor_given, person_meant, refuse_demo, request_id_given
    from cli.complaint import complain

    refuse_demo(desk)
    who = Who(actor=actor, role=None, dry_run=False, request_id=request_id, expected=None)
    with desk.reading() as reading:
        person = person_meant(reading, actor_given(who))
    try:
        return kind(actor=person, **fields), request_id_given(desk, who)
    except ValidationError as error:
        raise complain(error, {"actor": "--actor", "reason": "--reason"}) from error


def _decided(answer: dict[str, Any]) -> Answered:
    from cli.render.ledger import show_decided

    schema = answer.pop("schema")
    return Answered(schema=schema, value=answer, show=lambda page: show_decided(page, answer))


def _text(output: Path | None, schema: str, value: dict[str, Any], text: str) -> Answered:
    """A text for a file, or for whoever reads the output."""
    if output is None:
        return Answered(schema=schema, value=value, show=lambda page: page.line(text.removesuffix("\n")))
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"--output: {output} cannot be written: {error.strerror or error}.") from error
    return Answered(
        schema=schema, value={**value, "file": str(output)}, show=lambda page: page.line(f"Written to {output}.")
    )


def _cosigned(page: Page, size: int, witness: str) -> None:
    page.line(f"The checkpoint of {size:,} events is cosigned by {witness}.")


def given_key(text: str) -> Any:
    """The key that was given as a line or as a file that holds one."""
    from engine.ledger.notes import parse_vkey

    path = Path(text)
    return parse_vkey(read_text(path) if path.is_file() else text)


def read_text(path: Path) -> str:
    """What a file holds, or standard input for ``-``."""
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"FILE: {path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
