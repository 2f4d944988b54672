"""The definitions that ship with Seedbed, and how a name that a person types becomes a file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from engine.errors import NotFound
from procedures import strict_yaml
from procedures.loader import LoadedDefinition, load_definition

FOLDER: Final = Path(__file__).parent
"""Where the shipped definitions lie."""


class Shipped(NamedTuple):
    """A definition that ships with Seedbed."""

    name: str
    version: str
    path: Path
    title: str


def shipped(folder: Path = FOLDER) -> tuple[Shipped, ...]:
    """Every definition file in the folder, by name; DefinitionInvalid when one cannot be read."""
    found = (_header(path) for path in sorted(folder.glob("*.yaml")))
    return tuple(sorted(found, key=lambda one: (one.name, one.version)))


def find(name_or_path: str | Path, folder: Path = FOLDER) -> Path:
    """The file that is meant: a path when it looks like one, else a shipped name; NotFound suggests what there is."""
    asked = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in asked or asked.endswith((".yaml", ".yml")):
        path = Path(asked)
        if path.is_file():
            return path
        raise NotFound(f"There is no definition file {asked}.{_nearby(path)}")
    namesake = folder / f"{asked}.yaml"
    if namesake.is_file() and _header(namesake).name == asked:
        return namesake  # found without reading the others
    known = shipped(folder)
    for one in known:
        if asked in {one.name, f"{one.name}@{one.version}"}:
            return one.path
    raise NotFound(f'There is no definition "{asked}".{_perhaps(asked, [one.name for one in known])}')


def load(name_or_path: str | Path, folder: Path = FOLDER) -> LoadedDefinition:
    """Find a definition and load it with every check."""
    return load_definition(find(name_or_path, folder))


def _header(path: Path) -> Shipped:
    value = strict_yaml.read(path.read_bytes(), str(path)).value
    header = value if isinstance(value, dict) else {}
    name, version, title = (str(header.get(key, "")) for key in ("name", "version", "title"))
    return Shipped(name=name or path.stem, version=version, path=path, title=title)


def _nearby(path: Path) -> str:
    try:
        beside = [other.name for other in path.parent.iterdir() if other.suffix in {".yaml", ".yml"}]
    except OSError:
        return ""
    return _perhaps(path.name, beside)


def _perhaps(asked: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if close := difflib.get_close_matches(asked, names, n=1, cutoff=0.5):
        return f" Perhaps {close[0]}?"
    return f" There is: {', '.join(names)}." if names else ""
