"""The route adviser at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands.design import routing
from tests.cli.line import Line

R1 = (
    "european_union=no,scottish=no,begun_before_2025=no,market_has_it=no,buys_result=yes",
    "above_threshold=yes,award_first=no,several_develop=yes",
)
TYPED = tuple(word for answers in R1 for word in ("--answer", answers))


def test_answers_given_beforehand_lead_to_a_route_with_its_reasons(tmp_path: Path) -> None:
    """The route, its definition, what speaks for it with the rules, what was ruled out, and the next command."""
    shown = Line(home=tmp_path).ok("design", "route", *TYPED).out
    assert "Innovative partnership, funded rounds before the award (R1)" in shown
    assert "+ Several suppliers are paid to develop before one is chosen. (UK-CFP-3, UK-SCOPE-4)" in shown
    assert "- The development is to come before the contract. (UK-CHG-1b)" in shown
    assert "seedbed procedures show uk_innovative_partnership" in shown


def test_a_program_gets_one_document(tmp_path: Path) -> None:
    """Answers, route, reasons, what was ruled out, cautions and the next commands."""
    found = Line(home=tmp_path).ok("design", "route", *TYPED, "--json").data
    assert found["schema"] == "seedbed/route/1"
    assert (found["route"], found["definition"]) == ("R1", "uk_innovative_partnership")
    assert found["answers"]["buys_result"] is True
    assert {"route", "title", "definition", "against"} == set(found["ruled_out"][0])
    assert found["cautions"][0]["rules"]


def test_answers_come_from_a_file_too(tmp_path: Path) -> None:
    """A file and options together; where they contradict each other, nothing is guessed."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"european_union": True, "market_has_it": True, "buys_result": True}), encoding="utf-8")
    line = Line(home=tmp_path)
    found = line.ok("design", "route", "--answers", str(file), "--json").data
    assert (found["route"], found["definition"], found["next"]) == ("none", None, [])
    assert "No route that ships fits" in line.ok("design", "route", "--answers", str(file)).out
    ran = line.run("design", "route", "--answers", str(file), "--answer", "european_union=no")
    assert ran.code == 2
    assert "the file says yes" in ran.err


@pytest.mark.parametrize("content", ["[]", '{"european_union": "perhaps"}', "no", ""])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    """Exit 2, and the file is named."""
    file = tmp_path / "answers.json"
    file.write_text(content, encoding="utf-8")
    ran = Line(home=tmp_path).run("design", "route", "--answers", str(file))
    assert ran.code == 2
    assert "answers.json" in ran.err


def test_an_unknown_question_is_answered_with_those_there_are(tmp_path: Path) -> None:
    """A slip of the pen never goes unnoticed."""
    ran = Line(home=tmp_path).run("design", "route", "--answer", "buys_results=yes")
    assert ran.code == 2
    assert "buys_result" in ran.err


def test_where_nobody_can_be_asked_the_next_question_is_named(tmp_path: Path) -> None:
    """Exit 2 with the question and the option to add."""
    ran = Line(home=tmp_path).run("design", "route", "--answer", "european_union=yes")
    assert ran.code == 2
    assert "--answer market_has_it=YES_OR_NO" in ran.err


def test_on_a_terminal_only_what_matters_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two questions settle it for a Scottish authority; the questions go to standard error."""
    monkeypatch.setattr(routing, "somebody_there", lambda: True)
    ran = Line(home=tmp_path).run("design", "route", given="n\ny\n")
    assert ran.code == 0, ran.err
    assert ran.err.count("[y/N]") == 2
    assert "Scottish regulations" in ran.out
