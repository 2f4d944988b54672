"""A draft procedure opened from a published notice: what fits is taken, and the notice itself is filed as it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from actions.answer import Answer
from actions.documents import keep_document
from actions.house import House
from actions.open_data.elsewhere import NOTICE_MEDIA, notice_paper
from actions.perform import Request, perform
from actions.queries.fitting import fitting_role
from engine import commands as c
from engine.definition import Definition
from engine.errors import InvalidInput, NotFound
from exports.ocds.reading.notice import Notice, notices_in
from procedures.loader import LoadedDefinition
from storage.artefacts import safe_display_name

_UNKNOWN_YET = "role_to_be_found"
_SHOWN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenIn:
    """What was taken from a notice, and what was done with it; without answers nothing was (``dry_run``)."""

    procedure: str
    definition: str
    dry_run: bool
    notice: Notice
    lots: tuple[tuple[str, str], ...]
    paper: str | None
    questions: tuple[tuple[str, str], ...]
    answers: tuple[Mapping[str, Any], ...]


def notice_of(path: Path, release: str | None) -> Notice:
    """The notice of a file that is meant: its only one, or the one of which somebody gave the release id."""
    try:
        with path.open("rb") as stream:
            known = list(notices_in(stream))
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no file {path}.") from None
    except OSError as error:
        raise InvalidInput(f"FILE: {path} cannot be read: {error.strerror or error}.") from error
    found = [one for one in known if release in (None, one.release)]
    if not found:
        what = "planned procurement or tender notice with a title" if release is None else f"release {release}"
        raise NotFound(f"There is no {what} in {path}. What there is: seedbed ocds check {path}")
    newest = {one.ocid: one for one in sorted(found, key=lambda one: one.published)}
    if len(newest) > 1:
        shown = "\n".join(f"  --release {one.release}  {one.title}" for one in list(newest.values())[:_SHOWN])
        more = f"\n  and {len(newest) - _SHOWN:,} more" if len(newest) > _SHOWN else ""
        raise InvalidInput(f"{path} holds notices of {len(newest):,} processes; say which one:\n{shown}{more}")
    (meant,) = newest.values()
    # An update says only what changed: who buys was said before it.
    buyers = [one.buyer for one in known if one.ocid == meant.ocid and one.buyer]
    return meant if meant.buyer or not buyers else replace(meant, buyer=buyers[-1])


def take_in(
    house: House,
    path: Path,
    notice: Notice,
    loaded: LoadedDefinition,
    *,
    procedure: str,
    facts: Mapping[str, bool],
    actor: str,
    role: str | None,
    request_id: str,
    dry_run: bool,
) -> TakenIn:
    """Open the procedure and file the notice: two commands, each done once however often this is repeated.

    Raises what the commands raise; a notice that is longer than its paper may be is refused before anything is done.
    """
    definition = loaded.definition
    paper = notice_paper(definition)
    lots = notice.lots if len(notice.lots) > 1 else ()  # one lot is the whole
    house.definitions.add(loaded)
    opening: dict[str, Any] = {
        "kind": "open",
        "title": notice.title,
        "definition": loaded.digest,
        "lots": dict(lots),
        "facts": dict(facts),
    }
    answers: list[Answer] = []
    questions = tuple((name, rule.question) for name, rule in definition.facts.items() if name not in facts)
    if not (dry_run and questions):
        _require_room(definition, paper, path)
        command = _command(house, procedure, actor, role, opening)
        answers.append(perform(house, Request(command=command, request_id=request_id, dry_run=dry_run)))
    if paper is not None and not dry_run:
        answers.append(_file(house, path, paper, definition, procedure=procedure, actor=actor, request_id=request_id))
    return TakenIn(
        procedure=procedure,
        definition=definition.name,
        dry_run=dry_run,
        notice=notice,
        lots=lots,
        paper=paper,
        questions=questions,
        answers=tuple(answer.to_data() for answer in answers),
    )


def _require_room(definition: Definition, paper: str | None, path: Path) -> None:
    size = path.stat().st_size
    if paper is not None and size > definition.artefacts[paper].max_bytes:
        raise InvalidInput(
            f"FILE: {path} has {size:,} bytes, and {definition.artefacts[paper].title!r} holds"
            f" {definition.artefacts[paper].max_bytes:,} at most: cut the release out of its package first."
        )


def _file(
    house: House, path: Path, paper: str, definition: Definition, *, procedure: str, actor: str, request_id: str
) -> Answer:
    """Keep the very bytes that came, and put them on file."""
    with path.open("rb") as stream:
        stored = keep_document(house, stream, media_type=NOTICE_MEDIA, max_bytes=definition.artefacts[paper].max_bytes)
    filing = {
        "kind": "submit_artefact",
        "artefact": paper,
        "sha256": stored.sha256,
        "size": stored.size,
        "media_type": NOTICE_MEDIA,
        "name": safe_display_name(path.name),
    }
    command = _command(house, procedure, actor, None, filing)
    return perform(house, Request(command=command, request_id=f"{request_id}/notice"))


def _command(house: House, procedure: str, actor: str, role: str | None, fields: Mapping[str, Any]) -> c.Command:
    values = {"procedure": procedure, "actor": actor, "role": role or _UNKNOWN_YET, **fields}
    command = c.COMMANDS.validate_python(values)
    if role is not None:
        return command
    with house.store.reading() as reading:
        return command.model_copy(update={"role": fitting_role(house, reading, command)})
