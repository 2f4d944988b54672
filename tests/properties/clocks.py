"""What the model knows of clocks that stop, go on, are met and are taken back: by definition, not by formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.properties.days import DAY, local_day, wall, works
from tests.properties.model import Command, Model, Raw

Types = list[str]


def overlays(model: Model) -> set[str]:
    """What lies over the procedure."""
    return {name for name, lies in (("suspended", model.suspended), ("paused", model.paused)) if lies is not None}


def stop(model: Model, overlay: str) -> Types:
    """What runs under this overlay's name stops where it is."""
    stopped = 0
    for name, known in model.deadlines.items():
        still = model.raw["deadlines"][name].get("stands_still", ())
        ticks = known["started"] and "met" not in known and "stopped" not in known
        if ticks and overlay in still and not model.passed(name):
            known |= {"stopped": model.now, "changed": model.i}
            stopped += 1
    return ["deadline.stopped"] * stopped


def go_on(model: Model, overlay: str) -> Types:
    """What stood still goes on, unless the other overlay still holds it."""
    types = []
    for name, known in model.deadlines.items():
        still = set(model.raw["deadlines"][name].get("stands_still", ()))
        if "stopped" in known and overlay in still and not still & overlays(model):
            due = ends_after(model.raw["deadlines"][name], known.pop("stopped"), known["due"], model.now)
            known |= {"due": due, "last": local_day(due), "changed": model.i, "acked": set()}
            types.append("deadline.resumed")
    return types


def ends_after(rule: Raw, stopped: datetime, due: datetime, resumed: datetime) -> datetime:
    """A moment is as far away as it was; of days, all the time on the wall that was left is given again."""
    if "period" not in rule:
        return resumed + (due - stopped)
    working = rule["period"]["unit"] == "working-days"
    ends = due.astimezone(wall()).replace(tzinfo=None)
    owed = _counted(stopped, ends.date(), working=working)
    day = local_day(resumed)
    while _counted(resumed, day, working=working) < owed:
        day += DAY
    return datetime.combine(day, ends.time(), tzinfo=wall()).astimezone(UTC)


def _counted(since: datetime, last: date, *, working: bool) -> timedelta:
    """The time on the wall from an instant to the end of a day that lies on days that count."""
    begins = since.astimezone(wall()).replace(tzinfo=None)
    total, day = timedelta(0), begins.date()
    while day <= last:
        if not working or works(day):
            total += datetime.combine(day + DAY, time()) - max(begins, datetime.combine(day, time()))
        day += DAY
    return total


def follow(model: Model, c: Command, first: int) -> Types:
    """What follows from any accepted command: deadlines that it starts, meets, and those born standing still."""
    started = 0
    for kind, name in _events(model, c):
        clocks = model.starts_with(kind, name)
        model.start(clocks, local_day(model.now))
        for deadline in clocks:
            model.deadlines[deadline]["cause"] = first
        started += len(clocks)
    met = 0
    for kind, name in _events(model, c):
        for deadline, rule in model.raw["deadlines"].items():
            known = model.deadlines.get(deadline)
            meets = any(event.get(kind) == name for event in rule.get("met_by", ()))
            if meets and known and known["started"] and "met" not in known and known["cause"] != first:
                known |= {"met": first, "changed": model.i}
                met += 1
    still = 0
    for deadline, known in model.deadlines.items():
        names = set(model.raw["deadlines"][deadline].get("stands_still", ()))
        if known["started"] and known["cause"] == first and names & overlays(model):
            known["stopped"] = model.now
            still += 1
    return ["deadline.started"] * started + ["deadline.met"] * met + ["deadline.stopped"] * still


def _events(model: Model, c: Command) -> Iterable[tuple[str, str]]:
    match c["kind"]:
        case "publish_notice":
            yield "notice", c["notice"]
        case "submit_artefact":
            yield "submitted", c["artefact"]
        case "accept_artefact":
            yield "accepted", c["artefact"]
        case "move_partner":
            yield "partner_move", c["move"]
        case "advance":
            yield "step", model.step
        case "report_exclusion":
            excluded = model.raw["exclusions"]["reported"]
            out = {ref: one for ref, one in model.partners.items() if one["state"] in excluded and ref != c["partner"]}
            if all(model.reported.get(ref, -1) > one["i"] for ref, one in out.items()):
                yield "happened", "exclusions_reported"
        case _:
            return


def relied_on(model: Model, name: str) -> bool:
    """Whether something was done that only the end of a deadline allowed."""
    known = model.deadlines[name]
    if not model.passed(name):
        return False
    stepped = any(at > known["due"] for _, at in model.entries.values())
    late = model.raw["partners"]["entry"]["until"] == name and any(p["late"] for p in model.partners.values())
    papers = model.raw["artefacts"]
    opened = any(
        papers[artefact].get("sealed_until") == name and paper.get("reviewed")
        for (artefact, _), paper in model.papers.items()
    )
    signed = name == model.standstill() and any(p["i"] > known["i"] for p in model.partners.values())
    return stepped or late or opened or signed


def publication_stands(model: Model, n: int) -> bool:
    """Whether a publication can no longer be taken back."""
    found = [notice for notice, known in model.publications.items() if known and known[-1]["n"] == n]
    if not found:
        return True
    stepped = model.entered(model.step) > model.publications[found[0]][-1]["i"]
    return stepped or any(relied_on(model, name) for name, known in model.deadlines.items() if _of(known, n))


def unpublish(model: Model, n: int) -> Types:
    """The publication goes; what it started ends, what it met is owed again."""
    for notice, known in model.publications.items():
        if known and known[-1]["n"] == n:
            known.pop()
            del model.notices[notice]
            if known:
                model.notices[notice] = known[-1]["i"]
    types = []
    for name, deadline in list(model.deadlines.items()):
        if _of(deadline, n):
            del model.deadlines[name]
            types.append("deadline.cancelled")
        elif deadline.get("met") == n:
            del deadline["met"]
            deadline["changed"] = model.i
            types.append("deadline.recomputed")
    return types


def _of(known: dict[str, Any], n: int) -> bool:
    return bool(known["started"]) and known["cause"] == n


def may_be_reminded(model: Model, name: str) -> set[str]:
    """Owner, deputy and the next level up, as the definition says or leaves unsaid; and whoever sets it."""
    rule, powers, notices = model.raw["deadlines"][name], model.raw["powers"], model.raw["notices"]
    named = [event["notice"] for event in (*rule.get("met_by", ()), rule["starts"]) if "notice" in event]
    work = [*rule.get("set_by", ()), *(role for notice in named for role in notices[notice]["by"]), *powers["open"]]
    owner, senior = rule.get("owner", work[0]), rule.get("senior", powers["waive"][0])
    return {owner, senior, *rule.get("set_by", ()), *([rule["deputy"]] if "deputy" in rule else [])}
