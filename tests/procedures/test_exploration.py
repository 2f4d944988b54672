"""The exploration of every state: what it finds is really there, and what is right it leaves alone."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest

from procedures.checker.finding import Finding, Severity
from procedures.exploration import Examined, Fault, Kind, check, examine
from procedures.exploration.examine import answers, how_many
from procedures.loader import LoadedDefinition, load_definition, parse_definition
from procedures.proof import prove
from tests.procedures.mutants import mutants
from tests.procedures.places import SHIPPED, TINY, value_of
from tests.procedures.replaying import leads_into

SMALL = TINY.parent.parent / "small_procedure.yaml"


@lru_cache
def right() -> str:
    """The tiny definition without the faults that it has: summaries go out, and nobody is left without a letter."""
    value = value_of(TINY)
    moves = {move["move"]: move for move in value["moves"]}
    moves["choose"]["gate"] = [asks for asks in moves["choose"]["gate"] if asks["id"] != "told"]
    moves["sign"]["gate"].append({"id": "told", "kind": "summaries_sent", "text": "Everybody was told."})
    moves["stop"]["then"].append({"kind": "closing_letters"})
    value["moves"].append(
        {"move": "give_up", "title": "Give up", "from": "OFFERS", "to": "STOPPED", "by": ["chief"]},
    )
    value["moves"][-1]["then"] = [{"kind": "closing_letters"}]
    leave = {"move": "leave", "title": "Leave", "from": "WAITING", "to": "STOPPED", "by": ["chief"]}
    value["moves"].append({**leave, "then": [{"kind": "closing_letters"}]})
    value["decisions"]["approval"]["confirmed_by"] = "panel"
    return json.dumps(value)


def changed(change: Any = None) -> LoadedDefinition:
    """The right definition with one change."""
    value = json.loads(right())
    if change is not None:
        change(value)
    return parse_definition(json.dumps(value).encode(), "changed.yaml")


def faults_of(change: Any) -> tuple[LoadedDefinition, dict[Kind, list[Fault]]]:
    """What is found after a change, by its kind; every story really leads where it says."""
    loaded = changed(change)
    found: dict[Kind, list[Fault]] = {}
    for fault in examine(loaded.definition).faults:
        found.setdefault(fault.kind, []).append(fault)
        assert not fault.story or leads_into(loaded, fault) == ""
    return loaded, found


def move_of(value: Any, name: str) -> Any:
    """One move of a definition as plain data."""
    return next(move for move in value["moves"] if move["move"] == name)


def test_what_is_right_is_not_complained_of() -> None:
    """No dead end, nothing unused, nobody left behind."""
    assert examine(changed().definition).faults == ()


@pytest.mark.parametrize("path", [SHIPPED], ids=lambda path: path.stem)
def test_the_shipped_definition_has_no_fault_that_blocks(path: Any) -> None:
    """It may warn of too few suppliers, each time with a story that the real core can live through."""
    loaded = load_definition(path)
    examined = examine(loaded.definition)
    assert examined.explored > 1_000
    assert {fault.severity for fault in examined.faults} <= {Severity.WARN}
    assert [leads_into(loaded, fault) for fault in examined.faults if fault.story] == [""] * sum(
        bool(fault.story) for fault in examined.faults
    )


def test_a_deadline_that_lapsed_with_nothing_else_to_do_is_found() -> None:
    """Once it has passed, the only way on is shut, and its clock never starts again."""

    def lapse(value: Any) -> None:
        gate = move_of(value, "ask")["gate"]
        gate.append({"id": "open", "kind": "deadline_not_passed", "deadline": "offers_close", "text": "Still open."})

    _, found = faults_of(lapse)
    (fault,) = found[Kind.LAPSED]
    assert fault.severity is Severity.MUST
    assert fault.step == "ASKED"
    assert [deed.kind for deed in fault.story] == ["open", "publish", "pass"]
    assert "open" in fault.message


def test_a_round_that_is_never_left_is_found() -> None:
    """Going back and forth is no way to an end."""

    def go_round(value: Any) -> None:
        for name in ("give_up", "open_offers"):
            value["moves"].remove(move_of(value, name))
        value["moves"].append({"move": "back", "title": "Back", "from": "OFFERS", "to": "ASKED", "by": ["buyer"]})

    _, found = faults_of(go_round)
    (fault,) = found[Kind.LIVE_LOCK]
    assert "ASKED, OFFERS" in fault.message


def test_a_paper_sent_back_after_its_time_shuts_the_way() -> None:
    """Nothing saw to it that the paper was accepted while it could be filed."""

    def late(value: Any) -> None:
        gate = move_of(value, "ask")["gate"]
        gate[:] = [asks for asks in gate if asks["id"] not in {"need", "approved"}]
        wants = {"id": "need", "kind": "artefact_accepted", "artefact": "need", "text": "The need is accepted."}
        for name in ("open_offers", "give_up"):
            move_of(value, name).setdefault("gate", []).append(wants)

    _, found = faults_of(late)
    (fault,) = found[Kind.DEAD_END]
    assert fault.step == "OFFERS"
    assert "only early termination is left" in fault.message


def test_a_suspension_that_nothing_lifts_is_found() -> None:
    """The court's order can be filed in one step only."""

    def only_at_first(value: Any) -> None:
        value["artefacts"]["order"]["during"] = ["ASKED"]

    _, found = faults_of(only_at_first)
    assert {fault.step for fault in found[Kind.SUSPENDED]} == {"OFFERS", "CHOICE", "WAITING"}
    assert all(fault.story[-1].kind == "suspend" for fault in found[Kind.SUSPENDED])


def test_a_supplier_who_is_left_without_an_answer_is_found() -> None:
    """The procedure ends while an offer is still open, and nobody writes."""

    def silent(value: Any) -> None:
        del move_of(value, "stop")["then"]

    _, found = faults_of(silent)
    assert {(fault.name, fault.state) for fault in found[Kind.LEFT_BEHIND]} == {("stop", "offered")}


def test_letters_to_the_right_suppliers_are_an_answer() -> None:
    """Whoever is told by name of its state is not left behind."""

    def told(value: Any) -> None:
        move_of(value, "stop")["then"] = [{"kind": "tell_partners", "partners": ["offered"], "text": "It is over."}]

    _, found = faults_of(told)
    assert Kind.LEFT_BEHIND not in found


def test_a_move_that_nobody_can_ever_make_is_found() -> None:
    """Nobody can be chosen in a step in which nobody is left to be chosen."""

    def nobody(value: Any) -> None:
        move_of(value, "stop")["gate"] = [
            {"id": "none", "kind": "partners_in_state", "states": ["offered", "chosen"], "max": 0, "text": "None."},
            {"id": "one", "kind": "partners_in_state", "states": ["chosen"], "min": 1, "text": "One."},
        ]

    _, found = faults_of(nobody)
    assert "stop" in {fault.name for fault in found[Kind.NEVER]}


def test_a_notice_that_can_never_go_out_is_found() -> None:
    """It is asked that a deadline has passed which has not begun."""

    def shut(value: Any) -> None:
        value["notices"]["N9"] = {"title": "Never", "by": ["buyer"], "during": ["ASKED"], "gate": [
            {"id": "waited", "kind": "standstill_over", "deadline": "wait", "text": "The wait is over."}]}  # fmt: skip

    _, found = faults_of(shut)
    assert {fault.name for fault in found[Kind.NEVER]} == {"N9"}


def test_too_few_suppliers_only_warn_while_the_procedure_can_be_ended_early() -> None:
    """Where nobody offers and no move gives up, early termination is left, and that is said."""

    def no_exit(value: Any) -> None:
        value["moves"].remove(move_of(value, "give_up"))

    loaded, found = faults_of(no_exit)
    (fault,) = found[Kind.FEW_SUPPLIERS]
    assert fault.severity is Severity.WARN
    finding = fault.finding(loaded.definition)
    assert finding.story[-2] == "let offers_close pass with nobody there"
    assert finding.story[-1].startswith("now open_offers waits for some")


def test_a_stuck_procedure_that_cannot_even_be_ended_early_blocks() -> None:
    """Somebody is chosen, the way on is shut, and nobody who is chosen may be left behind by an early end."""

    def no_way(value: Any) -> None:
        value["moves"].remove(move_of(value, "leave"))
        value["partners"]["moves"]["beat"]["from"] = ["offered"]
        value["termination"]["phases"][0]["unless"] = ["chosen"]
        gate = move_of(value, "sign")["gate"]
        gate.append({"id": "soon", "kind": "deadline_not_passed", "deadline": "offers_close", "text": "In time."})

    _, found = faults_of(no_way)
    stuck = [fault for faults in found.values() for fault in faults if fault.step == "WAITING"]
    assert any("cannot be ended at all" in fault.message and fault.severity is Severity.MUST for fault in stuck)


def test_four_eyes_are_two_people_of_the_plan() -> None:
    """One person who holds both roles cannot decide and confirm; two can."""

    def alone(value: Any) -> None:
        value["plan"] = {"people": {"one": {"roles": ["buyer", "chief", "panel"], "count": 1}}}

    def together(value: Any) -> None:
        value["plan"] = {"people": {"all": {"roles": ["buyer", "chief", "panel"], "count": 3}}}

    _, found = faults_of(alone)
    assert all(fault.severity is Severity.MUST for fault in found[Kind.PEOPLE])
    assert "approval" in {fault.name for fault in found[Kind.PEOPLE]}
    assert "only" in {fault.name for fault in found[Kind.PEOPLE]}
    _, found = faults_of(together)
    assert Kind.PEOPLE not in found


def test_without_a_plan_missing_people_only_warn() -> None:
    """Nobody knows then how many people hold a role."""
    found = [fault for fault in examine(load_definition(TINY).definition).faults if fault.kind is Kind.PEOPLE]
    assert {fault.severity for fault in found} == {Severity.WARN}


def test_a_fact_matters_only_where_it_can_shut_a_way() -> None:
    """Each set of answers that can make a difference is explored, and no other."""
    assert answers(changed().definition) == (frozenset(),)

    def conditional(value: Any) -> None:
        move_of(value, "give_up")["gate"] = [
            {
                "id": "slow",
                "kind": "deadline_not_passed",
                "deadline": "offers_close",
                "text": "Open.",
                "when": "hurried",
            }
        ]

    loaded, found = faults_of(conditional)
    assert set(answers(loaded.definition)) == {frozenset(), frozenset({"hurried"})}
    assert [deed.facts for fault in found[Kind.FEW_SUPPLIERS] for deed in fault.story[:1]] == [("hurried",)]


@pytest.mark.parametrize("path", [TINY, SMALL], ids=lambda path: path.stem)
def test_one_more_partner_shows_nothing_new(path: Any) -> None:
    """Two partners show what three would: the same faults in the same steps."""
    definition = load_definition(path).definition
    few, more = (examine(definition, partners=how_many(definition) + more) for more in (0, 1))
    assert {(f.kind, f.step, f.name, f.state) for f in few.faults} == {
        (f.kind, f.step, f.name, f.state) for f in more.faults
    }
    assert more.explored > few.explored


def test_a_definition_with_too_many_states_is_said_to_be_explored_in_part() -> None:
    """What was found is right; that there may be more is not kept back."""
    examined = examine(changed().definition, most=50)
    assert [fault.kind for fault in examined.faults if fault.kind is Kind.TOO_MANY] == [Kind.TOO_MANY]


def test_the_proof_holds_what_every_checker_found_with_lines_and_states() -> None:
    """Every finding has the line of its place in the file, grouped by checker in a fixed order."""
    loaded = load_definition(TINY)
    proof = prove(loaded)
    assert proof.explored == examine(loaded.definition).explored
    assert not proof.sound
    explored = [one for one in proof.placed if one.checker == "exploration"]
    assert all(one.line > 1 for one in explored if one.finding.where)
    assert set(check(loaded.definition)) == {one.finding for one in explored}


def test_a_must_is_never_accepted() -> None:
    """Only a SHOULD can be accepted with a reason."""
    with pytest.raises(ValueError, match="cannot be accepted"):
        Finding(where="", message="Wrong.", accepted="by nobody")
    should = Finding(where="", message="Better not.", severity=Severity.SHOULD)
    assert should.wants_reason
    assert not should.blocks


# --- Mutants: whatever is found in a definition broken by chance, its story is lived through by the real core ---


def told_wrongly(count: int, *, start: int, paths: Any = None) -> list[str]:
    """Every story of these mutants that does not lead into its fault."""
    wrong = []
    for mutant in mutants(count, start=start, paths=paths):
        examined: Examined = examine(mutant.definition)
        told = [(fault, leads_into(mutant.loaded, fault)) for fault in examined.faults if fault.story]
        wrong += [f"{mutant.of}, {mutant.done}: {fault.message}: {said}" for fault, said in told if said]
    return wrong


def test_every_story_of_small_mutants_leads_into_its_fault() -> None:
    """Sixty small definitions broken by chance."""
    assert told_wrongly(60, start=1_000, paths=(TINY, SMALL)) == []


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_every_story_of_shipped_mutants_leads_into_its_fault() -> None:
    """Twenty shipped definitions broken by chance."""
    assert told_wrongly(20, start=5_000) == []
