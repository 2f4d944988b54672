"""The access policy: deny by default; a person acts in a role only while it is assigned to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType

from engine.errors import NotAllowed, UnknownPerson


def require_assignment(
    person: str,
    role: str,
    procedure: str,
    held: Collection[str],
    *,
    today: date,
    known: bool = True,
    open_: bool = True,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Turn away anybody to whom the role is not assigned on this procedure today (exit code 7; 4 for the unknown).

    The message holds what an administrator would type: somebody who is not ``known`` to the register is added first,
    and a procedure that is not open yet has no reference to assign a role on. ``titles`` are those of roles.
    """
    if role in held:
        return
    if not known:
        holds = f"{person} is not in the register of people"
    else:
        named = ", ".join(titles.get(one, one) for one in sorted(held))
        holds = f"{person} holds {named} there" if held else f"{person} holds no role there today"
    added = "" if known else f'seedbed people add {person} --name "NAME", then '
    scope = procedure if open_ else "all"
    turned_away = NotAllowed if known else UnknownPerson
    raise turned_away(
        f"{person} does not hold the role {titles.get(role, role)} on {procedure} today: {holds}."
        f" An administrator can assign it: {added}"
        f"seedbed people assign {person} --role {role} --procedure {scope} --from {today.isoformat()}"
    )


AUDITOR = "auditor"
"""The role that reads everything and changes nothing: no definition can give it a power, and no gate waits for it."""


def role_in_words(role: str) -> str:
    """A role that no definition gives a title, as people read it: "Records officer"."""
    return role.replace("_", " ").capitalize()


def require_may_change(person: str, role: str) -> None:
    """``NotAllowed`` for an auditor, whatever a definition says: who checks a record does not write it."""
    if role == AUDITOR:
        raise NotAllowed(
            f"{person} acts as {AUDITOR}, who reads everything and changes nothing: somebody who holds another role"
            " does this."
        )


CLOCK = "clock"
"""The reserved name and role of Seedbed's own clock: in nobody's register, and nobody's to act as."""


def require_clock(*, actor: str, role: str, auth: str, of_the_clock: bool) -> bool:
    """Whether the clock acts; ``NotAllowed`` for anybody who would act as it, or do what is the clock's alone.

    ``auth`` is said by the part of Seedbed that received the request, never by who sent it.
    """
    named = CLOCK in (actor, role)
    if not named and not of_the_clock and auth != CLOCK:
        return False
    if actor == role == auth == CLOCK and of_the_clock:
        return True
    raise NotAllowed(
        f'{actor} may not act as {role} here: the name and the role "{CLOCK}" are reserved for Seedbed\'s own clock,'
        " which alone records that a deadline was missed, and records nothing else."
    )
