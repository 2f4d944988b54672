"""What the packaging tests share: where the project stands, and what its pyproject.toml says."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Folders with an __init__.py that stand beside the packages and must never ship.
NOT_SHIPPED = frozenset({"benchmarks", "tests", "tools"})


def top_level_packages() -> list[str]:
    """Return the folders that are import names of the product, as they stand in the tree."""
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    return sorted(found - NOT_SHIPPED)
