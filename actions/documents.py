"""A document's way into the house: its bytes are durable before any event may name them, and out again when allowed."""

from __future__ import annotations

from typing import IO

from actions.house import House
from actions.queries.moment import Moment
from actions.queries.names import require_known
from actions.queries.withheld import DOCUMENT, withholdings_of
from engine.commands import Sha256
from engine.errors import NotFound, Refused
from engine.explanation import Explanation, blocked
from engine.reading import sealed_until
from engine.state import Artefact, artefact_key
from engine.time.local_time import describe_instant
from storage.artefacts import Readable, StoredArtefact
from storage.reading import Reading
from storage.records import ArtefactRow


def keep_document(house: House, stream: Readable, *, media_type: str, max_bytes: int) -> StoredArtefact:
    """Store bytes under their SHA-256 and note them; beyond ``max_bytes`` InvalidInput, and nothing is kept."""
    stored = house.artefacts.put(stream, max_bytes=max_bytes)
    now = house.clock.now()
    with house.store.transaction() as tx:
        tx.put_artefact(
            ArtefactRow(sha256=stored.sha256, size=stored.size, media=media_type, state="stored", first_at=now)
        )
    return stored


def document_on_file(moment: Moment, artefact: str, partner: str | None) -> Artefact:
    """The newest version; ``Refused`` while its deadline keeps it sealed, ``NotFound`` when nothing is on file."""
    definition, state = moment.definition, moment.state
    require_known(definition.artefacts, artefact, "artefact")
    rule = definition.artefacts[artefact]
    known = state.artefacts.get(artefact_key(artefact, partner))
    if known is None:
        of = f" of {partner}" if partner else ""
        known_for = sorted(key.partition("@")[2] for key in state.artefacts if key.startswith(f"{artefact}@"))
        hint = f" It is on file for {', '.join(known_for)}: say --partner." if known_for and not partner else ""
        raise NotFound(f'"{rule.title}"{of} is not on file in {state.procedure}.{hint}')
    sealed = sealed_until(definition, state, artefact, moment.now)
    if sealed is not None:
        raise Refused(_still_sealed(moment, artefact, sealed))
    return known


def require_kept(reading: Reading, procedure: str, known: Artefact) -> None:
    """``Refused``, with ground and deciders, when a version's bytes were withheld for good; its digest stays."""
    gone = withholdings_of(reading, procedure).get((known.submitted_n, DOCUMENT))
    if gone is not None:
        why = f"its bytes are gone; {gone.words}. Its digest is {known.sha256}"
        finding = blocked("withheld", "Its bytes are kept.", why, rules=("UK-REC-1",))
        raise Refused(Explanation(procedure=procedure, asked="read this document", findings=(finding,)))


def open_document(house: House, sha256: Sha256) -> IO[bytes]:
    """The bytes, every one of them checked; ``VerificationFailed`` when they are not what was filed."""
    return house.artefacts.open(sha256)


def _still_sealed(moment: Moment, artefact: str, deadline: str) -> Explanation:
    definition, state = moment.definition, moment.state
    due, title = state.deadlines.get(deadline), definition.deadlines[deadline].title
    when = "is not running yet" if due is None else f"ends {describe_instant(due.due_at, definition.zone)}"
    return Explanation(
        procedure=state.procedure,
        asked=f'read "{definition.artefacts[artefact].title}"',
        findings=(
            blocked(
                "sealed",
                "Its deadline has passed.",
                f'it stays unopened until "{title}" has passed, which {when}',
                next_=f"seedbed deadline explain {state.procedure} {deadline}",
                rules=("UK-CLK-6",),
            ),
        ),
    )
