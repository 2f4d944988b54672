"""What a lesson can be about: what the definition or the procedure names, so that whoever comes next finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from engine.decide.reasons import require_known
from engine.definition import Move, NoticeRule
from engine.errors import InvalidInput
from engine.evaluation import Context

PROCEDURE: Final = "procedure"
"""A lesson about the procedure as a whole."""


def _requirements(context: Context) -> Iterable[str]:
    """Each requirement with the move or the notice whose gate asks for it."""
    definition = context.definition
    gates: dict[str, Move | NoticeRule] = {**definition.moves_by_name, **definition.notices}
    return [f"{name}/{rule.id}" for name, gate in gates.items() for rule in gate.gate]


KINDS: Final[Mapping[str, Callable[[Context], Iterable[str]]]] = {
    "partner": lambda context: context.state.partners,
    "lot": lambda context: context.state.lots,
    "artefact": lambda context: context.definition.artefacts,
    "step": lambda context: context.definition.steps,
    "move": lambda context: context.definition.moves_by_name,
    "requirement": _requirements,
}
"""The kinds of elements, and the names that each has."""


def elements(context: Context) -> Iterable[str]:
    """Everything that a lesson can be about here."""
    return [PROCEDURE, *(f"{kind}:{name}" for kind, names in KINDS.items() for name in names(context))]


def require_element(context: Context, about: str) -> None:
    """``InvalidInput`` for what names no kind of element, ``NotFound`` for an element that there is not."""
    if about == PROCEDURE:
        return
    kind, colon, name = about.partition(":")
    if kind not in KINDS or not colon:
        kinds = ", ".join(f"{one}:{'MOVE/' if one == 'requirement' else ''}NAME" for one in KINDS)
        raise InvalidInput(
            f'A lesson is about {PROCEDURE} or about one of {kinds}; "{about}" is none of them.'
            f"{_perhaps(context, about)}"
        )
    require_known(KINDS[kind](context), name, kind)


def _perhaps(context: Context, about: str) -> str:
    """The element that was meant by a name alone."""
    meant = [f"{kind}:{about}" for kind, names in KINDS.items() if about in names(context)]
    meant += [f"requirement:{one}" for one in _requirements(context) if one.partition("/")[2] == about]
    return f" Did you mean {' or '.join(meant[:3])}?" if meant else ""
