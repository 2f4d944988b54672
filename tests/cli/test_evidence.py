"""Evidence and reports from the command line: written, put on record, checked by the printed verifier."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from actions.evidence.placing import drafted
from engine.errors import InvalidInput
from tests.cli.conftest import FolderAt
from tests.cli.line import Line
from tests.databases import Database

ADA = ("--actor", "manager")


@pytest.fixture
def filed(folder_at: FolderAt) -> Line:
    """Give a folder in which a procedure has gone some way."""
    return folder_at("TRIAL")


def key_of(bundle: Path) -> str:
    """The ledger's key, which an auditor would have from elsewhere."""
    with zipfile.ZipFile(bundle) as archive:
        [name] = (name for name in archive.namelist() if name.endswith(".vkey"))
        return archive.read(name).decode().strip()


def test_a_bundle_is_checked_by_the_verifier_that_the_program_prints(filed: Line, tmp_path: Path) -> None:
    """The two steps of an authority, and the one of its auditor; the documents of this folder were never on file."""
    out, verifier = tmp_path / "rl-1.zip", tmp_path / "verify.py"
    made = filed.ok("export", "bundle", "RL-1", "-o", str(out), *ADA, "--json").data
    assert (made["schema"], made["procedure"], made["file"]) == ("seedbed/bundle/1", "RL-1", str(out))
    assert made["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert made["missing"]
    printed = filed.process("verify", "--print-verifier").out
    assert printed == Path("exports/bundle/verify.py").read_text(encoding="utf-8")
    verifier.write_text(printed, encoding="utf-8")
    assert hashlib.sha256(printed.encode()).hexdigest() == made["verifier_sha256"]
    command = [sys.executable, "-I", str(verifier), str(out), "--key", key_of(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
    assert (
        made["verifier_sha256"] in filed.ok("report", "RL-1", "--html", "-o", str(tmp_path / "r"), *ADA, "--json").out
    )
    data = filed.ok("verify", "--print-verifier", "--json").data
    assert (data["schema"], data["sha256"], data["text"]) == ("seedbed/verifier/1", made["verifier_sha256"], printed)


def test_what_is_said_about_a_bundle_is_what_to_do_next(filed: Line, tmp_path: Path) -> None:
    """How it is checked, with what, that it is on record, and what is missing."""
    out = tmp_path / "rl-1.zip"
    shown = filed.ok("export", "bundle", "RL-1", "-o", str(out), "--withhold", "class:personal=FOI s.40", *ADA).out
    words = " ".join(shown.split())
    for expected in (
        "places are withheld, each with why", "is not on file, and the bundle says so", "never with those inside",
        "seedbed audit exports RL-1", "--key KEY.vkey",
    ):  # fmt: skip
        assert expected in words
    logged = filed.ok("audit", "exports", "RL-1", "--json").data["exports"]
    assert [(one["what"], one["withheld"]) for one in logged] == [("bundle", logged[0]["withheld"])]


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_report_made_twice_is_the_same_file(filed: Line, tmp_path: Path, form: str) -> None:
    """Being put on record does not change what it says."""
    made = [
        filed.ok("report", "RL-1", f"--{form}", "-o", str(tmp_path / name), *ADA, "--json").data for name in ("a", "b")
    ]
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert made[0]["sha256"] == made[1]["sha256"] == hashlib.sha256((tmp_path / "a").read_bytes()).hexdigest()
    assert (made[0]["schema"], made[0]["form"], made[0]["unbroken"]) == ("seedbed/report/1", form, True)
    logged = filed.ok("audit", "exports", "RL-1", "--json").data["exports"]
    assert [one["what"] for one in logged] == [f"report.{form}", f"report.{form}"]


def test_the_report_says_what_a_reader_looks_for(filed: Line, tmp_path: Path) -> None:
    """Every part, the footer, and the attempts that were refused."""
    assert filed.run("advance", "RL-1", "--to", "DECIDED", *ADA).code == 3
    out = tmp_path / "report.html"
    filed.ok("report", "RL-1", "--html", "-o", str(out), *ADA)
    page = out.read_text(encoding="utf-8")
    for title in (
        "Summary", "Who decided what, when and why", "Waivers", "Late items", "Refused attempts", "Deadlines", "Money",
        "Suppliers", "Lessons", "How to check this",
    ):  # fmt: skip
        assert f">{title}</h2>" in page
    assert "1</b> <span>refused attempt</span>" in page
    assert "; check with seedbed verify." in page
    assert "Unbroken: each of" in page


def test_a_report_of_a_changed_history_says_so_on_its_first_page(filed: Line, tmp_path: Path) -> None:
    """One letter of one event: the report is made, and tells that it is of a history that was changed."""
    session = Database(url=f"sqlite:///{filed.home / 'seedbed.db'}", kind="sqlite").unguarded()
    session.begin_write()
    changed = "CAST(replace(CAST(canon AS TEXT), 'A better crossing', 'A bitter crossing') AS BLOB)"
    session.run(f"UPDATE event SET canon = {changed} WHERE stream = 'RL-1' AND n = 0")  # noqa: S608 - our own words
    session.commit()
    session.close()
    out = tmp_path / "report.html"
    ran = filed.ok("report", "RL-1", "--html", "-o", str(out), *ADA)
    assert "do not form an unbroken chain" in ran.out
    summary = out.read_text(encoding="utf-8").partition('id="decisions"')[0]
    assert "BROKEN at event 0: this report is of a history that was changed." in summary


def test_the_log_of_exports_names_roles_as_people_read_them(filed: Line, tmp_path: Path) -> None:
    """No definition titles the roles in the log: they are words all the same."""
    filed.ok("report", "RL-1", "--html", "-o", str(tmp_path / "report.html"), *ADA)
    log = filed.ok("audit", "exports", "RL-1").out
    assert ", Manager (claim)" in log


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("why", "RL-1", "first"), "Invalid value for 'EVENT': a whole number is wanted"),
        (("export", "ocds", "RL-1", "--profile", "xx", "-o", "x.json", *ADA), "'--profile': 'xx' is not one of"),
        (("export", "svg", "nope", "-o", "x.svg"), 'There is no definition "nope"'),
    ],
)
def test_a_mistyped_word_is_answered_without_the_words_of_a_library(
    filed: Line, typed: tuple[str, ...], words: str
) -> None:
    """What the parser says through pydantic is put plainly."""
    ran = filed.run(*typed)
    assert words in ran.err
    assert "Value error" not in ran.err
    assert "parse" not in ran.err


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("export", "bundle", "RL-1", "-o", "OUT"), 2, "Say who takes it"),
        (("export", "bundle", "RL-7", "-o", "OUT", *ADA), 4, "There is no procedure RL-7"),
        (("export", "bundle", "RL-1", "-o", "OUT", "--actor", "supplier"), 7, "may not take"),
        (("export", "bundle", "RL-1", "-o", "OUT", "--actor", "stranger"), 4, "stranger"),
        (("export", "bundle", "RL-1", "-o", "OUT", "--checkpoint", "3", *ADA), 4, "no checkpoint of 3"),
        (("export", "bundle", "RL-1", "-o", "OUT", "--withhold", "poem=FOI", *ADA), 2, "names nothing"),
        (("report", "RL-1", "-o", "OUT", *ADA), 2, "--html or --pdf"),
        (("report", "RL-1", "--html", "--pdf", "-o", "OUT", *ADA), 2, "--html or --pdf"),
        (("report", "RL-1", "--pdf", "-o", "OUT", "--actor", "supplier"), 7, "may not take"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    filed: Line, tmp_path: Path, typed: tuple[str, ...], code: int, words: str
) -> None:
    """Each refusal by its exit code, in words, and no file."""
    out = tmp_path / "out.zip"
    ran = filed.run(*(str(out) if word == "OUT" else word for word in typed))
    assert (ran.code, words in " ".join(ran.err.split())) == (code, True), ran.err
    assert not out.exists()
    assert [path for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def write(out: Path, *, force: bool = False, meanwhile: bytes | None = None, broken: bool = False) -> None:
    """Write a file as exports do; somebody may take its name meanwhile, or the writing may break off."""
    with drafted(out, force=force) as draft:
        draft.handle.write(b"mine")
        if meanwhile is not None:
            out.write_bytes(meanwhile)
        if broken:
            raise RuntimeError


def test_a_file_gets_its_name_whole_or_not_at_all(tmp_path: Path) -> None:
    """After an exception there is nothing; a name that somebody took meanwhile stays theirs; others cannot read it."""
    out = tmp_path / "out"
    with pytest.raises(RuntimeError):
        write(out, broken=True)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InvalidInput, match="exists already"):
        write(out, meanwhile=b"theirs")
    assert out.read_bytes() == b"theirs"
    write(out, force=True)
    assert out.read_bytes() == b"mine"
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
