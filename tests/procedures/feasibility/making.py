"""Random definitions, plans and calendars, small enough to live through day by day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from engine.definition import Definition
from engine.time.calendar import Calendar
from tests.procedures.feasibility.walking import Year
from tests.procedures.places import TINY, value_of

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def calendar_of(random: Random) -> tuple[Calendar, Year]:
    """A year with some holidays, as the solver and as the walk know it."""
    holidays = {FIRST + timedelta(days=random.randrange(365)) for _ in range(random.randrange(30))}
    known = Calendar(
        name="uk",
        version="1.0",
        sha256="0" * 64,
        first_on=FIRST,
        last_on=LAST,
        holidays=dict.fromkeys(holidays, "holiday"),
    )
    return known, Year(FIRST, LAST, frozenset(holidays))


def definition_of(random: Random) -> Definition:
    """Steps in a row with short cuts, deadlines of every kind, gates that wait for them, and a plan."""
    value: dict[str, Any] = value_of(TINY)
    steps = [f"S{number}" for number in range(random.randint(2, 6))]
    value["stages"] = [
        {"stage": "all", "title": "All", "steps": [{"step": s, "title": s, "ends": s == steps[-1]} for s in steps]}
    ]
    value["initial"], value["termination"]["phases"] = steps[0], [{"from": steps[:-1], "to": steps[-1]}]
    value["facts"] = {"yes": {"title": "Yes", "question": "Yes?"}, "no": {"title": "No", "question": "No?"}}
    value["notices"] = {f"N{n}": _notice(random, steps) for n in range(random.randint(0, 3))}
    value["decisions"] = {"decided": {"title": "D", "by": "chief", "during": [random.choice(steps[:-1])]}}
    value["partners"]["entry"]["during"] = steps[:1]
    value["partners"]["moves"] = _partner_moves(random, steps)
    value["deadlines"] = {f"d{n}": _deadline(random, value, steps) for n in range(random.randint(1, 5))}
    value["partners"]["entry"]["until"] = "d0"
    value["artefacts"]["offer"]["sealed_until"] = random.choice(list(value["deadlines"]))
    value["rounds"]["only"]["during"] = steps[:1]
    _event_gates(random, value)
    pairs = {(a, a + 1) for a in range(len(steps) - 1)}
    for _ in range(random.randrange(3)):
        a, b = sorted(random.sample(range(len(steps)), 2))
        pairs.add((a, b))
    value["moves"] = [_move(random, value, steps[a], steps[b], f"m{n}") for n, (a, b) in enumerate(sorted(pairs))]
    value["plan"] = _plan(random, value, steps)
    return Definition.model_validate(value)


def _some_in_a_row(random: Random, steps: list[str]) -> list[str]:
    begins = random.randrange(len(steps) - 1)
    return steps[begins : begins + random.choice((1, 1, 1, 2))]


def _notice(random: Random, steps: list[str]) -> dict[str, Any]:
    return {"title": "Notice", "by": ["buyer"], "during": list(_some_in_a_row(random, steps)), "gate": []}


def _partner_moves(random: Random, steps: list[str]) -> dict[str, Any]:
    moves = {
        "choose": {"title": "Choose", "from": ["offered"], "to": "chosen", "by": ["chief"]},
        "beat": {"title": "Beat", "from": ["offered", "chosen"], "to": "beaten", "by": ["chief"]},
    }
    for move in moves.values():
        move["during"] = [random.choice(steps[:-1])]
        if random.random() < 0.3:
            move["until"] = "d0"
    return moves


def _period(random: Random) -> dict[str, Any]:
    unit = random.choice(("calendar-days", "calendar-days", "working-days", "working-days", "months"))
    period: dict[str, Any] = {
        "length": random.randint(1, 2 if unit == "months" else 25),
        "unit": unit,
        "counting": random.choice(("after", "beginning-with")),
    }
    if random.random() < 0.2:
        period["rolling"] = "pcr2015"
    return period


def _deadline(random: Random, value: dict[str, Any], steps: list[str]) -> dict[str, Any]:
    starts: list[dict[str, str]] = [{"step": steps[0]}, {"step": steps[0]}, {"step": random.choice(steps[:-1])}]
    starts += [{"notice": name} for name in value["notices"]]
    starts += [{"partner_move": "choose"}, {"decision": "decided"}]
    rule: dict[str, Any] = {"title": "Deadline", "starts": random.choice(starts)}
    if random.random() < 0.15:
        rule["when"] = random.choice(("yes", "no"))
    if random.random() < 0.5:
        rule["period"] = _period(random)
        if random.random() < 0.2:
            rule["period"]["ends_at"] = "12:00"
        rule["may_be_longer"] = True
    else:
        rule["set_by"] = ["buyer"]
        rule["minimum"] = [
            {"period": {"length": random.randint(1, 30), "unit": "calendar-days", "counting": "after"}},
            {"period": {"length": random.randint(1, 30), "unit": "calendar-days", "counting": "after"}, "when": "yes"},
            {"period": {"length": random.randint(1, 9), "unit": "calendar-days", "counting": "after"}, "when": "no"},
        ][: random.randrange(4)]
    return rule


def _event_gates(random: Random, value: dict[str, Any]) -> None:
    """Some notices and moves of partners wait for deadlines; never for one that an event of several steps starts."""
    plain = [
        name
        for name, rule in value["deadlines"].items()
        if "step" in rule["starts"]
        or len(value["notices"].get(rule["starts"].get("notice"), {"during": "ab"})["during"]) == 1
    ]
    for where in (*value["notices"].values(), *value["partners"]["moves"].values()):
        where["gate"] = []
        if plain and random.random() < 0.35:
            where["gate"].append(_asks("deadline_passed", deadline=random.choice(plain)))


def _asks(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": f"asks_{kind}", "kind": kind, "text": "It must hold.", **more}


def _move(random: Random, value: dict[str, Any], source: str, target: str, name: str) -> dict[str, Any]:
    gate = []
    for kind in ("deadline_passed", "standstill_over", "deadline_not_passed"):
        if random.random() < (0.4 if kind == "deadline_passed" else 0.08):
            deadline = random.choice(list(value["deadlines"]))
            if kind != "deadline_not_passed" or "period" in value["deadlines"][deadline]:
                gate.append(_asks(kind, deadline=deadline))
    if value["notices"] and random.random() < 0.3:
        gate.append(_asks("notice_published", notice=random.choice(list(value["notices"]))))
    here = [one["to"] for one in value["partners"]["moves"].values() if source in one["during"]]
    if here and random.random() < 0.4:
        gate.append(
            _asks("partners_in_state", states=sorted({*here, "offered"} if random.random() < 0.2 else here), min=1)
        )
    if random.random() < 0.15:
        gate.append(_asks("artefact_accepted", artefact="offer", partners=["offered"]))
    for one in gate:
        by_step = "deadline" in one and "step" in value["deadlines"][one["deadline"]]["starts"]
        one["severity"] = random.choice(("MUST", "MUST", "MUST", "WARN", *(("SHOULD",) if by_step else ())))
        if random.random() < 0.15:
            one["when"] = random.choice(("yes", "no"))
    return {"move": name, "title": name, "from": source, "to": target, "by": ["buyer"], "gate": gate}


def _lasting(random: Random, longest: int) -> dict[str, Any]:
    least, likely, most = sorted(random.randrange(longest) for _ in range(3))
    unit = random.choice(("working-days", "calendar-days"))
    return {"least": least, "likely": likely, "most": most, "unit": unit}


def _plan(random: Random, value: dict[str, Any], steps: list[str]) -> dict[str, Any]:
    first = FIRST + timedelta(days=random.randrange(330))
    fixed = []
    for number in range(random.randrange(3)):
        on = FIRST + timedelta(days=random.randrange(365))
        yearly = random.random() < 0.5
        one: dict[str, Any] = {
            "title": f"Date {number}",
            "on": f"{on:%m-%d}" if yearly else f"{on}",
            "step": random.choice(steps),
            "entered": random.choice(("by", "by", "from")),
        }
        if yearly and random.random() < 0.5:
            one["counted_from"] = random.choice(steps)
        fixed.append(one)
    return {
        "launch": {"first": f"{first}", "last": f"{first + timedelta(days=random.randrange(4))}"},
        "answers": {"yes": True},
        "steps": {step: {"takes": _lasting(random, 15)} for step in steps if random.random() < 0.7},
        "deadlines": {name: _lasting(random, 30) for name in value["deadlines"] if random.random() < 0.3},
        "notices": {name: one["during"][0] for name, one in value["notices"].items() if random.random() < 0.2},
        "closures": [{"title": "Shut", "first": "12-20", "last": "01-03"}] if random.random() < 0.3 else [],
        "fixed_dates": fixed,
    }
