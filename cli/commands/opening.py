"""Opening a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.values import answers, named
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from procedures.loader import LoadedDefinition

app = typer.Typer(rich_markup_mode=None)


@changes(
    app,
    "open",
    examples=(
        'seedbed open RL-1 --definition uk_innovative_partnership --title "RoadLab" --fact urgency=no ... --actor ada',
        'seedbed open RL-2 --definition ./mine.yaml --title "Kerbs" --lot a=Signals --lot b=Kerbside --actor ada',
        'seedbed open TRY-1 --definition ./mine.yaml --unpublished --title "A trial" --actor ada',
    ),
    codes=(0, 1, 2, 3, 4, 5, 7, 8, 75),
)
def open_(
    desk: Desk,
    *,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A new reference: capitals, a hyphen, a number, as RL-1.")],
    definition: Annotated[
        str,
        typer.Option(
            "--definition", metavar="NAME|FILE", help="A shipped definition by name, or a file; it is pinned for good."
        ),
    ],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Public: no personal data in it.")],
    lots: Annotated[list[str] | None, typer.Option("--lot", metavar="ID=TITLE", help="A lot; repeat for each.")] = None,
    facts: Annotated[
        list[str] | None,
        typer.Option(
            "--fact", metavar="NAME=YES|NO", help="The answer to a question of fact; repeat for each, or use commas."
        ),
    ] = None,
    re_enactment: Annotated[
        str | None,
        typer.Option("--re-enactment", metavar="TEXT", help="Set when a past case is re-enacted; printed everywhere."),
    ] = None,
    unpublished: Annotated[
        bool, typer.Option("--unpublished", help="Try a definition that is not published, in a folder for trials only.")
    ] = False,
) -> Draft:
    """Open a procedure under one definition, with its lots and the answers to its questions of fact."""
    from procedures.registry import load

    loaded = load(definition)
    answered = answers(facts or (), "--fact")
    all_answered({name: rule.question for name, rule in loaded.definition.facts.items()}, answered)
    _require_published(desk, loaded, unpublished=unpublished)
    desk.house.definitions.add(loaded)
    drafted = draft(
        "open",
        ref,
        title=title,
        definition=loaded.digest,
        lots=named(lots or (), "--lot", "signals=Signals"),
        facts=answered,
        re_enactment=re_enactment,
    )
    text = loaded.path.read_text(encoding="utf-8")
    return replace(drafted, definition=text, unpublished=unpublished)


def _require_published(desk: Desk, loaded: LoadedDefinition, *, unpublished: bool) -> None:
    """One that ships is published; of one's own two people say so first."""
    from procedures.registry import FOLDER

    if loaded.path.resolve().parent == FOLDER.resolve():
        return
    from actions.designing.publishing import require_published

    with desk.reading() as reading:
        require_published(desk.house, reading, loaded, unpublished=unpublished)


def all_answered(questions: Mapping[str, str], given: Mapping[str, bool]) -> None:
    """Every question is answered by somebody; the options to copy hold no answer, so that none is guessed."""
    missing = [name for name in questions if name not in given]
    if not missing:
        return
    width = max(map(len, missing))
    told = "One question of fact is" if len(missing) == 1 else f"{len(missing)} questions of fact are"
    raise InvalidInput(
        "\n".join(
            (
                f"--fact: {told} not answered:",
                *(f"  {name:<{width}}  {questions[name]}" for name in missing),
                "Add these, each with yes or no:",
                f"  {' '.join(f'--fact {name}=YES_OR_NO' for name in missing)}",
            )
        )
    )
