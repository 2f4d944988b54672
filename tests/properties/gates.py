"""What a gate asks, answered naively from the raw YAML and the model's own notes: one short function for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.properties.days import local_day

if TYPE_CHECKING:
    from tests.properties.model import Model

Rule = dict[str, Any]


def unmet(model: Model, gate: Iterable[Rule], *, move: str | None = None, partner: str | None = None) -> set[str]:
    """The ids of the requirements that keep a gate shut."""
    return {rule["id"] for rule in gate if _blocks(model, rule, move, partner)}


def _blocks(model: Model, rule: Rule, move: str | None, partner: str | None) -> bool:
    if "when" in rule and not model.facts[rule["when"]]:
        return False
    if HOLDS[rule["kind"]](model, rule, partner):
        return False
    severity = rule.get("severity", "MUST")
    waived = severity == "SHOULD" and model.waivers.get((move, rule["id"]), -1) > model.entered(model.step)
    return not waived and severity != "WARN"


def _concerned(model: Model, states: Iterable[str], partner: str | None) -> Sequence[str]:
    if partner is not None:
        return [partner]
    return [ref for ref, known in model.partners.items() if known["state"] in states]


def _artefact(model: Model, rule: Rule, partner: str | None) -> bool:
    since = model.entered(rule["since"]) if "since" in rule else -1
    refs = _concerned(model, rule["partners"], partner) if "partners" in rule else [None]
    papers = [model.papers.get((rule["artefact"], ref)) for ref in refs]
    return all(paper is not None and paper["status"] == "accepted" and paper["filed"] > since for paper in papers)


def _filed(model: Model, rule: Rule, partner: str | None) -> bool:
    return all((rule["artefact"], ref) in model.papers for ref in _concerned(model, rule["partners"], partner))


def _reviewed(model: Model, rule: Rule, partner: str | None) -> bool:
    refs = _concerned(model, rule["partners"], partner)
    seals = model.raw["artefacts"][rule["artefact"]].get("sealed_until", "")
    found = {ref: model.papers.get((rule["artefact"], ref)) for ref in refs}
    return all(model.passed(seals) if paper is None else paper["status"] != "submitted" for paper in found.values())


def _decision(model: Model, rule: Rule, _: str | None) -> bool:
    asked = model.raw["decisions"][rule["decision"]]
    words = model.words(rule["decision"])
    decided = [word for word in words if not word["confirms"]]
    if not decided or decided[-1]["outcome"] != "pass":
        return False
    if "confirmed_by" not in asked:
        return True
    last = decided[-1]
    seconds = [w for w in words if w["confirms"] and w["i"] > last["i"] and w["by"] != last["by"]]
    return bool(seconds) and seconds[-1]["outcome"] == "pass"


def _passed(model: Model, rule: Rule, _: str | None) -> bool:
    return model.passed(rule["deadline"])


def _not_passed(model: Model, rule: Rule, _: str | None) -> bool:
    return model.runs(rule["deadline"]) and not model.passed(rule["deadline"])


def _standstill(model: Model, rule: Rule, _: str | None) -> bool:
    return model.runs(rule["deadline"]) and bool(model.now > model.deadlines[rule["deadline"]]["due"])


def _count(model: Model, rule: Rule, partner: str | None) -> bool:
    refs = _concerned(model, rule["states"], partner)
    least, most = rule.get("min", 0), rule.get("max", 10**9)
    if rule.get("each_lot") and model.lots:
        open_lots = [lot for lot, ceased in model.lots.items() if not ceased]
        return all(least <= sum(model.partners[ref]["lot"] == lot for ref in refs) <= most for lot in open_lots)
    return bool(least <= len(refs) <= most)


def _assessed(model: Model, rule: Rule, partner: str | None) -> bool:
    refs = _concerned(model, rule["states"], partner)
    return all(model.fully_assessed(rule["round"], ref) for ref in refs)


def _budget(model: Model, rule: Rule, partner: str | None) -> bool:
    if rule["envelope"] not in model.envelopes:
        return False
    covered = {known["partner"] for known in model.commitments.values() if known["envelope"] == rule["envelope"]}
    return "states" not in rule or set(_concerned(model, rule["states"], partner)) <= covered


def _notice(model: Model, rule: Rule, _: str | None) -> bool:
    since = model.entered(rule["since"]) if "since" in rule else -1
    return model.notices.get(rule["notice"], -1) > since


def _conflicts(model: Model, rule: Rule, _: str | None) -> bool:
    since = model.entered(rule["since"]) if "since" in rule else -1
    current = {key: known for key, known in model.declared.items() if known["i"] > since}
    if any(known["position"] == "unresolved" for known in current.values()):
        return False
    scored = {(known["role"], known["by"]) for known in model.scores.values() if known["i"] > since}
    moderated = {(known["role"], known["by"]) for known in model.moderated.values() if known["i"] > since}
    acted = {(role, person) for role, person in model.acted | scored | moderated if role in rule["roles"]}
    return acted <= set(current) and set(rule["roles"]) <= {role for role, _ in current}


def _exclusions(model: Model, rule: Rule, partner: str | None) -> bool:
    found = [model.checks.get(ref) for ref in _concerned(model, rule["states"], partner)]
    since = model.entered(model.step)
    whole = all(check is not None and check["i"] > since and check["outcome"] != "excluded" for check in found)
    age = model.raw.get("exclusions", {}).get("list_age_days")
    oldest = local_day(model.now) - timedelta(days=age or 0)
    return whole and (
        age is None or all(check["list"] is not None and check["list"] >= oldest for check in found if check)
    )


def _lessons(model: Model, rule: Rule, _: str | None) -> bool:
    return len([lesson for lesson in model.lessons if lesson["stage"] == rule["stage"]]) >= int(rule.get("min", 1))


def _summaries(model: Model, _: Rule, __: str | None) -> bool:
    return model.summaries > model.final_assessment_began()


def _lots(model: Model, rule: Rule, _: str | None) -> bool:
    taken = {known["lot"] for known in model.partners.values() if known["state"] in rule["states"]}
    if not model.lots:
        return bool(taken)
    return all(ceased or lot in taken for lot, ceased in model.lots.items())


def _share(model: Model, round_: str, partner: str, criterion: str) -> Fraction | None:
    """What a partner earned of a criterion, between 0 and the top of the scale."""
    subs = model.raw["rounds"][round_]["criteria"][criterion].get("sub_criteria", {})
    weights = {name: Fraction(rule["weight"], 100) for name, rule in subs.items()} or {None: Fraction(1)}
    marks = {name: model.moderated.get((round_, partner, criterion, name)) for name in weights}
    if any(mark is None for mark in marks.values()):
        return None
    return sum((weights[name] * mark["score"] for name, mark in marks.items() if mark), Fraction(0))


def _best(model: Model, rule: Rule, partner: str | None) -> bool:
    assert partner is not None
    own, criteria = model.partners[partner], model.raw["rounds"][rule["round"]]["criteria"]
    lot = [r for r, known in model.partners.items() if known["lot"] == own["lot"] and known["state"] in rule["rivals"]]
    totals, short = {}, set()
    for ref in {*lot, partner}:
        shares = {name: _share(model, rule["round"], ref, name) for name in criteria}
        if any(share is None for share in shares.values()):
            return False
        totals[ref] = sum(criteria[name]["weight"] * (share or 0) for name, share in shares.items())
        if any((share or 0) < criteria[name].get("minimum", 0) for name, share in shares.items()):
            short.add(ref)
    return partner not in short and all(totals[ref] <= totals[partner] for ref in totals if ref not in short)


def _confirmed(model: Model, rule: Rule, _: str | None) -> bool:
    paper = model.papers.get((rule["artefact"], None))
    since = max((model.notices.get(name, -1) for name in rule["notices"]), default=-1)
    return paper is not None and paper["status"] == "accepted" and paper["filed"] > since


def _reported(model: Model, rule: Rule, partner: str | None) -> bool:
    there = [
        ref for ref in _concerned(model, rule["states"], partner) if model.partners[ref]["state"] in rule["states"]
    ]
    return all(model.reported.get(ref, -1) > model.partners[ref]["i"] for ref in there)


def _measured(model: Model, rule: Rule, partner: str | None) -> bool:
    for ref in _concerned(model, rule["states"], partner):
        known = model.indicators.get(ref)
        if known is None or 0 < known["count"] < rule.get("min", 3):
            return False
        if known["count"] and rule.get("published", True) and not known["published"]:
            return False
    return True


def _provided(_: Model, __: Rule, ___: str | None) -> bool:
    """Nobody refines or modifies anything in these games."""
    return True


HOLDS: dict[str, Callable[[Model, Rule, str | None], bool]] = {
    "artefact_accepted": _artefact,
    "artefact_filed": _filed,
    "artefact_reviewed": _reviewed,
    "decision_taken": _decision,
    "deadline_passed": _passed,
    "deadline_not_passed": _not_passed,
    "partners_in_state": _count,
    "every_partner_assessed": _assessed,
    "budget_covers": _budget,
    "notice_published": _notice,
    "conflicts_declared": _conflicts,
    "exclusions_checked": _exclusions,
    "standstill_over": _standstill,
    "lessons_recorded": _lessons,
    "summaries_sent": _summaries,
    "lots_settled": _lots,
    "conflicts_confirmed": _confirmed,
    "exclusions_reported": _reported,
    "indicators_set": _measured,
    "changes_provided": _provided,
    "ranks_first": _best,
}
