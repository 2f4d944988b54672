"""What RoadLab's recorded history is written as: golden files for what a person can read, digests for the rest.

After a change that is meant, ``python -m tests.exports.process.recorded`` writes them afresh.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from engine.canonical import parse_instant
from exports.process.bpmn.writing import bpmn
from exports.process.machine import Which, machine_of
from exports.process.net import net_of
from exports.process.ocel.writing import ocel
from exports.process.pnml import pnml
from exports.process.prov import prov
from exports.process.source import Entry, History
from exports.process.svg import svg
from exports.process.tables.writing import files_of
from exports.process.xes import Told, xes
from procedures.loader import definition_from_canonical
from storage.codec import happened
from tests.golden.importing import events_in
from tests.golden.recording import HISTORIES

GOLDEN = Path(__file__).with_name("golden")
DIGESTS = GOLDEN / "SHA256SUMS"
ROADLAB = HISTORIES / "uk_innovative_partnership-1.0.0" / "roadlab"
READABLE = ("moves.xes", "partners.csv", "deadlines.csv", "procedure.csv")


def roadlab() -> History:
    """RoadLab as it was recorded once, from its canonical bytes."""
    entries = []
    for one in events_in(ROADLAB):
        body = one.event.body()
        if body["stream"] == "RL-1":
            by = body["recorded_by"]
            entries.append(
                Entry(
                    n=one.event.n,
                    at=parse_instant(body["at"]),
                    type=body["type"],
                    event=happened(one.event.canon).event,
                    data=body["data"],
                    by=by["id"],
                    role=by["role"],
                    auth=by["auth"],
                    cause=body["cause"],
                    hash=one.event.hash.hex(),
                )
            )
    digest = str(entries[0].data["definition"])
    definition = definition_from_canonical((ROADLAB / "definitions" / f"{digest}.json").read_bytes())
    return History(reference="RL-1", definition=definition, definition_sha256=digest, entries=tuple(entries))


def written() -> dict[str, bytes]:
    """Every form by the name of its file."""
    history = roadlab()
    made = {
        "moves.xes": xes([history]),
        "everything.xes": xes([history], told=Told.EVERYTHING),
        "partners.xes": xes([history], which=Which.PARTNER),
        "log.ocel.json": ocel([history]),
        "provenance.prov.json": prov(history),
        **files_of(history),
    }
    for which in Which:
        machine = machine_of(history.definition, which)
        made[f"{which}.pnml"] = pnml(net_of(machine))
        made[f"{which}.bpmn"] = bpmn(history.definition, history.definition_sha256, machine)
        made[f"{which}.svg"] = svg(machine).encode()
    return dict(sorted(made.items()))


def digests(made: dict[str, bytes]) -> str:
    """The digest of each file, a line each."""
    return "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in made.items())


def main() -> None:
    """Write the golden files."""
    made = written()
    for name in READABLE:
        (GOLDEN / name).write_bytes(made[name])
    DIGESTS.write_text(digests(made), encoding="ascii")


if __name__ == "__main__":
    main()
