"""Where the ledger's key lies, what the ledger is called, where its newest head is kept: settings, with defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import REHEARSAL_CLOCK, read_settings


def test_by_default_the_key_is_in_the_folder_and_the_head_is_not(tmp_path: Path) -> None:
    """The head lies in the user's folder for state; without a home beside the data folder, never in it."""
    home = tmp_path / "office"
    bare = read_settings({}, home=home)
    assert bare.ledger_key_file == home / "keys" / "ledger.key"
    assert bare.last_heads_folder == tmp_path / ".office.last-heads"
    assert bare.ledger_origin is None
    user = read_settings({"HOME": str(tmp_path / "ada")}, home=home)
    assert user.last_heads_folder == tmp_path / "ada" / ".local" / "state" / "seedbed" / "last-heads"
    state = read_settings({"HOME": str(tmp_path / "ada"), "XDG_STATE_HOME": "/state"}, home=home)
    assert state.last_heads_folder == Path("/state/seedbed/last-heads")


def test_settings_say_otherwise(tmp_path: Path) -> None:
    """A mounted secret, a folder on another disk, a name of one's own."""
    env = {
        "SEEDBED_LEDGER_KEY": "/run/secrets/ledger.key",
        "SEEDBED_LAST_HEADS": "/mnt/elsewhere",
        "SEEDBED_LEDGER_ORIGIN": "procurement.example.org/seedbed",
    }
    found = read_settings(env, home=tmp_path)
    assert found.ledger_key_file == Path("/run/secrets/ledger.key")
    assert found.last_heads_folder == Path("/mnt/elsewhere")
    assert found.ledger_origin == "procurement.example.org/seedbed"


@pytest.mark.parametrize("name", ["https://example.org/x", "two words", "a+b", "Upper.example", "/x", "x" * 129])
def test_a_name_that_no_ledger_can_bear_is_refused(tmp_path: Path, name: str) -> None:
    """It stands in every checkpoint and in every key for ever."""
    with pytest.raises(ValueError, match="SEEDBED_LEDGER_ORIGIN"):
        read_settings({"SEEDBED_LEDGER_ORIGIN": name}, home=tmp_path)


def test_a_rehearsal_never_reaches_the_live_ledger(tmp_path: Path) -> None:
    """Neither its key nor its name, whatever the environment says."""
    (tmp_path / REHEARSAL_CLOCK).touch()
    env = {"SEEDBED_LEDGER_KEY": "/run/secrets/ledger.key", "SEEDBED_LEDGER_ORIGIN": "procurement.example.org/seedbed"}
    found = read_settings(env, home=tmp_path)
    assert found.ledger_key_file == tmp_path / "keys" / "ledger.key"
    assert found.ledger_origin is None
