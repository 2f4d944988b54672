"""What people see of the demo: in plain lines, on a terminal, in one line, and as one document."""

from __future__ import annotations

import io
import json
from itertools import pairwise

import pytest
from rich.console import Console

from actions.roadlab.shown import RefusalShown, StageReached
from cli.commands.demo import Performed
from cli.document import write_document
from cli.render.reenacted import NEXT, report
from cli.render.reenactment import Seen, console_for_people, screen_for
from tests.journeys.conftest import SEED, Played
from tests.packaging.project import ROOT

BANNER = "Re-enactment under the Procurement Act 2023"


@pytest.fixture
def performed(roadlab: Played) -> Performed:
    """Give the demonstration as the command has it at its end."""
    return Performed(home=roadlab.home, seed=SEED, seconds=20.0, seen=roadlab.seen, outcome=roadlab.outcome)


@pytest.fixture
def plain(performed: Performed, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Give the lines that a pipe gets, from the first to the last."""
    with Seen(console_for_people(), live=False) as screen:
        screen.begin(again=False, home=performed.home)
        for shown in performed.seen:
            screen.show(shown)
        screen.finish()
    report(performed, quiet=False)
    return capsys.readouterr().out.splitlines()


def test_the_first_lines_say_that_it_is_a_re_enactment_and_under_which_law_it_really_ran(plain: list[str]) -> None:
    """Nobody who reads three lines takes it for what TfL did."""
    start = " ".join(line.strip() for line in plain[:8])
    assert BANNER in start
    assert "TfL worked under the Public Contracts Regulations 2015, regulation 31." in start
    assert "moved by eight years (2018 -> 2026)" in start
    assert "(assumed) marks what the public sources do not say" in start


def test_a_pipe_gets_plain_lines_of_at_most_a_hundred_columns(plain: list[str]) -> None:
    """No colour, no box, no spaces at the end of a line, no two empty lines in a row."""
    assert max(len(line) for line in plain) <= 100
    assert not [line for line in plain if line != line.rstrip() or "\x1b" in line or "│" in line]
    assert ("", "") not in set(pairwise(plain))


def test_every_refusal_is_shown_in_plain_words_with_its_rule(performed: Performed, plain: list[str]) -> None:
    """Who tried, every reason, the rule id, and what one learns from it."""
    text = " ".join(" ".join(plain).split())
    refusals = [shown for shown in performed.seen if isinstance(shown, RefusalShown)]
    assert text.count("Refused: ") == len(refusals) == 9
    for refusal in refusals:
        assert f"{refusal.role_title} ({refusal.actor})" in text
        assert refusal.expected.rule in text
        assert refusal.expected.lesson in text


def test_the_real_date_or_the_mark_stands_beside_every_line_of_the_story(plain: list[str]) -> None:
    """Facts carry the date of the sources, everything else says that it is assumed."""
    rows = [line for line in plain if line[12:13] in {"✓", "·"}]
    assert len(rows) > 30
    reality = {line[77:].strip() for line in rows}
    assert reality == {
        "(assumed)",
        "date not public",
        "early November 2018",
        "26 November 2018, 12:00",
        "January 2019",
        "early 2019",
        "reported 1 August 2019",
    }


def test_the_summary_has_the_funnel_the_money_the_time_the_record_and_what_to_type(plain: list[str]) -> None:
    """In this order, and the last hash so that two people can compare."""
    headings = ["The funnel", "How seven of the nine left", "The money", "The time", "The record", "What to type next"]
    places = [plain.index(heading) for heading in headings]
    assert places == sorted(places)
    text = "\n".join(plain)
    assert "£350,000    £300,000    £280,000   £50,000" in text
    assert "unbroken chain" in text
    assert "Friday 7\nJanuary 2028 (UK-SS-1)" in text
    assert all(f"seedbed {words}" in text for words, _ in NEXT)


def test_the_funnel_in_the_documents_is_the_one_that_is_printed(plain: list[str]) -> None:
    """A number that changes in the story changes in its explanation."""
    document = (ROOT / "docs" / "explanation" / "roadlab.md").read_text(encoding="utf-8")
    shown = document.split("<!-- funnel -->\n```text\n")[1].split("\n```")[0]
    assert shown in "\n".join(plain)


def test_a_terminal_sees_the_five_stages_move(performed: Performed) -> None:
    """The last line follows the story: stages done, the one that it is in, those to come."""
    output = io.StringIO()
    console = Console(file=output, force_terminal=True, width=100, highlight=False, markup=False, emoji=False)
    with Seen(console, live=True) as screen:
        screen.begin(again=True, home=performed.home)
        for shown in performed.seen:
            if isinstance(shown, StageReached) and shown.number == 3:
                break
            screen.show(shown)
        screen.say("Prefect is at work")
        console.print(screen._moving)
    text = output.getvalue()
    assert "╭─" in text
    assert "● Problem statement" in text
    assert "◉ Seed funding" in text
    assert "○ Award" in text
    assert "Prefect is at work" in text


def test_quiet_says_one_line(performed: Performed, capsys: pytest.CaptureFixture[str]) -> None:
    """The banner stays even there."""
    with screen_for(as_json=False, quiet=True) as screen:
        screen.begin(again=False, home=performed.home)
        for shown in performed.seen:
            screen.show(shown)
    report(performed, quiet=True)
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"{BANNER}: RL-1 is at CONTRACT_ENTERED: contracts with Immense Simulations and Samdesk;")
    assert out.count("\n") == 1


def test_json_is_one_document_that_says_everything(performed: Performed, capsys: pytest.CaptureFixture[str]) -> None:
    """The banner first, every move and refusal, and what came of it; money in minor units."""
    write_document(performed.to_data())
    document = json.loads(capsys.readouterr().out)
    assert next(iter(document)) == "re_enactment"
    assert document["re_enactment"].startswith(BANNER)
    assert len(document["moves"]) == 18
    assert [refusal["expected"]["rule"] for refusal in document["refusals"]][-1] == "UK-SS-1"
    assert document["outcome"]["money"]["envelopes"][0]["amount_minor"] > 0
    assert document["outcome"]["standstill_ends_on"] == "2028-01-07"
