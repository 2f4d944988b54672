"""Arguments and options that many commands share, spelled and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.completion import complete_from

Ref = Annotated[
    str,
    typer.Argument(metavar="REF", help="The procedure, for example RL-1.", autocompletion=complete_from("procedures")),
]
Partner = Annotated[
    str,
    typer.Argument(
        metavar="PARTNER",
        help="The partner's short reference, for example immense.",
        autocompletion=complete_from("partners"),
    ),
]
Artefact = Annotated[
    str,
    typer.Argument(
        metavar="ARTEFACT",
        help="The document, as the definition names it.",
        autocompletion=complete_from("artefacts"),
    ),
]
PartnerOption = Annotated[
    str | None,
    typer.Option(
        "--partner",
        metavar="PARTNER",
        help="Whose document it is, when each partner has one.",
        autocompletion=complete_from("partners"),
    ),
]
DeadlineName = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="The deadline, as the definition names it.",
        autocompletion=complete_from("deadlines"),
    ),
]
Reason = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="Why. Kept sealed beside the history, readable until it is erased."),
]
OptionalReason = Annotated[
    str | None,
    typer.Option("--reason", metavar="TEXT", help="Why. Kept sealed beside the history, readable until it is erased."),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="MOMENT",
        help="As it was then: a London time (2026-12-01T09:00), an instant (...Z), or a date (the end of that day).",
    ),
]

OutFile = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="Where to; written whole under this name, or not at all.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file when it exists.")]
Actor = Annotated[
    str | None,
    typer.Option(
        "--actor",
        metavar="PERSON",
        envvar="SEEDBED_ACTOR",
        help="Who asks, by pseudonym or e-mail address. A claim, not a proof: the history records it as a claim.",
    ),
]
Role = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        envvar="SEEDBED_ROLE",
        help="In which role. Needed only when several of the actor's roles may do this.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say which events would be written, and write none.")]
RequestId = Annotated[
    str | None,
    typer.Option(
        "--request-id",
        metavar="ID",
        help="The command's own key: repeated with the same key, it gets the first answer and is done once.",
    ),
]
Expected = Annotated[
    int | None,
    typer.Option(
        "--expected",
        metavar="EVENT",
        min=-1,
        help="The last event you have seen; if somebody was first, nothing is done (exit code 5).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document with a schema, and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes on standard error.")]
