"""Duties that run through a whole procedure: exclusions, changes to what was published, contracts, indicators."""

from __future__ import annotations

from pydantic import Field

from engine.definition.words import Name, NoticeName, StepName, Titled


class ExclusionRules(Titled):
    """How exclusion is checked, what a supplier may say first, and who is told of it (UK-EXC-1..8)."""

    list_recorded: bool = Field(
        default=False, description="Each check says of which day the debarment list was, and where it was read."
    )
    list_age_days: int | None = Field(
        default=None, ge=0, le=365, description="At a gate the list that was looked at is no older than so many days."
    )
    right_of_reply: bool = Field(
        default=False, description="An adverse outcome is recorded only after the supplier was heard (UK-EXC-4)."
    )
    reported: tuple[Name, ...] = Field(
        default=(), description="Partner states of which the appropriate authority is told (UK-EXC-5)."
    )
    report_by: tuple[Name, ...] = Field(default=(), description="Roles that tell it.")
    report_days: int = Field(default=30, ge=1, le=365, description="Within so many days beginning with that day.")


class ModificationRules(Titled):
    """What may still be changed once the tender notice is out, until when, and who is told (UK-MOD-1..4)."""

    by: tuple[Name, ...] = Field(min_length=1)
    notice: NoticeName = Field(description="The notice that is published again.")
    free_until: Name = Field(description="The deadline before which any change may be made.")
    until: Name = Field(description="The deadline for final tenders: nothing is changed after it.")
    told: tuple[Name, ...] = Field(
        min_length=1, description="Partner states of the participating suppliers, each of whom is told."
    )
    light_touch: Name | None = Field(default=None, description="The fact under which a change may be substantial too.")


class ContractChangeRules(Titled):
    """Which changes of a contract are permitted, and from which size on a notice comes first (UK-CHG-1..3)."""

    by: tuple[Name, ...] = Field(min_length=1)
    notice: NoticeName = Field(description="The contract change notice.")
    states: tuple[Name, ...] = Field(min_length=1, description="Partner states in which there is a contract.")
    during: tuple[StepName, ...] = Field(min_length=1)
    percent: int = Field(default=10, ge=1, le=100, description="Of the value: goods and services.")
    works_percent: int = Field(default=15, ge=1, le=100, description="Of the value: works.")
    term_percent: int = Field(default=10, ge=1, le=100, description="Of the greatest term.")
    most_percent: int = Field(
        default=50, ge=1, le=1000, description="Of the value: what is unforeseeable, or a risk that was known."
    )
    standstill: Name | None = Field(
        default=None, description="A voluntary standstill that starts with the notice: over before the change."
    )


class IndicatorRules(Titled):
    """Key performance indicators: how many at least, and how many of them the contract details notice names."""

    by: tuple[Name, ...] = Field(min_length=1)
    states: tuple[Name, ...] = Field(min_length=1, description="Partner states for whose contract they are set.")
    least: int = Field(default=3, ge=1, le=50, description="So many at least, unless none would be appropriate.")
    material: int = Field(default=3, ge=1, le=50, description="So many of the most material are named in the notice.")
