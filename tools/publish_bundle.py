"""Writes what is published about evidence bundles from its one source: ``python -m tools.publish_bundle [FOLDER]``.

``docs/reference/bundle.md`` is the SPEC.md of every bundle. With a folder, the verifier is put there alone, with its
SHA-256 beside it: the two files of a release that an auditor fetches.
"""

from __future__ import annotations

import sys
from pathlib import Path

from exports.bundle.shipped import specification, verifier, verifier_sha256

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference" / "bundle.md"
_NOTE = "<!-- Made by `python -m tools.publish_bundle` from exports/bundle/SPEC.md; a test holds that. -->\n\n"


def reference() -> str:
    """The page of the reference."""
    return _NOTE + specification().decode()


def publish_verifier(folder: Path) -> list[Path]:
    """Put the verifier and its digest into a folder, and return both."""
    folder.mkdir(parents=True, exist_ok=True)
    file, digest = folder / "verify.py", folder / "verify.py.sha256"
    file.write_bytes(verifier())
    digest.write_text(f"{verifier_sha256()}  verify.py\n", encoding="ascii")
    return [file, digest]


def main() -> None:
    """Write the page, and the verifier where it was asked for."""
    REFERENCE.write_text(reference(), encoding="utf-8")
    made = [REFERENCE, *(publish_verifier(Path(sys.argv[1])) if len(sys.argv) > 1 else ())]
    print(*made, sep="\n")


if __name__ == "__main__":
    main()
