"""What the model expects of a command: accepted, or which kinds of "no" are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.properties.days import end_of, last_of, local_day, working_day_before
from tests.properties.gates import unmet
from tests.properties.model import NEVER, Command, Model, Raw

BAD, TURNED_AWAY, REFUSED = "bad input", "turned away", "refused"


@dataclass
class Verdict:
    """Why not: nothing in ``no`` means that the command is accepted; ``gate`` holds the requirements that are shut."""

    no: set[str] = field(default_factory=set)
    gate: set[str] | None = None

    def bad(self, wrong: bool) -> bool:
        """A name that nobody knows."""
        if wrong:
            self.no.add(BAD)
        return wrong

    def roles(self, command: Command, allowed: list[str]) -> None:
        """Only some roles may."""
        if command["role"] not in allowed:
            self.no.add(TURNED_AWAY)

    def refuse(self, *reasons: bool) -> None:
        """Reasons against it."""
        if any(reasons):
            self.no.add(REFUSED)

    def shut(self, requirements: set[str]) -> None:
        """What keeps its gate shut."""
        self.gate = requirements
        self.refuse(bool(requirements))


def verdict(model: Model, command: Command) -> Verdict:
    """What is to be expected."""
    found = Verdict()
    EXPECT[command["kind"]](model, command, found)
    return found


def _power(model: Model, command: Command, v: Verdict, power: str) -> None:
    v.roles(command, model.raw["powers"][power])


def _open(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "open")
    asked = set(model.raw["facts"])
    v.bad(not set(c["facts"]) <= asked)
    v.refuse(model.opened, not asked <= set(c["facts"]))


def _left(model: Model, partner: str | None) -> bool:
    return partner in model.partners and model.partners[partner]["state"] in model.leavers


def _sealed(model: Model, rule: Raw) -> bool:
    """Whether a sealed paper still stays unopened."""
    return "sealed_until" in rule and not model.passed(rule["sealed_until"])


def _submit(model: Model, c: Command, v: Verdict) -> None:
    rule = model.raw["artefacts"].get(c["artefact"])
    if v.bad(rule is None):
        return
    v.roles(c, rule["supplied_by"])
    partner = c.get("partner")
    if rule.get("per_partner"):
        v.bad(partner is not None and partner not in model.partners)
        v.refuse(partner is None, _left(model, partner))
    else:
        v.refuse(partner is not None)
    types = rule.get("media_types", ["application/pdf", "text/markdown", "text/plain"])
    v.refuse("during" in rule and model.step not in rule["during"], c["media_type"] not in types)
    v.refuse(c["size"] > rule.get("max_bytes", 20_000_000), model.ended is not None)
    v.refuse("sealed_until" in rule and not _sealed(model, rule))


def _review(model: Model, c: Command, v: Verdict) -> None:
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


def _decide(model: Model, c: Command, v: Verdict) -> None:
    rule = model.raw["decisions"].get(c["decision"])
    if v.bad(rule is None):
        return
    v.roles(c, [rule["by"], rule.get("confirmed_by", rule["by"])])
    v.refuse(model.step not in rule["during"], confirms(model, c) is None)
    for artefact in rule.get("about", ()):
        paper = model.papers.get((artefact, None))
        v.refuse(paper is None or paper["status"] != "accepted")
        v.refuse(paper is not None and rule.get("roles_apart", True) and paper["by"] == c["actor"])


def _register(model: Model, c: Command, v: Verdict) -> None:
    entry = model.raw["partners"]["entry"]
    v.roles(c, entry["by"])
    received = c.get("received_at") or model.now
    runs = model.runs(entry["until"])
    late = runs and received > model.deadlines[entry["until"]]["due"]
    v.refuse(c["partner"] in model.partners, not runs, model.step not in entry["during"] and not late)
    v.refuse(received > model.now, model.stands_still())
    v.refuse(runs and local_day(received) < model.deadlines[entry["until"]]["start"])
    if not model.lots:
        v.refuse(c.get("lot") is not None)
    elif c.get("lot") is None:
        v.refuse(True)
    elif not v.bad(c["lot"] not in model.lots):
        v.refuse(model.lots[c["lot"]])


def _move_partner(model: Model, c: Command, v: Verdict) -> None:
    if v.bad(c["move"] not in model.raw["partners"]["moves"] or c["partner"] not in model.partners):
        return
    rule, partner = model.raw["partners"]["moves"][c["move"]], model.partners[c["partner"]]
    v.roles(c, rule["by"])
    v.refuse(partner["state"] not in rule["from"], model.step not in rule["during"])
    until = rule.get("until")
    v.refuse(until is not None and model.runs(until) and model.now > model.deadlines[until]["due"])
    v.refuse(bool(rule.get("needs_reason")) and c.get("reason") is None)
    v.refuse(bool(rule.get("needs_hearing")) and not c["heard"])
    if rule["to"] not in model.leavers:
        v.refuse(model.stands_still(), model.lots.get(partner["lot"], False))
    v.shut(unmet(model, rule.get("gate", ()), partner=c["partner"]))


def _publish(model: Model, c: Command, v: Verdict) -> None:
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
    if model.raw["deadlines"][model.standstill()]["starts"].get("notice") == c["notice"]:
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
        if end_of(last_of(day, length, period["unit"], period["counting"])) < known["due"]:
            return True
    return False


def _set_deadline(model: Model, c: Command, v: Verdict) -> None:
    rule = model.raw["deadlines"].get(c["deadline"])
    if v.bad(rule is None):
        return
    v.refuse("set_by" not in rule, model.runs(c["deadline"]), model.ended is not None)
    v.refuse(c["starts_on"] < local_day(model.now), c["due_at"] <= model.now)
    if "set_by" in rule:
        v.roles(c, rule["set_by"])
        v.refuse(model.too_short(c["deadline"], c["starts_on"], c["due_at"]))


def _extend(model: Model, c: Command, v: Verdict) -> None:
    rule = model.raw["deadlines"].get(c["deadline"])
    if v.bad(rule is None):
        return
    v.refuse("set_by" not in rule, not model.runs(c["deadline"]), model.ended is not None)
    if "set_by" in rule:
        v.roles(c, rule["set_by"])
    if model.runs(c["deadline"]):
        due = model.deadlines[c["deadline"]]["due"]
        v.refuse(model.now > due, c["due_at"] <= due)


def _bound(model: Model, envelope: str) -> int:
    return sum(
        sum(known["instalments"].values()) for known in model.commitments.values() if known["envelope"] == envelope
    )


def _envelope(model: Model, c: Command, v: Verdict) -> None:
    money = model.raw["money"]
    v.bad(c["envelope"] not in money["envelopes"])
    v.roles(c, money["set_envelope_by"])
    v.refuse(c["currency"] != money["currency"], model.ended is not None)
    v.refuse(c["amount_minor"] < _bound(model, c["envelope"]))


def _commit(model: Model, c: Command, v: Verdict) -> None:
    money = model.raw["money"]
    unknown = c["envelope"] not in money["envelopes"] or c["legal_base"] not in money["legal_bases"]
    if v.bad(unknown or c["partner"] not in model.partners):
        return
    v.roles(c, money["commit_by"])
    names = [instalment["instalment"] for instalment in c["instalments"]]
    amount = sum(instalment["amount_minor"] for instalment in c["instalments"])
    v.refuse(c["currency"] != money["currency"], c["commitment"] in model.commitments, len(set(names)) < len(names))
    v.refuse(model.partners[c["partner"]]["state"] not in money["payable_states"], model.stands_still())
    stages = [stage["stage"] for stage in model.raw["stages"]]
    near = stages[stages.index(model.stage) :][:2]
    v.refuse(not set(near) & set(money["envelopes"][c["envelope"]]["stages"]))
    v.refuse(c["envelope"] not in model.envelopes)
    v.refuse(_bound(model, c["envelope"]) + amount > model.envelopes.get(c["envelope"], 0))


def _pay(model: Model, c: Command, v: Verdict) -> None:
    known = model.commitments.get(c["commitment"], {"instalments": {}})
    v.roles(c, model.raw["money"]["pay_by"])
    if v.bad(c["instalment"] not in known["instalments"]):
        return
    v.refuse(known["instalments"][c["instalment"]] != c["amount_minor"], c["instalment"] in known["paid"])
    ahead = [rule for move in model.raw["moves"] if move["from"] == model.step for rule in move.get("gate", ())]
    asked = any(rule["kind"] == "budget_covers" and rule["envelope"] == known["envelope"] for rule in ahead)
    v.refuse(asked and known["i"] > model.entered(model.step))


def _declare(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "declare_conflicts")
    before = model.declared.get((c["role"], c["actor"]), {"position": "none"})["position"]
    v.refuse((c["position"], before) != ("none", "none") and c.get("details") is None)


def _check(model: Model, c: Command, v: Verdict) -> None:
    if v.bad(c["partner"] not in model.partners):
        return
    _power(model, c, v, "check_exclusions")
    v.refuse(not c["debarment_list_checked"], not c["subcontractors_checked"], _left(model, c["partner"]))
    before = model.checks.get(c["partner"], {"outcome": "clear"})["outcome"]
    v.refuse((c["outcome"] != "clear" or before == "excluded") and c.get("reason") is None)


def _lesson(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "record_lessons")
    v.bad(c["stage"] not in model.stage_of.values())
    v.refuse(c["stage"] not in model.entries)


def _cell(model: Model, c: Command, v: Verdict) -> Raw | None:
    rule = model.raw["rounds"].get(c["round"])
    if v.bad(rule is None or c["partner"] not in model.partners or c["criterion"] not in rule["criteria"]):
        return None
    subs = rule["criteria"][c["criterion"]].get("sub_criteria", {})
    sub = c.get("sub_criterion")
    if v.bad(sub is not None and sub not in subs):
        return None
    v.refuse(sub is None and bool(subs), not rule.get("scale_min", 0) <= c["score"] <= rule.get("scale_max", 5))
    v.refuse(model.step not in rule["during"], _left(model, c["partner"]))
    found: Raw = rule
    return found


def cell_of(c: Command) -> tuple[Any, ...]:
    """What is scored."""
    return (c["round"], c["partner"], c["criterion"], c.get("sub_criterion"))


def _score(model: Model, c: Command, v: Verdict) -> None:
    rule = _cell(model, c, v)
    if rule is not None:
        v.roles(c, [rule["scored_by"]])
        declared = model.declared.get((c["role"], c["actor"]))
        v.refuse(declared is None or declared["position"] == "unresolved", _locked(model, c))


def _moderate(model: Model, c: Command, v: Verdict) -> None:
    rule = _cell(model, c, v)
    if rule is not None:
        v.roles(c, [rule["moderated_by"]])
        v.refuse(len([key for key in model.scores if key[:4] == cell_of(c)]) < rule.get("evaluators", 2))
        v.refuse(_locked(model, c))


def _locked(model: Model, c: Command) -> bool:
    """Whether a cell was moderated in this visit of the step."""
    known = model.moderated.get(cell_of(c))
    return known is not None and bool(known["i"] > model.entered(model.step))


def _summaries(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "send_summaries")
    v.bad(not set(c["partners"]) <= set(model.partners))
    assessed = {ref for ref in model.partners if model.fully_assessed(model.raw["final_round"], ref)}
    began = model.final_assessment_began()
    v.refuse(assessed != set(c["partners"]), began == NEVER, model.summaries > began > NEVER, model.ended is not None)
    v.refuse(model.step in model.final_steps())


def _communicate(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "communicate")
    v.bad(not set(c.get("partners", ())) <= set(model.partners))


def _waive(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "waive")
    gates = {move["move"]: ([move["from"]], move) for move in model.raw["moves"]}
    gates |= {name: (rule["during"], rule) for name, rule in model.raw["notices"].items()}
    steps, gate = gates.get(c["move"], ([], {}))
    rules = {rule["id"]: rule for rule in gate.get("gate", ())}
    if not v.bad(c["requirement"] not in rules):
        v.refuse(rules[c["requirement"]].get("severity", "MUST") != "SHOULD", model.step not in steps)


def chosen(model: Model, c: Command) -> list[Raw]:
    """The moves that are meant: to the step itself, else onward into the stage, else within it; never to an end."""
    here = [m for m in model.raw["moves"] if m["from"] == model.step and c.get("move") in (None, m["move"])]
    exact = [m for m in here if m["to"] == c["to"]]
    into = [m for m in here if model.stage_of[m["to"]] == c["to"] and not model.steps[m["to"]].get("ends")]
    onward = [m for m in into if model.stage_of[m["to"]] != model.stage]
    return exact or onward or into


def _advance(model: Model, c: Command, v: Verdict) -> None:
    if v.bad(c["to"] not in {*model.steps, *model.stage_of.values()}):
        return
    moves = chosen(model, c)
    if v.bad(len(moves) > 1):
        return
    v.refuse(not moves)
    for move in moves:
        v.roles(c, move["by"])
        v.refuse(model.stands_still(lawful_while_suspended=bool(move.get("while_suspended"))))
        clocks = set() if move["to"] == move["from"] else model.unplanned(local_day(model.now), step=move["to"])
        v.shut(unmet(model, move.get("gate", ()), move=move["move"]) | clocks)


def _cease(model: Model, c: Command, v: Verdict) -> None:
    if v.bad(c["lot"] not in model.lots):
        return
    _power(model, c, v, "cease_lot")
    others = [lot for lot, ceased in model.lots.items() if not ceased and lot != c["lot"]]
    v.refuse(model.lots[c["lot"]], not others, model.ended is not None)
    asked = [rule for move in model.raw["moves"] for rule in move.get("gate", ()) if rule["kind"] == "lots_settled"]
    chosen_states = {state for rule in asked for state in rule["states"]}
    v.refuse(any(p["lot"] == c["lot"] and p["state"] in chosen_states for p in model.partners.values()))


def _suspend(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "suspend")
    v.refuse(model.ended is not None, model.suspended is not None, c["notified_at"] > model.now)
    if c["basis"] == "automatic":
        known = model.deadlines.get(model.standstill(), {"started": False})
        within = known["started"] and known["start"] <= local_day(c["notified_at"]) and c["notified_at"] <= known["due"]
        v.refuse(not within)


def _resume(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "suspend")
    v.refuse(model.suspended is None)
    if model.suspended is not None and model.suspended["basis"] == "automatic":
        v.refuse(model.runs(model.standstill()) and model.now <= model.deadlines[model.standstill()]["due"])


def _pause(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "pause")
    v.refuse(model.ended is not None, model.paused is not None, model.runs(model.standstill()))


def _unpause(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "pause")
    v.refuse(model.paused is None)


def phase(model: Model) -> Raw | None:
    """The first phase of early termination that fits."""
    for rule in model.raw["termination"]["phases"]:
        if model.step in rule["from"] and ("published" not in rule or rule["published"] in model.notices):
            found: Raw = rule
            return found
    return None


def _terminate(model: Model, c: Command, v: Verdict) -> None:
    rule = model.raw["termination"]
    v.roles(c, rule["by"])
    ending = phase(model)
    v.refuse(model.ended is not None, ending is None)
    if ending is not None:
        v.refuse(any(partner["state"] in ending.get("unless", ()) for partner in model.partners.values()))
    if model.suspended is not None:
        order = model.papers.get((rule["court_order"], None), {"status": None, "i": NEVER})
        v.refuse(order["status"] != "accepted", order["i"] < model.suspended["i"])


VOIDABLE = {
    "artefact.accepted", "artefact.rejected", "decision.recorded", "conflicts.declared", "exclusion.checked",
    "lesson.recorded", "assessment.recorded", "assessment.moderated", "requirement.waived", "partner.moved",
}  # fmt: skip


def _correct(model: Model, c: Command, v: Verdict) -> None:
    _power(model, c, v, "correct")
    n = c["event"]
    v.refuse(n >= len(model.log), n in model.corrected)
    if c["effect"] == "void" and n < len(model.log):
        v.refuse(model.log[n]["type"] not in VOIDABLE)
        if model.log[n]["type"] == "partner.moved":
            v.refuse(
                not any(p["n"] == n and p["state"] in model.leavers and p["before"] for p in model.partners.values())
            )
        v.refuse(any(known["n"] == n and known["position"] != "none" for known in model.declared.values()))
    elif c["effect"] == "void":
        v.refuse(True)


EXPECT: dict[str, Callable[[Model, Command, Verdict], None]] = {
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
    "set_envelope": _envelope,
    "commit_money": _commit,
    "pay_instalment": _pay,
    "declare_conflicts": _declare,
    "check_exclusion": _check,
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
