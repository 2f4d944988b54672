"""What is typed for the law at run time: read exactly, and refused in words when it is not understood."""

from __future__ import annotations

import pytest

from tests.cli.conftest import FolderAt

WHO = ("--actor", "manager")
WHY = ("--reason", "As foreseen.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("refine", "RL-1", "final", *WHY, *WHO), "Say what is refined"),
        (("refine", "RL-1", "final", "--title", "worth", *WHY, *WHO), "--title: expected NAME=VALUE, got worth"),
        (("refine", "RL-1", "final", "--minimum", "worth=two", *WHY, *WHO), "expected a whole number for worth"),
        (("refine", "RL-1", "final", "--sub", "new=50", *WHY, *WHO), "expected CRITERION/SUB=NUMBER[:TITLE]"),
        (("refine", "RL-1", "final", "--weight", "worth=heavy", *WHY, *WHO), "weight"),
        (("contract", "indicators", "RL-1", "acme", "--material", "delay", *WHO), "expected NAME=TITLE, got delay"),
        (("notice", "publish", "RL-1", "N1", "--reference", "R", "--state", "x=1", *WHO), "x"),
        (("notice", "publish", "RL-1", "N1", "--reference", "R", "--state", "tenders_assessed", *WHO), "--state"),
        (("claim", "RL-1", "hc-1", "--notified-at", "soon", *WHY, "--actor", "lawyer"), "--notified-at"),
        (("notices", "due", "--mine"), "--mine: say who you are"),
        (("notices", "due", "--due", "soon"), "--due: expected a span"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_option(
    words: tuple[str, ...], said: str, folder_at: FolderAt
) -> None:
    """Exit 2, and nothing is recorded."""
    ran = folder_at("lawful:TRIAL").run(*words)
    assert ran.code == 2, ran
    assert said in ran.err


def test_a_refinement_that_wrongs_nobody_is_recorded_and_told(folder_at: FolderAt) -> None:
    """In words: the weights from now on; the history, the decisions and the replay know it."""
    line = folder_at("lawful:TRIAL")
    parts = ("--sub", "way/new=30", "--sub", "way/safe=50", "--sub", "way/kind=20:Kind to users")
    line.ok("refine", "RL-1", "final", "--title", "worth=Worth in use", *parts, *WHY, *WHO)
    told = line.ok("history", "RL-1").out
    assert "refined the criteria of Final round: Way 40%, Worth in use 60%" in told
    assert "UK-REF-3" in line.ok("decisions", "RL-1").out
    n = line.ok("show", "RL-1", "--json").data["n"]
    assert "UK-REF-1" in line.ok("why", "RL-1", str(n)).out


def test_a_refusal_of_a_definition_without_the_rule_says_so(folder_at: FolderAt) -> None:
    """Exit 3: the definition foresees no such thing."""
    ran = folder_at("TRIAL").run("refine", "RL-1", "final", "--title", "worth=W", *WHY, *WHO)
    assert ran.code == 3
    assert "nothing that was published foresees" in ran.err + ran.out
