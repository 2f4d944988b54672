"""The register of people."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.declaring import Answered, reads, registers
from cli.desk import Desk
from cli.options import At
from cli.values import local_day, moment, named, quiet_hours

app = typer.Typer(
    name="people", help="The register: who is in it, and who holds which role where and when.", rich_markup_mode=None
)
app.callback()(lambda: None)

Person = Annotated[str, typer.Argument(metavar="PERSON", help="A pseudonym, such as ada; the history knows no name.")]


@registers(
    app,
    "add",
    examples=(
        'seedbed people add ada --name "Ada Lovelace" --email ada@tfl.example --actor root',
        'seedbed people add lee --name "Lee Tan" --actor ada --json',
    ),
)
def add(
    desk: Desk,
    person: Person,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="The name. Kept sealed, so that it can be erased.")
    ],
    email: Annotated[
        str | None, typer.Option("--email", metavar="ADDRESS", help="Another way to say who it is. Kept sealed.")
    ] = None,
) -> dict[str, Any]:
    """Put a person into the register under a pseudonym."""
    return {"kind": "add_person", "person": person, "name": name, "email": email}


@registers(
    app,
    "assign",
    examples=(
        "seedbed people assign sam --role programme_manager --procedure all --from 2026-09-01 --actor ada",
        "seedbed people assign lee --role legal_adviser --procedure RL-1 --from 2026-09-01 --to 2027-08-31",
    ),
)
def assign(
    desk: Desk,
    *,
    person: Person,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="A role of the definition, or admin.")],
    procedure: Annotated[str, typer.Option("--procedure", metavar="REF|all", help="On which procedure, or on all.")],
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")],
    to_on: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day; default: open.")] = None,
    definition: Annotated[
        str | None,
        typer.Option(
            "--definition",
            metavar="NAME|FILE",
            help="Where the role is defined, when no procedure runs under that definition yet.",
        ),
    ] = None,
) -> dict[str, Any]:
    """Give a person a role on a procedure from one day to another, both included."""
    return {
        "kind": "assign_role",
        "person": person,
        "role": role,
        "procedure": "*" if procedure == "all" else procedure,
        "from_on": local_day(from_on, "--from"),
        "to_on": None if to_on is None else local_day(to_on, "--to"),
        "definition": definition,
    }


@registers(
    app,
    "end",
    examples=(
        "seedbed people end a3 --to 2027-03-31 --actor root",
        "seedbed people end a3 --to 2027-03-31 --actor root --dry-run",
    ),
)
def end(
    desk: Desk,
    assignment: Annotated[
        str, typer.Argument(metavar="ASSIGNMENT", help="Its reference: `seedbed people list` shows it.")
    ],
    to_on: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day.")],
) -> dict[str, Any]:
    """End an assignment on a day."""
    return {"kind": "end_assignment", "assignment": assignment, "to_on": local_day(to_on, "--to")}


Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="The role, as the definition names it.")]
Where = Annotated[str, typer.Option("--procedure", metavar="REF|all", help="On which procedure, or on all.")]


@registers(
    app,
    "delegate",
    examples=(
        "seedbed people delegate sam --to-person lee --role lawyer --procedure RL-1 --from 2027-01-04 --to 2027-01-08",
        "seedbed people delegate sam --to-person lee --role lawyer --procedure all --from 2027-01-04 --to 2027-01-08",
    ),
)
def delegate(
    desk: Desk,
    *,
    person: Person,
    to_person: Annotated[
        str, typer.Option("--to-person", metavar="PERSON", help="Who acts, and is reminded, meanwhile.")
    ],
    role: Role,
    procedure: Where,
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")],
    to_on: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day: it comes back by itself.")],
) -> dict[str, Any]:
    """Hand a role on to somebody for some days; one's own, or as an administrator anybody's."""
    return {
        "kind": "delegate_role",
        "person": person,
        "to_person": to_person,
        "role": role,
        "procedure": "*" if procedure == "all" else procedure,
        "from_on": local_day(from_on, "--from"),
        "to_on": local_day(to_on, "--to"),
    }


@registers(
    app,
    "deputise",
    examples=(
        "seedbed people deputise lee --role commercial_lead --procedure RL-1 --from 2026-12-01 --actor ada",
        "seedbed people deputise lee --role commercial_lead --procedure all --from 2026-12-01 --to 2027-06-30",
    ),
)
def deputise(
    desk: Desk,
    *,
    person: Person,
    role: Role,
    procedure: Where,
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")],
    to_on: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day; default: open.")] = None,
) -> dict[str, Any]:
    """Name who stands by for a role: reminded with it on the last day, and in its place while nobody holds it."""
    return {
        "kind": "name_deputy",
        "person": person,
        "role": role,
        "procedure": "*" if procedure == "all" else procedure,
        "from_on": local_day(from_on, "--from"),
        "to_on": None if to_on is None else local_day(to_on, "--to"),
    }


@registers(
    app,
    "preferences",
    examples=(
        "seedbed people preferences sam --mode due_soon=digest --quiet-hours 19:00-07:30 --actor sam",
        "seedbed people preferences sam --mode gate_decided=off --mode named=digest --channel mail --actor ada --json",
    ),
)
def preferences(
    desk: Desk,
    person: Person,
    mode: Annotated[
        list[str] | None,
        typer.Option(
            "--mode",
            metavar="KIND=HOW",
            help="KIND: due_later, due_soon, overdue, named, gate_decided. HOW: single, digest, off. The owner of a"
            " deadline of the law is reminded of it all the same.",
        ),
    ] = None,
    hours: Annotated[
        str | None,
        typer.Option("--quiet-hours", metavar="HH:MM-HH:MM", help="London time; only deadlines of the law disturb."),
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="A channel of channels.toml; default: the site's own.")
    ] = "",
) -> dict[str, Any]:
    """Say how somebody wants to be reminded; it replaces all that they wished before."""
    begins, ends = quiet_hours(hours)
    return {
        "kind": "set_preferences",
        "person": person,
        "modes": named(mode or (), "--mode", "due_soon=digest"),
        "quiet_from": begins,
        "quiet_to": ends,
        "channel": channel,
    }


@reads(app, "list", examples=("seedbed people list", "seedbed people list --at 2027-03-01 --json"))
def list_(desk: Desk, at: At = None) -> Answered:
    """List who is in the register, and who holds which role where."""
    from actions.queries.register import people_of
    from cli.render.people import show_people

    with desk.reading() as reading:
        people = people_of(desk.house, reading, at=moment(at))
    return Answered(schema="seedbed/people/1", value=people, show=lambda page: show_people(page, people))
