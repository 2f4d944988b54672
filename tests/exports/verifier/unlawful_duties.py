"""Histories that break the law at run time: refinement, modification, contracts, claims, indicators, exclusions."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

from tests.exports.verifier.lives import Recorder, story_of
from tests.exports.verifier.unlawful import Step, moved, paper, reviewed, then
from tests.exports.verifier.writer import Happening
from tests.lawful import lawful
from tests.pilot import make, way

Case = tuple[str, list[Happening], str]
CELLS = (("worth", None), ("way", "new"), ("way", "safe"))
HEAVIER = {"worth": {"title": "Worth in use", "weight": 70}, "way": {"weight": 30}}


@lru_cache
def _at(step: str, partners: tuple[str, ...] = ("acme", "bolt"), *, hurried: bool = False) -> Recorder:
    case = Recorder(lawful())
    case.do("open", facts={"big": False, "hurried": hurried})
    for move in way(case.definition, "DRAFT", step):
        make(case, move, partners=dict.fromkeys(partners))
    return case


def own(known: Recorder) -> Recorder:
    """The test's own copy."""
    case = copy.copy(known)
    case.history, case.by, case.clock = list(known.history), list(known.by), copy.copy(known.clock)
    return case


def at(step: str, partners: tuple[str, ...] = ("acme", "bolt"), *, hurried: bool = False) -> Recorder:
    """A procedure under every rule that has lawfully come to a step."""
    return own(_at(step, partners, hurried=hurried))


@lru_cache
def _sifted() -> Recorder:
    case = at("SIFT", ("acme", "bolt", "crow"))
    case.do("declare_conflicts", role="assessor")
    for ref, marks in (("acme", (4, 4, 4)), ("bolt", (4, 3, 3)), ("crow", (3, 4, 4))):
        for (criterion, sub), score in zip(CELLS, marks, strict=True):
            cell = {"round": "first", "partner": ref, "criterion": criterion, "sub_criterion": sub, "score": score}
            case.do("record_assessment", **cell)
            case.do("moderate_assessment", **cell)
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("check_exclusion", partner=ref)
        case.do("move_partner", partner=ref, move="turn_down" if ref == "crow" else "admit")
    make(case, "start_trial")
    return case


def sifted() -> Recorder:
    """In its trial after a first round in which crow was put out."""
    return own(_sifted())


@lru_cache
def everything() -> Recorder:
    """One life in which each of these events happens once, all of them lawful."""
    case = sifted()
    case.do("modify", of="documents", admits_others=False, changes_participants=False, told=("acme", "bolt"))
    case.do("refine", round="final", criteria=HEAVIER)
    for move in ("assess", "decide_award", "tell", "stand_still"):
        make(case, move)
    case.do("record_claim", claim="hc-1", issued_at=case.now, partner="bolt")
    make(case, "sign")
    case.do("record_claim", claim="hc-2")
    large = {"ground": "provided_for", "published_before": "N1", "value_after_minor": 2_000}
    case.do("publish_notice", notice="N10")
    case.wait_until(case.state.deadlines["change_standstill"].due_at + timedelta(seconds=1))
    case.do("change_contract", partner="acme", **large)
    small = {"ground": "below_threshold", "aggregate_below_threshold": True, "value_before_minor": 2_000}
    case.do("change_contract", partner="acme", **small, value_after_minor=2_050)
    return case


def refinement(**changed: Any) -> Step:
    """A refinement that is said to be made."""
    parts = [["new", "New", "50"], ["safe", "Safe", "50"]]
    criteria = [["way", "Way", "30", None, parts], ["worth", "Worth in use", "70", 2, []]]
    data = {"round": "final", "criteria": criteria, "rerun": [["first", "crow"]], "by": "manager_x", "role_": "manager"}
    return "criteria.refined", {**data, **changed}


def modification(**changed: Any) -> Step:
    """A modification that is said to be recorded."""
    data = {"of": "notice", "phase": "limited", "admits_others": False, "changes_participants": False,
            "told": ["acme", "bolt"], "deadlines_considered": True, "by": "manager_x", "role_": "manager"}  # fmt: skip
    return "modification.recorded", {**data, **changed}


def contract(**changed: Any) -> Step:
    """A change of a contract that is said to be made."""
    data = {"partner": "acme", "ground": "not_substantial", "value_before_minor": 1_000, "value_after_minor": 1_000,
            "term_before_days": 100, "term_after_days": 100, "works": False, "material": False, "overall_nature": False,
            "split": False, "aggregate_below_threshold": None, "published_before": None, "notice": None,
            "by": "manager_x", "role_": "manager"}  # fmt: skip
    return "contract.changed", {**data, **changed}


def indicators(count: int = 3, **changed: Any) -> Step:
    """Indicators that are said to be set."""
    named = [[f"k{i}", f"Indicator {i}", True] for i in range(count)]
    data = {"partner": "acme", "indicators": named, "published_on": None, "by": "manager_x", "role_": "manager"}
    return "indicators.set", {**data, **changed}


def claim(case: Recorder, **changed: Any) -> Step:
    """A claim that is said to be notified, and to suspend nothing."""
    now = case.now.isoformat(timespec="microseconds")[:26] + "Z"
    data = {"claim": "hc-9", "notified_at": now, "issued_at": None, "partner": None, "automatic": False}
    return "claim.notified", {**data, "role_": "lawyer", **changed}


def check(**changed: Any) -> Step:
    """A check of exclusion that is said to be made."""
    data = {"partner": "acme", "outcome": "clear", "debarment_list_checked": True, "subcontractors_checked": True}
    return "exclusion.checked", {**data, "role_": "manager", "cause_": "x", **changed}


def consulted(case: Recorder, **changed: Any) -> Step:
    """The list that is said to have been looked at."""
    data = {"partner": "acme", "list_on": str(case.now.date()), "list_source": "The platform", "heard": True}
    return "debarment_list.consulted", {**data, "role_": "manager", "cause_": "x", **changed}


def duties() -> Iterator[Case]:
    """Each with what it is, and the code of the fault."""
    yield from _refined()
    yield from _modified()
    yield from _contracts()
    yield from _claims()
    yield from _indicators()
    yield from _exclusions()
    yield from _stated()


def _refined() -> Iterator[Case]:
    case = sifted()
    parts = [["new", "New", "50"], ["safe", "Safe", "50"]]
    way, worth = ["way", "Way", "40", None, parts], ["worth", "Worth", "60", 2, []]
    for name, changed, code in (
        ("of a round that foresees none", {"round": "first"}, "refined"),
        ("by another", {"role_": "owner", "by": "owner_x"}, "role"),
        ("not run again", {"rerun": []}, "refined"),
        ("only weights", {"criteria": [[*way[:2], "30", *way[3:]], [*worth[:2], "70", *worth[3:]]]}, "refined"),
        ("nothing", {"criteria": [way, worth]}, "refined"),
        ("another criterion", {"criteria": [way]}, "refined"),
        ("sum", {"criteria": [way, ["worth", "Worth in use", "70", 2, []]]}, "refined"),
        ("parts", {"criteria": [["way", "Way", "40", None, parts[:1]], worth]}, "refined"),
        ("off the scale", {"criteria": [way, ["worth", "Worth", "60", 1, []]]}, "refined"),
        ("wronged", {"criteria": [["way", "Y", "70", None, parts], [*worth[:2], "30", *worth[3:]]]}, "wronged"),
        ("wronged by a tie", {"criteria": [["way", "Y", "50", None, parts], [*worth[:2], "50", 2, []]]}, "wronged"),
    ):
        yield f"refined: {name}", then(case, refinement(**changed)), code
    low = [["way", "Way", "40", 4, parts], worth]
    yield "refined: a minimum under which crow goes on and bolt stays", then(case, refinement(criteria=low)), "wronged"
    yield "refined: too late", then(at("ASSESS"), refinement(rerun=[])), "refined"
    yield "refined: too early", then(at("SIFT"), refinement(rerun=[])), "step"
    scored = own(_at("ASSESS"))
    make(scored, "decide_award")
    yield "refined: once scored", then(scored, refinement(rerun=[])), "refined"


def _modified() -> Iterator[Case]:
    case = at("TRIAL")
    for name, changed, code in (
        ("by another", {"role_": "owner", "by": "owner_x"}, "role"),
        ("of what", {"of": "contract"}, "word"),
        ("another phase", {"phase": "open"}, "modified"),
        ("deadlines", {"deadlines_considered": False}, "modified"),
        ("a stranger", {"told": ["acme", "bolt", "nobody"]}, "unknown-name"),
        ("substantial", {"admits_others": True}, "modified"),
        ("unanswered", {"changes_participants": None}, "modified"),
        ("untold", {"told": ["acme"]}, "modified"),
    ):
        yield f"modified: {name}", then(case, modification(**changed)), code
    yield "modified: not published", then(at("READY"), modification(phase="open")), "modified"
    late = at("TRIAL")
    late.wait_until(late.state.deadlines["trial_ends"].due_at + timedelta(seconds=1))
    yield "modified: too late", then(late, modification()), "late"
    light = at("TRIAL", hurried=True)
    yield "modified: light touch, untold", then(light, modification(admits_others=True, told=[])), "modified"
    shut = at("OPEN")
    shut.do("register_partner", partner="acme")
    shut.do("modify")
    make(shut, "sift")
    make(shut, "start_trial")
    yield "modified: never published again", [*then(shut), *_assessed(shut)], "gate"


def _assessed(case: Recorder) -> list[Happening]:
    """The gate after the trial, said to be passed."""
    twin = own(case)
    twin.wait_until(twin.state.deadlines["trial_ends"].due_at + timedelta(seconds=1))
    gate = (
        "gate.decided",
        {"move": "assess", "source": "TRIAL", "target": "ASSESS", "results": [], "role_": "manager"},
    )
    return then(twin, gate)[len(twin.history) :]


def _contracts() -> Iterator[Case]:
    case = at("SIGNED")
    half = {"value_after_minor": 1_501, "notice": "N10"}
    for name, changed in (
        ("nobody's", {"partner": "bolt"}),
        ("no numbers", {"value_before_minor": 0}),
        ("split", {"split": True}),
        ("material", {"material": True}),
        ("nature", {"ground": "unforeseeable", "overall_nature": True}),
        ("term", {"term_after_days": 111, "notice": "N10"}),
        ("value", {"ground": "below_threshold", "aggregate_below_threshold": True, **half}),
        ("aggregate", {"ground": "below_threshold"}),
        ("not foreseen", {"ground": "provided_for", "published_before": "N10"}),
        ("half", {"ground": "unforeseeable", **half}),
        ("a notice for nothing", {"notice": "N10"}),
        ("no notice", {"ground": "unforeseeable", "value_after_minor": 1_400}),
        ("unpublished", {"ground": "unforeseeable", "value_after_minor": 1_400, "notice": "N10"}),
    ):
        yield f"contract: {name}", then(case, contract(**changed)), "contract"
    yield "contract: by another", then(case, contract(role_="owner", by="owner_x")), "role"
    yield "contract: a word", then(case, contract(ground="whim")), "word"
    yield "contract: a step", then(at("STANDSTILL"), contract()), "step"
    known = own(case)
    known.do("change_contract", partner="acme", value_after_minor=1_010)
    yield "contract: not from the latest", then(known, contract()), "contract"
    noticed = own(case)
    noticed.do("publish_notice", notice="N10")
    large = contract(ground="unforeseeable", value_after_minor=1_400, notice="N10")
    yield "contract: in its standstill", then(noticed, large), "contract"


def _claims() -> Iterator[Case]:
    case = at("STANDSTILL")
    now = claim(case)[1]["notified_at"]
    ahead = f"{int(now[:4]) + 1}{now[4:]}"
    yield "claim: by another", then(case, claim(case, role_="manager")), "role"
    yield "claim: should suspend", then(case, claim(case, issued_at=now)), "claim"
    yield "claim: cannot suspend", then(case, claim(case, automatic=True)), "claim"
    yield "claim: ahead", then(case, claim(case, notified_at=ahead)), "time"
    yield "claim: of nobody", then(case, claim(case, partner="nobody")), "unknown-name"
    yield "claim: no suspension followed", then(case, claim(case, issued_at=now, automatic=True)), "consequences"
    known = own(case)
    known.do("record_claim", claim="hc-9")
    yield "claim: twice", then(known, claim(known)), "claim"


def _indicators() -> Iterator[Case]:
    case = at("STANDSTILL")
    later = str(case.now.date() + timedelta(days=9))
    twice = [["k0", "A", True], ["k0", "B", True], ["k1", "C", True]]
    for name, step, code in (
        ("by another", indicators(role_="owner", by="owner_x"), "role"),
        ("of bolt", indicators(partner="bolt"), "indicators"),
        ("too few", indicators(2), "indicators"),
        ("twice", indicators(indicators=twice), "indicators"),
        ("unmarked", indicators(indicators=[[*one[:2], False] for one in indicators()[1]["indicators"]]), "indicators"),
        ("none without a reason", indicators(0), "reason"),
        ("ahead", indicators(published_on=later), "day"),
    ):
        yield f"indicators: {name}", then(case, step), code
    signed = own(case)
    signed.wait_until(signed.state.deadlines["standstill"].due_at + timedelta(seconds=1))
    yield "indicators: none at the signature", then(signed, moved("sign", "chosen", "signed", "owner")), "gate"
    unpublished = own(signed)
    named = [{"indicator": f"k{i}", "title": "A", "material": True} for i in range(3)]
    unpublished.do("set_indicators", partner="acme", indicators=named)
    yield "indicators: unpublished", then(unpublished, moved("sign", "chosen", "signed", "owner")), "gate"


def _exclusions() -> Iterator[Case]:
    case = at("SIFT")
    later = str(case.now.date() + timedelta(days=1))
    old = str(case.now.date() - timedelta(days=6))
    for name, checked, listed, code in (
        ("no list", {}, {"list_on": None}, "exclusion"),
        ("no source", {}, {"list_source": None}, "exclusion"),
        ("ahead", {}, {"list_on": later}, "exclusion"),
        ("unheard", {"outcome": "excluded"}, {"heard": False}, "hearing"),
    ):
        history = then(case, check(**checked), consulted(case, **listed), sealed=("data.reason",))
        yield f"exclusion: {name}", history, code
    stale = then(case, check(), consulted(case, list_on=old), moved("admit", "applied", "trying", "manager"))
    yield "exclusion: a list that is too old", stale, "gate"
    out = own(case)
    out.do("move_partner", partner="acme", move="exclude")
    today = str(out.now.date())
    report: dict[str, Any] = {"partner": "acme", "on": today, "reference": "EX-1", "role_": "lawyer"}
    for name, changed, code in (
        ("by another", {"role_": "owner"}, "role"),
        ("of bolt", {"partner": "bolt"}, "exclusion"),
        ("ahead", {"on": later}, "day"),
    ):
        yield f"reported: {name}", then(out, ("exclusion.reported", {**report, **changed})), code
    out.do("report_exclusion", partner="acme")
    yield "reported: twice", then(out, ("exclusion.reported", report)), "exclusion"


def _stated() -> Iterator[Case]:
    case = at("TOLD")
    case.do("submit_artefact", artefact="conflicts")
    case.do("accept_artefact", artefact="conflicts")
    twin = own(case)
    twin.do("publish_notice", notice="N6")
    whole = story_of(twin).happenings
    n = next(i for i, one in enumerate(whole) if i > len(case.history) - 1 and one.type == "notice.stated")
    for name, changed in (
        ("unconfirmed", {"conflicts_confirmed": False}),
        ("unstated", {"content": {}}),
        ("another end", {"content": {**whole[n].data["content"], "standstill_ends_on": "2026-01-01"}}),
        ("another day", {"content": {**whole[n].data["content"], "award_decided_on": "2020-01-01"}}),
        ("fewer tenders", {"content": {**whole[n].data["content"], "tenders_received": 1}}),
    ):
        changed_ = copy.deepcopy(whole)
        changed_[n].data.update(changed)
        for one in changed_[len(case.history) :]:
            one.cause = "u-0"
        yield f"stated: {name}", changed_, "stated"
    fresh = at("TOLD")
    today = str(fresh.now.date())
    notice = {"notice": "N6", "on": today, "reference": "R", "ceased_lots": [], "role_": "manager"}
    yield "stated: not revised", then(fresh, ("notice.published", notice)), "gate"
    first = at("READY")
    unfiled = then(first, paper("conflicts", "manager"), reviewed("conflicts", "lawyer"))
    yield (
        "stated: accepted and unsaid",
        [*unfiled, *then(first, ("notice.published", {**notice, "notice": "N1"}))[-1:]],
        "stated",
    )
