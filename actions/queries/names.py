"""Names that people type: an unknown one is not found, told as the commands tell it."""

from __future__ import annotations

from collections.abc import Iterable


def require_known(known: Iterable[str], name: str, what: str) -> None:
    """``NotFound`` with what may have been meant, unless the name is known."""
    names = list(known)
    if name not in names:
        # Reading does not need what deciding needs: a third of the start of `seedbed list`.
        from engine.decide.reasons import require_known as refuse

        refuse(names, name, what)
