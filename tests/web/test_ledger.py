"""A witness may ask the service itself: for the newest checkpoint, and the proof that the history only grew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from actions.house import House
from actions.ledger import asking
from actions.ledger.asking import ask_and_cosign
from actions.ledger.checkpointing import sign_history
from actions.ledger.keys import read_key
from actions.ledger.witness import SawAnother, Witness, make_witness
from actions.perform import perform
from engine.errors import NotFound
from engine.ledger.checkpoints import parse_checkpoint
from engine.ledger.proofs import parse_witness_request
from tests.databases import Database
from tests.flows.site import make_site, open_procedure
from web.desk import Desk
from web.service import make_app

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Asker:
    """Somebody who asks the application, each time for one thing."""

    def __init__(self, app: Starlette) -> None:
        """Keep the application."""
        self._app = app

    def get(self, url: str) -> httpx.Response:
        """The answer to one GET."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
                return await client.get(url)

        return asyncio.run(ask())


@pytest.fixture
def house(tmp_path: Path, database: Database) -> Iterator[House]:
    """Give a house with a procedure, signed."""
    made = make_site(tmp_path / "home", SEEDBED_DATABASE_URL=database.url)
    open_procedure(made, "RL-1")
    sign_history(made)
    yield made
    made.close()


@pytest.fixture
def asked(house: House, monkeypatch: pytest.MonkeyPatch) -> Asker:
    """Give the service, which the witness's questions reach without a network."""
    desk = Desk(
        house=house, token="t", advance=lambda one: perform(house, one), prefect_answers=lambda: True,
        hosts=("testserver",),
    )  # fmt: skip
    client = Asker(make_app(desk))

    def get(url: str) -> tuple[int, str]:
        answer = client.get(url)
        return answer.status_code, answer.text

    monkeypatch.setattr(asking, "get", get)
    return client


def test_the_newest_checkpoint_is_given_to_whoever_asks(house: House, asked: Asker) -> None:
    """Without a token; what was never signed is not there, and what is no size is refused."""
    answer = asked.get("/ledger/request")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    request = parse_witness_request(answer.text)
    with house.store.reading() as reading:
        newest = reading.newest_checkpoint()
    assert newest is not None
    assert (request.old, parse_checkpoint(request.note.text).size) == (0, newest.size)
    assert asked.get(f"/ledger/request?old={newest.size}").status_code == 200
    assert asked.get("/ledger/request?old=1").status_code == 404
    assert asked.get("/ledger/request?old=99999999").status_code == 404
    for wrong in ("-1", "x", "", "9" * 19):
        assert asked.get(f"/ledger/request?old={wrong}").status_code == 400


def test_a_witness_that_asks_goes_on_from_what_it_saw(house: House, asked: Asker, tmp_path: Path) -> None:
    """The first time from nothing, then from the head that it has signed."""
    witness = make_witness(tmp_path / "witness", "witness.example/w1")
    witness.trust(read_key(house.settings.ledger_key_file).public)
    first, _ = ask_and_cosign(witness, "http://testserver/", NOW)
    open_procedure(house, "RL-2")
    sign_history(house)
    second, line = ask_and_cosign(witness, "http://testserver", NOW)
    assert second.old == parse_checkpoint(first.note.text).size
    assert line.startswith("— witness.example/w1 ")
    with pytest.raises(NotFound):
        ask_and_cosign(witness, "http://testserver/elsewhere", NOW)


def test_a_house_that_lost_what_was_signed_is_refused(
    house: House, asked: Asker, tmp_path: Path, database: Database
) -> None:
    """It does not know the head that the witness has signed: nothing is signed, and the auditor is to be told."""
    folder = tmp_path / "witness"
    make_witness(folder, "witness.example/w1").trust(read_key(house.settings.ledger_key_file).public)
    open_procedure(house, "RL-2")
    row = sign_history(house)
    assert row is not None
    ask_and_cosign(Witness(folder), "http://testserver", NOW)
    session = database.unguarded()
    session.run("DELETE FROM checkpoint WHERE size = ?", (row.size,))
    session.close()
    with pytest.raises(SawAnother, match="does not know the head"):
        ask_and_cosign(Witness(folder), "http://testserver", NOW)


def test_witnesses_are_paced(asked: Asker) -> None:
    """Whoever asks on and on has to wait, and is told how long."""
    answers = [asked.get("/ledger/request") for _ in range(40)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
