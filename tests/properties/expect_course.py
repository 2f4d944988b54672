"""What the model expects of the course of a procedure: moves, waivers, stops, endings, corrections."""

from __future__ import annotations

from tests.properties import clocks
from tests.properties.days import local_day
from tests.properties.gates import unmet
from tests.properties.model import NEVER, Command, Model, Raw
from tests.properties.verdict import Verdict, power


def expect_waive(model: Model, c: Command, v: Verdict) -> None:
    """A SHOULD of a move or notice, where it is asked."""
    power(model, c, v, "waive")
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


def expect_advance(model: Model, c: Command, v: Verdict) -> None:
    """A move that exists from here, by its roles, through its gate."""
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


def expect_cease(model: Model, c: Command, v: Verdict) -> None:
    """An open lot for which nobody is chosen, while another one goes on."""
    if v.bad(c["lot"] not in model.lots):
        return
    power(model, c, v, "cease_lot")
    others = [lot for lot, ceased in model.lots.items() if not ceased and lot != c["lot"]]
    v.refuse(model.lots[c["lot"]], not others, model.ended is not None)
    asked = [rule for move in model.raw["moves"] for rule in move.get("gate", ()) if rule["kind"] == "lots_settled"]
    chosen_states = {state for rule in asked for state in rule["states"]}
    v.refuse(any(p["lot"] == c["lot"] and p["state"] in chosen_states for p in model.partners.values()))


def expect_suspend(model: Model, c: Command, v: Verdict) -> None:
    """A running procedure; by itself only for a claim notified in the standstill."""
    power(model, c, v, "suspend")
    v.refuse(model.ended is not None, model.suspended is not None, c["notified_at"] > model.now)
    if c["basis"] == "automatic":
        known = model.deadlines.get(model.standstill(), {"started": False})
        within = known["started"] and known["start"] <= local_day(c["notified_at"]) and c["notified_at"] <= known["due"]
        v.refuse(not within)


def expect_resume(model: Model, c: Command, v: Verdict) -> None:
    """A suspended procedure; one suspended by itself only after the standstill."""
    power(model, c, v, "suspend")
    v.refuse(model.suspended is None)
    if model.suspended is not None and model.suspended["basis"] == "automatic":
        v.refuse(model.runs(model.standstill()) and model.now <= model.deadlines[model.standstill()]["due"])
    ending = model.raw["termination"]
    by_order = c["basis"] == "court_order"
    _on_paper(model, v, ending["court_order"] if by_order else ending.get("end_of_case", ending["court_order"]))


def expect_pause(model: Model, c: Command, v: Verdict) -> None:
    """A running procedure before its award notice."""
    power(model, c, v, "pause")
    v.refuse(model.ended is not None, model.paused is not None, model.runs(model.standstill()))


def expect_unpause(model: Model, c: Command, v: Verdict) -> None:
    """A paused procedure."""
    power(model, c, v, "pause")
    v.refuse(model.paused is None)


def phase(model: Model) -> Raw | None:
    """The first phase of early termination that fits."""
    for rule in model.raw["termination"]["phases"]:
        if model.step in rule["from"] and ("published" not in rule or rule["published"] in model.notices):
            found: Raw = rule
            return found
    return None


def expect_terminate(model: Model, c: Command, v: Verdict) -> None:
    """A running procedure; while a court suspends it, with its order."""
    rule = model.raw["termination"]
    v.roles(c, rule["by"])
    ending = phase(model)
    v.refuse(model.ended is not None, ending is None)
    if ending is not None:
        v.refuse(any(partner["state"] in ending.get("unless", ()) for partner in model.partners.values()))
    _on_paper(model, v, rule["court_order"])


def _on_paper(model: Model, v: Verdict, artefact: str) -> None:
    """What a court says counts once it was filed after the suspension, and accepted."""
    if model.suspended is not None:
        paper = model.papers.get((artefact, None), {"status": None, "filed": NEVER})
        v.refuse(paper["status"] != "accepted", paper["filed"] < model.suspended["i"])


VOIDABLE = {
    "artefact.accepted", "artefact.rejected", "decision.recorded", "conflicts.declared", "exclusion.checked",
    "lesson.recorded", "assessment.recorded", "assessment.moderated", "requirement.waived", "partner.moved",
    "notice.published",
}  # fmt: skip


def expect_correct(model: Model, c: Command, v: Verdict) -> None:
    """An event that is there and not yet corrected; some effects can be taken back."""
    power(model, c, v, "correct")
    n = c["event"]
    v.refuse(n >= len(model.log), n in model.corrected)
    if c["effect"] == "void" and n < len(model.log):
        v.refuse(model.log[n]["type"] not in VOIDABLE)
        if model.log[n]["type"] == "partner.moved":
            found = [p for p in model.partners.values() if p["n"] == n and p["state"] in model.leavers and p["before"]]
            v.refuse(not found, any(p["by"] == c["actor"] for p in found))
            v.refuse(any(p["i"] < model.entered(model.step) for p in found))
        if model.log[n]["type"] == "notice.published":
            v.refuse(clocks.publication_stands(model, n))
        v.refuse(any(known["n"] == n and known["position"] != "none" for known in model.declared.values()))
        marks = [*model.scores.items(), *model.moderated.items()]
        rounds = [model.raw["rounds"][cell[0]] for cell, mark in marks if mark["n"] == n]
        v.refuse(any(model.step not in rule["during"] for rule in rounds))
    elif c["effect"] == "void":
        v.refuse(True)
