"""Documents and the decisions about them."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import Artefact, DecisionTaken, State, artefact_key


def submitted(s: State, v: e.ArtefactSubmitted, n: int, at: datetime) -> None:
    s.artefacts[artefact_key(v.artefact, v.partner)] = Artefact(
        version=v.version,
        sha256=v.sha256,
        size=v.size,
        media_type=v.media_type,
        submitted_by=v.by,
        status="submitted",
        reviewed_by=None,
        n=n,
        submitted_n=n,
    )


def reviewed(s: State, v: e.ArtefactAccepted | e.ArtefactRejected, n: int, at: datetime) -> None:
    key = artefact_key(v.artefact, v.partner)
    status = "accepted" if type(v) is e.ArtefactAccepted else "rejected"
    s.artefacts[key] = s.artefacts[key]._replace(status=status, reviewed_by=v.by, n=n)


def decided(s: State, v: e.DecisionRecorded, n: int, at: datetime) -> None:
    taken = DecisionTaken(outcome=v.outcome, by=v.by, role=v.role, confirms=v.confirms, n=n, at=at)
    s.decisions[v.decision] = (*s.decisions.get(v.decision, ()), taken)
    _acted(s, v.role, v.by)


def _acted(s: State, role: str, person: str) -> None:
    known = s.actors.get(role, ())
    if person not in known:
        s.actors[role] = (*known, person)
