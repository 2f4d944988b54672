"""What the reading commands show."""

from __future__ import annotations

import pytest

from tests.cli.conftest import FolderAt
from tests.cli.line import Line
from tests.defaults import ANSWERS as QUESTIONS

ANSWERS = ",".join(f"{name}=no" for name in QUESTIONS)


def test_an_empty_folder_says_what_to_do_next(empty: Line) -> None:
    """Empty states are instructions."""
    assert "seedbed open" in empty.ok("list").out
    assert "No procedure is running" not in empty.ok("list").out


def test_the_list_says_what_is_needed_of_whom(draft: Line) -> None:
    """A row tells where the procedure stands and who is next."""
    row = draft.ok("list").out.splitlines()[1]
    assert row.startswith("RL-1")
    assert "Plan: Draft" in row
    assert 'Manager or Owner: "Paper" is missing (and 2 more)' in row


def test_the_list_of_one_person_shows_only_what_needs_them(draft: Line) -> None:
    """--mine keeps what the person could mend, in one of their own roles."""
    mine = draft.ok("list", "--mine", "owner", "--json").data
    assert [need["mine"] for need in mine["procedures"][0]["needs"]].count(True) >= 1
    assert draft.ok("list", "--mine", "supplier", "--json").data["procedures"] == []
    assert "Nothing needs supplier now" in draft.ok("list", "--mine", "supplier").out


def test_what_needs_whoever_sits_here_is_marked(draft: Line) -> None:
    """SEEDBED_ACTOR marks one's own turn; somebody whom the register does not know is nobody."""
    shown = draft.ok("list", env={"SEEDBED_ACTOR": "manager"}).out
    assert 'you: "Paper" is missing' in shown
    assert '"you:" marks what needs you.' in shown
    assert "you:" not in draft.ok("list", env={"SEEDBED_ACTOR": "no@where.example"}).out


def test_the_list_counts_working_days_to_the_next_deadline(folder_at: FolderAt) -> None:
    """The number beside the deadline is of working days, today not included."""
    found = folder_at("OPEN").ok("list", "--json").data["procedures"][0]
    assert found["next_deadline"] == "entry_closes"
    assert found["days_left"] == f"{found['working_days_left']} working days left"


def test_a_ready_move_says_that_it_can_be_made(folder_at: FolderAt) -> None:
    """When nothing blocks, the move itself is what is needed."""
    found = folder_at("DRAFT+").ok("list", "--json").data["procedures"][0]
    assert found["open"] is True
    assert found["needs"][0]["why"] == '"Prepare" can be made now'


def test_show_tells_where_a_procedure_stands(folder_at: FolderAt) -> None:
    """One page: stage, moves, papers, decisions, people."""
    shown = folder_at("READY").ok("show", "RL-1").out
    assert "Plan (current) > Entry (to come)" in shown
    for words in ('"Ready" (READY)', "Moves", "Papers", "Decisions", "small_procedure 1.0.0"):
        assert words in shown


def test_explain_shows_requirement_standing_who_and_next_command(draft: Line) -> None:
    """The tree has everything that a manager needs to go on."""
    shown = draft.ok("explain", "RL-1", "--to", "READY").out
    assert "NOT MET    The paper is accepted." in shown
    assert "who: Manager (everybody, manager, manager_2)" in shown
    assert "next: seedbed attach RL-1 paper FILE" in shown
    assert "rules: TE-ART" in shown


def test_explain_and_advance_give_the_same_reasons(draft: Line) -> None:
    """One explanation feeds both, so they cannot disagree."""
    explained = draft.ok("explain", "RL-1", "--to", "READY", "--json").data["moves"][0]["explanation"]
    refused = draft.run("advance", "RL-1", "--to", "READY", "--actor", "manager", "--json")
    assert refused.code == 3
    assert refused.data["explanation"]["findings"] == explained["findings"]


ADVANCE = ("advance", "RL-1", "--actor", "manager")


def test_explain_of_a_move_that_does_not_exist_says_what_does(draft: Line) -> None:
    """A step that no move reaches is refused with the ways that there are, as by advance; an unknown one not found."""
    for asked in (
        ("--to", "STANDSTILL"),
        ("--to", "trial", "--move", "prepare"),
        ("--to", "READY", "--move", "finish"),
    ):
        ran, advanced = draft.run("explain", "RL-1", *asked), draft.run(*ADVANCE, *asked)
        assert (ran.code, advanced.code) == (3, 3), asked
        assert ran.err == advanced.err
        assert "it goes to READY" in ran.err
    for unknown in (("--to", "STANDSTIL"), ("--to", "READY", "--move", "prepar")):
        ran, advanced = draft.run("explain", "RL-1", *unknown), draft.run(*ADVANCE, *unknown)
        assert (ran.code, advanced.code) == (4, 4), unknown
        assert ran.err == advanced.err
        assert "Did you mean" in ran.err
    assert draft.run("explain", "RL-1", "--move", "finish").code == 3


def test_looking_back_shows_the_state_of_then(draft: Line) -> None:
    """--at replays the history up to a moment: a London time, an instant, or a date (the end of that day)."""
    draft.ok("pause", "RL-1", "--reason", "An election.", "--actor", "owner")  # a minute past nine
    for moment in ("2026-03-02T09:00", "2026-03-02T09:00:00Z"):
        assert draft.ok("show", "RL-1", "--at", moment, "--json").data["listed"]["overlay"] is None
        assert len(draft.ok("history", "RL-1", "--at", moment, "--json").data["events"]) == 1
        assert draft.ok("list", "--at", moment, "--json").data["procedures"][0]["overlay"] is None
    for moment in ("2026-03-02", "2026-03-02T09:01"):
        assert draft.ok("show", "RL-1", "--at", moment, "--json").data["listed"]["overlay"] == "paused"


def test_what_is_to_come_is_not_looked_at(draft: Line) -> None:
    """A guess must not look like the record: a moment to come is bad input, with the newest there is."""
    for typed in (("show", "RL-1"), ("explain", "RL-1"), ("history", "RL-1"), ("list",), ("deadline", "list", "RL-1")):
        ran = draft.run(*typed, "--at", "2027-01-01")
        assert ran.code == 2
        assert "still to come" in ran.err
        assert "2 March 2026" in ran.err


def test_what_was_is_told_as_what_was(draft: Line) -> None:
    """Every page about the past says so first; a page of today does not."""
    for typed in (("show", "RL-1"), ("explain", "RL-1"), ("history", "RL-1"), ("decisions", "RL-1"), ("list",)):
        assert draft.ok(*typed, "--at", "2026-03-02T09:00").out.startswith("As of 2 March 2026, 09:00 (London):\n")
        assert "As of" not in draft.ok(*typed).out


def test_looking_back_before_the_beginning_says_when_it_began(draft: Line) -> None:
    """A moment before the procedure was opened is not found, with the moment of its opening."""
    ran = draft.run("show", "RL-1", "--at", "2020-01-01")
    assert ran.code == 4
    assert "did not exist yet" in ran.err
    assert "2 March 2026" in ran.err
    assert draft.ok("list", "--at", "2020-01-01", "--json").data["procedures"] == []


@pytest.mark.parametrize("command", ["show", "explain", "history", "decisions"])
def test_an_unknown_reference_suggests_a_near_one(draft: Line, command: str) -> None:
    """Somebody who mistypes is told what there is."""
    for asked in ("RL-2", "rl-1"):
        ran = draft.run(command, asked)
        assert ran.code == 4
        assert "Did you mean RL-1?" in ran.err


def test_history_tells_who_did_what_in_which_words(folder_at: FolderAt) -> None:
    """Each event has its person, role, deed and reason; the name is beside the pseudonym."""
    shown = folder_at("READY").ok("history", "RL-1").out
    assert 'owner (Name of owner), Owner (claim)\n      decided "Go": pass\n      "For good reasons."' in shown


def test_withheld_words_are_shown_as_withheld(draft: Line) -> None:
    """After erasure the deed is still told, the words are not."""
    draft.ok("pause", "RL-1", "--reason", "A secret reason.", "--actor", "owner")
    from storage.database import open_store

    store = open_store(f"sqlite:///{draft.home / 'seedbed.db'}")
    with store.transaction() as tx:
        assert tx.erase_subject("owner") >= 1
    store.close()
    shown = draft.ok("history", "RL-1").out
    assert "A secret reason." not in shown
    assert "paused the procedure\n      [withheld]" in shown
    words = draft.ok("history", "RL-1", "--json").data["events"][-1]["words"]
    assert words == [{"field": "reason", "text": None, "withheld": "withheld"}]


def test_refused_commands_stand_in_the_history_only_when_asked_for(draft: Line) -> None:
    """--attempts shows what was refused, with the explanation, where it happened."""
    draft.run("advance", "RL-1", "--to", "READY", "--actor", "manager")
    assert "refused" not in draft.ok("history", "RL-1").out
    told = draft.ok("history", "RL-1", "--attempts").out
    assert "manager (Name of manager), Manager: refused\n      `seedbed advance RL-1 --to READY`\n" in told
    attempts = draft.ok("history", "RL-1", "--attempts", "--json").data["attempts"]
    assert attempts[0]["explanation"]["open"] is False


def test_decisions_name_who_why_and_rule(folder_at: FolderAt) -> None:
    """Every material decision with what s.98 asks for: gates, decisions and departures among them."""
    line = folder_at("TRIAL")
    line.ok(
        "partner", "move", "RL-1", "acme", "leave", "--reason", "No people.", "--actor", "manager", "--role", "manager"
    )
    found = line.ok("decisions", "RL-1", "--json").data["decisions"]
    kinds = {one["kind"] for one in found}
    assert {"gate", "decision", "partner", "money"} <= kinds
    gate = next(one for one in found if one["kind"] == "gate")
    assert gate["rules"]
    assert gate["rests_on"]
    left = found[-1]
    assert (left["who"], left["why"][0]["text"]) == ("manager", "No people.")


def test_the_funnel_counts_who_reached_what_and_why_others_left(folder_at: FolderAt) -> None:
    """`partner list` is the funnel: ever, now, and each departure with its reason."""
    line = folder_at("TRIAL")
    line.ok(
        "partner", "move", "RL-1", "acme", "leave", "--reason", "No people.", "--actor", "manager", "--role", "manager"
    )
    funnel = line.ok("partner", "list", "RL-1", "--json").data
    trying = next(one for one in funnel["reached"] if one["state"] == "trying")
    assert (trying["ever"], trying["now"]) == (2, 1)
    assert [(one["partner"], one["source"], one["state"]) for one in funnel["left"]] == [("acme", "trying", "left")]
    shown = line.ok("partner", "list", "RL-1").out
    assert 'acme: "Left" from "Trying"' in shown
    assert '"No people."' in shown


def test_money_shows_what_is_left_and_cautions(folder_at: FolderAt) -> None:
    """Sums are exact, and the caution of a legal base is printed when money is bound and whenever it is shown."""
    line = folder_at("TRIAL")
    line.ok("money", "envelope", "RL-1", "trials", "£1,000.10", "--actor", "treasurer")
    bound = line.ok(
        *("money", "commit", "RL-1", "acme", "--envelope", "trials", "--legal-base", "payment"),
        *("--instalment", "a=300", "--instalment", "b=33.33", "--answers", ANSWERS, "--actor", "treasurer"),
    )
    assert "Warning: Ask a lawyer." in bound.out
    shown = line.ok("money", "show", "RL-1").out
    assert "Caution, payment: Ask a lawyer." in shown
    assert "a £300.00, b £33.33" in shown
    envelope = next(one for one in line.ok("money", "show", "RL-1", "--json").data["envelopes"] if one["set"])
    assert envelope["amount_minor"] == 100_010
    assert envelope["left_minor"] == envelope["amount_minor"] - envelope["committed_minor"]


def test_people_are_listed_with_what_they_hold_today(empty: Line) -> None:
    """The register by pseudonym, with names while they are disclosed."""
    shown = empty.ok("people", "list").out
    assert "Name of owner" in shown
    assert "senior" not in shown


def test_the_shipped_definition_can_be_listed_shown_and_checked(empty: Line) -> None:
    """Definitions are data that anybody can read."""
    name = "uk_innovative_partnership"
    assert name in empty.ok("procedures", "list").out
    assert "stateDiagram-v2" in empty.ok("procedures", "show", name, "--mermaid").out
    assert "DRAFT -> PROBLEM_DEFINED" in empty.ok("procedures", "show", name).out
    assert empty.ok("procedures", "show", name, "--yaml").out.startswith("#")
    assert "is sound" in empty.ok("procedures", "check", name).out
    assert empty.ok("procedures", "list", "--json").data["definitions"][-1]["shipped"] is True


def test_a_demo_folder_is_read_at_the_time_of_its_last_event(draft: Line) -> None:
    """Its clock was simulated: what is due is told as of then, whatever the machine's clock says."""
    _turn_into_demo(draft)
    listing = draft.ok("list", "--json").data
    assert listing["now"].startswith("2026-03-02T09:00")


def test_a_demo_folder_is_not_written_by_ordinary_commands(draft: Line) -> None:
    """It is refused with exit code 3 and the way to a folder of one's own."""
    _turn_into_demo(draft)
    ran = draft.run("pause", "RL-1", "--reason", "x", "--actor", "owner")
    assert ran.code == 3
    assert "seedbed init" in ran.err
    assert draft.run("people", "add", "x", "--name", "X", "--actor", "root").code == 3


def _turn_into_demo(line: Line) -> None:
    import pysqlite3

    connection = pysqlite3.connect(str(line.home / "seedbed.db"))
    connection.execute("UPDATE store_info SET mode = 'demo'")
    connection.commit()
    connection.close()


def test_partners_are_listed_by_how_far_they_came(folder_at: FolderAt) -> None:
    """Those still in before those who left from the same state, then by name."""
    line = folder_at("STANDSTILL")
    partners = line.ok("partner", "list", "RL-1", "--json").data
    order = [one["state"] for one in partners["reached"]]
    came = [order.index(one["state"]) for one in partners["partners"] if not one["left"]]
    assert came == sorted(came, reverse=True)


def test_a_history_is_told_up_to_an_event(draft: Line) -> None:
    """--event N is as of that event, whatever the clock said; an event that is not there is bad input."""
    draft.ok("pause", "RL-1", "--reason", "An election.", "--actor", "owner")
    found = draft.ok("history", "RL-1", "--event", "0", "--json").data
    assert [line["n"] for line in found["events"]] == [0]
    assert found["event"] == 0
    assert "As of event 0, 2 March 2026" in draft.ok("history", "RL-1", "--event", "0").out
    ran = draft.run("history", "RL-1", "--event", "7")
    assert (ran.code, "events 0 to 1; there is no event 7" in ran.err) == (2, True)
    assert draft.run("history", "RL-1", "--event", "0", "--at", "2026-03-02").code == 2


def test_two_moments_are_compared_in_words_and_as_data(draft: Line) -> None:
    """--compare takes an event or a moment, and compares it with now where nothing else is said."""
    draft.ok("pause", "RL-1", "--reason", "An election.", "--actor", "owner")
    shown = draft.ok("history", "RL-1", "--compare", "0").out
    assert "1 event between them" in shown
    assert "Pause: paused by the authority (event 1)." in shown
    found = draft.ok("history", "RL-1", "--event", "1", "--compare", "2026-03-02T09:00", "--json").data
    assert (found["schema"], found["earlier"]["n"], found["later"]["n"]) == ("seedbed/compared/1", 0, 1)
    assert {key: value for key, value in found["changes"][0].items() if key != "after"} == {
        "about": "state",
        "name": "paused",
        "title": "Pause",
        "before": None,
    }
    assert "no event 9" in draft.run("history", "RL-1", "--compare", "9").err
    assert draft.run("history", "RL-1", "--compare", "2026-03-01").code == 4
    assert draft.run("history", "RL-1", "--compare", "2031-01-01").code == 2


def test_looking_back_shows_who_held_which_role_then(draft: Line) -> None:
    """The register of that day, as it was recorded by then: whoever came since is not in it."""
    before = draft.ok("show", "RL-1", "--at", "2026-03-02T09:00", "--json").data["holders"]
    draft.ok("people", "add", "zoe", "--name", "Zoe", "--actor", "root")
    draft.ok(
        "people", "assign", "zoe", "--role", "owner", "--procedure", "all", "--from", "2026-03-01", "--actor", "root"
    )
    assert "zoe" in draft.ok("show", "RL-1", "--json").data["holders"]["Owner"]
    assert draft.ok("show", "RL-1", "--at", "2026-03-02T09:00", "--json").data["holders"] == before
    assert "zoe" not in before["Owner"]
