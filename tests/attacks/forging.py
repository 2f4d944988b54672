"""An attacker who knows the schema: drops the triggers, rewrites rows, and makes everything fit again that he can.

Whoever can write the database can recompute every hash, restate every head, move every reference and have the
projections made anew. What he cannot do is change a copy that somebody else holds.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from actions.house import open_house
from actions.ledger.keys import SigningKey, keep_key
from actions.rebuild import rebuild
from config.settings import Settings
from engine.canonical import canonical
from engine.chain import hash_n, prev_0
from engine.ledger.checkpoints import Checkpoint
from engine.ledger.heads import HEADS_TYPE, LEDGER, StreamHeadAt, heads_root
from engine.ledger.merkle import Frontier
from engine.ledger.notes import Note
from storage.address import parse_address
from storage.database import open_session
from storage.digests import entry_digest
from storage.session import Session

Body = dict[str, Any]


@dataclass(kw_only=True)
class Forged:
    """An event as the attacker wants it: its body, and the gseq it had."""

    body: Body
    was: int
    disclosures: list[tuple[Any, ...]] = field(default_factory=list)


class Forger:
    """Holds the database without its guards."""

    def __init__(self, settings: Settings) -> None:
        """Open the file and drop every trigger."""
        self._settings = settings
        self.session: Session = open_session(parse_address(settings.database_url))
        self._guards = self.session.all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in self._guards:
            self.session.run(f"DROP TRIGGER {name}")

    def close(self) -> None:
        """Put the guards back as they were, and let go."""
        for _, statement in self._guards:
            self.session.run(statement)
        self.session.close()

    # -- one row, and nothing else -------------------------------------------------------------------------------------

    def edit(self, gseq: int) -> None:
        """Change one event and leave its hash."""
        body = self._body(gseq)
        self.session.run("UPDATE event SET canon = ? WHERE gseq = ?", (canonical(_changed(body)), gseq))

    def delete(self, gseq: int) -> None:
        """Take one event away."""
        self.session.run("DELETE FROM event WHERE gseq = ?", (gseq,))

    def swap(self, gseq: int) -> None:
        """Let an event and the one after it change places."""
        for here, there in ((gseq, -9), (gseq + 1, gseq), (-9, gseq + 1)):
            self.session.run("UPDATE event SET gseq = ? WHERE gseq = ?", (there, here))

    def duplicate_key(self, gseq: int) -> None:
        """Write a key twice, so that one reader sees the one and another the other; the event's own hash fits."""
        canon, prev = self.session.all("SELECT canon, prev FROM event WHERE gseq = ?", (gseq,))[0]
        twice = canon.replace(b'{"at":', b'{"at":"2020-01-01T00:00:00.000000Z","at":', 1)
        self.session.run("UPDATE event SET canon = ?, hash = ? WHERE gseq = ?", (twice, hash_n(prev, twice), gseq))

    def _body(self, gseq: int) -> Body:
        body: Body = json.loads(self.session.all("SELECT canon FROM event WHERE gseq = ?", (gseq,))[0][0])
        return body

    # -- everything made to fit ----------------------------------------------------------------------------------------

    def rewrite(self, change: Callable[[list[Forged]], list[Forged]]) -> None:
        """Change the history as a whole, chain it anew, restate the heads, and let every reference follow."""
        events = change(self._all())
        moved = {event.was: gseq for gseq, event in enumerate(events)}
        session, heads = self.session, dict[str, StreamHeadAt]()
        session.begin_write()
        for table in ("event", "disclosure"):
            session.run(f"DELETE FROM {table}")  # noqa: S608 - the tables are named here
        for gseq, event in enumerate(events):
            body, stream = event.body, event.body["stream"]
            before = heads.get(stream)
            body.update(gseq=gseq, n=0 if before is None else before.n + 1)
            if body["type"] == HEADS_TYPE:
                body["data"] = {"count": len(heads), "root": heads_root(heads.values()).hex()}
            prev, canon = prev_0(stream) if before is None else before.hash, canonical(body)
            own = hash_n(prev, canon)
            heads[stream] = StreamHeadAt(stream, body["n"], own)
            session.run("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", (gseq, stream, body["n"], canon, prev, own))
            for path, _, salt, value, subject, klass in event.disclosures:
                row = (gseq, path, own, salt, value, subject, klass)
                session.run("INSERT INTO disclosure VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        last_at = events[-1].body["at"] if events else None
        session.run("UPDATE head SET count = ?, last_at = ?", (len(events), last_at))
        self._references(moved, len(events))
        session.commit()

    def _all(self) -> list[Forged]:
        rows = self.session.all("SELECT canon, gseq FROM event ORDER BY gseq")
        found = {gseq: Forged(body=json.loads(canon), was=gseq) for canon, gseq in rows}
        for gseq, *rest in self.session.all(
            "SELECT gseq, path, event_hash, salt, value, subject, class FROM disclosure ORDER BY gseq, path"
        ):
            found[gseq].disclosures.append(tuple(rest))
        return list(found.values())

    def _references(self, moved: dict[int, int], count: int) -> None:
        session = self.session
        for key, first, last in session.all("SELECT key, gseq_from, gseq_to FROM command WHERE gseq_to IS NOT NULL"):
            self._command(key, moved.get(first), moved.get(last))
        for entry, gseq, *rest in session.all(
            "SELECT id, gseq, stream, kind, dedupe, payload FROM outbox WHERE gseq IS NOT NULL"
        ):
            if gseq not in moved:
                session.run("DELETE FROM outbox WHERE id = ?", (entry,))
                continue
            digest = entry_digest((entry, moved[gseq], *rest))
            session.run("UPDATE outbox SET gseq = ?, digest = ? WHERE id = ?", (moved[gseq], digest, entry))

    def _command(self, key: str, first: int | None, last: int | None) -> None:
        """Let a remembered command follow its events, or take it away when these are not one command's any more."""
        causes = set()
        if first is not None and last is not None:
            causes = {self._body(gseq)["cause"] for gseq in range(min(first, last), max(first, last) + 1)}
        if len(causes) != 1:
            self.session.run("DELETE FROM command WHERE key = ?", (key,))
            return
        at = self._body(first or 0)["at"]
        row = (causes.pop(), first, last, at, key)
        self.session.run("UPDATE command SET key = ?, gseq_from = ?, gseq_to = ?, at = ? WHERE key = ?", row)

    # -- checkpoints ---------------------------------------------------------------------------------------------------

    def drop_checkpoints(self) -> None:
        """Take away all that was signed."""
        self.session.run("DELETE FROM cosignature")
        self.session.run("DELETE FROM checkpoint")

    def sign_anew(self, key: SigningKey) -> None:
        """Sign a checkpoint over every statement of heads, with a key that was stolen or made."""
        self.drop_checkpoints()
        frontier = Frontier()
        for gseq, stream, canon, digest in self.session.all(
            "SELECT gseq, stream, canon, hash FROM event ORDER BY gseq"
        ):
            frontier = frontier.add(digest)
            body = json.loads(canon)
            if stream != LEDGER or body["type"] != HEADS_TYPE:
                continue
            text = Checkpoint(origin=key.public.name, size=gseq + 1, root=frontier.root()).to_text()
            note = Note(text=text, signatures=(key.sign(text),)).to_text()
            row = (gseq + 1, body["at"], note, frontier.to_bytes())
            self.session.run("INSERT INTO checkpoint (size, at, note, frontier) VALUES (?, ?, ?, ?)", row)

    def put_key(self, key: SigningKey) -> None:
        """Put another key in the place of the ledger's."""
        keep_key(self._settings.ledger_key_file, key, over=True)


def rebuilt(settings: Settings) -> None:
    """Have the projections made anew, so that they are those of the forged history."""
    house = open_house(settings)
    try:
        rebuild(house)
    finally:
        house.close()


def put_back(settings: Settings, earlier: Path) -> None:
    """Put an older copy in the database's place."""
    database = settings.home / "seedbed.db"
    for name in ("seedbed.db-wal", "seedbed.db-shm"):
        (settings.home / name).unlink(missing_ok=True)
    shutil.copyfile(earlier, database)


def changed(events: list[Forged], gseq: int) -> list[Forged]:
    """The history with another content of one event."""
    events[gseq].body = _changed(events[gseq].body)
    return events


def _changed(body: Body) -> Body:
    """Something that no replay notices: which request led to it."""
    return {**body, "cause": f"{body['cause']}-forged"}


def without_ledger(events: list[Forged]) -> list[Forged]:
    """The history without a word of the ledger."""
    return [event for event in events if event.body["stream"] != LEDGER]
