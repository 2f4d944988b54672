"""What goes wrong: processes that die or stall at any call, and a mail server that is away, slow, or forgetful."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from channels.failure import TemporaryFailure
from channels.message import Message
from storage.database import Store, open_store
from storage.session import Session


class Crash(BaseException):
    """The process is gone. No handler of ours catches it, as none runs after kill -9."""


class Window(NamedTuple):
    """From when to when something was not as it should be."""

    from_at: datetime
    until_at: datetime
    what: str


class Fuse:
    """Counts the calls of one process to its store and its channels, and lets the planned one go wrong."""

    def __init__(self) -> None:
        """Nothing is planned."""
        self.left: int | None = None
        self.after = False
        self.dead = False
        self.stall: tuple[int, Callable[[], None]] | None = None

    @property
    def armed(self) -> bool:
        """Whether anything may go wrong, so that calls have to be counted."""
        return self.left is not None or self.stall is not None or self.dead

    def light(self, calls: int, *, after: bool) -> None:
        """Plan to die at a call (from 0), before it is made or after it."""
        self.left, self.after = calls, after

    def call(self, work: Callable[[], Any]) -> Any:
        """Make one call, unless it is the one."""
        if self.dead:
            raise Crash
        here = self.left == 0
        if self.left is not None:
            self.left -= 1
        if here and not self.after:
            self.die()
        result = work()
        if here:
            self.die()
        return result

    def pause(self) -> None:
        """A place between transactions, where the process may be stopped for a while and then go on."""
        if self.stall is None:
            return
        left, meanwhile = self.stall
        self.stall = (left - 1, meanwhile) if left > 0 else None
        if left == 0:
            meanwhile()

    def die(self) -> None:
        """From now on every call fails, those of clean-up too: the dead write nothing."""
        self.dead = True
        raise Crash


class FragileSession:
    """A session whose calls are counted."""

    def __init__(self, session: Session, fuse: Fuse) -> None:
        """Stand before a session."""
        self.session, self._fuse = session, fuse

    def __getattr__(self, name: str) -> Any:
        """Any method of the session; undoing is always possible, for the database undoes what the dead had begun."""
        found = getattr(self.session, name)
        if not callable(found) or name in {"rollback", "close"}:
            return found
        return lambda *args, **kwargs: self._fuse.call(lambda: found(*args, **kwargs))


class FragileStore(Store):
    """A store of one process, whose every statement may be its last."""

    fuse: Fuse
    hasty: set[int]

    def take(self) -> Session:
        """Return a connection; its calls are counted while anything may go wrong."""
        self.fuse.pause()
        session = super().take()
        if session.dialect == "sqlite" and id(session) not in self.hasty:
            # A process that dies loses nothing that the kernel has; cut power is tested elsewhere, with FULL.
            session.all("PRAGMA synchronous = OFF")
            self.hasty.add(id(session))
        return cast(Session, FragileSession(session, self.fuse)) if self.fuse.armed else session

    def give_back(self, session: Session, *, usable: bool) -> None:
        """Keep the connection itself."""
        super().give_back(session.session if isinstance(session, FragileSession) else session, usable=usable)


def fragile_store(url: str, fuse: Fuse) -> FragileStore:
    """Open a store for one process."""
    opened = open_store(url)
    made = FragileStore(opened.address, opened.info, opened.take())
    made.fuse, made.hasty = fuse, set()
    return made


class Arrival(NamedTuple):
    """A message that the mail server took."""

    at: datetime
    id: str
    person: str
    content: str


@dataclass
class Post:
    """A mail server in memory: away during its outages; now and then it takes a message and does not say so."""

    now: Callable[[], datetime]
    outages: list[Window]
    says: timedelta | None = None
    """What it asks for with "try again later", if it says anything."""
    forgets: Callable[[], bool] = lambda: False
    fuse: Fuse = field(default_factory=Fuse)
    arrived: list[Arrival] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    name: str = "post"

    def deliver(self, message: Message) -> str:
        """Take a message, as ``channels.channel.Channel`` promises."""
        self.fuse.pause()
        return str(self.fuse.call(lambda: self._taken(message)))

    def _taken(self, message: Message) -> str:
        at = self.now()
        if any(outage.from_at <= at < outage.until_at for outage in self.outages):
            raise TemporaryFailure("the mail server is away", retry_after=self.says, everybody=True)
        self.arrived.append(Arrival(at, message.id, message.recipient.reference, repr(message)))
        if self.forgets():
            self.torn.append(message.id)
            raise TemporaryFailure("the connection broke after the last byte")
        return f"taken as {len(self.arrived)}"

    def close(self) -> None:
        """Nothing is open."""
