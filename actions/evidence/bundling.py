"""Making a bundle: the history is signed, the file written and put on record; only then does it get its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.evidence.choosing import Choice
from actions.evidence.gathering import case_of, gather
from actions.evidence.page import evidence_page
from actions.evidence.placing import Draft, drafted, room_beside
from actions.evidence.telling import Telling, veiled, what_to_tell
from actions.exporting import exporting_role, record_export
from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.ledger.keys import ledger_key
from engine.errors import NotFound
from engine.ledger.checkpoints import read_checkpoint
from engine.ledger.notes import parse_note
from exports.bundle.shipped import verifier_sha256
from exports.bundle.writing import Collected, Written
from storage.ledger import CheckpointRow

WHAT = "bundle"
"""What the log of exports calls it."""

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundled:
    """A bundle that was handed over, and its place in the log of exports."""

    procedure: str
    file: str
    sha256: str
    bytes: int
    bundle: str
    checkpoint: str
    events: int
    documents: int
    disclosed: int
    withheld: int
    missing: tuple[tuple[int, str], ...]
    role: str
    logged_as: int
    verifier_sha256: str

    @property
    def sentence(self) -> str:
        """What was done."""
        places = "1 place is" if self.withheld == 1 else f"{self.withheld} places are"
        untold = f"{places} withheld, each with why" if self.withheld else "nothing is withheld"
        return (
            f"{self.file}: {self.events:,} event{'' if self.events == 1 else 's'} of {self.procedure},"
            f" {self.documents} document{'' if self.documents == 1 else 's'}; {untold}."
        )


def export_bundle(
    house: House,
    procedure: str,
    out: Path,
    *,
    actor: str,
    role: str | None = None,
    choices: Sequence[Choice] = (),
    checkpoints: Iterable[int] = (),
    force: bool = False,
    request_id: str | None = None,
    auth: str = "claim",
    watch: Watch = lambda _what, _done, _total: None,
) -> Bundled:
    """Write everything about a procedure that an outsider needs to check it, whole or not at all.

    ``NotAllowed`` unless the actor may take copies out, ``NotFound`` for an unknown procedure or checkpoint,
    ``InvalidInput`` when the file exists or a choice means nothing. It is on record before it has its name.
    """
    with house.store.reading() as reading:
        acting = exporting_role(house, reading, actor=actor, procedure=procedure, role=role)
    newest = sign_history(house)
    if newest is None:
        raise NotFound("There is no history yet.")
    with drafted(out, force=force) as draft:
        written, telling, upto_n = _write(house, procedure, draft, newest, _Asked(actor, choices, checkpoints), watch)
        digest = draft.sha256()
        logged = record_export(
            house,
            actor=actor,
            role=acting,
            procedure=procedure,
            what=WHAT,
            sha256=digest,
            request_id=request_id,
            upto_n=upto_n,
            withheld=written.withheld,
            auth=auth,
        )
    return Bundled(
        procedure=procedure,
        file=str(out),
        sha256=digest,
        bytes=written.size,
        bundle=written.base,
        checkpoint=read_checkpoint(newest.note)[0].short,
        events=written.events,
        documents=written.documents,
        disclosed=written.disclosed,
        withheld=written.withheld,
        missing=tuple(telling.missing),
        role=acting,
        logged_as=logged.n,
        verifier_sha256=verifier_sha256(),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asked for the bundle, what it leaves out, and which checkpoints it must hold."""

    actor: str
    choices: Sequence[Choice]
    checkpoints: Iterable[int]


def _write(  # noqa: PLR0917 - one half of the act above
    house: House, procedure: str, draft: Draft, newest: CheckpointRow, asked: _Asked, watch: Watch
) -> tuple[Written, Telling, int]:
    """Collect while the store is read, then copy documents when nobody need wait for it any more."""
    key = ledger_key(house.settings, parse_note(newest.note))
    with house.store.reading() as reading:
        case = case_of(house, reading, procedure, newest)
        telling = what_to_tell(case, asked.choices, asked.actor)
        open_only = veiled(case, telling, asked.choices)
        evidence = gather(
            case,
            telling,
            newest,
            asked=asked.checkpoints,
            seal=key.sign,
            page=lambda: evidence_page(house, open_only, case, telling, newest),
        )
        collected = Collected(evidence, lambda: room_beside(draft.path), watch)
    with collected:
        return collected.write(draft.handle, watch), telling, case.upto_n
