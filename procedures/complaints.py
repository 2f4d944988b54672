"""What pydantic found wrong with a definition, in our words: every error at once, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.definition import Definition
from engine.definition.words import Name, NoticeName, RuleId, StepName
from procedures.strict_yaml import Document, Path, Value, place


def _pattern(kind: Any) -> str:
    """The regular expression of one of the small words."""
    return str(next(part.pattern for part in kind.__metadata__ if hasattr(part, "pattern")))


_PATTERNS: Final[Mapping[str, str]] = {
    _pattern(Name): "a name of lower-case words joined by underscores, such as test_results",
    _pattern(StepName): "a step in capitals, such as ROUND1_OPEN",
    _pattern(NoticeName): "the number of a notice, such as UK4",
    _pattern(RuleId): "the key of a rule, such as UK-SS-1",
    r"^\d{1,4}\.\d{1,4}\.\d{1,4}$": "a version of three numbers, such as 1.0.0",
    r"^[A-Z]{3}$": "a currency of three capitals, such as GBP",
}
_TYPES: Final[Mapping[str, str]] = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
}


def complaints(
    error: ValidationError, document: Document, root: type[BaseModel] = Definition
) -> Iterator[tuple[int, str, str]]:
    """For each error its line, its place, and what was found and expected; ``root`` is what the file should be."""
    for details in error.errors(include_url=False):
        path, beyond = _walk(details["loc"], document.value)
        yield document.lines.get(path, 1), place(path), _words(details, path, beyond, document, root)


def _walk(loc: Iterable[int | str], value: Value) -> tuple[Path, str | None]:
    """Follow pydantic's location through the file; tags of unions are not in it, a missing key comes back beside it."""
    path: Path = ()
    beyond = None
    for part in loc:
        try:
            value = value[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            beyond = part if isinstance(part, str) else beyond
            continue
        path = (*path, part)
    return path, beyond


def _words(details: ErrorDetails, path: Path, beyond: str | None, document: Document, root: type[BaseModel]) -> str:
    """What was found and what was expected, or the sentence of a rule that the words themselves hold."""
    kind, context = details["type"], details.get("ctx", {})
    found = _shown(path[-1] if beyond == "[key]" else details["input"])
    match kind:
        case "missing":
            return f'the key "{beyond}" is missing'
        case "extra_forbidden":
            known = _known_keys(path[:-1], document.value, root)
            found, expected = f'the unknown key "{path[-1]}"', near(str(path[-1]), known)
        case "union_tag_not_found":
            found, expected = 'no key "kind"', "one that says what is required"
        case "value_error":
            return str(context["error"])
        case "union_tag_invalid":
            tags = [tag.strip(" '") for tag in str(context["expected_tags"]).split(",")]
            found, expected = f'the kind "{context["tag"]}"', near(str(context["tag"]), tags)
        case "string_pattern_mismatch":
            expected = _PATTERNS.get(str(context["pattern"]), f"text that matches {context['pattern']}")
        case "enum" | "literal_error":
            expected = str(context["expected"])
        case _:
            said = details["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
            expected = _TYPES.get(kind, said)
    return f"found {found}, expected {expected}"


def near(word: str, known: Iterable[str]) -> str:
    """What a misspelt word was probably meant to be, or everything that it could be."""
    names = sorted(known)
    if close := difflib.get_close_matches(word, names, n=1, cutoff=0.6):
        return f'perhaps "{close[0]}"'
    if not names:
        return "nothing here"
    return f"one of {', '.join(names)}" if len(names) <= 30 else f"one of the {len(names)} that are defined"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}..."'
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return str(value)


def _known_keys(path: Path, value: Value, root: type[BaseModel]) -> list[str]:
    """The keys that the words of the file know at a place in it."""
    kind: Any = root
    for part in path:
        kind = _inside(kind, part, value)
        if isinstance(value, dict):
            value = value[str(part)]
        elif isinstance(value, list):
            value = value[int(part)]
    model = _model(kind, value)
    return [] if model is None else [field.alias or key for key, field in model.model_fields.items()]


def _inside(kind: Any, part: str | int, value: Value) -> Any:
    """The type of one part of a model, list or mapping."""
    model = _model(kind, value)
    if model is not None:
        return next((f.annotation for key, f in model.model_fields.items() if part in {f.alias, key}), None)
    arguments = get_args(kind)
    return arguments[1 if get_origin(kind) is dict else 0] if arguments else None


def _model(kind: Any, value: Value) -> type[BaseModel] | None:
    """The model that a type stands for; among several, the one of the ``kind`` that the file names."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if get_origin(kind) in {tuple, dict}:
        return None
    models = [model for part in get_args(kind) if (model := _model(part, value)) is not None]
    asked = value.get("kind") if isinstance(value, dict) else None
    return next((m for m in models if len(models) == 1 or asked in _literals(m)), None)


def _literals(model: type[BaseModel]) -> tuple[Any, ...]:
    return get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()
