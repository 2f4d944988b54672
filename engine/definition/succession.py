"""What a new version calls by another name: so that running procedures of an older version can be moved to it."""

from __future__ import annotations

from pydantic import Field

from engine.definition.words import Name, StepName, Word


class Succession(Word):
    """Names of one older version, each with the name that this version has for the same thing."""

    version: str = Field(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$", description="The older version, of the same name.")
    steps: dict[StepName, StepName] = Field(default_factory=dict, description="Several may become one.")
    stages: dict[Name, Name] = Field(default_factory=dict)
    partner_states: dict[Name, Name] = Field(default_factory=dict, description="Several may become one.")
    artefacts: dict[Name, Name] = Field(default_factory=dict)
    decisions: dict[Name, Name] = Field(default_factory=dict)
    deadlines: dict[Name, Name] = Field(default_factory=dict)
    envelopes: dict[Name, Name] = Field(default_factory=dict)
    rounds: dict[Name, Name] = Field(default_factory=dict)

    @property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        """The same as (kind, older name, newer name), in the order of the kinds, then of the names."""
        return tuple(
            (kind, old, new)
            for kind, field in FIELDS.items()
            for old, new in sorted(getattr(self, field).items())
            if old != new
        )


FIELDS = {
    "step": "steps",
    "stage": "stages",
    "partner_state": "partner_states",
    "artefact": "artefacts",
    "decision": "decisions",
    "deadline": "deadlines",
    "envelope": "envelopes",
    "round": "rounds",
}
"""The kinds of things that can have another name, and where a definition says so."""
