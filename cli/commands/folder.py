"""The data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import InvalidInput, NotFound, SeedbedError

if TYPE_CHECKING:
    from cli.page import Page
    from config.settings import Settings

app = typer.Typer(rich_markup_mode=None)


class HistoryLost(SeedbedError):
    """Documents without their history: a new database beside them would look like an office that has just begun."""

    exit_code = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A data folder that is there, made now or before."""

    home: str
    database: str
    made: bool
    mode: str
    first_admin: str | None
    next: tuple[str, ...]


@reads(
    app,
    "init",
    examples=(
        'seedbed init --first-admin ada --name "Ada Lovelace" --email ada@tfl.example',
        "seedbed init --home ./procurements",
    ),
    codes=(0, 1, 2, 3, 7, 75),
)
def init(
    desk: Desk,
    *,
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="FOLDER", help="Where. Default: SEEDBED_HOME, else ~/.local/share/seedbed."),
    ] = None,
    first_admin: Annotated[
        str | None,
        typer.Option("--first-admin", metavar="PERSON", help="The pseudonym of whoever keeps the register of people."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="The first administrator's name.")] = None,
    email: Annotated[
        str | None, typer.Option("--email", metavar="ADDRESS", help="The first administrator's e-mail address.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Begin anew even beside documents whose database is missing.")
    ] = False,
) -> Answered:
    """Make a data folder, or find that it is there; nothing in it is changed by asking again."""
    if home is not None:
        desk.at_home(home)
    if first_admin is None and (name or email):
        raise InvalidInput("--name and --email are the first administrator's: say --first-admin PERSON as well.")
    made = _make(desk.settings, anew=yes)
    _have_key(desk)
    if first_admin is not None:
        _begin_register(desk, first_admin, name, email)
    elsewhere = home is not None and os.environ.get("SEEDBED_HOME") != str(desk.settings.home)
    return _answered(desk, made=made, first_admin=first_admin, elsewhere=elsewhere)


def _make(settings: Settings, *, anew: bool) -> bool:
    """Make the folder and the store in it; False when both were there."""
    from actions.clock import SystemClock
    from actions.left_behind import files_left_behind
    from storage.database import create_store, open_store

    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InvalidInput(f"--home: {settings.home} cannot be made: {error.strerror or error}.") from error
    try:
        open_store(settings.database_url).close()
    except (NotFound, InvalidInput) as error:  # none yet, or of an older Seedbed: making brings it to the newest schema
        files = files_left_behind(settings) if isinstance(error, NotFound) and not anew else None
        if files is not None:
            raise HistoryLost(
                f"{files} holds documents, but their database is missing: {error} Put it back from a backup."
                " To begin an empty history beside them all the same: seedbed init --yes"
            ) from error
        create_store(settings.database_url, mode="live", at=SystemClock().now()).close()
        return True
    return False


def _have_key(desk: Desk) -> None:
    """The key that signs the ledger, before anything is signed; afterwards only its owner can bring it."""
    from actions.ledger.keys import ledger_key

    with desk.reading() as reading:
        signed = reading.newest_checkpoint() is not None
    if not signed and desk.house.store.info.mode == "live":
        ledger_key(desk.settings, None)


def _begin_register(desk: Desk, person: str, name: str | None, email: str | None) -> None:
    """The first administrator adds themselves; once there is one, only administrators change the register."""
    from pydantic import ValidationError

    from actions.ledger.at_once import try_to_sign
    from actions.people import ZONE, change_register, register_of
    from cli.carry_out import new_request_id, refuse_demo
    from cli.complaint import complain
    from engine import register as r
    from engine.time.local_time import local_date

    refuse_demo(desk)
    today = local_date(desk.house.clock.now(), ZONE)
    with desk.reading() as reading:
        register = register_of(reading)
    if register.is_admin(person, today):
        return
    commands: list[r.RegisterCommand] = []
    try:
        if person not in register.people:
            if name is None:
                raise InvalidInput('--name: the first administrator needs a name, such as --name "Ada Lovelace".')
            commands.append(r.AddPerson(actor=person, person=person, name=name, email=email))
        commands.append(r.AssignRole(actor=person, person=person, procedure="*", role=r.ADMIN, from_on=today))
    except ValidationError as error:
        spelled = {"actor": "--first-admin", "person": "--first-admin", "name": "--name", "email": "--email"}
        raise complain(error, spelled) from error
    for command in commands:
        change_register(desk.house, command, request_id=new_request_id(desk))
    if (why_not := try_to_sign(desk.house)) is not None:
        desk.say(f"What was recorded is safe, but the ledger was not signed: {why_not}")


def _answered(desk: Desk, *, made: bool, first_admin: str | None, elsewhere: bool) -> Answered:
    settings = desk.settings
    who = first_admin or "PERSON"
    steps = [f"export SEEDBED_HOME={settings.home}"] if elsewhere else []
    if first_admin is None:
        steps.append('seedbed init --first-admin PERSON --name "NAME"')
    steps += [
        f'seedbed people add lee --name "Lee Tan" --actor {who}',
        f"seedbed people assign lee --role programme_manager --procedure all --from DATE --actor {who}",
        "seedbed procedures show uk_innovative_partnership",
        'seedbed open RL-1 --definition uk_innovative_partnership --title "TITLE" --fact NAME=yes|no ... --actor lee',
    ]
    address = settings.database_url
    value = Made(
        home=str(settings.home),
        database=address if address.startswith("sqlite") else address.rpartition("@")[2],
        made=made,
        mode=desk.house.store.info.mode,
        first_admin=first_admin,
        next=tuple(steps),
    )
    return Answered(schema="seedbed/init/1", value=value, show=lambda page: _show(page, value))


def _show(page: Page, value: Made) -> None:
    if value.mode == "demo":
        page.line(f"{value.home} holds a demonstration; make a folder of your own elsewhere with --home.")
        return
    page.line(f"The data folder {value.home} {'is ready' if value.made else 'exists already; nothing was changed'}.")
    if value.first_admin:
        page.line(f"{value.first_admin} administers the register of people.")
    page.line("Next:")
    for step in value.next:
        page.line(f"  {step}")
