"""What the law wants on record: conflicts, exclusions, lessons, communications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictsDeclared:
    """A person declared interests."""

    person: str
    role: str
    position: str
    details: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExclusionChecked:
    """A partner was checked for exclusion and debarment."""

    partner: str
    outcome: str
    debarment_list_checked: bool
    subcontractors_checked: bool
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DebarmentListConsulted:
    """What a check rested on: the day of the list, where it was read, and whether the partner was heard."""

    partner: str
    list_on: date | None
    list_source: str | None
    heard: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ExclusionReported:
    """The appropriate authority was told of an exclusion."""

    partner: str
    on: date
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicatorsSet:
    """Key performance indicators were set, as (indicator, title, most material); none: with the reason."""

    partner: str
    indicators: list[tuple[str, str, bool]]
    published_on: date | None
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonRecorded:
    """A lesson was written down, tied to the element of the definition that it is about."""

    stage: str
    about: str
    worked: bool
    lesson: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CommunicationRecorded:
    """A communication with suppliers about the award was put on record."""

    partners: list[str]
    direction: str
    about: Sealed = None
