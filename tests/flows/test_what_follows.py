"""What follows from an event, as text and data: drafts, letters, projections."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.consequences.case import Case, case_at
from actions.consequences.costs import cost_markdown, cost_projection
from actions.consequences.letters import drafts_of, letters_of, message_id
from actions.consequences.markdown import plain, table
from actions.consequences.notice import draft_notice
from actions.house import House
from actions.perform import perform
from engine.canonical import canonical
from engine.commands import SpendingAnswers
from engine.errors import NotFound
from engine.events import StepEntered
from storage.codec import happened
from storage.records import OutboxRow
from tests.flows.site import do, make_site, open_procedure, start_trial

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NO = {"goods_or_works", "quantity_production", "first_operational_use", "pays_for_taking_part"}
ANSWERS = {name: name not in NO for name in SpendingAnswers.model_fields}


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Give a house on a simulated clock with one procedure that has been moved to its trial."""
    made = make_site(tmp_path, mode="demo", clock=SimulatedClock(START))
    open_procedure(made, "RL-1", lots={}, re_enactment="Re-enactment under the Procurement Act 2023")
    commit(made, "c1", "firm1", 2_000_000)
    commit(made, "c2", "firm2", 1_000_000)
    perform(made, start_trial("RL-1"))
    do(made, "pay_instalment", "RL-1", "owner", commitment="c1", instalment="i1", amount_minor=500_000)
    return made


def commit(house: House, reference: str, partner: str, amount: int) -> None:
    """Bind money to a partner in instalments of £5,000."""
    parts = [{"instalment": f"i{number}", "amount_minor": 500_000} for number in range(1, amount // 500_000 + 1)]
    do(
        house, "commit_money", "RL-1", "owner", commitment=reference, envelope="trials", partner=partner,
        currency="GBP", instalments=parts, legal_base="payment", answers=ANSWERS,
    )  # fmt: skip


def entered(house: House, procedure: str = "RL-1") -> int:
    """The event by which the trial was entered."""
    with house.store.reading() as reading:
        facts = [happened(stored.canon) for stored in reading.events(procedure)]
    return next(fact.n for fact in facts if isinstance(fact.event, StepEntered))


def trial(house: House) -> Case:
    """The case as of that event."""
    return case_at(house, "RL-1", entered(house))


def row(house: House, kind: str) -> OutboxRow:
    """The outbox row of a consequence."""
    with house.store.reading() as reading:
        return next(row for row in reading.outbox("RL-1") if row.kind == kind)


def test_a_case_is_as_its_event_left_it(house: House) -> None:
    """What came later, by another command, is not in it; the clocks that the same command started are."""
    do(house, "move_partner", "RL-1", "manager", partner="firm1", move="leave", reason="They wish to.")
    case = trial(house)
    assert case.state.step == "TRIAL"
    assert case.state.partners["firm1"].state == "applied"
    assert case.state.deadlines["trial_ends"].started
    assert case.names == {"firm1": "Firm 1 of RL-1", "firm2": "Firm 2 of RL-1"}


def test_a_case_of_an_event_to_come_is_not_found(house: House) -> None:
    """Nothing is written about what has not happened."""
    with pytest.raises(NotFound, match="no event 999"):
        case_at(house, "RL-1", 999)


def test_an_erased_name_gives_way_to_the_reference(house: House) -> None:
    """A letter written after an erasure names the reference alone."""
    with house.store.transaction() as tx:
        tx.erase_subject("firm1")
    assert trial(house).called("firm1") == "firm1"
    assert trial(house).called("firm2") == "Firm 2 of RL-1"


def test_a_draft_has_the_whole_checklist_and_what_the_record_knows(house: House) -> None:
    """Every item of the definition stands in the draft, filled in or left to be written."""
    draft = draft_notice(trial(house), "N1")
    for item in trial(house).definition.notices["N1"].contains:
        assert item in draft.markdown
    assert "Cleaner streets RL-1" in draft.markdown
    assert "£50,000.00" in draft.markdown
    assert "Way, 40%" in draft.markdown
    assert "8 December 2026" in draft.markdown
    assert "The procedure has no lots." in draft.markdown
    assert draft.markdown.count("To be written") == 1
    assert "seedbed notice publish RL-1 N1" in draft.markdown
    assert "TE-NOT" in draft.markdown


def test_a_draft_says_that_it_re_enacts(house: House) -> None:
    """The line of a re-enactment is on every output."""
    assert "**Re-enactment under the Procurement Act 2023**" in draft_notice(trial(house), "N1").markdown


def test_a_draft_written_later_is_the_same_bytes(house: House) -> None:
    """A repetition after a crash, a day and a change of the procedure later, gives the same artefacts."""
    first = draft_notice(trial(house), "N1")
    assert isinstance(house.clock, SimulatedClock)
    house.clock.advance_to(datetime(2026, 12, 1, tzinfo=UTC))
    do(house, "move_partner", "RL-1", "manager", partner="firm1", move="leave", reason="They wish to.")
    again = draft_notice(trial(house), "N1")
    assert again.markdown == first.markdown
    assert canonical(again.data) == canonical(first.data)


def test_a_draft_s_data_says_the_same_as_its_text(house: House) -> None:
    """Programs read the same items and facts."""
    draft = draft_notice(trial(house), "N1")
    assert json.loads(canonical(draft.data)) == draft.data
    for item in draft.data["items"]:
        for fact in item["known"]:
            assert plain(fact) in draft.markdown


def test_every_partner_still_in_gets_one_letter(house: House) -> None:
    """Without named states, everybody who has not left is told, with the dates that the move set going."""
    letters = list(letters_of(trial(house), "tell_partners", {"text": "The trial starts."}))
    assert [letter.partner for letter in letters] == ["firm1", "firm2"]
    for letter in letters:
        assert "The trial starts." in letter.text
        assert "Trial ends: until 8 December 2026" in letter.text
        assert "Re-enactment under the Procurement Act 2023" in letter.text


def test_only_those_in_the_named_states_are_told(house: House) -> None:
    """States that nobody is in make no letters."""
    assert list(letters_of(trial(house), "tell_partners", {"partners": ["left"], "text": "Farewell."})) == []


def test_a_letter_names_no_person(house: House) -> None:
    """Who acted stays inside the authority."""
    with house.store.reading() as reading:
        people = {person.id for person in reading.people()} | {"Every Body"}
    for kind in ("tell_partners", "closing_letters"):
        for letter in letters_of(trial(house), kind, {}):
            assert not any(person in letter.text + letter.subject for person in people)


def test_a_closing_letter_goes_to_the_one_who_left(house: House) -> None:
    """The others hear nothing of it."""
    do(house, "move_partner", "RL-1", "manager", partner="firm1", move="leave", reason="A private reason.")
    with house.store.reading() as reading:
        last = [row for row in reading.outbox("RL-1") if row.payload["partner"] == "firm1"][-1]
    case = case_at(house, "RL-1", last.payload["event"])
    (letter,) = letters_of(case, last.kind, last.payload)
    assert letter.partner == "firm1"
    assert "Your part in the procedure has ended: Left." in letter.text
    assert "private" not in letter.text


def test_everybody_still_in_gets_a_closing_letter_when_the_procedure_ends(house: House) -> None:
    """An early end closes the procedure for all, whoever had not left."""
    do(house, "terminate", "RL-1", "owner", reason="No money.")
    with house.store.reading() as reading:
        n = next(row.payload["event"] for row in reading.outbox("RL-1") if row.payload["occasion"] == "terminated")
    letters = list(letters_of(case_at(house, "RL-1", n), "closing_letters", {}))
    assert [letter.partner for letter in letters] == ["firm1", "firm2"]
    assert "The procedure has ended: Stopped." in letters[0].text


def test_a_letter_keeps_its_identity_however_often_it_is_written(house: House) -> None:
    """The same cause and recipient give the same row, on every attempt and on every machine."""
    case, told = trial(house), row(house, "tell_partners")
    assert drafts_of(case, told) == drafts_of(trial(house), told)
    assert (
        len({draft.id for kind in ("tell_partners", "closing_letters") for draft in drafts_of(case, row(house, kind))})
        == 4
    )
    assert message_id("cause", "firm1", START) == "01a207a2-3280-7656-8e07-be3624cc11f4"


def test_writing_letters_twice_adds_nothing(house: House) -> None:
    """The dedupe key makes a repetition harmless."""
    drafts = drafts_of(trial(house), row(house, "tell_partners"))
    with house.store.transaction() as tx:
        assert tx.enqueue(drafts) == 2
    with house.store.transaction() as tx:
        assert tx.enqueue(drafts) == 0


def test_the_projection_adds_up(house: House) -> None:
    """Set aside = committed + left, committed = paid + to pay, in minor units, by envelope and together."""
    with house.store.reading() as reading:
        head = reading.stream_head("RL-1")
    assert head is not None
    paid = case_at(house, "RL-1", head.n)
    found = cost_projection(paid)
    for line in found["envelopes"]:
        assert line["amount_minor"] == line["committed_minor"] + line["left_minor"]
        assert line["committed_minor"] == line["paid_minor"] + line["to_pay_minor"]
    assert (found["amount_minor"], found["projected_minor"], found["paid_minor"]) == (5_000_000, 3_000_000, 500_000)
    assert found["by_category_minor"] == {"TESTBED_PILOT": 3_000_000}
    assert "| Together | £50,000.00 | £30,000.00 | £5,000.00 | £25,000.00 | £20,000.00 |" in cost_markdown(paid, found)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<script>", r"\<script\>"),
        ("line\nbreak", "line break"),
        ("[link](x)", r"\[link\](x)"),
        ("# heading", r"\# heading"),
    ],
)
def test_markdown_says_what_was_given(given: str, shown: str) -> None:
    """A title is shown, never obeyed."""
    assert plain(given) == shown
    assert table(("A",), [(given,)]).splitlines()[2] == f"| {shown} |"
