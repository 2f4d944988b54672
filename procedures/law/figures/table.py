"""Dated figures as data, and the one that applies on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pydantic import Field, ValidationError, model_validator

from engine.definition.words import Name, RuleId, Text, Titled, Word
from engine.errors import DefinitionInvalid, NotFound
from procedures import strict_yaml
from procedures.complaints import complaints
from procedures.strict_yaml import complaint

FOLDER: Final = Path(__file__).parent


class Band(Word):
    """One band of a figure that depends on the year of an appraisal: up to this year, so much."""

    until: int | None = Field(default=None, ge=0, description="The last year of the band; none: for ever after.")
    value: Decimal


class Figure(Word):
    """A figure and the days on which it applies: one value, or one for each band."""

    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")
    rule: RuleId
    confidence: Text
    value: Decimal | None = None
    bands: tuple[Band, ...] = ()

    @model_validator(mode="after")
    def _one_or_bands(self) -> Figure:
        if (self.value is None) != bool(self.bands):
            raise ValueError("give exactly one of: value, bands")
        if self.bands and (self.bands[-1].until is not None or any(band.until is None for band in self.bands[:-1])):
            raise ValueError("the last band, and only it, has no end (until)")
        return self

    @property
    def amount(self) -> Decimal:
        """The one value; DefinitionInvalid for a figure of bands."""
        if self.value is None:
            raise DefinitionInvalid("This figure has a value for each band: ask for the rate of a year.")
        return self.value

    def at(self, year: int) -> Decimal:
        """The value for a year of an appraisal."""
        if self.value is not None:
            return self.value
        return next(band.value for band in self.bands if band.until is None or year <= band.until)


class Series(Titled):
    """A figure through time: no two of its values apply on the same day."""

    unit: Text
    values: tuple[Figure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _no_overlap(self) -> Series:
        for before, after in pairwise(self.values):
            if before.end is None or before.end >= after.start:
                raise ValueError(f"the value from {after.start} begins before the one from {before.start} ends")
        return self


class Table(Titled):
    """A file of figures."""

    figures: dict[Name, Series] = Field(min_length=1)
    source: Text


@cache
def tables() -> Mapping[str, Table]:
    """Every file of figures by its name."""
    return MappingProxyType({path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))})


def load(path: Path) -> Table:
    """Read one file of figures; DefinitionInvalid says what is wrong on which line."""
    document = strict_yaml.read(path.read_bytes(), str(path))
    try:
        return Table.model_validate_json(json.dumps(document.value), strict=True)
    except ValidationError as error:
        said = [complaint(str(path), line, where, words) for line, where, words in complaints(error, document, Table)]
        raise DefinitionInvalid("\n".join(said)) from error


def series(name: str) -> Series:
    """A series by its name; NotFound names what there is."""
    known = {key: one for table in tables().values() for key, one in table.figures.items()}
    if name not in known:
        raise NotFound(f'There is no figure "{name}". There is: {", ".join(sorted(known))}.')
    return known[name]


def figure(name: str, on: date) -> Figure:
    """The figure that applies on a day: thresholds go by the day on which a procurement begins (law.md 10, trap 16)."""
    for value in series(name).values:
        if value.start <= on and (value.end is None or on <= value.end):
            return value
    raise NotFound(f"The figure {name} has no value for {on.isoformat()}.")


def rate(name: str, on: date, year: int) -> Decimal:
    """A discount rate in per cent for a year of an appraisal that is made on a day (VFM-1..5)."""
    return figure(name, on).at(year)
