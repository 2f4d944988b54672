"""The ledger on the command line: signed, shown, proved, witnessed, turned; an older folder is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import FolderAt
from tests.cli.line import Line

WHY = ("--reason", "Once a year.", "--actor", "root")


@pytest.fixture
def line(folder_at: FolderAt) -> Line:
    """Give a folder in which RL-1 is a draft and the ledger is signed."""
    made = folder_at("DRAFT")
    made.ok("ledger", "checkpoint")
    return made


def witness(line: Line, tmp_path: Path) -> tuple[dict[str, str], str]:
    """A witness that trusts the folder's ledger: its environment, and its key in a file."""
    env = {"SEEDBED_WITNESS": str(tmp_path / "witness")}
    made = line.ok("witness", "init", "--name", "witness.example/w1", "--json", env=env).data
    (tmp_path / "witness.vkey").write_text(made["vkey"] + "\n", encoding="utf-8")
    (tmp_path / "ledger.vkey").write_text(line.ok("ledger", "keys").out, encoding="utf-8")
    line.ok("witness", "trust", str(tmp_path / "ledger.vkey"), env=env)
    return env, str(tmp_path / "witness.vkey")


def test_before_the_first_checkpoint_the_next_step_is_said(folder_at: FolderAt) -> None:
    """An empty state is no error: it says what to do."""
    fresh = folder_at("NOTHING_YET")
    assert "Nothing is signed yet: seedbed ledger checkpoint" in fresh.ok("ledger", "show").out
    assert "Nothing is signed yet" in fresh.ok("ledger", "list").out
    assert "There is no key yet" in fresh.ok("ledger", "keys").out
    assert fresh.run("ledger", "prove", "--since", "0").code == 4


def test_a_command_that_worked_alone_leaves_nothing_unsigned(line: Line) -> None:
    """Without a service there is nobody to sign within the minute: the command does it itself."""
    before = line.ok("ledger", "show", "--json").data
    line.ok("declare", "RL-1", "--position", "none", "--actor", "owner")
    line.ok("people", "add", "kim", "--name", "Kim", "--actor", "root")
    after = line.ok("ledger", "show", "--json").data
    assert after["waiting"] == 0
    assert after["newest"]["size"] == before["newest"]["size"] + 4
    assert after["outside"] == after["events"]
    line.ok("declare", "RL-1", "--position", "none", "--actor", "lawyer", "--dry-run")
    assert line.ok("ledger", "show", "--json").data["events"] == after["events"]


def test_a_witness_by_files(line: Line, tmp_path: Path) -> None:
    """A request to a file, to the witness, its line back, and kept: no network, no folder of ours at the witness."""
    env, key = witness(line, tmp_path)
    asked, answer = str(tmp_path / "request.txt"), str(tmp_path / "line.txt")
    line.ok("ledger", "prove", "--since", "0", "-o", asked)
    size = line.ok("witness", "sign", asked, "-o", answer, "--json", env=env).data["size"]
    assert "is cosigned by witness.example/w1" in line.ok("ledger", "cosign", str(size), answer, "--key", key).out
    assert "witness.example/w1" in line.ok("ledger", "list").out
    line.ok("people", "add", "kim", "--name", "Kim", "--actor", "root")
    line.ok("ledger", "prove", "--since", str(size), "-o", asked)
    line.ok("witness", "sign", asked, env=env)
    assert line.run("witness", "sign", asked, env=env).code == 2, "the proof begins where it began before"
    shown = line.ok("witness", "show", env=env).out
    assert f"last signed at {size + 2} events" in shown


def test_a_rewritten_ledger_is_refused_by_its_witness(line: Line, tmp_path: Path) -> None:
    """The folder as it was, gone on with in another way: exit code 6, loudly, with what to do."""
    env, _ = witness(line, tmp_path)
    asked = str(tmp_path / "request.txt")
    copy = tmp_path / "copy"
    shutil.copytree(line.home, copy)
    other = Line(home=copy)
    state = {"XDG_STATE_HOME": str(tmp_path / "state-of-the-copy")}
    size = line.ok("ledger", "show", "--json").data["newest"]["size"]
    line.ok("people", "add", "kim", "--name", "Kim", "--actor", "root")
    other.ok("people", "add", "lee", "--name", "Lee", "--actor", "root", env=state)
    other.ok("people", "add", "max", "--name", "Max", "--actor", "root", env=state)
    line.ok("ledger", "prove", "--since", "0", "-o", asked)
    line.ok("witness", "sign", asked, env=env)
    other.ok("ledger", "prove", "--since", str(size + 2), "-o", asked, env=state)
    ran = line.run("witness", "sign", asked, env=env)
    assert ran.code == 6
    assert "shows another history than before" in ran.err
    assert "Tell the auditor" in ran.err


def test_an_older_folder_put_back_is_refused(line: Line, tmp_path: Path) -> None:
    """No signature, no service, the doctor says so; accepted by an administrator, the loss is on record."""
    backup = tmp_path / "backup.db"
    shutil.copyfile(line.home / "seedbed.db", backup)
    line.ok("people", "add", "kim", "--name", "Kim", "--actor", "root")
    for name in ("seedbed.db-wal", "seedbed.db-shm"):
        (line.home / name).unlink(missing_ok=True)
    shutil.copyfile(backup, line.home / "seedbed.db")
    assert line.run("ledger", "checkpoint").code == 6
    ran = line.ok("people", "add", "lee", "--name", "Lee", "--actor", "root")
    assert "ledger was not signed" in ran.err
    assert line.run("ledger", "checkpoint").code == 6
    assert line.run("serve", "--port", "0").code == 6
    doctor = line.run("doctor")
    assert doctor.code == 1
    assert "seedbed ledger accept-loss" in doctor.out
    assert line.run("ledger", "accept-loss", "--reason", "x", "--actor", "manager").code == 7
    assert "Nothing was done" in line.ok("ledger", "accept-loss", "--dry-run", *WHY).out
    found = line.ok("ledger", "accept-loss", "--reason", "Friday's backup.", "--actor", "root", "--json").data
    assert found["lost_to"] >= found["lost_from"]
    assert found["origin"].endswith("/again-2")
    assert line.ok("ledger", "show", "--json").data["waiting"] == 0


def test_a_key_is_turned(line: Line) -> None:
    """The new key stands last among the keys; a manager may not, and --lost has to be said when it is."""
    first = line.ok("ledger", "keys").out.splitlines()
    assert line.run("ledger", "rotate", "--reason", "x", "--actor", "manager").code == 7
    assert line.run("ledger", "rotate", "--actor", "root").code == 2
    assert "Nothing was done" in line.ok("ledger", "rotate", *WHY, "--dry-run").out
    assert line.ok("ledger", "keys").out.splitlines() == first
    new = line.ok("ledger", "rotate", *WHY, "--json").data["new"]
    assert line.ok("ledger", "keys").out.splitlines() == [*first, new]
    (line.home / "keys" / "ledger.key").unlink()
    assert line.run("ledger", "rotate", *WHY).code == 6
    line.ok("ledger", "rotate", "--lost", *WHY)
    assert len(line.ok("ledger", "keys").out.splitlines()) == 3


def test_a_proof_needs_an_event_or_a_size(line: Line) -> None:
    """One of the two, and of something that is there."""
    assert line.run("ledger", "prove").code == 2
    assert line.run("ledger", "prove", "RL-1").code == 2
    assert line.run("ledger", "prove", "RL-1", "0", "--since", "1").code == 2
    assert line.run("ledger", "prove", "RL-1", "999").code == 4
    assert line.run("ledger", "prove", "--since", "99999").code == 2
    assert line.ok("ledger", "prove", "RL-1", "0").out.startswith("c2sp.org/tlog-proof@v1\nindex ")


def test_init_makes_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is signed, under the name that the settings give; asked again it stays."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Line(home=tmp_path / "home")
    env = {"SEEDBED_LEDGER_ORIGIN": "procurement.example.org/seedbed"}
    made.ok("init", "--first-admin", "ada", "--name", "Ada", env=env)
    [key] = made.ok("ledger", "keys").out.splitlines()
    assert key.startswith("procurement.example.org/seedbed+")
    made.ok("init")
    assert made.ok("ledger", "keys").out.splitlines() == [key]
    assert made.ok("ledger", "show", "--json").data["waiting"] == 0
