"""``seedbed design``: a definition is begun, drawn, looked at line by line, and simulated."""

from __future__ import annotations

import re
from pathlib import Path

from exports.simulation import curve
from procedures.loader import canonical_form
from procedures.simulation import simulate
from tests.cli.line import Line
from tests.procedures.places import MUST_REFUSE, TINY
from tests.procedures.simulation.planned import planned, uk

SHIPPED = "uk_innovative_partnership"


def test_a_definition_is_begun_with_the_words_that_an_editor_knows(tmp_path: Path) -> None:
    """The file says where it came from, and the schema beside it is the one that it names."""
    line, file = Line(home=tmp_path / "home"), tmp_path / "night-buses.yaml"
    begun = line.ok("design", "new", str(file), "--from", SHIPPED, "--title", "Buses at night", "--json").data
    assert (begun["name"], begun["version"], begun["title"]) == ("night_buses", "0.1.0", "Buses at night")
    assert Path(begun["schema_file"]).is_file()
    assert file.read_text("utf-8").startswith("# yaml-language-server: $schema=definition.schema.json\n")
    assert line.ok("procedures", "show", str(file)).code == 0


def test_a_file_that_exists_is_never_written_over(tmp_path: Path) -> None:
    """Nobody loses a definition to a second try; nor is half of one left behind."""
    line, file = Line(home=tmp_path / "home"), tmp_path / "mine.yaml"
    file.write_text("mine", "utf-8")
    refused = line.run("design", "new", str(file), "--from", SHIPPED, "--title", "Mine")
    assert refused.code == 2
    assert "exists already" in refused.err
    assert file.read_text("utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml"]


def test_a_name_that_is_none_is_refused_with_what_a_name_is(tmp_path: Path) -> None:
    """A file called 2027 gives no name of its own."""
    line = Line(home=tmp_path / "home")
    refused = line.run("design", "new", str(tmp_path / "2027.yaml"), "--from", SHIPPED, "--title", "Mine")
    assert (refused.code, "--name" in refused.err) == (2, True)


def test_the_end_of_the_name_says_as_what_it_is_drawn(tmp_path: Path) -> None:
    """An unknown end is refused with those that are known."""
    line = Line(home=tmp_path / "home")
    for end, begins in ((".svg", "<svg"), (".mmd", "stateDiagram"), (".bpmn", "<?xml"), (".pnml", "<?xml")):
        out = tmp_path / f"drawn{end}"
        line.ok("design", "diagram", SHIPPED, "-o", str(out))
        assert begins in out.read_text("utf-8")[:400]
    refused = line.run("design", "diagram", SHIPPED, "-o", str(tmp_path / "drawn.png"))
    assert (refused.code, ".svg" in refused.err) == (2, True)


def test_a_plan_is_lived_many_times_and_drawn(tmp_path: Path) -> None:
    """The figures are those of the core, the picture is written once, and a second one needs --force."""
    line, file, plot = Line(home=tmp_path / "home"), tmp_path / "mine.yaml", tmp_path / "mine.svg"
    file.write_bytes(canonical_form(planned(moves={"abandon_at_seed_gate": 25})))
    typed = ("design", "simulate", str(file), "--lives", "50", "--seed", "3", "--plot", str(plot))
    ran = line.ok(*typed, "--json").data
    found = simulate(planned(moves={"abandon_at_seed_gate": 25}), uk(), lives=50, seed=3)
    assert found.award is not None
    assert (ran["awarded"], ran["award"]["p80"]) == (found.awarded, found.award.p80.isoformat())
    assert plot.read_text("utf-8") == curve(found)
    assert line.run(*typed).code == 2
    assert "four in five by" in line.ok(*typed, "--force").out


def test_a_definition_without_a_plan_says_what_is_missing(tmp_path: Path) -> None:
    """A tiny definition has none."""
    refused = Line(home=tmp_path / "home").run("design", "simulate", str(TINY))
    assert (refused.code, "has no plan" in refused.err) == (2, True)


def test_each_finding_is_a_line_that_an_editor_reads() -> None:
    """File, line, column, level, words, and in brackets the rule or the checker; faults first need no second run."""
    line = Line(home=Path("/nowhere"))
    ran = line.run("design", "lint", str(MUST_REFUSE / "dead_end.yaml"), str(MUST_REFUSE / "missing_key.yaml"))
    assert ran.code == 8
    lines = [row for row in ran.out.splitlines() if row]
    assert all(re.fullmatch(r"\S+\.yaml:\d+:1: (error|warning|note): .+ \[[\w/.-]+\]", row) for row in lines), lines
    assert {row.split(":")[0].rsplit("/", 1)[-1] for row in lines} == {"dead_end.yaml", "missing_key.yaml"}


def test_an_editor_is_told_the_same_as_the_checker() -> None:
    """Every finding of ``procedures check`` at its line, and nothing else; --errors leaves what refuses."""
    line, file = Line(home=Path("/nowhere")), str(MUST_REFUSE / "dead_end.yaml")
    lint = line.run("design", "lint", file, "--json").data["findings"]
    check = line.run("procedures", "check", file, "--json").data["findings"]
    assert sorted(one["line"] for one in lint) == sorted(one["line"] for one in check)
    errors = line.run("design", "lint", file, "--errors", "--json").data["findings"]
    assert errors == [one for one in lint if one["level"] == "error"]
