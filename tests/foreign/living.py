"""Lives the foreign procedures to an end that is wished for, and shortens one of their figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.definition import Move
from tests.definitions.playing import Ending
from tests.foreign.reading import foreign, ukraine
from tests.hands import Case
from tests.pilot import Partners, make, way

FOUR: Partners = dict.fromkeys(("acme", "bolt", "core", "dale"))
NOBODY: Partners = {}


def lived(name: str, ending: Ending) -> Case:
    """A procedure from its opening to one of its ends; where too few may be left, nobody comes or all are sent off."""
    case = Case(foreign(name), calendar=ukraine())
    case.do("open")
    move = None if ending.move is None else case.definition.moves_by_name[ending.move]
    partners = NOBODY if move is not None and _too_few(move) and _where_they_come(case, move) else FOUR
    for made in way(case.definition, case.state.step, ending.source):
        make(case, made, partners=partners)
        _invite(case)
    if move is None:
        case.do("terminate")
        return case
    if _too_few(move):
        _send_away(case, move)
    make(case, move.move, partners=partners)
    return case


def _too_few(move: Move) -> bool:
    """Whether it is an end for want of suppliers."""
    return move.target == "UNSUCCESSFUL"


def _where_they_come(case: Case, move: Move) -> bool:
    return move.source in case.definition.partners.entry.during


def _invite(case: Case) -> None:
    """Where no deadline shuts the door, the authority lets its one supplier in."""
    entry = case.definition.partners.entry
    if case.definition.route == "NEGOTIATION" and case.state.step in entry.during and not case.state.partners:
        case.do("register_partner", partner="acme")


def _send_away(case: Case, move: Move) -> None:
    """Nobody who is counted at most stays where it is counted: each is moved out as the definition lets it."""
    for ref, partner in case.state.partners.items():
        for name in ("reject", "not_admit", "withdraw"):
            out = case.definition.partners.moves.get(name)
            if out is not None and partner.state in out.source and move.source in out.during:
                case.do("move_partner", partner=ref, move=name)
                break


def figures(name: str) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """Each figure of a definition that its rule set gives, and what makes it a little less."""
    for deadline, rule in foreign(name).definition.deadlines.items():
        if rule.period is not None and rule.title.endswith("award") and rule.period.length > 1:
            yield f"{deadline}.period", _period(deadline)
        if rule.minimum:
            yield f"{deadline}.minimum", _minimum(deadline)


def _period(deadline: str) -> Callable[[Any], None]:
    def shorten(value: Any) -> None:
        value["deadlines"][deadline]["period"]["length"] -= 1

    return shorten


def _minimum(deadline: str) -> Callable[[Any], None]:
    def shorten(value: Any) -> None:
        value["deadlines"][deadline]["minimum"][0]["period"]["length"] -= 1

    return shorten
