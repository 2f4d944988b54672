"""Withholding for good: proposals. Another person confirms them with `seedbed erasure confirm`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import typer

from cli.declaring import Answered, Who, decides
from cli.desk import Desk
from cli.officer import made, person_meant
from cli.options import Reason, Ref
from cli.proposing import propose

app = typer.Typer(rich_markup_mode=None)

Ground = Annotated[
    Literal["personal_data", "commercial_confidence", "legal_privilege", "national_security", "court_order"],
    typer.Option("--ground", help="Why it may be withheld. A court's order comes before the periods of keeping."),
]


@decides(
    app,
    "redact",
    examples=(
        'seedbed redact RL-1 12 data.reason --ground personal_data --reason "A name." --actor rita --dry-run',
        'seedbed redact RL-1 12 data.reason --ground personal_data --reason "A name." --instead "Late." --actor rita',
        'seedbed redact RL-1 7 document --ground court_order --reason "Order of 3 May." --actor rita',
    ),
)
def redact(
    desk: Desk,
    *,
    ref: Ref,
    event: Annotated[int, typer.Argument(metavar="EVENT", min=0, help="Its number: `seedbed history REF` shows it.")],
    path: Annotated[
        str,
        typer.Argument(metavar="PATH", help="The value, such as data.reason; document: the file that it filed."),
    ],
    ground: Ground,
    reason: Reason,
    instead: Annotated[
        str | None,
        typer.Option(
            "--instead",
            metavar="TEXT",
            help="What stands in its place, so that a material decision stays explained while the law wants that.",
        ),
    ] = None,
) -> Callable[[Who], Answered]:
    """Propose to withhold one value, or one document, for good. A second person confirms. Role: records_officer."""
    from engine.keeping import ProposeRedaction

    def decided(who: Who) -> Answered:
        command = made(
            ProposeRedaction, desk, who, procedure=ref, event=event, path=path, ground=ground, reason=reason,
            instead=instead,
        )  # fmt: skip
        return propose(desk, command, who)

    return decided


@decides(
    app,
    "erase",
    examples=(
        'seedbed erase ben --reason "He asked for it on 3 May." --actor rita --dry-run',
        'seedbed erase ben@city.example --reason "He asked for it on 3 May." --actor rita',
    ),
)
def erase(
    desk: Desk,
    *,
    subject: Annotated[
        str,
        typer.Argument(metavar="SUBJECT", help="A person, by pseudonym or e-mail address; or a partner."),
    ],
    reason: Reason,
    ground: Ground = "personal_data",
) -> Callable[[Who], Answered]:
    """Propose to erase all that is disclosed about a subject. A second person confirms. Role: records_officer."""
    from engine.keeping import ProposeErasure

    def decided(who: Who) -> Answered:
        command = made(ProposeErasure, desk, who, subject=person_meant(desk, subject), ground=ground, reason=reason)
        return propose(desk, command, who)

    return decided
