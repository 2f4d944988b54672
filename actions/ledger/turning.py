"""What administrators decide about the ledger itself: another key, or to go on after a loss; logged and signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict

from actions.house import House
from actions.ledger.checkpointing import MakeTurn, newest_signed, record, sign_turn
from actions.ledger.keys import SigningKey, keep_key, ledger_key, new_key, next_key_file, read_key
from actions.ledger.last_head import StoreGoneBack, forget_last_head, last_head, require_not_gone_back
from actions.people import ZONE, register_of
from actions.private_file import sync_folder
from config.settings import Settings
from engine.clock_record import trusted
from engine.commands import FreeText, PersonId
from engine.errors import InvalidInput, NotAllowed
from engine.ledger.checkpoints import Checkpoint
from engine.ledger.merkle import Frontier, tree_root
from engine.ledger.notes import Note, NoteKey
from engine.ledger.record import KeyInUse, KeyRotated, LossAccepted, keys_in_use, rotation_text
from engine.register import ADMIN
from engine.streams import LEDGER
from engine.time.local_time import local_date
from storage.codec import ledger_event
from storage.ledger import CheckpointRow
from storage.reading import Reading
from storage.records import RecordedBy
from storage.transaction import Transaction

_HEADS: Final = b'"type":"ledger.heads","v":1}'


class RotateKey(BaseModel):
    """Let another key sign the ledger from here on; ``lost`` when the present one cannot sign any more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: PersonId
    reason: FreeText
    lost: bool = False


class AcceptLoss(BaseModel):
    """Go on with a store that lacks what was signed, under another name, so that nobody takes it for whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: PersonId
    reason: FreeText


def ledger_keys(reading: Reading) -> list[KeyInUse]:
    """Every key that has signed this ledger, oldest first, as its own events have it."""
    lines = (line for line in reading.events(LEDGER) if not line.canon.endswith(_HEADS))
    return keys_in_use((line.gseq, ledger_event(line.canon)[1]) for line in lines)


def rotate_key(
    house: House, command: RotateKey, *, request_id: str, auth: str = "claim", dry_run: bool = False
) -> dict[str, Any]:
    """Make a new key, record the change signed by the old key and the new, and sign a checkpoint with the new.

    ``NotAllowed`` without the role admin, ``KeyMissing`` when the old key is not here and not said to be lost.
    """
    known = _repeated(house, command, request_id)
    if known is not None:
        return known
    with house.store.reading() as reading:
        newest = newest_signed(reading)
        if newest is None:
            raise InvalidInput("Nothing has been signed yet, so there is no key to change: seedbed ledger checkpoint")
        old = ledger_keys(reading)[-1].key
        require_not_gone_back(house.store, reading, house.settings, old.name)
    holder = None if command.lost else ledger_key(house.settings, newest[2])
    answer: dict[str, Any] = {"schema": "seedbed/ledger-rotated/1", "old": old.vkey(), "lost": command.lost}
    if dry_run:
        return _foreseen(house, command, answer)
    key = keep_key(next_key_file(house.settings), new_key(old.name), over=True)

    def turn(tx: Transaction) -> tuple[KeyRotated | LossAccepted, SigningKey]:
        note = _rotation(old, holder, key, tx.head().count).to_text()
        new = key.public.vkey()
        return KeyRotated(old=old.vkey(), new=new, note=note, lost=command.lost, reason=command.reason), key

    answer["new"] = key.public.vkey()
    row = sign_turn(house, _decided(house, command, request_id=request_id, auth=auth, answer=answer, turn=turn))
    _put_in_place(house.settings)
    return _answered(answer, row)


def accept_loss(
    house: House, command: AcceptLoss, *, request_id: str, auth: str = "claim", dry_run: bool = False
) -> dict[str, Any]:
    """Record which events were signed and are not here, and go on under another name with another key.

    ``NotAllowed`` without the role admin, ``InvalidInput`` when nothing is missing. A witness goes on refusing the old
    name for ever: what it saw under it cannot be continued.
    """
    known = _repeated(house, command, request_id)
    if known is not None:
        return known
    settings = house.settings
    with house.store.reading() as reading:
        origin = present_name(settings, reading)
        kept = None if origin is None else last_head(house.store, settings, origin)
        if origin is None or kept is None or not _is_lost(house, reading, origin):
            raise InvalidInput("Nothing is missing: the store goes on from the newest head that was kept outside it.")
        stated, note = kept
        lost_from = _lost_from(reading, stated)
    answer: dict[str, Any] = {
        "schema": "seedbed/ledger-restored/1",
        "lost_from": lost_from,
        "lost_to": stated.size - 1,
        "old_origin": origin,
        "origin": _next_name(origin),
    }
    if dry_run:
        return _foreseen(house, command, answer)
    key = keep_key(next_key_file(settings), new_key(answer["origin"]), over=True)

    def turn(tx: Transaction) -> tuple[KeyRotated | LossAccepted, SigningKey]:
        event = LossAccepted(
            known=note,
            lost_from=lost_from,
            lost_to=stated.size - 1,
            size=tx.head().count,
            origin=key.public.name,
            vkey=key.public.vkey(),
            reason=command.reason,
        )
        return event, key

    answer["new"] = key.public.vkey()
    row = sign_turn(house, _decided(house, command, request_id=request_id, auth=auth, answer=answer, turn=turn))
    forget_last_head(settings, origin, row.at)
    _put_in_place(settings)
    return _answered(answer, row)


def _is_lost(house: House, reading: Reading, origin: str) -> bool:
    try:
        require_not_gone_back(house.store, reading, house.settings, origin)
    except StoreGoneBack:
        return True
    return False


def _decided(
    house: House,
    command: RotateKey | AcceptLoss,
    *,
    request_id: str,
    auth: str,
    answer: dict[str, Any],
    turn: Callable[[Transaction], tuple[KeyRotated | LossAccepted, SigningKey]],
) -> MakeTurn:
    """What is recorded before the checkpoint: the decision, by whom and why, and the answer to its request."""

    def make(tx: Transaction, now: datetime) -> SigningKey:
        require_administrator(house, tx, command.actor, "decides about the ledger")
        event, key = turn(tx)
        by = RecordedBy(command.actor, ADMIN, auth)
        line = record(house, tx, event, now, by=by, cause=request_id)
        tx.remember(
            key=request_id,
            actor=command.actor,
            body_sha256=_body(command),
            response=orjson.dumps({**answer, "event": line.n, "gseq": line.gseq}),
            gseq_from=line.gseq,
            gseq_to=line.gseq,
            at=line.at(),
        )
        return key

    return make


def require_administrator(house: House, tx: Transaction, actor: str, does: str) -> None:
    """``NotAllowed`` unless the role admin is held on the day of the trusted clock."""
    at, last_at = trusted(house.clock.now(), tx.clock().ahead_ms), tx.head().last_at
    today = local_date(at if last_at is None else max(at, last_at), ZONE)
    register = register_of(tx)
    if register.is_admin(actor, today):
        return
    if not register.has_admin(today):
        raise NotAllowed("Nobody administers this data folder yet: seedbed init --first-admin PERSON --name NAME")
    raise NotAllowed(f"{actor} does not hold the role {ADMIN}: only an administrator {does}.")


def _foreseen(house: House, command: RotateKey | AcceptLoss, answer: dict[str, Any]) -> dict[str, Any]:
    """What would be recorded, for whoever may decide it; no key is made and nothing is written."""
    with house.store.transaction() as tx:
        require_administrator(house, tx, command.actor, "decides about the ledger")
    return {**answer, "new": None, "repeated": False, "dry_run": True}


def _repeated(house: House, command: RotateKey | AcceptLoss, request_id: str) -> dict[str, Any] | None:
    with house.store.reading() as reading:
        first = reading.answer(request_id)
    if first is None:
        return None
    if (first.actor, first.body_sha256) != (command.actor, _body(command)):
        raise InvalidInput(f"The request id {request_id} was used for another command.")
    return {**orjson.loads(first.response), "repeated": True, "dry_run": False}


def _body(command: RotateKey | AcceptLoss) -> str:
    return hashlib.sha256(f"{type(command).__name__}{command.model_dump_json()}".encode()).hexdigest()


def _answered(answer: dict[str, Any], row: CheckpointRow) -> dict[str, Any]:
    return {**answer, "checkpoint": row.note, "size": row.size, "repeated": False, "dry_run": False}


def _rotation(old: NoteKey, holder: SigningKey | None, key: SigningKey, gseq: int) -> Note:
    text = rotation_text(old, key.public, gseq)
    signers = [key] if holder is None else [holder, key]
    return Note(text=text, signatures=tuple(one.sign(text) for one in signers))


def _put_in_place(settings: Settings) -> None:
    """The new key takes the old one's file; a crash before this is mended when the key is next asked for."""
    path = settings.ledger_key_file
    next_key_file(settings).replace(path)
    sync_folder(path.parent)


def present_name(settings: Settings, reading: Reading) -> str | None:
    """The name under which the ledger is kept here: the key's, or that of the newest checkpoint; None before both."""
    try:
        return read_key(settings.ledger_key_file).public.name
    except FileNotFoundError:
        newest = newest_signed(reading)
        return None if newest is None else newest[1].origin


def _next_name(origin: str) -> str:
    """The name after a loss: the same with the number of the beginning, from 2."""
    base, _, number = origin.rpartition("/again-")
    return f"{base}/again-{int(number) + 1}" if base and number.isdigit() else f"{origin}/again-2"


def _lost_from(reading: Reading, known: Checkpoint) -> int:
    """The first event of which nothing vouches any more that it is the one that was signed."""
    count = reading.head().count
    if count < known.size:
        return count
    if tree_root(reading.hashes(0, known.size)) == known.root:
        return known.size  # only the checkpoint is gone
    return max(_still_true(reading, known.size), default=0)


def _still_true(reading: Reading, below: int) -> Iterator[int]:
    """The sizes at which the store's own checkpoints still hold."""
    frontier = Frontier()
    for row in reading.checkpoints():
        if row.size < below:
            frontier = frontier.extend(reading.hashes(frontier.size, row.size))
            if frontier.root() == row.edge().root():
                yield row.size
