"""Edits of a definition as a value: one thing taken out or changed, as somebody would do it in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Value = dict[str, Any]
Edit = Callable[[Value], None]


def put(path: str, new: Any) -> Edit:
    """Set what stands at a path (``deadlines.standstill.period.length``, ``tables.x.rows.6.period.length``)."""

    def edit(value: Value) -> None:
        inside, last = _parent(value, path)
        inside[last] = new

    return edit


def take(path: str) -> Edit:
    """Take out what stands at a path."""

    def edit(value: Value) -> None:
        inside, last = _parent(value, path)
        del inside[last]

    return edit


def _parent(value: Value, path: str) -> tuple[Any, Any]:
    *way, last = path.split(".")
    inside: Any = value
    for part in way:
        inside = inside[int(part)] if isinstance(inside, list) else inside[part]
    return inside, int(last) if isinstance(inside, list) else last


def move(value: Value, name: str) -> Value:
    """A move of the procedure by its name."""
    found: Value = next(one for one in value["moves"] if one["move"] == name)
    return found


def ungate(owner: str, *ids: str) -> Edit:
    """Take requirements out of the gate of ``moves.NAME``, ``partners.NAME`` or ``notices.NAME``."""

    def edit(value: Value) -> None:
        gate = _owner(value, owner)["gate"]
        left = [asks for asks in gate if asks["id"] not in ids]
        assert len(left) == len(gate) - len(ids), (owner, ids)
        gate[:] = left

    return edit


def _owner(value: Value, owner: str) -> Value:
    kind, _, name = owner.partition(".")
    if kind == "moves":
        return move(value, name)
    found: Value = value["partners"]["moves"][name] if kind == "partners" else value["notices"][name]
    return found


def unsay(paper: str, words: str) -> Edit:
    """Take the lines with certain words out of the checklist of ``artefacts.NAME`` or ``notices.NAME``."""

    def edit(value: Value) -> None:
        kind, _, name = paper.partition(".")
        lines = value[kind][name]["contains"]
        left = [line for line in lines if words not in line]
        assert len(left) < len(lines), (paper, words)
        lines[:] = left

    return edit


def reword(paper: str, old: str, new: str) -> Edit:
    """Change words in the checklist of a paper or notice."""

    def edit(value: Value) -> None:
        kind, _, name = paper.partition(".")
        lines = value[kind][name]["contains"]
        assert any(old in line for line in lines), (paper, old)
        lines[:] = [line.replace(old, new) for line in lines]

    return edit


def without(path: str, *names: str) -> Edit:
    """Take names out of a list."""

    def edit(value: Value) -> None:
        inside, last = _parent(value, path)
        assert set(names) <= set(inside[last]), (path, names)
        inside[last] = [one for one in inside[last] if one not in names]

    return edit


def also(path: str, *names: Any) -> Edit:
    """Put names, or entries, into a list."""

    def edit(value: Value) -> None:
        inside, last = _parent(value, path)
        inside[last] = [*inside[last], *names]

    return edit


def on(owner: str, key: str, new: Any) -> Edit:
    """Set a key of ``moves.NAME``, ``partners.NAME`` or ``notices.NAME``."""

    def edit(value: Value) -> None:
        _owner(value, owner)[key] = new

    return edit


def off(owner: str, key: str) -> Edit:
    """Take a key out of one of these."""

    def edit(value: Value) -> None:
        del _owner(value, owner)[key]

    return edit


def no_longer_declared_by(role: str) -> Edit:
    """Take a role out of every requirement that it declares its interests."""

    def edit(value: Value) -> None:
        gates = [one.get("gate", []) for one in value["moves"]]
        gates += [one.get("gate", []) for one in value["partners"]["moves"].values()]
        for gate in gates:
            for asks in gate:
                if asks["kind"] == "conflicts_declared":
                    asks["roles"] = [one for one in asks["roles"] if one != role]

    return edit


def asked_instead(fact: str) -> Edit:
    """Make a question of what the design settled."""

    def edit(value: Value) -> None:
        settled = value["settled"].pop(fact)
        value["facts"][fact] = {"title": settled["title"], "question": settled["title"] + "?"}

    return edit


def only_when(owner: str, requirement: str, fact: str) -> Edit:
    """Ask a requirement only when a question was answered yes."""

    def edit(value: Value) -> None:
        for asks in _owner(value, owner)["gate"]:
            if asks["id"] == requirement:
                asks["when"] = fact

    return edit


def asks(owner: str, requirement: str, key: str, new: Any) -> Edit:
    """Let a requirement ask about something else."""

    def edit(value: Value) -> None:
        found = next(one for one in _owner(value, owner)["gate"] if one["id"] == requirement)
        assert key in found, (owner, requirement, key)
        found[key] = new

    return edit


def go(name: str, source: str, target: str, by: str) -> Edit:
    """Add a move without a gate."""

    def edit(value: Value) -> None:
        value["moves"].append({"move": name, "title": name, "from": source, "to": target, "by": [by]})

    return edit
