"""What the model expects of partners, their assessment and their money."""

from __future__ import annotations

from typing import Any

from tests.properties.days import local_day
from tests.properties.gates import unmet
from tests.properties.model import NEVER, Command, Model, Raw
from tests.properties.verdict import Verdict, left, power


def expect_register(model: Model, c: Command, v: Verdict) -> None:
    """Somebody new, while the door is open or after it has shut (then late)."""
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


def expect_move_partner(model: Model, c: Command, v: Verdict) -> None:
    """From where the partner is, in the step of the move, in time, through its gate."""
    if v.bad(c["move"] not in model.raw["partners"]["moves"] or c["partner"] not in model.partners):
        return
    rule, partner = model.raw["partners"]["moves"][c["move"]], model.partners[c["partner"]]
    v.roles(c, rule["by"])
    v.refuse(partner["state"] not in rule["from"], model.step not in rule["during"])
    until = rule.get("until")
    v.refuse(until is not None and model.runs(until) and model.now > model.deadlines[until]["due"])
    v.refuse(bool(rule.get("needs_reason")) and c.get("reason") is None)
    v.refuse(bool(rule.get("needs_hearing")) and not c["heard"])
    v.refuse(not rule.get("while_stopped") and model.stands_still())
    if rule["to"] not in model.leavers:
        v.refuse(model.lots.get(partner["lot"], False))
    v.shut(unmet(model, rule.get("gate", ()), partner=c["partner"]))


def expect_check(model: Model, c: Command, v: Verdict) -> None:
    """A whole check of somebody who is still in."""
    if v.bad(c["partner"] not in model.partners):
        return
    power(model, c, v, "check_exclusions")
    v.refuse(not c["debarment_list_checked"], not c["subcontractors_checked"], left(model, c["partner"]))
    before = model.checks.get(c["partner"], {"outcome": "clear"})["outcome"]
    v.refuse((c["outcome"] != "clear" or before == "excluded") and c.get("reason") is None)
    rules = model.raw.get("exclusions", {})
    recorded = c.get("list_on") is not None and c.get("list_source") is not None
    v.refuse(bool(rules.get("list_recorded")) and not recorded)
    v.refuse(bool(rules.get("right_of_reply")) and c["outcome"] != "clear" and not c.get("heard"))


def expect_indicators(model: Model, c: Command, v: Verdict) -> None:
    """As many as the definition wants, with the most material marked, of whoever has a contract to come."""
    rule = model.raw["indicators"]
    if v.bad(c["partner"] not in model.partners):
        return
    v.roles(c, rule["by"])
    v.refuse(model.partners[c["partner"]]["state"] not in rule["states"], model.ended is not None)
    marked, count = sum(one["material"] for one in c["indicators"]), len(c["indicators"])
    v.refuse(count < rule.get("least", 3), marked != min(rule.get("material", 3), count))


def expect_report(model: Model, c: Command, v: Verdict) -> None:
    """Of somebody who was excluded, once."""
    rule = model.raw["exclusions"]
    if v.bad(c["partner"] not in model.partners):
        return
    v.roles(c, rule["report_by"])
    partner = model.partners[c["partner"]]
    v.refuse(partner["state"] not in rule["reported"], model.reported.get(c["partner"], -1) > partner["i"])


def _cell(model: Model, c: Command, v: Verdict) -> Raw | None:
    rule = model.raw["rounds"].get(c["round"])
    if v.bad(rule is None or c["partner"] not in model.partners or c["criterion"] not in rule["criteria"]):
        return None
    subs = rule["criteria"][c["criterion"]].get("sub_criteria", {})
    sub = c.get("sub_criterion")
    if v.bad(sub is not None and sub not in subs):
        return None
    v.refuse(sub is None and bool(subs), not rule.get("scale_min", 0) <= c["score"] <= rule.get("scale_max", 5))
    v.refuse(model.step not in rule["during"], left(model, c["partner"]))
    found: Raw = rule
    return found


def cell_of(c: Command) -> tuple[Any, ...]:
    """What is scored."""
    return (c["round"], c["partner"], c["criterion"], c.get("sub_criterion"))


def expect_score(model: Model, c: Command, v: Verdict) -> None:
    """On the scale, in its step, by somebody without a conflict, before moderation."""
    rule = _cell(model, c, v)
    if rule is not None:
        v.roles(c, [rule["scored_by"]])
        declared = model.declared.get((c["role"], c["actor"]))
        v.refuse(declared is None or declared["position"] == "unresolved", _locked(model, c))


def expect_moderate(model: Model, c: Command, v: Verdict) -> None:
    """After enough independent scores, once in a visit."""
    rule = _cell(model, c, v)
    if rule is not None:
        v.roles(c, [rule["moderated_by"]])
        v.refuse(len([key for key in model.scores if key[:4] == cell_of(c)]) < rule.get("evaluators", 2))
        v.refuse(_locked(model, c))


def _locked(model: Model, c: Command) -> bool:
    """Whether a cell was moderated in this visit of the step."""
    known = model.moderated.get(cell_of(c))
    return known is not None and bool(known["i"] > model.entered(model.step))


def expect_summaries(model: Model, c: Command, v: Verdict) -> None:
    """To all assessed and nobody else, once, after the assessment."""
    power(model, c, v, "send_summaries")
    v.bad(not set(c["partners"]) <= set(model.partners))
    assessed = {ref for ref in model.partners if model.fully_assessed(model.raw["final_round"], ref)}
    began = model.final_assessment_began()
    v.refuse(assessed != set(c["partners"]), began == NEVER, model.summaries > began > NEVER, model.ended is not None)
    v.refuse(model.step in model.final_steps())


def _bound(model: Model, envelope: str) -> int:
    return sum(
        sum(known["instalments"].values()) for known in model.commitments.values() if known["envelope"] == envelope
    )


def expect_envelope(model: Model, c: Command, v: Verdict) -> None:
    """Not below what is bound."""
    money = model.raw["money"]
    v.bad(c["envelope"] not in money["envelopes"])
    v.roles(c, money["set_envelope_by"])
    v.refuse(c["currency"] != money["currency"], model.ended is not None)
    v.refuse(c["amount_minor"] < _bound(model, c["envelope"]))


def expect_commit(model: Model, c: Command, v: Verdict) -> None:
    """Within the envelope and its stages, to somebody who can be paid."""
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


def expect_pay(model: Model, c: Command, v: Verdict) -> None:
    """The sum agreed, once, after the gate that asked for the money."""
    known = model.commitments.get(c["commitment"], {"instalments": {}})
    v.roles(c, model.raw["money"]["pay_by"])
    if v.bad(c["instalment"] not in known["instalments"]):
        return
    v.refuse(known["instalments"][c["instalment"]] != c["amount_minor"], c["instalment"] in known["paid"])
    ahead = [rule for move in model.raw["moves"] if move["from"] == model.step for rule in move.get("gate", ())]
    asked = any(rule["kind"] == "budget_covers" and rule["envelope"] == known["envelope"] for rule in ahead)
    v.refuse(asked and known["i"] > model.entered(model.step))
