"""What our processes tell Prefect before it is imported, and how a run finds its house."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from flows.environment import SILENT, child_environment, prepare
from flows.houses import address_of, settings_for, without_password
from flows.prefect_server import read_auth
from flows.running import Service, announce, service_of, withdraw
from tests.flows.site import settings_of
from tests.flows.test_what_follows import START

CLOUD = {
    "PREFECT_API_URL": "https://api.elsewhere.example/api",
    "PREFECT_API_KEY": "secret",
    "PREFECT_PROFILE": "cloud",
}


@pytest.fixture
def cloudy(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Give the environment of somebody who uses Prefect for something else."""
    for name, value in CLOUD.items():
        monkeypatch.setenv(name, value)
    for name in (*SILENT, "NO_PROXY", "no_proxy", "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_somebody_else_s_prefect_is_not_spoken_to(tmp_path: Path, cloudy: pytest.MonkeyPatch) -> None:
    """Variables of another Prefect lead nowhere in our processes and their children."""
    settings = settings_of(tmp_path)
    for environ in (child_environment(settings, prefect_url="http://127.0.0.1:1/api"), _prepared(settings, cloudy)):
        assert environ["PREFECT_API_URL"] == "http://127.0.0.1:1/api"
        assert "PREFECT_API_KEY" not in environ
        assert "PREFECT_PROFILE" not in environ
        assert environ["PREFECT_HOME"] == str(tmp_path / "prefect")
        assert {**environ, **SILENT} == environ


def test_a_site_s_own_server_keeps_the_site_s_own_keys(tmp_path: Path, cloudy: pytest.MonkeyPatch) -> None:
    """With SEEDBED_PREFECT_API_URL the keys and certificates around it are meant."""
    settings = settings_of(tmp_path, SEEDBED_PREFECT_API_URL="https://prefect.city.example/api")
    environ = child_environment(settings)
    assert environ["PREFECT_API_URL"] == "https://prefect.city.example/api"
    assert environ["PREFECT_API_KEY"] == "secret"
    assert {**environ, **SILENT} == environ


@pytest.mark.parametrize(
    ("given", "kept"),
    [(None, "127.0.0.1,localhost,::1"), ("city.example, localhost", "city.example,localhost,127.0.0.1,::1")],
)
def test_this_machine_is_reached_without_a_proxy(
    tmp_path: Path, cloudy: pytest.MonkeyPatch, given: str | None, kept: str
) -> None:
    """A proxy for the outside must not be asked for our own loopback server."""
    if given is not None:
        cloudy.setenv("NO_PROXY", given)
    environ = child_environment(settings_of(tmp_path))
    assert environ["NO_PROXY"] == environ["no_proxy"] == kept


def _prepared(settings: object, patch: pytest.MonkeyPatch) -> dict[str, str]:
    with patch.context() as inner:
        for name in list(os.environ):
            inner.setenv(name, os.environ[name])
        prepare(settings, prefect_url="http://127.0.0.1:1/api")  # type: ignore[arg-type]
        found = dict(os.environ)
        for name in found:
            inner.delenv(name, raising=False)
    return found


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("sqlite:////data/seedbed.db", "sqlite:////data/seedbed.db"),
        (
            "postgresql://ada:secret@db.city.example:5433/seedbed?sslmode=require",
            "postgresql://ada@db.city.example:5433/seedbed?sslmode=require",
        ),
        ("postgresql://ada@/seedbed?host=/run/pg", "postgresql://ada@/seedbed?host=/run/pg"),
        ("postgresql://ada:p%40ss@h/seedbed", "postgresql://ada@h/seedbed"),
        ("s3://key:secret@bucket/artefacts", "s3://key@bucket/artefacts"),
    ],
)
def test_an_address_shows_no_password(given: str, shown: str) -> None:
    """What a run carries is kept by Prefect and shown on its pages."""
    assert without_password(given) == shown


def test_a_worker_elsewhere_adds_its_own_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment names the same database with the password; another database's is not used."""
    url = "postgresql://ada:secret@db.city.example/seedbed"
    address = address_of(settings_of(tmp_path, SEEDBED_DATABASE_URL=url))
    assert "secret" not in str(address)
    monkeypatch.setenv("SEEDBED_DATABASE_URL", url)
    assert settings_for(address).database_url == url
    monkeypatch.setenv("SEEDBED_DATABASE_URL", url.replace("seedbed", "other"))
    assert settings_for(address).database_url == without_password(url)
    assert settings_for(address).home == tmp_path


def test_a_run_finds_the_key_and_the_head_of_its_own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they lie comes from the process's own environment; another database's ledger is not signed with it."""
    monkeypatch.setenv("SEEDBED_LEDGER_KEY", str(tmp_path / "ledger.key"))
    monkeypatch.setenv("SEEDBED_LAST_HEADS", str(tmp_path / "heads"))
    monkeypatch.setenv("SEEDBED_HOME", str(tmp_path / "home"))
    same = settings_for(address_of(settings_of(tmp_path / "home")))
    assert (same.ledger_key_file, same.last_heads_folder) == (tmp_path / "ledger.key", tmp_path / "heads")
    other = settings_for(address_of(settings_of(tmp_path / "elsewhere")))
    assert other.ledger_key_file == tmp_path / "elsewhere" / "keys" / "ledger.key"


def test_prefect_s_password_is_made_once_and_is_the_owner_s_alone(tmp_path: Path) -> None:
    """It stays the same over restarts, so that a browser stays signed in."""
    settings = settings_of(tmp_path)
    settings.prefect_home.mkdir()
    first = read_auth(settings)
    assert read_auth(settings) == first
    assert first.startswith("seedbed:")
    assert len(first) > 30
    assert stat.S_IMODE((settings.prefect_home / "auth").stat().st_mode) == 0o600


def test_a_service_is_believed_only_while_its_process_lives(tmp_path: Path) -> None:
    """A file that was left behind, broken or is somebody else's is no service, and only our own is withdrawn."""
    settings = settings_of(tmp_path)
    assert service_of(settings) is None
    ours = Service(
        url="http://127.0.0.1:1", token="t", pid=os.getpid(), since=START, prefect_url="p", prefect_page=None
    )
    announce(settings, ours)
    assert service_of(settings) == ours
    dead = Service(url="http://127.0.0.1:1", token="t", pid=2**22 - 3, since=START, prefect_url="p", prefect_page=None)
    announce(settings, dead)
    assert service_of(settings) is None
    withdraw(settings)
    assert settings.service_file.exists()
    settings.service_file.write_text("{")
    assert service_of(settings) is None
