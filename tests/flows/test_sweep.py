"""What follows is carried out: by leases, exactly once recorded, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.consequences.case import Case, case_at
from actions.consequences.costs import cost_projection
from actions.consequences.notice import draft_notice
from actions.house import House
from actions.perform import perform
from flows.alone import Embedded
from flows.houses import adopt, disown
from flows.loop import FlowLoop
from flows.sweep import Sweep, Swept
from storage.outbox import MAX_ATTEMPTS, claim, finish, revive
from storage.records import Consequence, OutboxRow
from tests.databases import Database
from tests.flows.site import CONSEQUENCES, make_site, open_procedure, start_trial

SOON = timedelta(seconds=30)


@pytest.fixture
def house(tmp_path: Path, database: Database) -> Iterator[House]:
    """Give a house on each database with one procedure that has just made its move."""
    made = make_site(tmp_path / "home", SEEDBED_DATABASE_URL=database.url)
    open_procedure(made, "RL-1")
    perform(made, start_trial("RL-1"))
    adopt(made)
    yield made
    disown(made)
    made.close()


def sweep(house: House, embedded: Embedded, **settings: object) -> Swept:
    """Carry out everything that follows from moves and is due; reminders have tests of their own."""
    one = Sweep(house, reminding=False, **settings)  # type: ignore[arg-type]
    return embedded._flows().run(one.until_nothing_is_due)


def outbox(house: House) -> list[OutboxRow]:
    """Every row of the outbox."""
    with house.store.reading() as reading:
        return reading.outbox()


def consequences(house: House) -> list[Consequence]:
    """What was recorded."""
    with house.store.reading() as reading:
        return reading.consequences()


def files(house: House) -> dict[str, bytes]:
    """The outgoing messages."""
    return {file.name: file.read_bytes() for file in (house.settings.home / "outgoing").iterdir()}


def test_every_consequence_of_a_move_is_carried_out_once(house: House, embedded: Embedded) -> None:
    """Four consequences, of which two write a letter to each of two partners: eight rows, eight records."""
    assert sweep(house, embedded) == Swept(done=8)
    kinds = Counter(found.kind for found in consequences(house))
    assert kinds == {**dict.fromkeys(CONSEQUENCES, 1), "message": 4}
    assert all(row.done_at is not None and row.attempts == 1 for row in outbox(house))
    assert set(files(house)) == {f"{row.id}.eml" for row in outbox(house) if row.kind == "message"}


def test_the_recorded_draft_is_in_the_artefact_store(house: House, embedded: Embedded) -> None:
    """The record names the draft by its digest; both forms can be opened, and are noted as artefacts."""
    sweep(house, embedded)
    (drafted,) = (found.result for found in consequences(house) if found.kind == "draft_notice")
    draft = draft_notice(case_at(house, "RL-1", drafted["event"]), "N1")
    with house.artefacts.open(drafted["sha256"]) as stored:
        assert stored.read().decode() == draft.markdown
    assert drafted["name"] == f"{draft.stem}.md"
    with house.store.reading() as reading:
        for digest in (drafted["sha256"], drafted["data"]["sha256"]):
            assert reading.artefact(digest) is not None


def test_a_killed_worker_s_rows_are_taken_again_after_the_lease(house: House, embedded: Embedded) -> None:
    """A worker that took rows and died is waited for as long as its lease, and no longer."""
    now = house.clock.now()
    taken = claim(house.store, "killed", now, timedelta(seconds=0.5), 10)
    assert len(taken) == 4
    assert sweep(house, embedded) == Swept()
    while house.clock.now() < now + timedelta(seconds=0.6):
        pass
    assert sweep(house, embedded) == Swept(done=8)
    assert {row.attempts for row in outbox(house) if row.kind != "message"} == {2}


def test_what_a_worker_did_before_it_was_killed_is_done_again_to_the_same_bytes(
    house: House, embedded: Embedded
) -> None:
    """Killed between delivering and recording: the letter is delivered again, the same letter under the same name."""
    sweep(house, embedded)
    before = files(house)
    again = [row for row in outbox(house) if row.kind == "message"]
    assert len(before) == len(again) == 4
    from channels.configuration import Configuration
    from channels.folder import FolderChannel
    from flows.consequences import message_of

    for row in again:
        FolderChannel(house.settings.home / "outgoing").deliver(message_of(house, row, Configuration()))
    assert files(house) == before


def test_a_worker_that_lost_its_lease_finds_its_work_recorded(house: House, embedded: Embedded) -> None:
    """Whoever records second changes nothing, and its run says that it was superseded."""
    from flows.consequences import project_the_cost
    from flows.houses import address_of
    from flows.rows import row_to_data

    slow = claim(house.store, "slow", house.clock.now(), timedelta(seconds=0), 10, ["cost_projection"])[0]
    assert sweep(house, embedded) == Swept(done=8)
    before = consequences(house)
    address = address_of(house.settings)

    async def run() -> Any:
        return await project_the_cost(row=row_to_data(slow), house=address, return_state=True)

    state = embedded._flows().run(run)
    assert state.name == "Superseded"
    assert consequences(house) == before


def test_a_failure_is_noted_and_tried_again_later(house: House, embedded: Embedded) -> None:
    """A channel that fails leaves its rows in the outbox with the reason, due again after a while."""
    blocked = house.settings.home / "outgoing"
    blocked.write_text("a file where the folder should be")
    swept = sweep(house, embedded)
    assert (swept.done, swept.failed) == (4, 4)
    waiting = [row for row in outbox(house) if row.kind == "message"]
    assert all(row.done_at is None and row.leased_by is None and row.due_at > house.clock.now() for row in waiting)
    assert all(row.last_error is not None and "FileExistsError" in row.last_error for row in waiting)


def test_the_last_failure_gives_a_row_up_with_its_reason(house: House, embedded: Embedded) -> None:
    """A dead letter is not tried again, says why, and comes back when a person revives it."""
    for row in claim(house.store, "other", house.clock.now(), SOON, 10):
        if row.kind != "cost_projection":
            finish(house.store, row, {}, house.clock.now())
    with house.store.writing_beside() as session:
        session.run(
            "UPDATE outbox SET attempts = ?, leased_by = NULL, leased_until = NULL, payload = ? WHERE kind = ?",
            (MAX_ATTEMPTS - 1, '{"event":999}', "cost_projection"),
        )
    said: list[str] = []
    assert sweep(house, embedded, say=said.append) == Swept(dead=1)
    (dead,) = (row for row in outbox(house) if row.dead_at is not None)
    assert dead.last_error is not None
    assert "no event 999" in dead.last_error
    assert any("gave up cost_projection" in line for line in said)
    assert sweep(house, embedded) == Swept()
    assert revive(house.store, dead.id, house.clock.now())
    assert sweep(house, embedded).failed == 1


def test_nothing_is_lost_when_prefect_is_away(house: House) -> None:
    """A run that cannot begin leaves its row as it was, to be tried again."""
    nowhere = FlowLoop("http://127.0.0.1:9/api", None)
    try:
        swept = nowhere.run(Sweep(house, reminding=False, lease=SOON).until_nothing_is_due)
    finally:
        nowhere.stop()
    assert (swept.done, swept.failed) == (0, 4)
    assert all(row.done_at is None and row.leased_by is None for row in outbox(house))


def test_two_workers_share_the_work(house: House, embedded: Embedded) -> None:
    """Several sweeps at once record everything once between them."""
    for number in range(2, 6):
        open_procedure(house, f"RL-{number}")
        perform(house, start_trial(f"RL-{number}"))

    async def both() -> list[Swept]:
        import asyncio

        workers = [Sweep(house, reminding=False, worker=f"worker-{number}", batch=3) for number in range(2)]
        return await asyncio.gather(*(worker.until_nothing_is_due() for worker in workers))

    swept = embedded._flows().run(both)
    assert sum(one.done for one in swept) == 5 * 8
    assert len({found.id for found in consequences(house)}) == 5 * 8
    assert {row.attempts for row in outbox(house)} == {1}


def test_a_long_run_keeps_its_lease(house: House, embedded: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that lasts longer than the lease is not taken away, as long as its worker lives."""
    import time

    from flows import consequences as followed

    def slowly(case: Case) -> dict[str, Any]:
        time.sleep(1.5)
        return cost_projection(case)

    monkeypatch.setattr(followed, "cost_projection", slowly)
    assert sweep(house, embedded, lease=timedelta(seconds=0.9)).done == 8
    assert {row.attempts for row in outbox(house)} == {1}


def test_what_reaches_outside_is_a_task_on_prefect_s_pages(house: House, embedded: Embedded) -> None:
    """Keeping a document and delivering a message are seen one by one, with their retries."""
    import time

    sweep(house, embedded)

    async def names() -> set[str]:
        from prefect.client.orchestration import get_client

        async with get_client() as client:
            return {run.name.rpartition("-")[0] for run in await client.read_task_runs(limit=200)}

    end = time.monotonic() + 30
    while not {"keep a document", "deliver"} <= (seen := embedded._flows().run(names)):
        assert time.monotonic() < end, seen
        time.sleep(0.2)
