"""Judge event logs and nets with pm4py: in the referees' environment, nothing of ours imported.

Called with a folder that holds ``jobs.json``: nets by name with the logs that are to be aligned with them, nets that
are only asked whether they are sound, and object-centric logs. Prints one JSON document.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any


def aligned(folder: Path, net: str, log: str) -> dict[str, float]:
    """The fitness of each trace of a log, by its case."""
    import pm4py

    model = pm4py.read_pnml(str(folder / net))
    cases = pm4py.read_xes(str(folder / log), return_legacy_log_object=True)
    found = pm4py.conformance_diagnostics_alignments(cases, *model)
    return {str(case.attributes["concept:name"]): float(one["fitness"]) for case, one in zip(cases, found, strict=True)}


def sound(folder: Path, net: str) -> bool:
    """Whether a net is sound, by the checker that pm4py took over from Woflan."""
    import pm4py

    return bool(pm4py.check_soundness(*pm4py.read_pnml(str(folder / net)))[0])


def counted(folder: Path, log: str) -> dict[str, Any]:
    """What pm4py reads of an object-centric log, and what is left of it from each type of object's point of view."""
    import pm4py

    read = pm4py.read_ocel2_json(str(folder / log))
    types = pm4py.ocel_get_object_types(read)
    return {
        "events": len(read.events),
        "objects": len(read.objects),
        "relations": len(read.relations),
        "cases": {str(one): int(pm4py.ocel_flattening(read, one)["case:concept:name"].nunique()) for one in types},
    }


def main() -> None:
    """Print the judgement."""
    folder = Path(sys.argv[1])
    jobs = json.loads((folder / "jobs.json").read_bytes())
    warnings.simplefilter("ignore")
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        said = {
            "fitness": {log: aligned(folder, net, log) for log, net in jobs.get("align", {}).items()},
            "sound": {net: sound(folder, net) for net in jobs.get("sound", [])},
            "ocel": {log: counted(folder, log) for log in jobs.get("ocel", [])},
        }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
