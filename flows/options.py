"""What all our flows and tasks have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.settings.context import get_current_settings
from prefect.states import Failed

NO_RESULTS: Final[dict[str, Any]] = {
    "persist_result": False,
    # Named although nothing is ever put there: otherwise Prefect asks its server, twice in every run and each time over
    # a new connection, where results go. That was a third of the time of a move.
    "result_storage": Path(get_current_settings().results.local_storage_path),
}
"""What came of a run stands in our own database, under the rules of our history, and nowhere else."""


def failed(error: Exception) -> State[Any]:
    """The state of a run that broke, with the traceback in its log.

    A flow that raises has its exception pickled into a file; a state that says what happened needs none.
    """
    get_run_logger().error("%s: %s", type(error).__name__, error, exc_info=error)
    return Failed(message=f"{type(error).__name__}: {error}")
