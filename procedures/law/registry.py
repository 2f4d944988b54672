"""The law packs that ship with Seedbed: every version stays, so that a replay uses the law of its day."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from engine.errors import NotFound
from procedures.law.loading import LoadedPack, load_pack
from procedures.law.models import Pack, Rule

FOLDER: Final = Path(__file__).parent / "packs"


def names() -> tuple[str, ...]:
    """The names of all packs, without reading them: each is its file's."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def loaded(name: str) -> LoadedPack:
    """One pack file as it is; NotFound suggests what was meant."""
    path = FOLDER / f"{name}.yaml"
    if name not in names():
        close = difflib.get_close_matches(name, names(), n=1, cutoff=0.5)
        perhaps = f"Perhaps {close[0]}?" if close else f"There is: {', '.join(names())}."
        raise NotFound(f'There is no law pack "{name}". {perhaps}')
    return load_pack(path)


@cache
def pack(name: str) -> Pack:
    """A pack together with those that it includes."""
    own = loaded(name).pack
    rules: list[Rule] = list(own.rules)
    there = {rule.rule for rule in rules}
    for included in own.includes:
        rules += [rule for rule in pack(included).rules if rule.rule not in there]
    return own.model_copy(update={"rules": tuple(rules)})


def packs() -> Mapping[str, Pack]:
    """Every pack by its name."""
    return MappingProxyType({name: pack(name) for name in names()})


def known(name: str) -> bool:
    """Whether there is such a pack."""
    return name in names()
