"""The bundle that most tests harm: twenty events, a document, sealed values, three checkpoints, two witnesses."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from tests.exports.verifier.lives import Recorder, story_of
from tests.exports.verifier.writer import LOG, SECOND_WITNESS, WITNESS, Files, Story, bag_of
from tests.factories import small

PAPER = b"# The problem\n\nCrossings are too slow for those who walk slowly.\n"


@lru_cache
def _case() -> Recorder:
    case = Recorder(small())
    case.do("open", facts={"big": True, "hurried": False})
    for role in ("manager", "owner", "lawyer", "chair"):
        case.do("declare_conflicts", role=role)
    case.do("declare_conflicts", role="assessor", position="mitigated", details="A cousin works there.")
    case.do("submit_artefact", artefact="paper", sha256="ab" * 32, size=10)
    case.do("reject_artefact", artefact="paper", reason="It prescribes a solution.")
    case.do("submit_artefact", artefact="paper", sha256=sha256(PAPER).hexdigest(), size=len(PAPER))
    case.do("accept_artefact", artefact="paper")
    case.do("record_decision", decision="go", outcome="pass", reason="It is worth trying.")
    case.do("waive", move="prepare", requirement="announced", reason="Everybody knows.")
    case.do("advance", to="READY")
    case.do("record_lesson", stage="plan", about="procedure", worked=True, lesson="Ask the users first.")
    case.do("set_envelope", envelope="trials", amount_minor=100_000)
    case.do("set_envelope", envelope="trials", amount_minor=200_000)
    case.do("set_envelope", envelope="contracts", amount_minor=1_000_000)
    case.do("pause", reason="An election.")
    case.do("unpause", reason="It is over.")
    return case


def twenty() -> Story:
    """The story anew each time: tests change it."""
    case = _case()
    assert len(case.history) == 20
    story = story_of(case, signers=(LOG, WITNESS, SECOND_WITNESS))
    story.documents[sha256(PAPER).hexdigest()] = PAPER
    second = next(n for n, one in enumerate(story.happenings) if one.data.get("size") == len(PAPER))
    del story.withheld[second, "document"]
    story.withheld[
        next(n for n, one in enumerate(story.happenings) if "data.details" in one.sealed), "data.details"
    ] = "privacy"
    story.calendars[0]["holidays"] = story.calendars[0]["holidays"]
    return story


@lru_cache
def bag() -> Files:
    """Its files; tests copy them before they change any."""
    return bag_of(twenty())
