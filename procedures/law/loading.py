"""From a file to a law pack: strict YAML, then the words of a pack, then its predicates and their parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, get_args

from pydantic import ValidationError

from engine import commands
from engine.definition import requirements
from engine.errors import DefinitionInvalid
from procedures import strict_yaml
from procedures.complaints import complaints, near
from procedures.law.models import Pack, Rule
from procedures.law.predicates import PREDICATES
from procedures.strict_yaml import Document, complaint, place
from procedures.strict_yaml import Path as Place

KINDS: Final = frozenset(
    get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(requirements.Requirement)[0])
)
"""Every kind of requirement that a gate can hold."""

COMMANDS: Final = frozenset(
    get_args(command.model_fields["kind"].annotation)[0] for command in get_args(get_args(commands.AnyCommand)[0])
)
"""Every command that people and clocks can give."""


@dataclass(frozen=True, kw_only=True)
class LoadedPack:
    """A pack, the SHA-256 of its canonical form, and where it was read from."""

    pack: Pack
    digest: str
    path: Path


def load_pack(path: Path) -> LoadedPack:
    """Read and check a pack file; DefinitionInvalid lists everything that is wrong, one line each."""
    return read_pack(path.read_bytes(), path)


def read_pack(content: bytes, path: Path) -> LoadedPack:
    """The same from bytes."""
    document = strict_yaml.read(content, str(path))
    try:
        pack = Pack.model_validate_json(json.dumps(document.value), strict=True)
    except ValidationError as error:
        said = [complaint(str(path), line, where, words) for line, where, words in complaints(error, document, Pack)]
        raise DefinitionInvalid("\n".join(said)) from error
    if faults := list(_faults(pack, document)):
        said = [complaint(str(path), document.lines.get(at, 1), place(at), words) for at, words in faults]
        raise DefinitionInvalid("\n".join(said))
    value = pack.model_dump(mode="json", by_alias=True)
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return LoadedPack(pack=pack, digest=sha256(canonical).hexdigest(), path=path)


def _faults(pack: Pack, document: Document) -> Iterator[tuple[Place, str]]:
    seen: dict[str, int] = {}
    for number, rule in enumerate(pack.rules):
        at: Place = ("rules", number)
        if rule.rule in seen:
            yield (*at, "rule"), f"the rule {rule.rule} is there already (rules[{seen[rule.rule]}])"
        seen.setdefault(rule.rule, number)
        for spot, route in enumerate(rule.routes):
            if pack.routes and route not in pack.routes:
                yield (*at, "routes", spot), f'unknown route "{route}", expected {near(route, pack.routes)}'
        yield from _checks(rule, at)


def _checks(rule: Rule, at: Place) -> Iterator[tuple[Place, str]]:
    for spot, asks in enumerate(rule.definition):
        known = PREDICATES.get(asks.predicate)
        if known is None:
            said = f'unknown predicate "{asks.predicate}", expected {near(asks.predicate, PREDICATES)}'
            yield (*at, "definition", spot), said
            continue
        try:
            known.parameters.model_validate(asks.given)
        except ValidationError as error:
            for found in error.errors(include_url=False):
                yield (*at, "definition", spot), f"{asks.predicate}: {'.'.join(map(str, found['loc']))}: {found['msg']}"
    for spot, enforced in enumerate(rule.instance):
        names = KINDS if enforced.by == "requirement" else COMMANDS if enforced.by == "command" else None
        if names is not None and enforced.name not in names:
            said = f'unknown {enforced.by} "{enforced.name}", expected {near(enforced.name, names)}'
            yield (*at, "instance", spot), said
