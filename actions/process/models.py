"""A definition handed over as a model: nothing of any procedure is in it, so nothing is put on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

from actions.evidence.placing import drafted
from engine.definition import Definition
from exports.process.bpmn.writing import bpmn
from exports.process.machine import Machine, Which, machine_of
from exports.process.net import net_of
from exports.process.pnml import pnml
from exports.process.svg import svg
from procedures.show import mermaid, partner_mermaid


class Form(StrEnum):
    """What a definition can be written as."""

    PNML = "pnml"
    BPMN = "bpmn"
    MERMAID = "mermaid"
    SVG = "svg"


@dataclass(frozen=True, kw_only=True, slots=True)
class Modelled:
    """A model that was written."""

    definition: str
    version: str
    definition_sha256: str
    machine: str
    form: str
    file: str
    places: int
    moves: int
    sha256: str
    bytes: int

    @property
    def sentence(self) -> str:
        """What was done."""
        return f"{self.file}: {self.definition} {self.version}, {self.machine}, as {_CALLED[self.form]}."


_CALLED: Final = {"pnml": "a Petri net (PNML)", "bpmn": "BPMN 2.0", "mermaid": "Mermaid text", "svg": "a picture (SVG)"}


def export_model(
    definition: Definition, definition_sha256: str, out: Path, *, form: Form, which: Which, force: bool = False
) -> Modelled:
    """Write one of the two machines of a definition to a file."""
    machine = machine_of(definition, which)
    content = _MADE[form](definition, definition_sha256, machine)
    with drafted(out, force=force) as draft:
        draft.handle.write(content)
    return Modelled(
        definition=definition.name,
        version=definition.version,
        definition_sha256=definition_sha256,
        machine=which.value,
        form=form.value,
        file=str(out),
        places=len(machine.places),
        moves=len({way.name for way in machine.ways}),
        sha256=sha256(content).hexdigest(),
        bytes=len(content),
    )


def _mermaid(definition: Definition, machine: Machine) -> str:
    return mermaid(definition) if machine.which is Which.PROCEDURE else partner_mermaid(definition)


_MADE: Final[dict[Form, Callable[[Definition, str, Machine], bytes]]] = {
    Form.PNML: lambda _definition, _sha256, machine: pnml(net_of(machine)),
    Form.BPMN: bpmn,
    Form.MERMAID: lambda definition, _sha256, machine: _mermaid(definition, machine).encode(),
    Form.SVG: lambda _definition, _sha256, machine: svg(machine).encode(),
}
