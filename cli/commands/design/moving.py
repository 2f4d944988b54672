"""Move running procedures to another version of their definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, Who, decides
from cli.desk import Desk
from cli.progress import progress
from cli.values import answers
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from actions.answer import Answer
    from actions.designing.moving import MovesDone, Preview
    from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What was previewed, and what came of it; nothing of it for a dry run."""

    preview: Preview | None
    dry_run: bool
    done: tuple[MovesDone, ...]
    back: tuple[Answer, ...]


@decides(
    app,
    "move",
    examples=(
        'seedbed design move --to small_works@2.0.0 RL-1 --reason "The standstill is longer." --actor ada --dry-run',
        'seedbed design move --to ./mine.yaml --all --reason "Reminders are earlier." --actor ada',
        'seedbed design move --back RL-1 --reason "It was too early." --actor ada',
        "seedbed design move --resume --actor ada",
    ),
)
def move(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    refs: Annotated[list[str] | None, typer.Argument(metavar="[REF...]", help="Which procedures.")] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NAME@VERSION|FILE", help="The version: by name, digest or file.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every running procedure under any version of that definition.")
    ] = False,
    back: Annotated[
        str | None, typer.Option("--back", metavar="REF", help="Take the last move of this procedure back.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with your moves that were cut off.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; kept sealed.")] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="KIND:OLD=NEW", help="What has another name now, as step:TRIAL=PILOT; repeat for each."
        ),
    ] = None,
    facts: Annotated[
        list[str] | None, typer.Option("--fact", metavar="NAME=YES|NO", help="The answer to a question that is new.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", metavar="DEADLINE", help="Ends as promised, whatever the new rule.")
    ] = None,
    revised: Annotated[
        str | None, typer.Option("--revised", metavar="REFERENCE", help="The notice published again for it (UK-MOD-1).")
    ] = None,
    admits_others: Annotated[
        bool | None,
        typer.Option("--admits-others/--admits-nobody", help="Would it have admitted other suppliers? (UK-MOD-2)"),
    ] = None,
    changes_participants: Annotated[
        bool | None,
        typer.Option("--changes-participants/--same-participants", help="Would others have taken part? (UK-MOD-2)"),
    ] = None,
    told: Annotated[
        str | None, typer.Option("--told", metavar="TEXT", help="How each participating supplier was notified.")
    ] = None,
    reconsidered: Annotated[
        str | None, typer.Option("--reconsidered", metavar="TEXT", help="How deadlines were reconsidered (UK-MOD-3).")
    ] = None,
) -> Callable[[Who], Answered]:
    """Move running procedures to another version: what was promised is never shortened, and each can be taken back."""
    asked = {
        "reason": reason, "names": tuple(map(_mapped, map_ or ())), "facts": answers(facts or (), "--fact"),
        "keep": tuple(keep or ()), "revised": revised, "admits_others": admits_others,
        "changes_participants": changes_participants, "told": told, "reconsidered": reconsidered,
    }  # fmt: skip
    wanted = {name: value for name, value in asked.items() if value not in (None, (), {})}

    def decided(who: Who) -> Answered:
        if sum((to is not None, back is not None, resume)) != 1:
            raise InvalidInput("Say one of these: --to VERSION with REF... or --all, --back REF, or --resume.")
        if resume:
            return _resumed(desk, who)
        if reason is None:
            raise InvalidInput("--reason: say why, for whoever reads it later.")
        if back is not None:
            return _taken_back(desk, who, back, reason)
        return _moved(desk, who, str(to), tuple(refs or ()), wanted, everyone=all_)

    return decided


def _moved(desk: Desk, who: Who, to: str, refs: tuple[str, ...], asked: dict[str, Any], *, everyone: bool) -> Answered:
    from actions.designing.moving import Order, preview
    from actions.designing.moving import move as carry_out
    from actions.designing.publishing import require_published
    from actions.designing.versions import version_meant
    from cli.carry_out import actor_given, refuse_demo, request_id_given
    from cli.officer import person_meant

    if bool(refs) == everyone:
        raise InvalidInput("Say which procedures: REF... or --all, and not both.")
    actor = person_meant(desk, actor_given(who))
    with desk.reading() as reading:
        loaded = version_meant(reading, to)
        require_published(desk.house, reading, loaded)
        found = preview(desk.house, reading, loaded, _which(reading, loaded.definition.name, refs), asked)
    done: tuple[MovesDone, ...] = ()
    if not who.dry_run:
        refuse_demo(desk)
        order = Order(loaded=loaded, asked=asked, actor=actor, role=who.role)
        with progress(desk.options) as watch:
            # One that is refused raises what stands against it; of several each says why it stays.
            done = (
                carry_out(desk.house, order, found.procedures, request_id=request_id_given(desk, who), progress=watch),
            )
    return _answered(Moved(preview=found, dry_run=who.dry_run, done=done, back=()))


def _which(reading: Reading, name: str, refs: tuple[str, ...]) -> list[str]:
    from actions.designing.moving import running
    from actions.queries.moment import known_procedure

    for ref in refs:
        known_procedure(reading, ref)
    return list(dict.fromkeys(refs)) or running(reading, name)


def _taken_back(desk: Desk, who: Who, ref: str, reason: str) -> Answered:
    from actions.designing.moving import move_back
    from actions.queries.moment import known_procedure
    from cli.carry_out import actor_given, refuse_demo, request_id_given
    from cli.officer import person_meant

    refuse_demo(desk)
    with desk.reading() as reading:
        known_procedure(reading, ref)
    answer = move_back(
        desk.house, ref, actor=person_meant(desk, actor_given(who)), role=who.role, reason=reason,
        request_id=request_id_given(desk, who), dry_run=who.dry_run,
    )  # fmt: skip
    return _answered(Moved(preview=None, dry_run=who.dry_run, done=(), back=(answer,)))


def _resumed(desk: Desk, who: Who) -> Answered:
    from actions.designing.moving import resume as go_on
    from cli.carry_out import actor_given, refuse_demo
    from cli.officer import person_meant

    refuse_demo(desk)
    if who.dry_run:
        raise InvalidInput("--dry-run: what was decided is on record; `seedbed design move --resume` goes on with it.")
    with progress(desk.options) as watch:
        done = go_on(desk.house, actor=person_meant(desk, actor_given(who)), role=who.role, progress=watch)
    return _answered(Moved(preview=None, dry_run=False, done=done, back=()))


def _answered(found: Moved) -> Answered:
    from cli.render.designing import show_moved

    left = any(done.not_moved for done in found.done)
    return Answered(
        schema="seedbed/design-move/1",
        value={
            "preview": found.preview,
            "dry_run": found.dry_run,
            "done": [
                {
                    "decision": done.decision,
                    "answers": [answer.to_data() for answer in done.answers],
                    "not_moved": done.not_moved,
                }
                for done in found.done
            ],
            "back": [answer.to_data() for answer in found.back],
        },
        show=lambda page: show_moved(page, found),
        exit_code=3 if left else 0,
    )


def _mapped(text: str) -> tuple[str, str, str]:
    """``step:OLD=NEW`` as it is asked for."""
    kind, colon, names = text.partition(":")
    old, equals, new = names.partition("=")
    if not (colon and equals and kind and old and new):
        raise InvalidInput(f"--map: {text} is not KIND:OLD=NEW, as step:TRIAL=PILOT or partner_state:trying=piloting.")
    return kind.replace("-", "_"), old, new
