"""People of a plan: how many there are, and who holds several roles."""

from __future__ import annotations

from pydantic import Field

from engine.definition.words import Name, Text, Word


class Staff(Word):
    """One person, or several alike, with the roles that each of them holds; never a real name."""

    roles: tuple[Name, ...] = Field(min_length=1)
    count: int = Field(default=1, ge=1, le=10_000, description="How many people these are.")
    title: Text | None = Field(default=None, description="What they are called in words: a post, not a name.")
    hours_a_week: int | None = Field(default=None, ge=1, le=168, description="Hours a week each has for this.")
    assumed: bool = False
