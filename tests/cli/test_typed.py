"""Kept commands in the words that people type."""

from __future__ import annotations

from cli.render.typed import TYPED, typed
from tests.cli.line import Line
from tests.cli.test_help import ALL


def test_every_command_of_a_person_can_be_told_as_it_is_typed() -> None:
    """Each kind has its words, and the words are a command of the program with these options."""
    found = {kind: words.split() for kind, words in TYPED.items()}
    for kind, words in found.items():
        name = next(iter(tuple(words[:length]) for length in (2, 1) if tuple(words[:length]) in ALL), None)
        if name is None:
            assert words[0] == "deadline", kind
            continue
        known = {option for param in ALL[name].params for option in param.opts}
        assert {word for word in words if word.startswith("--")} <= known, kind
    assert typed("advance", {"procedure": "RL-1", "to": "READY", "move": None}) == "seedbed advance RL-1 --to READY"
    assert typed("submit_artefact", {"procedure": "RL-1", "artefact": "bid", "partner": "acme"}) == (
        "seedbed attach RL-1 bid FILE --partner acme"
    )
    assert typed("record_missed", {}) == "record_missed"


def test_a_name_that_steers_a_terminal_is_refused_in_words(draft: Line) -> None:
    """Nobody is shown the pattern that it does not match, nor the bytes themselves."""
    for name in ("\u202eevil", "red\x1b[31m", "bell\x07", "two\nlines"):
        ran = draft.run("people", "add", "zed", "--name", name, "--actor", "root")
        assert ran.code == 2
        assert "--name: expected one printable line without marks of direction" in ran.err
        assert name not in ran.err
