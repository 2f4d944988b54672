"""Completion in the shell: what could stand here, read from the data folder; where none can be read, nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actions.queries.moment import Moment


def complete_from(what: str) -> Callable[[Any, list[str], str], list[str]]:
    """A completer of procedures, of shipped definitions, or of the names that the procedure before it knows."""

    def complete(ctx: Any, args: list[str], incomplete: str) -> list[str]:
        from engine.errors import SeedbedError

        try:
            known = _EVERYWHERE[what]() if what in _EVERYWHERE else _names(what, _reference(ctx))
        except SeedbedError:
            return []
        return sorted(name for name in known if name.startswith(incomplete))

    return complete


def _reference(ctx: Any) -> str:
    """The procedure on the line; behind an option that waits for its value it is not taken apart yet."""
    return str(ctx.params.get("ref") or next(iter(ctx.args), ""))


def _procedures() -> list[str]:
    from cli.desk import Desk, Options

    with Desk(Options(quiet=True)) as desk, desk.reading() as reading:
        return [row[0] for row in reading.procedures()]


def _definitions() -> list[str]:
    from procedures.registry import shipped

    return [one.name for one in shipped()]


def _names(what: str, ref: str) -> list[str]:
    from actions.queries.moment import moment_of
    from cli.desk import Desk, Options

    with Desk(Options(quiet=True)) as desk, desk.reading() as reading:
        return list(_KNOWN[what](moment_of(desk.house, reading, ref)))


def _targets(moment: Moment) -> Iterable[str]:
    return dict.fromkeys(move.target for move in moment.definition.moves_from[moment.state.step])


def _elements(moment: Moment) -> Iterable[str]:
    from engine.decide.elements import elements

    return elements(moment.context())


_EVERYWHERE: dict[str, Callable[[], list[str]]] = {"procedures": _procedures, "definitions": _definitions}

_KNOWN: dict[str, Callable[[Moment], Iterable[str]]] = {
    "targets": _targets,
    "artefacts": lambda moment: moment.definition.artefacts,
    "decisions": lambda moment: moment.definition.decisions,
    "notices": lambda moment: moment.definition.notices,
    "deadlines": lambda moment: moment.definition.deadlines,
    "partners": lambda moment: moment.state.partners,
    "partner_moves": lambda moment: moment.definition.partners.moves,
    "envelopes": lambda moment: moment.definition.money.envelopes,
    "commitments": lambda moment: moment.state.commitments,
    "rounds": lambda moment: moment.definition.rounds,
    "lots": lambda moment: moment.state.lots,
    "elements": _elements,
}
