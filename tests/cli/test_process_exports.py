"""Logs, models, provenance and tables from the command line: written, put on record, turned away."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exports.process.tables.course import DECISIONS, PARTNERS, PROCEDURE
from exports.process.tables.writing import MANIFEST, TABLES
from tests.cli.conftest import SMALL, FolderAt
from tests.cli.line import Line
from tests.exports.process.reading import log, rows

BY = ("--actor", "manager")


@pytest.fixture
def done(folder_at: FolderAt) -> Line:
    """Give a folder in which a procedure has come to its end."""
    return folder_at("DONE")


@pytest.mark.parametrize("form", ["xes", "ocel", "prov"])
def test_a_file_is_written_and_its_digest_is_on_record(done: Line, tmp_path: Path, form: str) -> None:
    """Whole, with the digest of its bytes in the log of exports; the same history is the same file."""
    file, again = tmp_path / "one", tmp_path / "two"
    made = done.ok("export", form, "RL-1", "-o", str(file), *BY, "--json").data
    assert made["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    [line] = done.ok("audit", "exports", "RL-1", "--json").data["exports"]
    assert (line["what"], line["sha256"], line["upto_n"]) == (form, made["sha256"], made["events"] - 1)
    done.ok("export", form, "RL-1", "-o", str(again), *BY)
    assert file.read_bytes() == again.read_bytes()


def test_every_closed_procedure_goes_to_an_auditor_alone(done: Line, tmp_path: Path) -> None:
    """One log of all, one line on record for everything."""
    file = str(tmp_path / "closed.xes")
    turned_away = done.run("export", "xes", "--closed", "-o", file, *BY)
    assert turned_away.code == 7
    assert "auditor" in turned_away.err
    since = ("--procedure", "all", "--from", "2026-01-01", "--actor", "root")
    done.ok("people", "assign", "owner", "--role", "auditor", *since)
    made = done.ok("export", "xes", "--closed", "-o", file, "--actor", "owner", "--json").data
    assert made["procedures"] == ["RL-1"]
    assert list(log(Path(file).read_bytes())) == ["RL-1"]
    [line] = done.ok("audit", "exports", "--json").data["exports"]
    assert (line["procedure"], line["what"]) == ("*", "xes")


def test_either_procedures_or_all_that_are_closed(done: Line, tmp_path: Path) -> None:
    """Not both, not neither, not one that is unknown; nothing is left behind."""
    file = tmp_path / "log"
    for typed in (("xes",), ("xes", "RL-1", "--closed"), ("ocel",)):
        assert done.run("export", *typed, "-o", str(file), *BY).code == 2
    assert done.run("export", "ocel", "RL-9", "-o", str(file), *BY).code == 4
    assert done.run("export", "ocel", "RL-1", "-o", str(file)).code == 2
    assert list(tmp_path.glob("log*")) == []


def test_a_file_of_that_name_is_not_replaced_unless_told(done: Line, tmp_path: Path) -> None:
    """And nothing is put on record when nothing was handed over."""
    file = tmp_path / "log.xes"
    file.write_text("mine", encoding="utf-8")
    assert done.run("export", "xes", "RL-1", "-o", str(file), *BY).code == 2
    assert file.read_text(encoding="utf-8") == "mine"
    assert done.ok("audit", "exports", "--json").data["exports"] == []
    done.ok("export", "xes", "RL-1", "-o", str(file), *BY, "--force")
    assert "mine" not in file.read_text(encoding="utf-8")


def test_a_repeated_request_is_on_record_once(done: Line, tmp_path: Path) -> None:
    """The same request id, the same line."""
    for name in ("a", "b"):
        typed = ("export", "prov", "RL-1", "-o", str(tmp_path / name), *BY, "--request-id", "r-1")
        assert done.ok(*typed, "--json").data["logged_as"] == [0]
    assert len(done.ok("audit", "exports", "--json").data["exports"]) == 1


def read_folder(place: Path) -> Callable[[str], bytes]:
    """What reads a file of a folder by its name."""
    return lambda name: (place / name).read_bytes()


def test_tables_come_as_a_folder_or_as_a_zip_with_the_same_files(done: Line, tmp_path: Path) -> None:
    """The manifest vouches for all; on record is the digest of the manifest, or of the ZIP."""
    folder, archive = tmp_path / "tables", tmp_path / "tables.zip"
    made = done.ok("export", "csv", "RL-1", "-o", str(folder), *BY, "--json").data
    assert made["sha256"] == hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    for line in (folder / MANIFEST).read_text(encoding="ascii").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    done.ok("export", "csv", "RL-1", "-o", str(archive), *BY)
    with zipfile.ZipFile(archive) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }
    read = read_folder(folder)
    assert {f"{table.name}.csv" for table in TABLES} <= {path.name for path in folder.iterdir()}
    [procedure] = rows(PROCEDURE, read("procedure.csv"))
    assert (procedure["reference"], procedure["ended"]) == ("RL-1", "DONE")
    assert [row["partner"] for row in rows(PARTNERS, read("partners.csv"))] == ["acme", "bolt"]


def test_tables_hold_words_only_when_they_were_asked_for(done: Line, tmp_path: Path) -> None:
    """Names and reasons, as far as they are disclosed."""
    for name, more in (("plain", ()), ("words", ("--words", "--bom"))):
        done.ok("export", "csv", "RL-1", "-o", str(tmp_path / name), *BY, *more)
    plain, words = read_folder(tmp_path / "plain"), read_folder(tmp_path / "words")
    assert {row["name"] for row in rows(PARTNERS, plain("partners.csv"))} == {None}
    assert None not in {row["name"] for row in rows(PARTNERS, words("partners.csv"))}
    reasons = [row["reason"] for row in rows(DECISIONS, words("decisions.csv")) if row["kind"] == "decision"]
    assert reasons
    assert None not in reasons
    assert words("events.csv").startswith(b"\xef\xbb\xbf")


def test_a_folder_that_holds_something_is_left_alone(done: Line, tmp_path: Path) -> None:
    """--force replaces the tables in it and nothing else."""
    place = tmp_path / "tables"
    place.mkdir()
    (place / "mine.txt").write_text("mine", encoding="utf-8")
    assert done.run("export", "csv", "RL-1", "-o", str(place), *BY).code == 2
    done.ok("export", "csv", "RL-1", "-o", str(place), *BY, "--force")
    assert (place / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (place / MANIFEST).exists()
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("form", ["pnml", "bpmn", "mermaid", "svg"])
@pytest.mark.parametrize("machine", ["procedure", "partner"])
def test_a_definition_is_meant_by_name_by_file_or_by_procedure(
    done: Line, tmp_path: Path, form: str, machine: str
) -> None:
    """Without being put on record: nothing of any procedure is in it."""
    made = []
    for number, name in enumerate((str(SMALL), "RL-1")):
        file = tmp_path / f"{number}.{form}"
        typed = ("export", form, name, "--machine", machine, "-o", str(file), "--json")
        assert done.ok(*typed).data["definition"] == "small_procedure"
        made.append(file.read_bytes())
    assert made[0] == made[1]
    assert done.ok("audit", "exports", "--json").data["exports"] == []


def test_an_unknown_definition_is_told_apart(tmp_path: Path) -> None:
    """Even where there is no data folder at all."""
    line = Line(home=tmp_path / "nowhere")
    out = str(tmp_path / "out.svg")
    assert line.run("export", "svg", "no_such", "-o", out).code == 4
    assert "Perhaps" in line.run("export", "svg", "uk_innovative_partnershop", "-o", out).err
    line.ok("export", "svg", "uk_innovative_partnership", "-o", out)


def test_two_procedures_in_one_log_are_each_on_record(done: Line, tmp_path: Path) -> None:
    """A line for each, under one request."""
    opened = ("--definition", str(SMALL), "--title", "T", "--fact", "big=no", "--fact", "hurried=no")
    done.ok("open", "RL-2", "--unpublished", *opened, *BY)
    file = tmp_path / "two.json"
    made = done.ok("export", "ocel", "RL-1", "RL-2", "-o", str(file), *BY, "--request-id", "q", "--json").data
    assert len(made["logged_as"]) == 2
    recorded = done.ok("audit", "exports", "--json").data["exports"]
    assert sorted(line["procedure"] for line in recorded) == ["RL-1", "RL-2"]
    procedures = [one["id"] for one in json.loads(file.read_bytes())["objects"] if one["type"] == "procedure"]
    assert sorted(procedures) == ["RL-1", "RL-2"]
