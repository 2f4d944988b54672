"""Reads ``channels.toml``: strictly, naming file, line and field of what is wrong, and never a secret."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from channels.configuration import BUILT_IN, Configuration, secrets_of
from channels.toml_lines import line_of
from engine.errors import InvalidInput

_MAX_BYTES: Final = 1_000_000
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_channels(file: Path) -> Configuration:
    """What the file says, or the configuration of a site that says nothing; ``InvalidInput`` names what is wrong."""
    try:
        with file.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            content = opened.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return Configuration()
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.") from error
    if len(content) > _MAX_BYTES:
        raise InvalidInput(f"{file} is larger than {_MAX_BYTES:,} bytes: that is no configuration.")
    text, data = _parsed(file, content)
    configuration = _validated(file, text, data)
    _check_names(file, text, configuration)
    _check_mode(file, text, mode, configuration)
    return configuration


def _parsed(file: Path, content: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = content.decode("utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise InvalidInput(f"{file} is not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(
            f"{file} is not TOML: {error.args[0]}."
        ) from None  # the cause holds the text, and it secrets


def _validated(file: Path, text: str, data: dict[str, Any]) -> Configuration:
    try:
        return Configuration.model_validate(data)
    except ValidationError as error:
        wrong = [
            _wrong(file, text, _field(one["loc"], data), _words(one["type"], one["msg"]))
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        ]
    raise InvalidInput("\n".join(wrong))


def _words(kind: str, said: str) -> str:
    """What is wrong, in words for whoever wrote the file."""
    match kind:
        case "missing":
            return "this key is missing"
        case "extra_forbidden":
            return "there is no key of this name (docs/reference/channels.md has them all)"
        case _:
            return said.removeprefix("Value error, ").replace("Input should be", "expected")


def _field(loc: Sequence[str | int], data: Any) -> tuple[str | int, ...]:
    """The field as the file names it: pydantic puts the kind of a channel, and "[key]", into its path."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, dict) and data.get("kind") == part and part not in data:
            continue
        if part == "[key]":
            continue
        path.append(part)
        data = _below(data, part)
    return tuple(path)


def _below(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(part)
    return data[part] if isinstance(data, list) and isinstance(part, int) and part < len(data) else None


def _wrong(file: Path, text: str, path: Sequence[str | int], what: str) -> str:
    line = line_of(text, path)
    where = f"{file}, line {line}" if line is not None else str(file)
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    return f"{where}, {field}: {what}." if field else f"{where}: {what}."


def _check_names(file: Path, text: str, configuration: Configuration) -> None:
    for name in configuration.channel:
        if name in BUILT_IN:
            what = f"{name!r} is a channel that every site has already: choose another name"
            raise InvalidInput(_wrong(file, text, ("channel", name), what))
    for path, name in configuration.routes.named():
        if name not in configuration.names:
            what = f"there is no channel {name!r}: {', '.join(configuration.names)} are known"
            raise InvalidInput(_wrong(file, text, ("routes", *path), what))


def _check_mode(file: Path, text: str, mode: int, configuration: Configuration) -> None:
    """A file with secrets in it is its owner's alone. The bits are looked at: root may read whatever they say."""
    if not mode & _OTHERS:
        return
    for path, secret in secrets_of(configuration):
        if secret.is_literal:
            what = (
                f"the file holds a secret while others may read it (its mode is {mode:04o}): chmod 600 {file}, or name"
                " a variable of the environment instead: env:NAME"
            )
            raise InvalidInput(_wrong(file, text, path, what))
