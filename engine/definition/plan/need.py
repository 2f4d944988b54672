"""The need in words: what is wrong, for whom, and what is required; the wording check reads these sentences."""

from __future__ import annotations

from pydantic import Field

from engine.definition.words import Text, Word


class Need(Word):
    """The problem and its users, the outcomes wanted, and every requirement as a sentence of the documents."""

    problem: Text = Field(description="What is wrong today, for whom, and what it costs: no solution.")
    users: tuple[Text, ...] = Field(default=(), description="Who has the problem or will use the solution, and how.")
    outcomes: tuple[Text, ...] = Field(default=(), description="What will be better, and by how much.")
    requirements: tuple[Text, ...] = Field(default=(), max_length=500, description="A sentence for each.")
