"""A stage move as a flow: through the one command path, in the open on Prefect's pages.

The record is committed first and the asker is told at once; the pages follow within the same run. So Prefect can slow
an answer down, or fail to start a move, but it can never leave one half made: the history alone says whether it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.schemas.objects import State
from prefect.logging import get_logger
from prefect.states import Completed
from pydantic import ValidationError

from actions.answer import Answer
from actions.consequences.case import case_at
from actions.house import House
from actions.perform import Request, perform
from engine.commands import COMMANDS, Advance
from engine.errors import BeyondCalendar, Busy, HistoryConflict, InvalidInput, NotAllowed, NotFound, Refused
from flows import pictures
from flows.houses import Address, address_of, house_at
from flows.loop import FlowLoop
from flows.options import NO_RESULTS, failed

Outcome = Answer | Exception

_TELL: Final[ContextVar[Callable[[Outcome], None] | None]] = ContextVar("tell", default=None)
"""How the run tells whoever waits for it in this process, before its pages are written."""

_LAWFUL: Final = (Refused, NotAllowed, NotFound, HistoryConflict, InvalidInput, BeyondCalendar)
"""A "no" that is an answer. Such a run ends in a state of that name and of type Completed, because the flow did what it
is for: whoever watches Prefect for failures is called for malfunctions alone (docs/decisions/0040-flows.md)."""


@flow(name="advance", flow_run_name="{command[procedure]} -> {command[to]}", **NO_RESULTS)
async def advance(
    command: dict[str, Any],
    request_id: str,
    auth: str = "claim",
    expected_n: int | None = None,
    house: Address | None = None,
) -> State[Any]:
    """Make one move of one procedure, exactly once for each ``request_id``, however often the run is repeated.

    Every parameter is plain JSON. ``command`` is an ``Advance``; ``house`` is where the data is (``flows.houses``),
    None for the one that the worker's environment names.
    """
    opened = await asyncio.to_thread(house_at, house)
    outcome = await asyncio.to_thread(_carry_out, opened, command, request_id, auth, expected_n)
    tell = _TELL.get()
    if tell is not None:
        tell(outcome)
    if isinstance(outcome, Answer):
        if not outcome.repeated:
            await _show(opened, outcome)
        return Completed(message=f"{outcome.procedure} is at {outcome.step} since event {outcome.n}.")
    if not isinstance(outcome, _LAWFUL):
        return failed(outcome)
    if isinstance(outcome, Refused):
        await _show_refusal(opened, outcome)
    return Completed(name=type(outcome).__name__, message=str(outcome))


def _carry_out(house: House, command: dict[str, Any], request_id: str, auth: str, expected_n: int | None) -> Outcome:
    try:
        asked = COMMANDS.validate_python(command)
        if not isinstance(asked, Advance):
            raise InvalidInput(f"The flow advance makes moves; {asked.kind} is no move.")
        return perform(house, Request(command=asked, request_id=request_id, auth=auth, expected_n=expected_n))
    except ValidationError as error:
        return InvalidInput(str(error))
    except Exception as error:  # noqa: BLE001 - it is told to the asker, and the run fails
        return error


async def _show(house: House, answer: Answer) -> None:
    """Write the run's pages; what is committed stays committed when they cannot be written, and the log says so."""
    try:
        explanation, case = await asyncio.gather(
            asyncio.to_thread(pictures.gate_of, house, answer),
            asyncio.to_thread(case_at, house, answer.procedure, answer.events[0][0]),
        )
        writing = [
            acreate_table_artifact(
                key=_key(answer.procedure, "funnel"),
                table=pictures.funnel_table(case),
                description=f"Partners of {answer.procedure} by state, as of event {answer.n}",
            )
        ]
        if explanation is not None:
            text = pictures.explanation_markdown(explanation, marked=case.banner)
            writing.append(acreate_markdown_artifact(text, key=_key(answer.procedure, "gate")))
        await asyncio.gather(*writing)
    except Exception as error:  # noqa: BLE001 - pages are a courtesy; the move has been made and told
        get_logger("seedbed").warning("The pages of %s could not be written: %s", answer.request_id, error)


async def _show_refusal(house: House, refused: Refused) -> None:
    explanation = refused.explanation
    try:
        banner = await asyncio.to_thread(pictures.banner_of, house, explanation.procedure)
        text = pictures.explanation_markdown(explanation, marked=banner)
        await acreate_markdown_artifact(text, key=_key(explanation.procedure, "gate"))
    except Exception as error:  # noqa: BLE001 - as above: the refusal has been told and is kept beside the history
        get_logger("seedbed").warning("The refusal of %s could not be shown: %s", explanation.procedure, error)


def _key(procedure: str, what: str) -> str:
    """An artifact's key: lower-case letters, digits and dashes."""
    return f"{procedure.lower()}-{what}"


@dataclass(frozen=True, kw_only=True)
class Started:
    """A move under way: ``answer`` is there once the record is committed, ``run`` when the flow run has ended."""

    answer: Future[Answer]
    run: Future[State[Any]]


def start(loop: FlowLoop, house: House, request: Request) -> Started:
    """Start the flow of one move in this process.

    The answer raises what ``perform`` raises, and ``Busy`` when Prefect could not start the run: then nothing was done.
    """
    command = request.command
    if not isinstance(command, Advance):
        raise InvalidInput(f"The flow advance makes moves; {type(command).__name__} is no move.")
    answer: Future[Answer] = Future()

    def tell(outcome: Outcome) -> None:
        if isinstance(outcome, Answer):
            answer.set_result(outcome)
        else:
            answer.set_exception(outcome)

    async def run() -> State[Any]:
        _TELL.set(tell)
        state: State[Any] = await advance(
            command=command.model_dump(mode="json"),
            request_id=request.request_id,
            auth=request.auth,
            expected_n=request.expected_n,
            house=address_of(house.settings),
            return_state=True,
        )
        return state

    run_ended = loop.start(run)
    run_ended.add_done_callback(lambda ended: _never_told(answer, ended))
    return Started(answer=answer, run=run_ended)


def _never_told(answer: Future[Answer], ended: Future[State[Any]]) -> None:
    """A run that ended before it reached the command path: nothing was done, and it is safe to try again."""
    if answer.done():
        return
    error = None if ended.cancelled() else ended.exception()
    what = str(error or (None if ended.cancelled() else ended.result().message) or "it was stopped")
    answer.set_exception(Busy(f"Prefect did not carry out the move, and nothing was done: {what}"))
