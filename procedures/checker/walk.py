"""Going through every part of a definition, and the place of each in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from engine.definition import Definition, Requirement
from engine.definition.words import LATER

ROOT = ""


def parts(model: BaseModel, where: str = ROOT) -> Iterator[tuple[str, BaseModel]]:
    """The model itself and every model inside it, each with its place."""
    yield where, model
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if LATER in field.metadata and value == field.get_default(call_default_factory=True):
            continue  # it is not in the file, and has no place there
        for place, inside in _inside(value, joined(where, field.alias or name)):
            yield from parts(inside, place)


def _inside(value: object, where: str) -> Iterator[tuple[str, BaseModel]]:
    if isinstance(value, BaseModel):
        yield where, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _inside(one, f"{where}[{number}]")
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _inside(one, f"{where}.{key}")


def joined(where: str, name: str) -> str:
    """A place inside a place."""
    return f"{where}.{name}" if where else name


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A requirement where it is asked: place, step, whose gate it is, and the states a partner's move starts from."""

    where: str
    requirement: Requirement
    step: str
    gate: str
    sources: tuple[str, ...] | None = None


def asked(definition: Definition) -> Iterator[Asked]:
    """Every requirement of every gate, once for each step in which it is asked."""
    for number, move in enumerate(definition.moves):
        for index, requirement in enumerate(move.gate):
            where = f"moves[{number}].gate[{index}]"
            yield Asked(where=where, requirement=requirement, step=move.source, gate=f"the move {move.move}")
    for name, notice in definition.notices.items():
        for index, requirement in enumerate(notice.gate):
            where = f"notices.{name}.gate[{index}]"
            for step in notice.during:
                yield Asked(where=where, requirement=requirement, step=step, gate=f"the notice {name}")
    for name, partner_move in definition.partners.moves.items():
        for index, requirement in enumerate(partner_move.gate):
            where = f"partners.moves.{name}.gate[{index}]"
            for step in partner_move.during:
                yield Asked(
                    where=where,
                    requirement=requirement,
                    step=step,
                    gate=f"the partner move {name}",
                    sources=partner_move.source,
                )
