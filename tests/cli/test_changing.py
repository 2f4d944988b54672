"""What the changing commands do, and how they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, FolderAt
from tests.cli.line import Line
from tests.hands import START

FACTS = ("--fact", "big=no,hurried=no")


def opening(*more: str) -> tuple[str, ...]:
    """Open RL-2 under the small procedure."""
    return (
        "open",
        "RL-2",
        "--unpublished",
        "--definition",
        str(SMALL),
        "--title",
        "Another",
        *FACTS,
        "--actor",
        "manager",
        *more,
    )


def paper(folder: Path) -> str:
    """Make a file to attach."""
    path = folder / "paper.md"
    path.write_text("# A need\n", encoding="utf-8")
    return str(path)


def test_a_procedure_is_opened_under_a_file(empty: Line) -> None:
    """The definition is pinned by its digest, and the answer says what comes next."""
    ran = empty.ok(*opening("--lot", "a=Signals", "--lot", "b=Kerbs"))
    assert "recorded procedure.opened (event 0)" in ran.out
    assert "seedbed explain RL-2" in ran.out
    assert empty.ok("show", "RL-2", "--json").data["lots"] == {"a": "Signals", "b": "Kerbs"}


def test_what_is_not_answered_is_asked_question_by_question(empty: Line) -> None:
    """One line a question, and the options to copy, which hold no answer."""
    ran = empty.run("open", "RL-2", "--unpublished", "--definition", str(SMALL), "--title", "T", "--actor", "manager")
    assert ran.code == 2
    lines = ran.err.splitlines()
    assert lines[0] == "--fact: 2 questions of fact are not answered:"
    assert lines[1].split() == ["big", "Is", "it", "big?"]
    assert lines[-1].strip() == "--fact big=YES_OR_NO --fact hurried=YES_OR_NO"
    typed = (
        "open",
        "RL-2",
        "--unpublished",
        "--definition",
        str(SMALL),
        "--title",
        "T",
        "--fact",
        "big=no",
        "--actor",
        "manager",
    )
    assert "One question of fact is not answered" in empty.run(*typed).err


def test_the_list_says_what_a_re_enactment_is_once(empty: Line) -> None:
    """Marked in its row, told in full below the table."""
    told = "Re-enactment under the Procurement Act 2023"
    empty.ok(*opening("--re-enactment", told))
    out = empty.ok("list").out
    assert out.count(told) == 1
    assert f"RL-2: {told}" in out
    assert "Another [re-enactment]" in out


def test_the_line_of_a_re_enactment_is_printed_everywhere(empty: Line) -> None:
    """Nobody may take a re-enactment for the real thing."""
    told = "Re-enactment under the Procurement Act 2023"
    assert told in empty.ok(*opening("--re-enactment", told)).out
    for command in (
        ("list",),
        ("show", "RL-2"),
        ("explain", "RL-2"),
        ("history", "RL-2"),
        ("decisions", "RL-2"),
        ("partner", "list", "RL-2"),
        ("money", "show", "RL-2"),
        ("deadline", "list", "RL-2"),
        ("deadline", "explain", "RL-2", "standstill"),
        ("notice", "list", "RL-2"),
        ("pause", "RL-2", "--reason", "x", "--actor", "owner"),
    ):
        assert told in empty.ok(*command).out, command


def test_a_missing_actor_is_bad_usage(draft: Line) -> None:
    """Nothing is ever done by nobody."""
    ran = draft.run("pause", "RL-1", "--reason", "x")
    assert ran.code == 2
    assert "--actor" in ran.err
    assert "SEEDBED_ACTOR" in ran.err


def test_the_actor_may_come_from_the_environment_and_be_an_address(empty: Line) -> None:
    """An e-mail address stands for the pseudonym, which alone enters the history."""
    empty.ok("people", "add", "kim", "--name", "Kim", "--email", "kim@tfl.example", "--actor", "root")
    assigned = ("--role", "manager", "--procedure", "all", "--from", "2026-01-01", "--actor", "root")
    empty.ok("people", "assign", "kim", *assigned, "--definition", str(SMALL))
    typed = opening()[: -len(("--actor", "manager"))]
    empty.ok(*typed, env={"SEEDBED_ACTOR": "kim@tfl.example"})
    assert empty.ok("history", "RL-2", "--json").data["events"][0]["who"] == "kim"


def test_an_unassigned_person_is_turned_away(draft: Line) -> None:
    """Exit code 7, with the roles that they hold."""
    ran = draft.run("pause", "RL-1", "--reason", "x", "--actor", "lawyer")
    assert ran.code == 7
    assert "lawyer" in ran.err


def test_an_unknown_person_is_turned_away_and_remembered(draft: Line) -> None:
    """Exit code 4 as for any unknown name, with what an administrator would type; the attempt is kept."""
    ran = draft.run("pause", "RL-1", "--reason", "x", "--actor", "mallory")
    assert ran.code == 4
    today = START.date().isoformat()
    assert "mallory is not in the register of people" in ran.err
    assert 'seedbed people add mallory --name "NAME", then' in ran.err
    assert f"seedbed people assign mallory --role owner --procedure RL-1 --from {today}" in ran.err
    assert draft.ok("history", "RL-1", "--attempts", "--json").data["attempts"][0]["who"] == "mallory"


def test_an_unknown_address_is_not_found(draft: Line) -> None:
    """An address that nobody in the register has."""
    assert draft.run("pause", "RL-1", "--reason", "x", "--actor", "no@where.example").code == 4


def test_the_one_fitting_role_is_inferred(draft: Line) -> None:
    """Who holds one role that may do it need not say so; who holds several is asked which."""
    draft.ok("pause", "RL-1", "--reason", "x", "--actor", "everybody")
    assert draft.ok("history", "RL-1", "--json").data["events"][-1]["role"] == "owner"
    ran = draft.run("correct", "RL-1", "1", "--reason", "x", "--actor", "everybody")
    assert ran.code == 2
    assert "manager, lawyer" in ran.err or "lawyer, manager" in ran.err
    draft.ok("correct", "RL-1", "1", "--reason", "x", "--actor", "everybody", "--role", "lawyer")


def test_a_wrong_role_is_turned_away(draft: Line) -> None:
    """A role that the definition does not allow is exit code 7, and says who may."""
    ran = draft.run("pause", "RL-1", "--reason", "x", "--actor", "manager")
    assert ran.code == 7
    assert "that is for Owner" in ran.err


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(draft: Line) -> None:
    """The events in words, with the words that would be sealed; the history stays as it was."""
    ran = draft.ok("pause", "RL-1", "--reason", "An election.", "--actor", "owner", "--dry-run")
    assert "event 1  procedure.paused: paused the procedure" in ran.out
    data = draft.ok("pause", "RL-1", "--reason", "An election.", "--actor", "owner", "--dry-run", "--json").data
    assert data["dry_run"] is True
    assert data["would_write"][0]["data"] == {"reason": "An election."}
    assert len(draft.ok("history", "RL-1", "--json").data["events"]) == 1
    assert draft.ok(*opening("--dry-run")).out.count("event 0") == 1
    assert draft.run("show", "RL-2").code == 4


def test_a_dry_run_of_a_refusal_keeps_no_attempt(draft: Line) -> None:
    """Asking what would happen is not trying."""
    assert draft.run("advance", "RL-1", "--to", "READY", "--actor", "manager", "--dry-run").code == 3
    assert draft.ok("history", "RL-1", "--attempts", "--json").data["attempts"] == []


def test_a_repeated_request_id_gets_the_first_answer(draft: Line) -> None:
    """The same key and the same command are done once; another command under the key is bad input."""
    typed = ("pause", "RL-1", "--reason", "x", "--actor", "owner", "--request-id", "k-1")
    first, again = draft.ok(*typed, "--json").data, draft.ok(*typed, "--json").data
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["events"] == again["events"]
    assert "nothing was done again" in draft.ok(*typed).out
    other = draft.run("unpause", "RL-1", "--reason", "x", "--actor", "owner", "--request-id", "k-1")
    assert other.code == 2
    assert draft.run(*typed[:-1], "k 1 ").code == 2


def test_somebody_was_first_is_exit_code_five(draft: Line) -> None:
    """Whoever acts on an old view is told who moved and what changed, and nothing is done."""
    draft.ok("pause", "RL-1", "--reason", "x", "--actor", "owner", "--expected", "0")
    ran = draft.run("unpause", "RL-1", "--reason", "y", "--actor", "owner", "--expected", "0")
    assert ran.code == 5
    assert "event 1 procedure.paused by owner" in ran.err


def test_a_document_is_attached_reviewed_and_fetched(draft: Line, tmp_path: Path) -> None:
    """In under its hash, accepted by somebody else, and out again byte for byte."""
    draft.ok("attach", "RL-1", "paper", paper(tmp_path), "--actor", "manager")
    own = draft.run("accept", "RL-1", "paper", "--actor", "manager")
    assert own.code == 7
    draft.ok("reject", "RL-1", "paper", "--reason", "Too short.", "--actor", "lawyer")
    draft.ok("attach", "RL-1", "paper", paper(tmp_path), "--actor", "owner")
    refused = draft.run("accept", "RL-1", "paper", "--actor", "owner")
    assert refused.code == 3
    assert "submitted it and cannot also accept it" in refused.err
    draft.ok("accept", "RL-1", "paper", "--actor", "lawyer")
    out = tmp_path / "out.md"
    fetched = draft.ok("fetch", "RL-1", "paper", "-o", str(out), "--json").data
    assert (fetched["version"], out.read_text(encoding="utf-8")) == (2, "# A need\n")
    assert "1 file is what was filed" not in draft.ok("verify").out
    assert "2 files are what was filed" in draft.ok("verify").out


def test_a_fetched_file_is_never_written_over_another(draft: Line, tmp_path: Path) -> None:
    """Whatever stands there stays, and no half file is left."""
    draft.ok("attach", "RL-1", "paper", paper(tmp_path), "--actor", "manager")
    out = tmp_path / "out.md"
    out.write_text("mine", encoding="utf-8")
    assert draft.run("fetch", "RL-1", "paper", "-o", str(out)).code == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert draft.run("fetch", "RL-1", "paper", "-o", str(tmp_path / "no" / "such" / "folder")).code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "out.md", "paper.md"]


def test_a_sealed_bid_is_not_fetched_before_its_deadline(folder_at: FolderAt, tmp_path: Path) -> None:
    """Neither its bytes nor the name of its file are shown while its deadline runs."""
    line = folder_at("OPEN")
    line.ok("partner", "register", "RL-1", "cog", "--name", "Cog Ltd", "--actor", "manager")
    bid = tmp_path / "our price is 7.txt"
    bid.write_text("7", encoding="utf-8")
    line.ok("attach", "RL-1", "bid", str(bid), "--partner", "cog", "--actor", "manager")
    ran = line.run("fetch", "RL-1", "bid", "--partner", "cog", "-o", str(tmp_path / "bid"))
    assert ran.code == 3
    assert "stays unopened" in ran.err
    assert not (tmp_path / "bid").exists()
    for command in ("show", "history"):
        assert "our price" not in line.ok(command, "RL-1", "--json").out
    assert "[sealed until its deadline]" in line.ok("history", "RL-1").out


def test_a_late_application_is_recorded_and_its_note_stands_in_the_answer(folder_at: FolderAt) -> None:
    """It succeeds, and says on standard output that it was not admitted."""
    line = folder_at("OPEN+")
    ran = line.ok("partner", "register", "RL-1", "cog", "--name", "Cog Ltd", "--actor", "manager", "--quiet")
    assert "Note: Not admitted: received" in ran.out
    assert "too late" in line.ok("partner", "list", "RL-1").out.lower()


def test_a_deadline_is_set_extended_and_explained(folder_at: FolderAt) -> None:
    """Local times are London's; an extension needs a reason and moves later only."""
    line = folder_at("READY")
    line.ok("deadline", "set", "RL-1", "entry_closes", "--due", "2026-03-20T12:00", "--actor", "manager")
    line.ok("notice", "publish", "RL-1", "N1", "--reference", "2026/S-1", "--actor", "manager")
    shown = line.ok("deadline", "explain", "RL-1", "entry_closes").out
    assert "Running: ends 20 March 2026, 12:00 (London)" in shown
    assert "The law's minimum (TE-CLK): 10 calendar days after" in shown
    longer = ("deadline", "extend", "RL-1", "entry_closes", "--reason", "Late answers.", "--actor", "manager")
    assert line.run(*longer, "--due", "2026-03-19T12:00").code == 3
    line.ok(*longer, "--due", "2026-03-27T12:00")
    assert "extended 1x" in line.ok("deadline", "list", "RL-1").out


def test_scores_are_recorded_by_cell(folder_at: FolderAt) -> None:
    """CRITERION/SUB names a sub-criterion; the scale and unknown names are checked."""
    line = folder_at("ASSESS")
    for assessor in ("assessor", "assessor_2"):
        line.ok("declare", "RL-1", "--position", "none", "--actor", assessor)
        cell = ("partner", "score", "RL-1", "acme", "final", "way/new", "3", "--reason", "Sound.")
        line.ok(*cell, "--actor", assessor)
    moderated = ("partner", "moderate", "RL-1", "acme", "final", "way/new", "4", "--reason", "Agreed.")
    line.ok(*moderated, "--actor", "chair")
    whole = line.run("partner", "score", "RL-1", "acme", "final", "way", "3", "--reason", "x", "--actor", "assessor")
    assert whole.code == 3
    assert "new, safe" in whole.err
    wrong = line.run("partner", "score", "RL-1", "acme", "final", "wrth", "3", "--reason", "x", "--actor", "assessor")
    assert wrong.code == 4
    assert "Did you mean worth?" in wrong.err


def test_an_early_end_wants_to_be_meant(draft: Line) -> None:
    """Where nobody can answer, --yes has to be said; then it ends and says which notice is due."""
    typed = ("terminate", "RL-1", "--reason", "The need has gone.", "--actor", "owner")
    ran = draft.run(*typed)
    assert ran.code == 2
    assert "--yes" in ran.err
    assert draft.ok(*typed, "--dry-run").out.count("procedure.terminated") == 1
    draft.ok(*typed, "--yes")
    assert "`seedbed list --all` shows the one that ended" in draft.ok("list").out
    assert "ended:" in draft.ok("list", "--all").out


def test_a_waiver_of_a_must_is_refused(draft: Line) -> None:
    """Law is never waived at run time; an unknown requirement is not found."""
    ran = draft.run("waive", "RL-1", "prepare", "paper_accepted", "--reason", "x", "--actor", "owner")
    assert ran.code == 3
    assert "only a SHOULD can be waived" in ran.err
    assert draft.run("waive", "RL-1", "prepare", "papr", "--reason", "x", "--actor", "owner").code == 4


def test_a_refused_move_does_not_start_the_workflow_engine(draft: Line) -> None:
    """The refusal is answered before Prefect is imported, and kept as an attempt exactly once."""
    ran = draft.process("advance", "RL-1", "--to", "READY", "--actor", "manager")
    assert ran.code == 3
    assert ran.err.startswith('Refused: You cannot advance to "Ready" (READY)')
    assert "Starting" not in ran.err
    assert len(draft.ok("history", "RL-1", "--attempts", "--json").data["attempts"]) == 1


@pytest.mark.parametrize(
    ("about", "code", "said"),
    [
        ("procedure", 0, ""),
        ("step:DRAFT", 0, ""),
        ("move:prepare", 0, ""),
        ("requirement:prepare/paper_accepted", 0, ""),
        ("paper", 2, "Did you mean artefact:paper?"),
        ("paper_accepted", 2, "Did you mean requirement:prepare/paper_accepted?"),
        ("artefact:papre", 4, "Did you mean paper?"),
        ("partner:acme", 4, 'There is no partner "acme"'),
        ("lot:", 4, 'There is no lot ""'),
        ("weather:rain", 2, "A lesson is about procedure or about one of partner:NAME"),
    ],
)
def test_a_lesson_is_about_something_that_there_is(draft: Line, about: str, code: int, said: str) -> None:
    """Whoever comes next looks for it there; anything else is told with what is possible."""
    typed = ("lesson", "RL-1", "--stage", "plan", "--worked", "Early.", "--actor", "owner", "--about", about)
    ran = draft.run(*typed)
    assert ran.code == code
    assert said in ran.err


@pytest.mark.parametrize("option", ["--worked", "--did-not-work"])
def test_a_lesson_says_what_worked_or_what_did_not(draft: Line, option: str) -> None:
    """Exactly one of the two."""
    typed = ("lesson", "RL-1", "--stage", "plan", "--about", "artefact:paper", "--actor", "owner")
    draft.ok(*typed, option, "Ask the users first.")
    assert draft.run(*typed).code == 2
    assert draft.run(*typed, "--worked", "a", "--did-not-work", "b").code == 2
