"""What a gate is asked of, what it answers, and what is settled once it was met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Values = tuple[int, ...]
Partner = tuple[int, ...]
"""The number of its state, then what is remembered of it."""
Partners = tuple[Partner, ...]

NOT_YET, RUNS, PASSED = 0, 1, 2
"""A deadline that has not begun; that runs; that is over."""
MISSING, GOOD, SENT_BACK, LOCKED = 0, 1, 2, 3
"""A paper that is not there; there and not sent back; sent back; accepted, and out of its time, for good."""
UNKNOWN, BEST, POOR = 0, 1, 2
"""What is known of a partner's rank: nothing; it is the best; it is below a published minimum."""


class Scene(NamedTuple):
    """What is remembered of the procedure, of its partners, and the one whose own gate is asked."""

    whole: Values
    partners: Partners
    one: int | None = None

    def asked(self, states: frozenset[int]) -> tuple[Partner, ...]:
        """The partner whose gate it is, in whatever state; else all that are in these states."""
        if self.one is not None:
            return (self.partners[self.one],)
        return tuple(partner for partner in self.partners if partner[0] in states)


Test = Callable[[Scene], bool]


class Want(StrEnum):
    """Why a requirement can stay unmet for good."""

    SUPPLIERS = "suppliers"
    LAPSED = "lapsed"
    OTHER = "other"


class Force(NamedTuple):
    """What is settled once a requirement was met: of the procedure, or of partners in some states."""

    fact: int
    states: frozenset[int] | None = None
    value: int = GOOD


def yes(scene: Scene) -> bool:
    """Met on the spot, whatever has happened."""
    return True


def no(scene: Scene) -> bool:
    """Never met, whatever is done."""
    return False


class Answer(NamedTuple):
    """How a requirement is tested, why it can fail for good, and what it settles."""

    test: Test = yes
    want: Want = Want.OTHER
    forces: tuple[Force, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Check:
    """One requirement of one gate in one step."""

    id: str
    where: str
    answer: Answer

    @property
    def test(self) -> Test:
        """Whether it can be met in a scene."""
        return self.answer.test

    @property
    def always(self) -> bool:
        """Whether it can be met on the spot whatever has happened."""
        return self.answer.test is yes
