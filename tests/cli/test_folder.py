"""The data folder: made, looked after, verified, rebuilt, and handed from person to person."""

from __future__ import annotations

import stat
from pathlib import Path

import pysqlite3
import pytest

from tests.cli.conftest import SMALL, FolderAt
from tests.cli.line import Line
from tests.databases import Database

ADMIN = ("--first-admin", "ada", "--name", "Ada Lovelace", "--email", "ada@tfl.example")


def write(line: Line, *statements: str, guarded: bool = True) -> None:
    """Change the store behind everybody's back, as somebody with the file could."""
    connection = pysqlite3.connect(str(line.home / "seedbed.db"))
    if not guarded:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_folder_is_made_once_and_found_ever_after(tmp_path: Path) -> None:
    """Made for its owner alone; asked again, nothing is changed; every next step is told."""
    line = Line(home=tmp_path / "home")
    first = line.ok("init", *ADMIN)
    assert "is ready" in first.out
    assert "ada administers the register" in first.out
    assert stat.S_IMODE(line.home.stat().st_mode) == 0o700
    again = line.ok("init", *ADMIN)
    assert "exists already; nothing was changed" in again.out
    assert len(line.ok("people", "list", "--json").data["people"]) == 1
    assert line.ok("init", "--json").data["made"] is False


def test_the_beginning_is_the_same_on_both_databases(tmp_path: Path, empty_database: Database) -> None:
    """Settings choose the database; no command knows which it is."""
    line = Line(home=tmp_path / "home")
    env = {"SEEDBED_DATABASE_URL": empty_database.url}
    line.ok("init", *ADMIN, env=env)
    assert "exists already" in line.ok("init", env=env).out
    line.ok("people", "add", "mia", "--name", "Mia", "--actor", "ada", env=env)
    since = ("--procedure", "all", "--from", "2026-01-01", "--actor", "ada")
    line.ok("people", "assign", "mia", "--role", "manager", "--definition", str(SMALL), *since, env=env)
    small = ("--unpublished", "--definition", str(SMALL), "--title", "T", "--fact", "big=no,hurried=no")
    line.ok("open", "RL-1", *small, "--actor", "mia", env=env)
    assert line.run("advance", "RL-1", "--to", "READY", "--actor", "mia", env=env).code == 3
    assert line.ok("list", "--json", env=env).data["procedures"][0]["step"] == "DRAFT"
    assert line.ok("verify", "--json", env=env).data["good"] is True
    assert line.ok("rebuild", "--json", env=env).data["procedures"] == 1
    assert f"live, {empty_database.kind}" in line.ok("doctor", env=env).out


def test_a_folder_elsewhere_tells_how_to_work_in_it(tmp_path: Path) -> None:
    """--home is of init alone: every other command takes SEEDBED_HOME."""
    line = Line(home=tmp_path / "unused")
    ran = line.ok("init", "--home", str(tmp_path / "there"))
    assert f"export SEEDBED_HOME={tmp_path / 'there'}" in ran.out
    assert not line.home.exists()


def test_the_first_administrator_is_not_replaced_by_a_second(tmp_path: Path) -> None:
    """Once somebody keeps the register, only they change it; and nobody begins it without a name."""
    line = Line(home=tmp_path / "home")
    nameless = line.run("init", "--first-admin", "ada")
    assert nameless.code == 2
    assert "--name" in nameless.err
    line.ok("init", *ADMIN)
    assert line.run("init", "--first-admin", "bob", "--name", "Bob").code == 7
    assert line.run("init", "--name", "Bob").code == 2
    assert line.run("init", "--home", "/proc/no/such/place").code == 2


def test_without_a_folder_every_command_says_how_to_make_one(tmp_path: Path) -> None:
    """Exit code 4 and `seedbed init`."""
    line = Line(home=tmp_path / "none")
    for command in (("list",), ("show", "RL-1"), ("verify",), ("pause", "RL-1", "--reason", "x", "--actor", "a")):
        ran = line.run(*command)
        assert ran.code == 4
        assert "seedbed init" in ran.err


def test_a_store_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    """A damaged or foreign file is one sentence, not a traceback."""
    line = Line(home=tmp_path)
    (tmp_path / "seedbed.db").write_bytes(b"This is not a database at all, it only has that name." * 40)
    ran = line.run("list")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "damaged" in ran.err


def test_settings_that_make_no_sense_are_bad_input(draft: Line) -> None:
    """The variable is named."""
    ran = draft.run("list", env={"SEEDBED_SERVICE_PORT": "http"})
    assert ran.code == 2
    assert "SEEDBED_SERVICE_PORT" in ran.err
    assert draft.run("list", env={"SEEDBED_DATABASE_URL": "mysql://x"}).code == 2


def test_only_a_role_that_exists_is_given_and_only_on_what_exists(draft: Line) -> None:
    """A slip of the pen is told with what may have been meant, and nothing is recorded."""
    since = ("--from", "2026-01-01", "--actor", "root")
    typo = draft.run("people", "assign", "owner", "--role", "programm_manager", "--procedure", "all", *since)
    assert typo.code == 4
    assert "programme_manager" in typo.err
    elsewhere = draft.run("people", "assign", "owner", "--role", "manager", "--procedure", "ZZ-9", *since)
    assert elsewhere.code == 4
    assert "--procedure all" in elsewhere.err
    draft.ok("people", "assign", "owner", "--role", "programme_manager", "--procedure", "all", *since)
    draft.ok("people", "assign", "owner", "--role", "reader", "--procedure", "RL-1", *since)


def test_a_register_that_nobody_keeps_begins_with_its_administrator(tmp_path: Path) -> None:
    """Whoever holds the folder does not change it as anybody they like: init names who keeps it."""
    line = Line(home=tmp_path / "home")
    line.ok("init")
    ran = line.run("people", "add", "zoe", "--name", "Zoe", "--actor", "stranger")
    assert ran.code == 7
    assert "seedbed init --first-admin" in ran.err
    line.ok("init", *ADMIN)
    line.ok("people", "add", "zoe", "--name", "Zoe", "--actor", "ada")
    assert line.run("people", "add", "yan", "--name", "Yan", "--actor", "stranger").code == 4
    assert line.run("people", "add", "yan", "--name", "Yan", "--actor", "zoe").code == 7


def test_a_wrong_pseudonym_is_told_in_one_line(empty: Line) -> None:
    """Only what was typed is spoken of, not the commands that were not meant."""
    ran = empty.run("people", "add", "Zoe", "--name", "L", "--actor", "root")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("PERSON: expected a pseudonym")


def test_people_are_added_assigned_and_end(draft: Line) -> None:
    """From one day to another; what is wrong is named by its option."""
    draft.ok("people", "add", "kim", "--name", "Kim", "--email", "kim@tfl.example", "--actor", "root")
    again = draft.run("people", "add", "kim", "--name", "Kim", "--actor", "root")
    assert again.code == 2
    assigned = ("people", "assign", "kim", "--role", "manager", "--procedure", "RL-1", "--actor", "root")
    assert (
        "is manager on RL-1 from 1 January 2026 until 31 December 2026"
        in draft.ok(*assigned, "--from", "2026-01-01", "--to", "2026-12-31").out
    )
    assert draft.run(*assigned, "--from", "2026-02-01", "--to", "2026-01-01").code == 2
    reference = next(
        known["assignment"]
        for person in draft.ok("people", "list", "--json").data["people"]
        for known in person["assignments"]
        if person["person"] == "kim"
    )
    draft.ok("people", "end", reference, "--to", "2026-06-30", "--actor", "root")
    assert draft.run("people", "end", "a999", "--to", "2026-06-30", "--actor", "root").code == 4
    assert draft.run("people", "assign", "nobody", *assigned[3:], "--from", "2026-01-01").code == 4
    assert draft.run("people", "add", "x", "--name", "X", "--actor", "kim").code == 7
    wrong = draft.run("people", "add", "Not A Name", "--name", "X", "--email", "none", "--actor", "root")
    assert wrong.code == 2
    assert "PERSON: expected a pseudonym" in wrong.err
    assert "--email: expected an e-mail address" in wrong.err


def test_a_repeated_registration_is_done_once(empty: Line) -> None:
    """The register keeps request ids as procedures do."""
    typed = ("people", "add", "kim", "--name", "Kim", "--actor", "root", "--request-id", "add-kim-1", "--json")
    assert empty.ok(*typed).data["repeated"] is False
    assert empty.ok(*typed).data["repeated"] is True


def test_a_good_store_verifies(folder_at: FolderAt, tmp_path: Path) -> None:
    """Chain, replay and files, with counts."""
    line = folder_at("DRAFT")
    (tmp_path / "paper.txt").write_text("A need.", encoding="utf-8")
    line.ok("attach", "RL-1", "paper", str(tmp_path / "paper.txt"), "--actor", "manager")
    found = line.ok("verify", "--json").data
    assert (found["good"], found["replayed"], found["artefacts"], found["first_bad"]) == (True, 3, 1, None)
    assert line.ok("verify", "RL-1", "--json").data["replayed"] == 1
    assert line.run("verify", "RL-9").code == 4


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE event SET canon = CAST(replace(CAST(canon AS TEXT), 'paper', 'peper') AS BLOB) WHERE n = 1",
            "not those that",
        ),
        ("DELETE FROM event WHERE gseq = (SELECT max(gseq) FROM event)", "head says"),
        ("UPDATE event SET prev = hash WHERE stream = 'RL-1' AND n = 2", "does not follow"),
        ("UPDATE procedure_row SET step = 'DONE'", '"step" of RL-1 is not what its history gives'),
        ("UPDATE procedure_row SET title = 'Other'", '"title" of RL-1'),
        ("DELETE FROM procedure_row", "no projection"),
        ("DELETE FROM deadline_row", "stored deadlines of RL-1"),
        ("UPDATE disclosure SET value = '\"Somebody else\"' WHERE path = 'data.name'", "not the value that was sealed"),
        ("UPDATE disclosure SET value = 'Somebody' WHERE path = 'data.name'", "data.name is unreadable"),
    ],
)
def test_whatever_was_changed_behind_our_back_is_named(folder_at: FolderAt, statement: str, told: str) -> None:
    """Exit code 6 and the first fault in words, in text and in JSON."""
    line = folder_at("TRIAL")
    write(line, statement, guarded=False)
    ran = line.run("verify")
    assert ran.code == 6
    assert ran.out.startswith("Verification failed. ")
    assert told in ran.out
    document = line.run("verify", "--json")
    assert document.code == 6
    assert document.data["good"] is False
    assert told in document.data["first_bad"]["what"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE assignment_row SET role = 'admin'", "assignments of roles"),
        ("DELETE FROM person_row WHERE id = 'owner'", "register of people"),
    ],
)
def test_a_changed_register_is_found(empty: Line, statement: str, told: str) -> None:
    """Nobody gives themselves a role behind the register's back."""
    write(empty, statement)
    ran = empty.run("verify")
    assert ran.code == 6
    assert told in ran.out


def test_a_changed_file_is_found_and_not_served(draft: Line, tmp_path: Path) -> None:
    """One byte of one document: verify says which event, fetch refuses to hand it out."""
    (tmp_path / "paper.txt").write_text("A need.", encoding="utf-8")
    draft.ok("attach", "RL-1", "paper", str(tmp_path / "paper.txt"), "--actor", "manager")
    kept = next(path for path in (draft.home / "artefacts").rglob("*") if path.is_file())
    kept.chmod(0o600)
    kept.write_text("A want.", encoding="utf-8")
    ran = draft.run("verify")
    assert ran.code == 6
    assert "RL-1 no. 1" in ran.out
    assert draft.run("fetch", "RL-1", "paper", "-o", str(tmp_path / "out.txt")).code == 6
    assert not (tmp_path / "out.txt").exists()


def test_rebuild_makes_everything_anew(draft: Line) -> None:
    """Projections hold nothing of their own: what was broken in them is whole again."""
    line = draft
    line.ok("deadline", "set", "RL-1", "trial_ends", "--due", "2026-09-01T12:00", "--actor", "manager")
    before = line.ok("show", "RL-1", "--json").out
    write(
        line,
        "UPDATE procedure_row SET step = 'DONE', title = 'x'",
        "DELETE FROM deadline_row",
        "DELETE FROM person_row",
    )
    assert line.run("verify").code == 6
    assert "of 1 procedure anew" in line.ok("rebuild").out
    line.ok("verify")
    assert line.ok("show", "RL-1", "--json").out == before


def test_rebuild_makes_nothing_from_a_broken_chain(draft: Line) -> None:
    """Exit code 6 and the first fault; the projections stay, for they may be the last good copy."""
    write(draft, "UPDATE event SET prev = hash WHERE stream = 'RL-1' AND n = 0", guarded=False)
    write(draft, "DELETE FROM procedure_row")
    ran = draft.run("rebuild")
    assert ran.code == 6
    assert "(RL-1 no. 0): it does not follow" in ran.err
    assert "There is no procedure yet" in draft.ok("list").out


def test_history_goes_on_over_a_value_that_cannot_be_read(draft: Line) -> None:
    """One changed value hides itself, not the rest of the record; verify is who says what is wrong."""
    draft.ok("pause", "RL-1", "--reason", "Budget round.", "--actor", "owner")
    write(draft, "UPDATE disclosure SET value = 'Budget' WHERE path = 'data.reason'", guarded=False)
    assert "[unreadable]" in draft.ok("history", "RL-1").out
    assert "[unreadable]" in draft.ok("decisions", "RL-1").out
    assert draft.run("verify").code == 6


def test_the_doctor_looks_at_everything_and_names_what_to_do(draft: Line, tmp_path: Path) -> None:
    """Each check has its finding; what needs a look has advice; without a folder it still looks."""
    draft.home.chmod(0o755)
    found = {check["name"]: check for check in draft.ok("doctor", "--json").data["checks"]}
    for name in ("Python", "data folder", "disk", "store", "history", "calendar uk", "Prefect", "service", "clock"):
        assert found[name]["found"], name
    assert "chmod 700" in found["data folder"]["do"]
    assert "synchronous FULL" in found["store"]["found"]
    nowhere = Line(home=tmp_path / "none").ok("doctor").out
    assert "seedbed init" in nowhere
    assert "in order" not in nowhere


def test_the_doctor_never_advises_to_make_a_damaged_database_anew(draft: Line) -> None:
    """One advice: put it back; and whether what was put back is whole, verify says."""
    (draft.home / "seedbed.db").write_bytes(b"no database at all, but some words " * 400)
    ran = draft.run("doctor")
    assert ran.code == 1
    assert "from a backup" in ran.out
    assert "seedbed verify" in ran.out
    assert "seedbed init" not in ran.out
    assert "in order" not in ran.out


def test_a_lost_database_is_not_replaced_by_an_empty_one(draft: Line, tmp_path: Path) -> None:
    """Documents without their history are told (exit code 3); --yes begins anew, knowingly."""
    (tmp_path / "paper.txt").write_text("A need.", encoding="utf-8")
    draft.ok("attach", "RL-1", "paper", str(tmp_path / "paper.txt"), "--actor", "manager")
    (draft.home / "seedbed.db").unlink()
    assert "the database is missing" in draft.run("doctor").out
    ran = draft.run("init", *ADMIN)
    assert ran.code == 3
    assert "backup" in ran.err
    assert not (draft.home / "seedbed.db").exists()
    assert "is ready" in draft.ok("init", *ADMIN, "--yes").out


def test_the_doctor_says_what_is_in_the_way(tmp_path: Path) -> None:
    """A store that cannot be opened is in the way: exit code 1."""
    (tmp_path / "seedbed.db").write_bytes(b"no database" * 100)
    ran = Line(home=tmp_path).run("doctor")
    assert ran.code == 1
    assert "bad   store" in ran.out
