"""What the model expects of papers, decisions, notices, deadlines and records."""

from __future__ import annotations

from datetime import date

from tests.properties import clocks
from tests.properties.days import end_of, last_of, local_day, working_day_before
from tests.properties.gates import unmet
from tests.properties.model import Command, Model, Raw
from tests.properties.verdict import Verdict, left, power


def expect_open(model: Model, c: Command, v: Verdict) -> None:
    """A new reference, with every question of fact answered."""
    power(model, c, v, "open")
    asked = set(model.raw["facts"])
    v.bad(not set(c["facts"]) <= asked)
    v.refuse(model.opened, not asked <= set(c["facts"]))


def _sealed(model: Model, rule: Raw) -> bool:
    """Whether a sealed paper still stays unopened."""
    return "sealed_until" in rule and not model.passed(rule["sealed_until"])


def expect_submit(model: Model, c: Command, v: Verdict) -> None:
    """A paper in its steps, form and size, before its deadline."""
    rule = model.raw["artefacts"].get(c["artefact"])
    if v.bad(rule is None):
        return
    v.roles(c, rule["supplied_by"])
    partner = c.get("partner")
    if rule.get("per_partner"):
        v.bad(partner is not None and partner not in model.partners)
        v.refuse(partner is None, left(model, partner))
    else:
        v.refuse(partner is not None)
    types = rule.get("media_types", ["application/pdf", "text/markdown", "text/plain"])
    v.refuse("during" in rule and model.step not in rule["during"], c["media_type"] not in types)
    v.refuse(c["size"] > rule.get("max_bytes", 20_000_000), model.ended is not None)
    v.refuse("sealed_until" in rule and not _sealed(model, rule))


def expect_review(model: Model, c: Command, v: Verdict) -> None:
    """A version that waits, by somebody else than its submitter, once it may be opened."""
    rule = model.raw["artefacts"].get(c["artefact"])
    if v.bad(rule is None):
        return
    v.roles(c, rule["reviewed_by"])
    paper = model.papers.get((c["artefact"], c.get("partner")))
    v.refuse(paper is None)
    if paper is not None:
        v.refuse(paper["status"] != "submitted", paper["by"] == c["actor"], _sealed(model, rule))


def confirms(model: Model, c: Command) -> bool | None:
    """Whether a word on a decision confirms it; None when it may not be said."""
    rule = model.raw["decisions"][c["decision"]]
    decides, seconds = rule["by"], rule.get("confirmed_by")
    if seconds is None or c["role"] != seconds:
        return False
    decided = [word for word in model.words(c["decision"]) if not word["confirms"]]
    if seconds == decides:
        return bool(decided) and decided[-1]["by"] != c["actor"]
    return None if not decided or decided[-1]["by"] == c["actor"] else True


def expect_decide(model: Model, c: Command, v: Verdict) -> None:
    """A word in its step, on accepted papers, by two different people."""
    rule = model.raw["decisions"].get(c["decision"])
    if v.bad(rule is None):
        return
    v.roles(c, [rule["by"], rule.get("confirmed_by", rule["by"])])
    v.refuse(model.step not in rule["during"], confirms(model, c) is None)
    for artefact in rule.get("about", ()):
        paper = model.papers.get((artefact, None))
        v.refuse(paper is None or paper["status"] != "accepted")
        v.refuse(paper is not None and rule.get("roles_apart", True) and paper["by"] == c["actor"])


def expect_publish(model: Model, c: Command, v: Verdict) -> None:
    """A notice in its step, on its day, through its gate; what is published is never shortened."""
    rule = model.raw["notices"].get(c["notice"])
    if v.bad(rule is None):
        return
    ceased = {lot for lot, gone in model.lots.items() if gone}
    v.bad(not ceased >= set(c["ceased_lots"]))
    v.roles(c, rule["by"])
    owed = model.due_notice == c["notice"]
    day: date = c["on"]
    v.refuse(not owed and model.step not in rule["during"])
    v.refuse(not local_day(model.entries[model.step][1]) <= day <= local_day(model.now))
    v.refuse(bool(rule.get("once")) and c["notice"] in model.notices)
    if model.raw["deadlines"].get(model.standstill(), {"starts": {}})["starts"].get("notice") == c["notice"]:
        v.refuse(ceased != set(c["ceased_lots"]))
    starting = model.starts(notice=c["notice"])
    if starting:
        v.refuse(model.stands_still(), day < working_day_before(local_day(model.now)))
    stated = c.get("standstill_days")
    if stated is not None:
        longer = [r for r in starting.values() if r.get("may_be_longer")]
        v.refuse(not longer, any(stated < r["period"]["length"] for r in longer))
    for name, rule_ in model.raw["deadlines"].items():
        v.refuse(rule_["starts"].get("notice") == c["notice"] and "set_by" in rule_ and model.passed(name))
    v.refuse(_earlier(model, starting, day, stated))
    clocks = set() if owed else model.unplanned(day, notice=c["notice"])
    v.shut(unmet(model, rule.get("gate", ()), move=c["notice"]) | clocks)


def _earlier(model: Model, starting: dict[str, Raw], day: date, stated: int | None) -> bool:
    """Whether a period that began in this visit of the step would now end before its published end."""
    for name, rule in starting.items():
        known = model.deadlines.get(name)
        if known is None or not known["started"] or known["i"] < model.entered(model.step):
            continue
        period = rule["period"]
        length = max(period["length"], stated or 0) if rule.get("may_be_longer") else period["length"]
        if end_of(last_of(day, length, period)) < known["due"]:
            return True
    return False


def expect_set_deadline(model: Model, c: Command, v: Verdict) -> None:
    """A moment ahead for a deadline that has not started, not below its minimum."""
    rule = model.raw["deadlines"].get(c["deadline"])
    if v.bad(rule is None):
        return
    v.refuse("set_by" not in rule, model.runs(c["deadline"]), model.ended is not None)
    v.refuse(c["starts_on"] < local_day(model.now), c["due_at"] <= model.now)
    if "set_by" in rule:
        v.roles(c, rule["set_by"])
        v.refuse(model.too_short(c["deadline"], c["starts_on"], c["due_at"]))


def expect_extend(model: Model, c: Command, v: Verdict) -> None:
    """A later moment for a deadline that runs."""
    rule = model.raw["deadlines"].get(c["deadline"])
    if v.bad(rule is None):
        return
    v.refuse("set_by" not in rule, not model.runs(c["deadline"]), model.ended is not None)
    if "set_by" in rule:
        v.roles(c, rule["set_by"])
    if model.runs(c["deadline"]):
        due = model.deadlines[c["deadline"]]["due"]
        v.refuse(model.now > due, c["due_at"] <= due)
        v.refuse("stopped" in model.deadlines[c["deadline"]], "met" in model.deadlines[c["deadline"]])


def expect_shorten(model: Model, c: Command, v: Verdict) -> None:
    """An earlier moment for a deadline that runs, not below the least time, after a notice that says so."""
    rule, notice = model.raw["deadlines"].get(c["deadline"]), model.raw["notices"].get(c["notice"])
    if v.bad(rule is None) or v.bad(notice is None):
        return
    assert rule is not None
    v.refuse("set_by" not in rule, not model.runs(c["deadline"]), model.ended is not None)
    if "set_by" in rule:
        v.roles(c, rule["set_by"])
    if model.runs(c["deadline"]):
        known = model.deadlines[c["deadline"]]
        v.refuse("stopped" in known, "met" in known, model.now > known["due"])
        v.refuse(not model.now < c["due_at"] < known["due"])
        v.refuse(model.too_short(c["deadline"], known["start"], c["due_at"]))
        said = model.publications.get(c["notice"])
        v.refuse(not said or said[-1]["i"] <= known["changed"] or said[-1]["reference"] != c["reference"])


def expect_acknowledge(model: Model, c: Command, v: Verdict) -> None:
    """Somebody who is reminded, once, while it is open."""
    if v.bad(c["deadline"] not in model.raw["deadlines"]):
        return
    v.roles(c, sorted(clocks.may_be_reminded(model, c["deadline"])))
    known = model.deadlines.get(c["deadline"])
    v.refuse(known is None or "met" in known or c["actor"] in known["acked"])


def expect_ruling(model: Model, c: Command, v: Verdict) -> None:
    """This clock is never wrong, so there is nothing to rule."""
    rule = model.raw["deadlines"].get(c["deadline"])
    if v.bad(rule is None):
        return
    assert rule is not None
    v.roles(c, [*rule.get("set_by", ()), *model.raw["powers"]["suspend"]])
    v.refuse(True)


def expect_missed(model: Model, c: Command, v: Verdict) -> None:
    """No person is the clock."""
    v.roles(c, [])


def expect_declare(model: Model, c: Command, v: Verdict) -> None:
    """Interests; a conflict, and its end, in words."""
    power(model, c, v, "declare_conflicts")
    before = model.declared.get((c["role"], c["actor"]), {"position": "none"})["position"]
    v.refuse((c["position"], before) != ("none", "none") and c.get("details") is None)


def expect_lesson(model: Model, c: Command, v: Verdict) -> None:
    """A lesson of a stage that was entered."""
    power(model, c, v, "record_lessons")
    v.bad(c["stage"] not in model.stage_of.values())
    v.refuse(c["stage"] not in model.entries)


def expect_communicate(model: Model, c: Command, v: Verdict) -> None:
    """With partners that exist."""
    power(model, c, v, "communicate")
    v.bad(not set(c.get("partners", ())) <= set(model.partners))
