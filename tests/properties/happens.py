"""What an accepted command changes in the model, and which events it expects of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.properties import clocks
from tests.properties.days import local_day
from tests.properties.expect_course import chosen, phase
from tests.properties.expect_papers import confirms
from tests.properties.expect_people import cell_of
from tests.properties.model import NEVER, Command, Model, Raw

Types = list[str]


def happen(model: Model, command: Command) -> Types:
    """Take note of an accepted command; returns the types of the events that must have followed."""
    model.i += 1
    first = len(model.log)
    types = HAPPENS[command["kind"]](model, command, first)
    types += clocks.follow(model, command, first)
    model.log += [{"type": type_, "i": model.i} for type_ in types]
    return types


def _open(model: Model, c: Command, _: int) -> Types:
    model.opened, model.facts = True, dict(c["facts"])
    model.facts |= {name: rule["answer"] for name, rule in model.raw.get("settled", {}).items()}
    model.lots = dict.fromkeys(c.get("lots", {}), False)
    model.enter(model.raw["initial"])
    return ["procedure.opened"]


def _submit(model: Model, c: Command, n: int) -> Types:
    key = (c["artefact"], c.get("partner"))
    version = model.papers.get(key, {"version": 0})["version"] + 1
    filed = {"version": version, "status": "submitted", "by": c["actor"], "filed": model.i}
    model.papers[key] = {**filed, "i": model.i, "n": n}
    return ["artefact.submitted"]


def _review(model: Model, c: Command, n: int) -> Types:
    status = "accepted" if c["kind"] == "accept_artefact" else "rejected"
    model.papers[c["artefact"], c.get("partner")] |= {"status": status, "i": model.i, "n": n, "reviewed": True}
    return [f"artefact.{status}"]


def _decide(model: Model, c: Command, n: int) -> Types:
    word = {"by": c["actor"], "outcome": c["outcome"], "confirms": bool(confirms(model, c)), "i": model.i, "n": n}
    model.decisions.setdefault(c["decision"], []).append(word)
    model.acted.add((c["role"], c["actor"]))
    return ["decision.recorded"]


def _register(model: Model, c: Command, n: int) -> Types:
    entry = model.raw["partners"]["entry"]
    on_time = (c.get("received_at") or model.now) <= model.deadlines[entry["until"]]["due"]
    state = entry["state"] if on_time else entry["late_state"]
    model.partners[c["partner"]] = {"state": state, "lot": c.get("lot"), "before": None, "i": model.i, "n": n}
    model.partners[c["partner"]]["late"] = not on_time
    return ["partner.registered"]


def _move_partner(model: Model, c: Command, n: int) -> Types:
    partner = model.partners[c["partner"]]
    partner |= {"before": partner["state"], "by": c["actor"], "i": model.i, "n": n}
    partner["state"] = model.raw["partners"]["moves"][c["move"]]["to"]
    return ["partner.moved"]


def _started(model: Model, day: Any, longer: int | None = None, **starts: str | None) -> Types:
    clocks = model.starts(**starts)
    model.start(clocks, day, longer)
    return ["deadline.started"] * len(clocks)


def _publish(model: Model, c: Command, n: int) -> Types:
    started = _started(model, c["on"], c.get("standstill_days"), notice=c["notice"])
    model.notices[c["notice"]] = model.i
    model.publications.setdefault(c["notice"], []).append({"i": model.i, "n": n, "reference": c["reference"]})
    if model.due_notice == c["notice"]:
        model.due_notice = None
    stated = ["notice.stated"] if c.get("confirms_conflicts") or c.get("content") else []
    return ["notice.published", *stated, *started]


def _set_deadline(model: Model, c: Command, _: int) -> Types:
    model.deadlines[c["deadline"]] = {"due": c["due_at"], "started": False, "start": c["starts_on"], "acked": set()}
    return ["deadline.set"]


def _extend(model: Model, c: Command, _: int) -> Types:
    moved = {"due": c["due_at"], "last": local_day(c["due_at"]), "changed": model.i, "acked": set()}
    model.deadlines[c["deadline"]] |= moved
    return ["deadline.extended"]


def _shorten(model: Model, c: Command, n: int) -> Types:
    _extend(model, c, n)
    return ["deadline.shortened"]


def _acknowledge(model: Model, c: Command, _: int) -> Types:
    model.deadlines[c["deadline"]]["acked"].add(c["actor"])
    return ["deadline.acknowledged"]


def _envelope(model: Model, c: Command, _: int) -> Types:
    model.envelopes[c["envelope"]] = c["amount_minor"]
    return ["envelope.set"]


def _commit(model: Model, c: Command, _: int) -> Types:
    instalments = {one["instalment"]: one["amount_minor"] for one in c["instalments"]}
    bound = {"envelope": c["envelope"], "partner": c["partner"], "instalments": instalments, "paid": {}}
    model.commitments[c["commitment"]] = {**bound, "i": model.i}
    return ["money.committed"]


def _pay(model: Model, c: Command, _: int) -> Types:
    model.commitments[c["commitment"]]["paid"][c["instalment"]] = c["amount_minor"]
    return ["instalment.paid"]


def _declare(model: Model, c: Command, n: int) -> Types:
    model.declared[c["role"], c["actor"]] = {"position": c["position"], "i": model.i, "n": n}
    return ["conflicts.declared"]


def _check(model: Model, c: Command, n: int) -> Types:
    model.checks[c["partner"]] = {"outcome": c["outcome"], "i": model.i, "n": n, "list": c.get("list_on")}
    told = c.get("list_on") is not None or c.get("list_source") is not None or c.get("heard")
    return ["exclusion.checked", *(["debarment_list.consulted"] if told else [])]


def _measure(model: Model, c: Command, _: int) -> Types:
    published = c.get("published_on") is not None
    model.indicators[c["partner"]] = {"count": len(c["indicators"]), "published": published, "i": model.i}
    return ["indicators.set"]


def _report(model: Model, c: Command, _: int) -> Types:
    model.reported[c["partner"]] = model.i
    return ["exclusion.reported"]


def _lesson(model: Model, c: Command, n: int) -> Types:
    model.lessons.append({"stage": c["stage"], "n": n})
    return ["lesson.recorded"]


def _score(model: Model, c: Command, n: int) -> Types:
    model.scores[*cell_of(c), c["actor"]] = {"by": c["actor"], "role": c["role"], "i": model.i, "n": n}
    return ["assessment.recorded"]


def _moderate(model: Model, c: Command, n: int) -> Types:
    model.moderated[cell_of(c)] = {"score": c["score"], "by": c["actor"], "role": c["role"], "i": model.i, "n": n}
    return ["assessment.moderated"]


def _summaries(model: Model, _: Command, __: int) -> Types:
    model.summaries = model.i
    return ["summaries.sent"]


def _communicate(_: Model, __: Command, ___: int) -> Types:
    return ["communication.recorded"]


def _waive(model: Model, c: Command, n: int) -> Types:
    model.waivers[c["move"], c["requirement"]] = model.i
    return ["requirement.waived"]


def _advance(model: Model, c: Command, n: int) -> Types:
    (move,) = chosen(model, c)
    assessed = model.final_assessment_began()
    types = ["gate.decided", "step.entered"]
    if move.get("withdraws_award"):
        types += ["award.withdrawn", *_results_back(model, move, assessed, n + 3)]
        model.summaries = NEVER
    model.enter(move["to"])
    if model.steps[move["to"]].get("ends"):
        model.ended = move["to"]
    model.due_notice = move.get("owes", model.due_notice)
    if move["to"] != move["from"]:
        types += _started(model, local_day(model.now), step=move["to"])
    return types


def _results_back(model: Model, move: Raw, assessed: int, n: int) -> Types:
    """Going back to the assessment, its results are undone; who has left stays out."""
    if move["to"] not in model.final_steps():
        return []
    results = {rule["to"] for rule in model.raw["partners"]["moves"].values() if rule.get("part_of_award")}
    undone = 0
    for partner in model.partners.values():
        if partner["state"] in results and partner["i"] > assessed and partner["before"]:
            partner |= {"state": partner["before"], "before": partner["state"], "i": model.i, "n": n + undone}
            undone += 1
    return ["partner.moved"] * undone


def _cease(model: Model, c: Command, _: int) -> Types:
    model.lots[c["lot"]] = True
    return ["lot.ceased"]


def _suspend(model: Model, c: Command, _: int) -> Types:
    model.suspended = {"basis": c["basis"], "i": model.i, "at": model.now}
    return ["procedure.suspended", *clocks.stop(model, "suspended")]


def _resume(model: Model, _: Command, __: int) -> Types:
    assert model.suspended is not None
    model.suspended = None
    return ["procedure.resumed", *clocks.go_on(model, "suspended")]


def _pause(model: Model, _: Command, __: int) -> Types:
    model.paused = {"at": model.now}
    return ["procedure.paused", *clocks.stop(model, "paused")]


def _unpause(model: Model, _: Command, __: int) -> Types:
    assert model.paused is not None
    model.paused = None
    return ["procedure.unpaused", *clocks.go_on(model, "paused")]


def _terminate(model: Model, _: Command, __: int) -> Types:
    rule = phase(model)
    assert rule is not None
    model.step, model.ended, model.due_notice = rule["to"], "terminated", rule.get("notice")
    model.entries[rule["to"]] = (model.i, model.now)
    model.suspended, model.paused = None, None
    clocks = {name: clock for name, clock in model.starts(step=rule["to"]).items() if "period" in clock}
    model.start(clocks, local_day(model.now))
    return ["procedure.terminated", *["deadline.started"] * len(clocks)]


def _correct(model: Model, c: Command, _: int) -> Types:
    n = c["event"]
    model.corrected.add(n)
    if c["effect"] == "void":
        _take_back(model, n, len(model.log))
    gone = c["effect"] == "void" and model.log[n]["type"] in {"notice.published", "partner.moved"}
    return ["correction.recorded", *(clocks.unpublish(model, n) if gone else ())]


def _take_back(model: Model, n: int, by: int) -> None:
    for paper in model.papers.values():
        if paper["n"] == n:
            paper |= {"status": "submitted", "i": model.i, "n": by, "reviewed": False}
    for partner in model.partners.values():
        if partner["n"] == n and partner["before"]:
            partner |= {"state": partner["before"], "before": None, "i": model.i, "n": by}
    for decision, words in model.decisions.items():
        voided = [word for word in words if word["n"] == n]
        for gone in voided:
            same = [word for word in words if word["confirms"] == gone["confirms"] and word["n"] <= n]
            model.decisions[decision] = [word for word in words if word not in same]
    model.lessons = [lesson for lesson in model.lessons if lesson["n"] != n]
    if model.log[n]["type"] == "requirement.waived":
        model.waivers = {key: i for key, i in model.waivers.items() if i != model.log[n]["i"]}
    model.declared = {key: known for key, known in model.declared.items() if known["n"] != n}
    model.checks = {key: known for key, known in model.checks.items() if known["n"] != n}
    model.scores = {key: known for key, known in model.scores.items() if known["n"] != n}
    model.moderated = {key: known for key, known in model.moderated.items() if known["n"] != n}


HAPPENS: dict[str, Callable[[Model, Command, int], Types]] = {
    "open": _open,
    "submit_artefact": _submit,
    "accept_artefact": _review,
    "reject_artefact": _review,
    "record_decision": _decide,
    "register_partner": _register,
    "move_partner": _move_partner,
    "publish_notice": _publish,
    "set_deadline": _set_deadline,
    "extend_deadline": _extend,
    "shorten_deadline": _shorten,
    "acknowledge_deadline": _acknowledge,
    "set_envelope": _envelope,
    "commit_money": _commit,
    "pay_instalment": _pay,
    "declare_conflicts": _declare,
    "check_exclusion": _check,
    "set_indicators": _measure,
    "report_exclusion": _report,
    "record_lesson": _lesson,
    "record_assessment": _score,
    "moderate_assessment": _moderate,
    "send_summaries": _summaries,
    "record_communication": _communicate,
    "waive": _waive,
    "advance": _advance,
    "cease_lot": _cease,
    "suspend": _suspend,
    "resume": _resume,
    "pause": _pause,
    "unpause": _unpause,
    "terminate": _terminate,
    "correct": _correct,
}
