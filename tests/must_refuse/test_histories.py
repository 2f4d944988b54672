"""Every history of the corpus ends in a command that is refused, for its reasons and no others."""

from __future__ import annotations

import pytest

from tests.must_refuse.living import History, before, histories, reasons

HISTORIES = histories()


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.path.stem)
def test_each_command_is_refused_for_its_reasons(history: History) -> None:
    """The rule is named by a reason, the words are as written down, and the way up to the command is lawful."""
    said = reasons(history)
    assert said == history.because
    assert history.rule in {rule for reason in said for rule in reason.get("rules", [])}


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.path.stem)
def test_a_refused_command_leaves_no_trace(history: History) -> None:
    """Nothing of it is in the history: it can be asked again, and is refused again."""
    case = before(history)
    length = len(case.history)
    assert reasons(history) == reasons(history)
    assert len(case.history) == length
