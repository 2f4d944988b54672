"""The papers of the re-enactment: one Markdown file for each kind of document, filled in for whoever it is about."""

from __future__ import annotations

from pathlib import Path
from string import Template

from actions.roadlab import case, scores
from actions.roadlab.cast import INNOVATORS, Innovator
from actions.roadlab.results import MEASURED_RESULTS, MILESTONES
from engine.definition import Definition

_FOLDER = Path(__file__).parent
_BY_REF = {innovator.ref: innovator for innovator in INNOVATORS}


def paper(definition: Definition, artefact: str, partner: str | None) -> bytes:
    """The bytes of one document, the same on every machine; its first lines say what it is and is not."""
    title = definition.artefacts[artefact].title
    innovator = None if partner is None else _BY_REF[partner]
    of = "" if innovator is None else f", {innovator.label}"
    head = f"# {title}{of}\n\n> {case.RE_ENACTMENT}\n\n"
    body = template(artefact).substitute(_about_everybody(definition) | _about(innovator))
    return f"{head}{body}".encode()


def template(artefact: str) -> Template:
    """What stands in the folder for this kind of document."""
    return Template((_FOLDER / f"{artefact}.md").read_text(encoding="utf-8"))


def _about_everybody(definition: Definition) -> dict[str, str]:
    names = {innovator.ref: innovator.label for innovator in INNOVATORS}
    return {f"{round_}_scores": scores.table(definition, round_, names) for round_ in scores.MODERATED}


def _about(innovator: Innovator | None) -> dict[str, str]:
    if innovator is None:
        return {}
    return {
        "name": innovator.label,
        "lot": case.LOTS[innovator.lot],
        "proposal": innovator.proposal,
        "milestone": MILESTONES.get(innovator.ref, ""),
        "result": MEASURED_RESULTS.get(innovator.ref, ""),
        "source": f"Source of the name: {innovator.source}." if innovator.source else "The name is assumed.",
    }
