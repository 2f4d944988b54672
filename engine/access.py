"""The access policy: deny by default; a person acts in a role only while it is assigned to them."""

from __future__ import annotations

from collections.abc import Collection

from engine.errors import NotAllowed


def require_assignment(person: str, role: str, procedure: str, held: Collection[str]) -> None:
    """Turn away anybody to whom the role is not assigned on this procedure today (exit code 7)."""
    if role in held:
        return
    holds = f"{person} holds {', '.join(sorted(held))} there" if held else f"{person} holds no role there today"
    raise NotAllowed(
        f"{person} does not hold the role {role} on {procedure} today: {holds}."
        f" An administrator can assign it: seedbed people assign {person} --role {role} --procedure {procedure}"
    )
