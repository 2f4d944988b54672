"""What a procedure is called outside: the notice that it was opened from is on file, and says its ocid."""

from __future__ import annotations

from actions.house import House
from engine.definition import Definition
from engine.errors import NotFound, VerificationFailed
from engine.state import State
from exports.ocds.reading.notice import notices_in

NOTICE_MEDIA = "application/json"


def notice_paper(definition: Definition) -> str | None:
    """The paper of a definition that takes a published notice: the procedure's own, in its first step, as JSON."""
    for name, rule in definition.artefacts.items():
        if NOTICE_MEDIA in rule.media_types and not rule.per_partner and definition.initial in rule.during:
            return name
    return None


def external_ocid(house: House, definition: Definition, state: State) -> str | None:
    """The ocid of the notice that a procedure was opened from; None where there is none, or it is withheld."""
    paper = notice_paper(definition)
    known = None if paper is None else state.artefacts.get(paper)
    if known is None:
        return None
    try:
        with house.artefacts.open(known.sha256) as stream:
            ocids = {notice.ocid for notice in notices_in(stream) if notice.title == state.title and notice.ocid}
    except (NotFound, VerificationFailed):
        return None
    return ocids.pop() if len(ocids) == 1 else None
