"""A witness: an onlooker with a key of its own, who signs that a ledger only grew, and refuses when it did not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.ledger import Output, _text, given_key, read_text
from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import Busy

if TYPE_CHECKING:
    from actions.ledger.witness import Witness
    from cli.page import Page

app = typer.Typer(
    name="witness",
    help="A witness of other people's ledgers: its own key and memory, no data folder; run it on another account.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)

Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        envvar="SEEDBED_WITNESS",
        help="Where the witness keeps its key and memory. Default: ~/.local/share/seedbed-witness.",
    ),
]


@reads(
    app,
    "init",
    examples=(
        "seedbed witness init --name audit.example.org/w1",
        "seedbed witness init --name audit.example.org/w1 --folder /srv/witness",
    ),
    codes=(0, 1, 2),
)
def init(
    desk: Desk,
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The witness's name, such as a domain and path.")],
    folder: Folder = None,
) -> Answered:
    """Make a witness: a key in a file for its owner alone. Prints the public key, for those who are to trust it."""
    from actions.ledger.witness import make_witness

    return _shown(make_witness(_folder(folder), name))


@reads(app, "show", examples=("seedbed witness show", "seedbed witness show --json"), codes=(0, 1, 2, 4))
def show(desk: Desk, *, folder: Folder = None) -> Answered:
    """Show the witness's public key, the logs that it trusts, and the last head that it signed of each."""
    return _shown(_witness(folder))


@reads(
    app,
    "trust",
    examples=("seedbed witness trust seedbed/0123456789abcdef+04f00a2b+AX...", "seedbed witness trust ledger.vkey"),
    codes=(0, 1, 2, 4),
)
def trust(
    desk: Desk,
    key: Annotated[str, typer.Argument(metavar="VKEY|FILE", help="The log's key: `seedbed ledger keys` prints it.")],
    *,
    folder: Folder = None,
) -> Answered:
    """Trust a log's key from now on; after a change of key both the old and the new."""
    witness = _witness(folder)
    witness.trust(given_key(key))
    return _shown(witness)


@reads(
    app,
    "sign",
    examples=("seedbed witness sign request.txt -o line.txt", "seedbed witness sign http://127.0.0.1:4280 --json"),
    codes=(0, 1, 2, 4, 6, 7, 75),
)
def sign(
    desk: Desk,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL", help="What `seedbed ledger prove --since` wrote (- for stdin), or a service to ask."
        ),
    ],
    *,
    folder: Folder = None,
    output: Output = None,
) -> Answered:
    """Check that the ledger only grew since it was last seen, remember its head, and print the cosignature."""
    from actions.clock import SystemClock
    from actions.ledger.asking import ask_and_cosign
    from engine.ledger.checkpoints import parse_checkpoint
    from engine.ledger.proofs import parse_witness_request

    witness, now = _witness(folder), SystemClock().now()
    if file.startswith(("http://", "https://")):
        request, line = ask_and_cosign(witness, file, now)
    else:
        request = parse_witness_request(read_text(Path(file)))
        line = witness.cosign(request, now)
    stated = parse_checkpoint(request.note.text)
    value = {"origin": stated.origin, "size": stated.size, "root": stated.root_text, "line": line}
    return _text(output, "seedbed/witness-signed/1", value, line)


@reads(app, "serve", examples=("seedbed witness serve", "seedbed witness serve --port 4291"), codes=(0, 1, 2, 4, 75))
def serve(
    desk: Desk,
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="0: any free one.")] = 4290,
    folder: Folder = None,
) -> Answered:
    """Serve the witness until Ctrl-C, as C2SP tlog-witness has it; TLS is the business of a proxy in front."""
    from actions.clock import SystemClock
    from actions.ledger.witness_server import WitnessServer

    witness = _witness(folder)
    try:
        server = WitnessServer(witness, host, port, now=SystemClock().now, say=desk.say)
    except OSError as error:
        raise Busy(f"Port {port} on {host} is not to be had ({error.strerror}). Choose another with --port.") from error
    with server:
        desk.say(
            f"The witness {witness.key.name} answers at http://{host}:{server.server_address[1]}. Ctrl-C stops it."
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            desk.say("Stopped.")
    return Answered(schema="seedbed/witness-served/1", value={"stopped": True}, show=_nothing)


def _nothing(page: Page) -> None:
    """What was to be said was said while it ran."""


def _folder(given: Path | None) -> Path:
    if given is not None:
        return given.expanduser().resolve()
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "seedbed-witness"


def _witness(given: Path | None) -> Witness:
    from actions.ledger.witness import Witness

    return Witness(_folder(given))


def _shown(witness: Witness) -> Answered:
    from cli.render.ledger import show_witness

    logs = [
        {
            "vkey": key.vkey(),
            "origin": key.name,
            "seen": None if (seen := witness.seen(key.name)) is None else seen.stated,
        }
        for key in witness.logs()
    ]
    value = {"name": witness.key.name, "vkey": witness.key.vkey(), "folder": str(witness.folder), "logs": logs}
    return Answered(schema="seedbed/witness/1", value=value, show=lambda page: show_witness(page, value))
