"""The access policy: deny by default; a person acts in a role only while it is assigned to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from engine.errors import NotAllowed


def require_assignment(
    person: str,
    role: str,
    procedure: str,
    held: Collection[str],
    *,
    today: date,
    known: bool = True,
    open_: bool = True,
) -> None:
    """Turn away anybody to whom the role is not assigned on this procedure today (exit code 7).

    The message holds what an administrator would type: somebody who is not ``known`` to the register is added first,
    and a procedure that is not open yet has no reference to assign a role on.
    """
    if role in held:
        return
    if not known:
        holds = f"{person} is not in the register of people"
    else:
        holds = f"{person} holds {', '.join(sorted(held))} there" if held else f"{person} holds no role there today"
    added = "" if known else f'seedbed people add {person} --name "NAME", then '
    scope = procedure if open_ else "all"
    raise NotAllowed(
        f"{person} does not hold the role {role} on {procedure} today: {holds}."
        f" An administrator can assign it: {added}"
        f"seedbed people assign {person} --role {role} --procedure {scope} --from {today.isoformat()}"
    )
