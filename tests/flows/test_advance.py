"""A move as a flow: through the one command path, on Prefect's pages, exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from actions.house import House
from actions.people import change_register
from engine import register as r
from engine.errors import Busy, HistoryConflict, InvalidInput, NotAllowed, Refused, UnknownPerson
from flows.alone import Embedded
from flows.loop import FlowLoop
from tests.flows.servers import house_of
from tests.flows.site import PERSON, open_procedure, request, start_trial


@pytest.fixture(scope="module")
def references() -> Iterator[str]:
    """Give each test a procedure of its own."""
    return (f"RL-{number}" for number in range(1, 1000))


@pytest.fixture
def reference(embedded: Embedded, references: Iterator[str]) -> str:
    """Give a procedure that stands before its move."""
    found = next(references)
    open_procedure(house_of(embedded), found)
    return found


def runs_of(embedded: Embedded, reference: str) -> list[Any]:
    """What Prefect knows of a procedure's moves, oldest first."""

    async def read() -> list[Any]:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

        wanted = FlowRunFilter(name=FlowRunFilterName(like_=f"{reference} -> "))
        async with get_client() as client:
            found = await client.read_flow_runs(flow_run_filter=wanted)
        return sorted((run for run in found if run.name.startswith(f"{reference} ->")), key=lambda run: run.created)

    return embedded._flows().run(read)


def pages_of(embedded: Embedded, run: UUID) -> dict[str, Any]:
    """The pages that a run wrote, by key."""

    async def read() -> dict[str, Any]:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

        wanted = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run]))
        async with get_client() as client:
            return {str(page.key): page.data for page in await client.read_artifacts(artifact_filter=wanted)}

    return embedded._flows().run(read)


def step_of(house: House, reference: str) -> str:
    """Where a procedure is."""
    with house.store.reading() as reading:
        row = reading.procedure(reference)
    assert row is not None
    return row.step


def test_a_move_is_a_run_named_after_procedure_and_move(embedded: Embedded, reference: str) -> None:
    """Prefect's pages show which procedure goes where, and that it did."""
    answer = embedded.advance(start_trial(reference))
    assert answer.step == step_of(house_of(embedded), reference) == "TRIAL"
    (run,) = runs_of(embedded, reference)
    assert run.name == f"{reference} -> TRIAL"
    assert (run.state_type.value, run.state_name) == ("COMPLETED", "Completed")
    assert run.parameters["request_id"] == f"{reference}-start"


def test_a_run_shows_the_whole_gate_and_the_funnel(embedded: Embedded, reference: str) -> None:
    """Every requirement that was met stands on the run's page, with its rule, and how many partners are where."""
    embedded.advance(start_trial(reference))
    (run,) = runs_of(embedded, reference)
    pages = pages_of(embedded, run.id)
    gate = pages[f"{reference.lower()}-gate"]
    assert "Somebody has applied." in gate
    assert "The trials are paid for." in gate
    assert "TE-MON" in gate
    assert gate.count("| yes |") == 2
    assert '"Partners": 2' in str(pages[f"{reference.lower()}-funnel"]).replace("'", '"')


def test_a_refused_move_raises_its_whole_explanation_and_ends_in_a_state_of_that_name(
    embedded: Embedded, reference: str
) -> None:
    """The asker gets every reason; Prefect shows Refused, with the same reasons, and counts no failure."""
    embedded.advance(start_trial(reference))
    with pytest.raises(Refused) as refused:
        embedded.advance(request("advance", reference, "owner", f"{reference}-finish", to="DONE"))
    assert {finding.id for finding in refused.value.explanation.blockers} == {"notice_out", "lesson_kept"}
    assert step_of(house_of(embedded), reference) == "TRIAL"
    run = runs_of(embedded, reference)[-1]
    assert (run.state_type.value, run.state_name) == ("COMPLETED", "Refused")
    assert "N1 (Trial notice) is not published" in run.state.message
    gate = pages_of(embedded, run.id)[f"{reference.lower()}-gate"]
    assert gate.count("| NO |") == 2
    assert "seedbed notice publish" in gate


def test_every_page_of_a_re_enactment_says_so(embedded: Embedded, references: Iterator[str]) -> None:
    """Nobody must take a rehearsed gate for a real one, passed or not."""
    reference = next(references)
    open_procedure(house_of(embedded), reference, re_enactment="the Procurement Act 2023")
    embedded.advance(start_trial(reference))
    with pytest.raises(Refused):
        embedded.advance(request("advance", reference, "owner", f"{reference}-finish", to="DONE"))
    for run in runs_of(embedded, reference):
        assert "**Re-enactment: the Procurement Act 2023**" in pages_of(embedded, run.id)[f"{reference.lower()}-gate"]


def test_a_refused_move_is_kept_beside_the_history_once(embedded: Embedded, reference: str) -> None:
    """A refusal adds nothing to the history; the attempt is kept with its explanation."""
    house = house_of(embedded)
    embedded.advance(start_trial(reference))
    with house.store.reading() as reading:
        before = reading.stream_head(reference)
    with pytest.raises(Refused):
        embedded.advance(request("advance", reference, "owner", f"{reference}-finish", to="DONE"))
    with house.store.reading() as reading:
        assert reading.stream_head(reference) == before
        assert [attempt.cause for attempt in reading.attempts(reference)] == [f"{reference}-finish"]


def test_a_repeated_move_gets_the_first_answer(embedded: Embedded, reference: str) -> None:
    """The same request id moves once, however many runs there are."""
    first = embedded.advance(start_trial(reference))
    again = embedded.advance(start_trial(reference))
    assert again.repeated
    assert (again.n, again.at, again.events) == (first.n, first.at, first.events)
    assert [run.state_name for run in runs_of(embedded, reference)] == ["Completed", "Completed"]


def test_of_many_who_make_one_move_at_once_one_wins(embedded: Embedded, reference: str) -> None:
    """The others are told why not, and the step is entered once."""
    house = house_of(embedded)
    with house.store.reading() as reading:
        head = reading.stream_head(reference)
    assert head is not None
    from flows.advance import start

    def attempt(number: int) -> object:
        asked = request("advance", reference, "owner", f"{reference}-{number}", to="TRIAL")
        given = type(asked)(command=asked.command, request_id=asked.request_id, expected_n=head.n)
        started = start(embedded._flows(), house, given)
        return started.answer.exception() or started.answer.result()

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(attempt, range(6)))
    conflicts = [outcome for outcome in outcomes if isinstance(outcome, HistoryConflict)]
    assert len(conflicts) == 5, outcomes
    assert all("Somebody was first" in str(conflict) for conflict in conflicts)
    with house.store.reading() as reading:
        steps = [stored.body()["type"] for stored in reading.events(reference)]
    assert steps.count("step.entered") == 1


def test_whoever_does_not_hold_the_role_is_turned_away(embedded: Embedded, reference: str) -> None:
    """Access is decided by the command path, not by the flow."""
    asked = start_trial(reference)
    stranger = asked.command.model_copy(update={"actor": "stranger"})
    with pytest.raises(UnknownPerson, match="stranger"):
        embedded.advance(type(asked)(command=stranger, request_id=f"{reference}-stranger"))
    assert runs_of(embedded, reference)[-1].state_name == "UnknownPerson"
    added = r.AddPerson(actor="founder", person="colleague", name="Without A Role")
    change_register(house_of(embedded), added, request_id=f"{reference}-add-colleague")
    colleague = asked.command.model_copy(update={"actor": "colleague"})
    with pytest.raises(NotAllowed, match="colleague"):
        embedded.advance(type(asked)(command=colleague, request_id=f"{reference}-colleague"))
    assert runs_of(embedded, reference)[-1].state_name == "NotAllowed"


def test_the_flow_makes_moves_and_nothing_else(embedded: Embedded, reference: str) -> None:
    """A command that is no move does not get in through the flow."""
    with pytest.raises(InvalidInput, match="is no move"):
        embedded.advance(request("terminate", reference, "owner", f"{reference}-end", reason="No."))
    assert step_of(house_of(embedded), reference) == "PLAN"


def test_prefect_keeps_no_name_no_free_text_and_no_password(embedded: Embedded, reference: str, tmp_path: Path) -> None:
    """Names and words are sealed in our history; they must not stand in the open in somebody else's database."""
    house = house_of(embedded)
    embedded.advance(start_trial(reference))
    embedded.drain()
    kept = b"".join(file.read_bytes() for file in (house.settings.home / "prefect").rglob("*") if file.is_file())
    assert f"{reference} -> TRIAL".encode() in kept
    for canary in (f"Firm 1 of {reference}", "Every Body"):
        assert canary.encode() not in kept
    assert PERSON.encode() in kept  # the pseudonym is: it is what the history itself knows


def test_nothing_is_done_when_prefect_cannot_start_the_run(embedded: Embedded, reference: str) -> None:
    """A move that has no run is no move: the asker may try again."""
    from flows.advance import start

    nowhere = FlowLoop("http://127.0.0.1:9/api", None)
    try:
        with pytest.raises(Busy, match="nothing was done"):
            start(nowhere, house_of(embedded), start_trial(reference)).answer.result(60)
    finally:
        nowhere.stop()
    assert step_of(house_of(embedded), reference) == "PLAN"
    assert embedded.advance(start_trial(reference)).step == "TRIAL"
