"""Open data from the command line: written, checked, taken in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from exports.ocds.releasing import packages
from tests.cli.conftest import FolderAt
from tests.cli.line import Line
from tests.exports.ocds.publishing import EXAMPLE, package
from tests.hands import real

ADA = ("--actor", "manager")


@pytest.fixture
def told(folder_at: FolderAt) -> Line:
    """Give a folder in which a procedure is public."""
    return folder_at("STANDSTILL")


@pytest.mark.parametrize("profile", ["uk", "eu", "core"])
def test_a_package_is_written_valid_and_put_on_record(told: Line, tmp_path: Path, profile: str) -> None:
    """The file, its digest in the log of exports, no finding of the check."""
    file = tmp_path / "rl-1.json"
    made = told.ok("export", "ocds", "RL-1", "--profile", profile, "-o", str(file), *ADA, "--json").data
    assert (made["schema"], made["form"], made["profile"]) == ("seedbed/ocds/1", "release package", profile)
    report = told.ok("ocds", "check", str(file), "--json").data
    assert (report["errors"], report["warnings"], report["notes"]) == (0, 0, 0)
    assert report["releases"] == made["releases"]
    assert report["profiles"] == [profile]


def test_the_same_history_is_the_same_file(told: Line, tmp_path: Path) -> None:
    """Twice, byte for byte: being put on record does not change what is public."""
    for name in ("a.json", "b.json"):
        told.ok("export", "ocds", "RL-1", "-o", str(tmp_path / name), *ADA)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_names_of_winners_are_told_and_no_other_sealed_word(told: Line, tmp_path: Path) -> None:
    """From the disclosures of the store: suppliers by name, people and reasons not at all."""
    file = tmp_path / "record.json"
    said = told.ok("export", "ocds", "RL-1", "--record", "-o", str(file), *ADA).out
    assert "placeholder" in said
    (record,) = json.loads(file.read_text(encoding="utf-8"))["records"]
    suppliers = [party for party in record["compiledRelease"]["parties"] if "supplier" in party["roles"]]
    assert suppliers
    assert all(party["name"] for party in suppliers)
    assert "Name of" not in file.read_text(encoding="utf-8")


def test_an_existing_file_is_not_written_over(told: Line, tmp_path: Path) -> None:
    """Unless it is said."""
    file = tmp_path / "rl-1.json"
    file.write_text("mine", encoding="utf-8")
    assert told.run("export", "ocds", "RL-1", "-o", str(file), *ADA).code == 2
    assert file.read_text(encoding="utf-8") == "mine"
    told.ok("export", "ocds", "RL-1", "-o", str(file), "--force", *ADA)


def test_nothing_is_written_of_a_draft(draft: Line, tmp_path: Path) -> None:
    """And it is said when there will be something."""
    ran = draft.run("export", "ocds", "RL-1", "-o", str(tmp_path / "x.json"), *ADA)
    assert ran.code == 4
    assert "Nothing of RL-1 is public yet" in ran.err
    assert not (tmp_path / "x.json").exists()


def test_who_may_not_export_is_turned_away(told: Line, tmp_path: Path) -> None:
    """By role, before anything is made."""
    assert told.run("export", "ocds", "RL-1", "-o", str(tmp_path / "x.json"), "--actor", "supplier").code == 7
    assert told.run("export", "ocds", "RL-1", "-o", str(tmp_path / "x.json")).code == 2


def test_an_invalid_package_is_a_bug_and_never_written(
    told: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused before the file has a name, and nothing is put on record."""
    monkeypatch.setattr(packages, "VERSION", "one")
    ran = told.run("export", "ocds", "RL-1", "-o", str(tmp_path / "x.json"), *ADA)
    assert ran.code == 1
    assert "not valid and was not written: /version" in ran.err
    assert list(tmp_path.glob("*.json")) == []


def test_settings_that_cannot_be_used_are_named(told: Line, tmp_path: Path) -> None:
    """The file and the key."""
    (told.home / "open-data.toml").write_text("ocid_prefix = 'x'", encoding="utf-8")
    ran = told.run("export", "ocds", "RL-1", "-o", str(tmp_path / "x.json"), *ADA)
    assert ran.code == 2
    assert "open-data.toml: ocid_prefix" in ran.err


def test_a_check_says_the_summary_first(empty: Line) -> None:
    """Then each finding, with release and place."""
    ran = empty.ok("ocds", "check", str(EXAMPLE), "--profile", "uk")
    assert ran.out.startswith("Valid OCDS 1.1: release package, 8 releases, judged as uk.\n")


def test_a_check_of_something_invalid_ends_with_2(empty: Line, tmp_path: Path) -> None:
    """And names every error."""
    made, file = package(), tmp_path / "bad.json"
    made["releases"][0]["tag"] = ["seedFunding"]
    del made["releases"][1]["ocid"]
    file.write_text(json.dumps(made), encoding="utf-8")
    ran = empty.run("ocds", "check", str(file), "--profile", "uk")
    assert ran.code == 2
    first, counts, *rest = ran.out.splitlines()
    assert first == "Not valid OCDS 1.1: release package, 8 releases, judged as uk."
    assert counts.startswith("2 errors, 0 warnings, 0 notes.")
    assert rest[0].startswith("error: /releases/0/tag/0 (release ocds-xxxxxx-IP-2026-001-001): the text 'seedFunding'")


def test_many_findings_are_told_in_groups_and_all_of_them_on_demand(empty: Line, tmp_path: Path) -> None:
    """With the first place of each group."""
    one, file = package()["releases"][1], tmp_path / "many.jsonl"
    one["tender"]["status"] = "nonsense"
    lines = [json.dumps({**one, "ocid": f"ocds-xxxxxx-{number}"}) for number in range(100)]
    file.write_text("\n".join(lines), encoding="utf-8")
    ran = empty.run("ocds", "check", str(file))
    assert "100 x /tender/status: Code that a closed list does not have" in ran.out
    assert len(ran.out.splitlines()) < 12
    assert len(empty.run("ocds", "check", str(file), "--all").out.splitlines()) > 100


def test_a_file_that_is_not_there_is_not_found(empty: Line, tmp_path: Path) -> None:
    """A folder is bad input."""
    assert empty.run("ocds", "check", str(tmp_path / "none.json")).code == 4
    assert empty.run("ocds", "check", str(tmp_path)).code == 2


def _facts() -> list[str]:
    return [word for fact in real().definition.facts for word in ("--fact", f"{fact}=no")]


@pytest.fixture
def office(empty: Line) -> Line:
    """Give a folder in which somebody may open the shipped procedure."""
    shipped = ("--definition", "uk_innovative_partnership", "--procedure", "all", "--from", "2026-01-01")
    empty.ok("people", "add", "ada", "--name", "Ada", "--actor", "root")
    empty.ok("people", "assign", "ada", "--role", "programme_manager", *shipped, "--actor", "root")
    return empty


OPEN = ("--definition", "uk_innovative_partnership", "--actor", "ada")


def test_a_notice_is_looked_at_without_opening_anything(office: Line) -> None:
    """What would be taken, what is ignored, what has to be answered."""
    said = office.ok("ocds", "import", str(EXAMPLE), "RL-7", *OPEN, "--dry-run")
    assert "RL-7 would be opened from release ocds-xxxxxx-IP-2026-001-003" in said.out
    assert "Not taken" in said.out
    assert "/tender/procedure/features" in said.out
    assert "contract_over_5m" in said.out
    assert office.run("show", "RL-7").code == 4


def test_a_draft_is_opened_from_a_notice_and_the_very_bytes_are_filed(office: Line, tmp_path: Path) -> None:
    """Once, however often it is asked with the same key; the external ocid stands in what is exported later."""
    again = ("ocds", "import", str(EXAMPLE), "RL-7", *OPEN, *_facts(), "--request-id", "r-1", "--json")
    first = office.ok(*again).data
    assert [answer["command"] for answer in first["answers"]] == ["open", "submit_artefact"]
    assert [answer["repeated"] for answer in office.ok(*again).data["answers"]] == [True, True]
    assert "RL-7  Problem" in office.ok("show", "RL-7").out
    out = tmp_path / "filed.json"
    office.ok("fetch", "RL-7", "imported_notice", "--out", str(out))
    assert out.read_bytes() == EXAMPLE.read_bytes()


def test_questions_of_fact_are_answered_by_a_person(office: Line) -> None:
    """None is guessed from a notice."""
    ran = office.run("ocds", "import", str(EXAMPLE), "RL-7", *OPEN)
    assert ran.code == 2
    assert "questions of fact are not answered" in ran.err


def test_one_of_several_notices_has_to_be_named(office: Line, tmp_path: Path) -> None:
    """Each is shown with its release id."""
    made, file = package(), tmp_path / "two.json"
    made["releases"] = [made["releases"][2], {**made["releases"][2], "ocid": "ocds-xxxxxx-other", "id": "other-1"}]
    file.write_text(json.dumps(made), encoding="utf-8")
    ran = office.run("ocds", "import", str(file), "RL-7", *OPEN, "--dry-run")
    assert ran.code == 2
    assert "--release other-1" in ran.err
    assert "other-1" in office.ok("ocds", "import", str(file), "RL-7", *OPEN, "--dry-run", "--release", "other-1").out
    assert office.run("ocds", "import", str(file), "RL-7", *OPEN, "--dry-run", "--release", "none").code == 4
