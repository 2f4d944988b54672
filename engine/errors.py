"""What can go wrong, one name per outcome; every error knows its exit code for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from engine.explanation import Explanation


class SeedbedError(Exception):
    """Base of every error that Seedbed raises on purpose; the message says what to do next."""

    exit_code: ClassVar[int] = 1


class InvalidInput(SeedbedError):
    """A value given by a person is malformed: the message names the field and what is accepted."""

    exit_code = 2


class Refused(SeedbedError):
    """A lawful "no": the command was understood, and every reason against it is in the explanation."""

    exit_code = 3

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        super().__init__(explanation.sentence)


class WrongFolder(SeedbedError):
    """A data folder is not of the kind that this needs: demonstrations and live procedures never share one."""

    exit_code = 3


class BeyondCalendar(SeedbedError):
    """Working days were asked for outside the dates that the calendar knows; they are never guessed."""

    exit_code = 3


class NotFound(SeedbedError):
    """Nothing of that name exists; the message suggests what does."""

    exit_code = 4


class HistoryConflict(SeedbedError):
    """Someone else moved first: the message says who, when and what changed."""

    exit_code = 5


class VerificationFailed(SeedbedError):
    """The history, or what was derived from it, is not what it claims to be."""

    exit_code = 6


class NotAllowed(SeedbedError):
    """The person does not hold the role that the command needs on this procedure today."""

    exit_code = 7


class UnknownPerson(NotAllowed):
    """Somebody who is not in the register of people asks for something: turned away as any unknown name is."""

    exit_code = 4


class DefinitionInvalid(SeedbedError):
    """A procedure definition is wrong: the message names file, line and what was expected."""

    exit_code = 8


class Busy(SeedbedError):
    """The data folder or database is held by someone else; trying again is safe."""

    exit_code = 75
