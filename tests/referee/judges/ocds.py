"""Judge packages with libcoveocds and compile one with ocdskit: in the referees' environment, nothing of ours imported.

Called with a folder that holds ``release.json``, ``record.json``, ``standard.zip`` and ``schema.json``, or with the
names of the packages that are to be judged and nothing else; prints one JSON document. No network: the standard comes
from the archive, and the packages declare no extensions.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def judged(package: dict[str, Any], standard: Path) -> dict[str, Any]:
    """What libcoveocds says of a package."""
    from libcoveocds.api import ocds_json_output
    from libcoveocds.config import LibCoveOCDSConfig

    config = LibCoveOCDSConfig()
    config.config.update(standard_zip=f"file://{standard}", context="api")
    with tempfile.TemporaryDirectory() as out:
        said = ocds_json_output(out, json_data=package, lib_cove_ocds_config=config)
    wanted = ("validation_errors", "additional_closed_codelist_values", "additional_open_codelist_values",
              "additional_fields", "additional_checks")  # fmt: skip
    return {name: said.get(name) for name in wanted}


def compiled(folder: Path) -> dict[str, Any]:
    """The compiled release that ocdskit makes of the releases."""
    program = Path(sys.executable).with_name("ocdskit")
    with (folder / "release.json").open("rb") as package:
        done = subprocess.run(
            [program, "compile", "--package", "--schema", folder / "schema.json"],
            stdin=package, capture_output=True, check=True,
        )  # fmt: skip
    made: dict[str, Any] = json.loads(done.stdout)["records"][0]["compiledRelease"]
    return made


def main() -> None:
    """Print the judgement."""
    folder, named = Path(sys.argv[1]), sys.argv[2:]
    said = {
        name: judged(json.loads((folder / f"{name}.json").read_bytes()), folder / "standard.zip")
        for name in named or ("release", "record")
    }
    print(json.dumps(said if named else {**said, "compiled": compiled(folder)}))


if __name__ == "__main__":
    main()
