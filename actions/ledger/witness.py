"""A witness: remembers the last head of each log that it saw, and signs the next only when the history has grown.

It needs no data folder: a key and a folder of its own, on another account or another machine than the log. It can be
given to anyone who has Seedbed; and a log of Seedbed's can be given to any other witness that speaks C2SP tlog-witness.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from actions.ledger.ed25519 import verify
from actions.ledger.keys import keep_key, new_key, read_key
from actions.private_file import replace_private
from engine.errors import InvalidInput, NotAllowed, NotFound, VerificationFailed
from engine.ledger.checkpoints import Checkpoint, parse_checkpoint, read_checkpoint
from engine.ledger.merkle import EMPTY_ROOT, verify_consistency
from engine.ledger.notes import KeyKind, NoteKey, Signed, parse_vkey, signed_by
from engine.ledger.proofs import WitnessRequest

_KEY: Final = "witness.key"
_LOGS: Final = "logs.vkeys"


class SawAnother(VerificationFailed):
    """The log shows another history than it showed before: it went back, or was rewritten, or shows two."""

    status: ClassVar[int] = 422


class AskedFrom(InvalidInput):
    """The proof begins at another size than the witness saw last, which it names: ``seen``."""

    status: ClassVar[int] = 409

    def __init__(self, old: int, seen: int, origin: str) -> None:
        self.seen = seen
        super().__init__(
            f"The proof begins at {old:,} events; the last that this witness saw of {origin} were {seen:,}. Ask for"
            f" that proof: seedbed ledger prove --since {seen}"
        )


class WentBack(AskedFrom):
    """The checkpoint has fewer events than the witness has signed: an old copy, or a log that went back."""

    def __init__(self, stated: Checkpoint, seen: int) -> None:
        super().__init__(stated.size, seen, stated.origin)
        text = (
            f"This checkpoint of {stated.origin} has {stated.size:,} events, and this witness has signed {seen:,}."
            " Nothing was signed. If there is no larger one, an older database was put back in its place: tell the"
            " auditor."
        )
        self.args = (text,)


class UnknownLog(NotFound):
    """The witness was not told to trust any key of this log."""

    status: ClassVar[int] = 404


class NotTheLogs(NotAllowed):
    """No signature under the checkpoint is of a key that the witness trusts for this log."""

    status: ClassVar[int] = 403


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """The last head of one log that a witness signed, and its note."""

    stated: Checkpoint
    note: str


class Witness:
    """A folder with a key, the keys of the logs that are trusted, and the last head of each."""

    def __init__(self, folder: Path) -> None:
        """Open the folder; ``NotFound`` when no witness was made in it."""
        self.folder = folder
        try:
            self._key = read_key(folder / _KEY)
        except FileNotFoundError:
            raise NotFound(f"There is no witness in {folder}. Make one: seedbed witness init --name NAME") from None

    @property
    def key(self) -> NoteKey:
        """The public half of the witness's key."""
        return self._key.public

    def logs(self) -> list[NoteKey]:
        """The keys of the logs that are trusted, in the order in which they were added."""
        try:
            lines = (self.folder / _LOGS).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [parse_vkey(line) for line in lines if line.strip()]

    def trust(self, key: NoteKey) -> bool:
        """Trust a log's key from now on; False when it is trusted already. After a rotation both are."""
        if key.kind is not KeyKind.NOTE:
            raise InvalidInput(f"{key.name} is the key of a witness, not of a log.")
        with self._held():
            known = self.logs()
            if key in known:
                return False
            lines = "".join(f"{one.vkey()}\n" for one in (*known, key))
            replace_private(self.folder / _LOGS, lines.encode())
            return True

    def seen(self, origin: str) -> Seen | None:
        """The last head of a log that was signed here, or None."""
        try:
            text = self._state(origin).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        stated, _ = read_checkpoint(text)
        return Seen(stated=stated, note=text)

    def cosign(self, request: WitnessRequest, now: datetime) -> str:
        """Check that the log only grew, remember its head, and return the cosignature's line.

        ``UnknownLog``, ``NotTheLogs``, ``AskedFrom`` with the size to begin at, ``SawAnother`` for a log that shows
        another history: the request is then kept as evidence, for the log has signed it.
        """
        stated = parse_checkpoint(request.note.text)
        self._require_signed(request, stated)
        if request.old > stated.size:
            raise InvalidInput(f"The proof begins at {request.old:,} events, and the checkpoint has {stated.size:,}.")
        with self._held():
            self._require_grown(request, stated)
            line = self._key.cosign(request.note.text, int(now.timestamp())).to_text()
            replace_private(self._state(stated.origin), f"{request.note.to_text()}{line}".encode())
        return line

    def _require_signed(self, request: WitnessRequest, stated: Checkpoint) -> None:
        keys = [key for key in self.logs() if key.name == stated.origin]
        if not keys:
            raise UnknownLog(f"This witness trusts no key of {stated.origin}: seedbed witness trust VKEY")
        found = [signed_by(request.note, key, verify) for key in keys]
        if Signed.BAD in found or Signed.GOOD not in found:
            raise NotTheLogs(f"The checkpoint of {stated.origin} is not signed by a key that this witness trusts.")

    def _require_grown(self, request: WitnessRequest, stated: Checkpoint) -> None:
        last = self.seen(stated.origin)
        size, root = (0, EMPTY_ROOT) if last is None else (last.stated.size, last.stated.root)
        if stated.size < size:
            raise WentBack(stated, size)
        if request.old != size:
            raise AskedFrom(request.old, size, stated.origin)
        if not verify_consistency(root, size, stated.root, stated.size, request.proof):
            kept = self._keep_evidence(request, stated)
            raise SawAnother(
                f"{stated.origin} shows another history than before: its {stated.size:,} events do not go on from the"
                f" {size:,} that this witness signed. Nothing was signed. What the log signed is kept in {kept}: two"
                " signed heads that do not fit are proof of it. Tell the auditor."
            )

    def _keep_evidence(self, request: WitnessRequest, stated: Checkpoint) -> Path:
        path = self._state(stated.origin).with_suffix(f".refused-{stated.size}-{stated.root.hex()[:16]}")
        replace_private(path, request.to_text().encode())
        return path

    def _state(self, origin: str) -> Path:
        return self.folder / f"{origin.replace('/', '_')}.seen"

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Check and remember as one step: two requests at once must not take turns forgetting."""
        descriptor = os.open(self.folder / _KEY, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def make_witness(folder: Path, name: str) -> Witness:
    """Make a witness in a folder; ``InvalidInput`` when there is one under another name."""
    key = keep_key(folder / _KEY, new_key(name, KeyKind.COSIGNATURE))
    if key.public.name != name:
        raise InvalidInput(f"{folder} holds the witness {key.public.name} already.")
    return Witness(folder)
