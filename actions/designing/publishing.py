"""A definition is published: proved, proposed by its author, approved by somebody else, and then open to procedures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson

from actions.designing.record import append, designs_of, now_of, require_designer
from actions.house import House
from actions.queries.moment import ZONE
from engine.designs import (
    DESIGNER,
    DefinitionProposed,
    DefinitionPublished,
    Designs,
    against_approving,
    against_proposing,
)
from engine.errors import DefinitionInvalid, InvalidInput, Refused
from engine.explanation import Explanation, blocked
from engine.time.calendar import Calendar
from engine.time.local_time import local_date
from procedures.loader import LoadedDefinition, definition_from_canonical
from procedures.proof import Circumstances, Proof, prove
from procedures.registry import FOLDER, load, shipped
from storage.reading import Reading
from storage.records import RecordedBy

SCHEMA: Final = "seedbed/definition-publication/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """What became of a definition: ``status`` is proposed or published; ``warnings`` is how many findings warn."""

    status: str
    definition: str
    name: str
    version: str
    law_pack: str
    author: str
    approved_by: str | None
    warnings: int
    accepted: tuple[str, ...]
    request_id: str
    repeated: bool = False
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A definition under which procedures may be opened here, or that waits for it; ``running`` counts procedures."""

    name: str
    version: str
    definition: str
    law_pack: str
    status: str
    author: str | None
    approved_by: str | None
    running: int


def publish(
    house: House,
    loaded: LoadedDefinition,
    *,
    actor: str,
    request_id: str,
    approve: bool,
    auth: str = "claim",
    dry_run: bool = False,
) -> Publication:
    """Propose a definition as its author, or approve it as somebody else; asked again, it answers what it did.

    ``DefinitionInvalid`` lists every finding that blocks, or that nobody has accepted with a reason; ``Refused`` the
    author's own approval; ``NotAllowed`` for whoever is no designer.
    """
    proof = proved(house, loaded)  # it takes its time: nobody else waits for it
    body = hashlib.sha256(f"publish {loaded.digest} {approve}".encode()).hexdigest()
    with house.store.transaction() as tx:
        first = tx.answer(request_id)
        if first is not None:
            return _repeated(first.actor, first.body_sha256, actor, body, first.response, request_id)
        now, designs = now_of(house, tx), designs_of(tx)
        require_designer(tx, actor, now)
        _require_publishable(proof)
        definition = loaded.definition
        event = _approved(designs, loaded, actor) if approve else _proposed(designs, loaded, proof, actor)
        answer = Publication(
            status="published" if approve else "proposed",
            definition=loaded.digest,
            name=definition.name,
            version=definition.version,
            law_pack=definition.law_pack,
            author=event.author if isinstance(event, DefinitionPublished) else event.by,
            approved_by=event.by if isinstance(event, DefinitionPublished) else None,
            warnings=len(proof.findings) - len(_accepted(proof)),
            accepted=_accepted(proof),
            request_id=request_id,
            dry_run=dry_run,
        )
        if not dry_run:
            tx.put_definition(
                sha256=loaded.digest, name=definition.name, version=definition.version, data=loaded.canonical
            )
            by = RecordedBy(id=actor, role=DESIGNER, auth=auth)
            stored = append(house, tx, [event], now=now, by=by, cause=request_id)
            tx.remember(
                key=request_id,
                actor=actor,
                body_sha256=body,
                response=orjson.dumps(asdict(answer)),
                gseq_from=stored[0].gseq,
                gseq_to=stored[-1].gseq,
                at=now,
            )
    return answer


def proved(house: House, loaded: LoadedDefinition) -> Proof:
    """What every checker says of it, today and on the calendar of this house."""
    today = local_date(house.clock.now(), loaded.definition.zone or ZONE)
    calendar = Calendar.from_data(house.shelf.load(loaded.definition.calendar))
    return prove(loaded, circumstances=Circumstances(on=today, calendar=calendar))


def published(house: House, reading: Reading) -> tuple[Listed, ...]:
    """Every definition that ships or was published here, and every proposal that waits, by name and version."""
    running: dict[str, int] = {}
    for known in reading.procedures():
        row = reading.procedure(known[0])
        if row is not None and row.ended is None:
            running[row.definition] = running.get(row.definition, 0) + 1
    found = [*_shipped(running), *_own(designs_of(reading), running)]
    return tuple(sorted(found, key=lambda one: (one.name, one.version, one.status)))


def require_published(house: House, reading: Reading, loaded: LoadedDefinition, *, unpublished: bool = False) -> None:
    """``Refused``, with what to type, for a definition of one's own that nobody has approved.

    Not asked where time is simulated: a demonstration or a rehearsal is no procurement. ``unpublished`` lets a trial
    run in a folder where every procedure is one.
    """
    if house.store.info.mode == "demo" or is_shipped(loaded) or loaded.digest in designs_of(reading).published:
        return
    definition = loaded.definition
    if unpublished:
        real = [known[0] for known in reading.procedures() if not _on_trial(reading, known[0])]
        if not real:
            return
        why = f"{real[0]} here is a real procedure, and trials have folders of their own: seedbed --home ./trial init"
        raise _refusal(definition.name, definition.version, "trial", why, None)
    why = f"{definition.name} {definition.version} ({loaded.digest[:12]}) was not published by two people of this house"
    next_ = f"design publish {loaded.path}, or for a trial in a folder of its own: add --unpublished"
    raise _refusal(definition.name, definition.version, "published", why, next_)


def is_shipped(loaded: LoadedDefinition) -> bool:
    """Whether Seedbed published it: its bytes are those of a file that ships, wherever they came from."""
    if Path(loaded.path).resolve().parent == FOLDER.resolve():
        return True
    called = loaded.definition.name, loaded.definition.version
    return any(load(one.path).digest == loaded.digest for one in shipped() if (one.name, one.version) == called)


def _on_trial(reading: Reading, procedure: str) -> bool:
    """A procedure under a definition that is neither shipped nor published, or one that has ended."""
    row = reading.procedure(procedure)
    if row is None or row.ended is not None:
        return True
    stored = definition_from_canonical(reading.definition(row.definition))
    ships = any((one.name, one.version) == (stored.name, stored.version) for one in shipped())
    return not ships and row.definition not in designs_of(reading).published


def _refusal(name: str, version: str, id_: str, why: str, next_: str | None) -> Refused:
    found = blocked(id_, "A procedure runs under a published definition.", why, next_=next_)
    return Refused(Explanation(procedure="", asked=f"open a procedure under {name} {version}", findings=(found,)))


def _require_publishable(proof: Proof) -> None:
    """Every finding that stands in the way, one line each, as every check of a definition says it."""
    if proof.publishable:
        return
    path = proof.loaded.path
    lines = [
        f"{path}:{one.line}: {one.finding.message}{f' ({one.finding.rule})' if one.finding.rule else ''}"
        for one in proof.placed
        if one.finding.blocks or one.finding.wants_reason
    ]
    raise DefinitionInvalid("\n".join(lines))


def _accepted(proof: Proof) -> tuple[str, ...]:
    return tuple(sorted({finding.rule for finding in proof.findings if finding.accepted}))


def _proposed(designs: Designs, loaded: LoadedDefinition, proof: Proof, actor: str) -> DefinitionProposed:
    definition = loaded.definition
    against = against_proposing(designs, loaded.digest, definition.name, definition.version)
    if against is not None:
        raise Refused(against)
    if any((one.name, one.version) == (definition.name, definition.version) for one in shipped()):
        raise InvalidInput(f"{definition.name} {definition.version} ships with Seedbed: give yours another name.")
    return DefinitionProposed(
        definition=loaded.digest,
        name=definition.name,
        version=definition.version,
        law_pack=definition.law_pack,
        by=actor,
        accepted=list(_accepted(proof)),
    )


def _approved(designs: Designs, loaded: LoadedDefinition, actor: str) -> DefinitionPublished:
    definition = loaded.definition
    against = against_approving(designs, loaded.digest, definition.name, definition.version, actor)
    if against is not None:
        raise Refused(against)
    return DefinitionPublished(
        definition=loaded.digest,
        name=definition.name,
        version=definition.version,
        law_pack=definition.law_pack,
        author=designs.proposed[loaded.digest].by,
        by=actor,
    )


def _repeated(  # noqa: PLR0917 - what was kept beside what is asked
    first: str, body: str, actor: str, asked: str, response: bytes, request_id: str
) -> Publication:
    if (first, body) != (actor, asked):
        raise InvalidInput(f"The request id {request_id} was used for another command: give this one its own.")
    kept = orjson.loads(response)
    return Publication(**{**kept, "accepted": tuple(kept["accepted"]), "repeated": True})


def _shipped(running: dict[str, int]) -> Iterator[Listed]:
    for one in shipped():
        loaded = load(one.path)
        yield Listed(
            name=one.name, version=one.version, definition=loaded.digest, law_pack=loaded.definition.law_pack,
            status="shipped", author=None, approved_by=None, running=running.get(loaded.digest, 0),
        )  # fmt: skip


def _own(designs: Designs, running: dict[str, int]) -> Iterator[Listed]:
    for known in designs.published.values():
        yield Listed(
            name=known.name, version=known.version, definition=known.definition, law_pack=known.law_pack,
            status="published", author=known.author, approved_by=known.by, running=running.get(known.definition, 0),
        )  # fmt: skip
    for waiting in designs.proposed.values():
        yield Listed(
            name=waiting.name, version=waiting.version, definition=waiting.definition, law_pack=waiting.law_pack,
            status="proposed", author=waiting.by, approved_by=None, running=0,
        )  # fmt: skip
