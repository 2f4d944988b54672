"""How our Prefect server uses its SQLite file: a transaction that will write takes the write lock when it begins.

Prefect begins its transactions deferred. One that reads first and finds, when it comes to write, that another has
written meanwhile cannot go on (SQLITE_BUSY_SNAPSHOT): the server answers 503, and the client waits two seconds before
it tries again. With eight flows at a time that cost 40 of 50 seconds. Taking the lock first, everybody simply waits for
their turn of a few milliseconds.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from prefect.server.database.configurations import AioSqliteConfiguration, BaseDatabaseConfiguration
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL


class _OneWriterAtATime(AioSqliteConfiguration):
    @asynccontextmanager
    async def begin_transaction(self, session: Any, with_for_update: bool = False) -> AsyncGenerator[Any, None]:
        del with_for_update  # whatever is asked
        async with super().begin_transaction(session, with_for_update=True) as transaction:
            yield transaction


def one_writer_at_a_time() -> BaseDatabaseConfiguration:
    """The configuration to inject; Prefect offers its database configurations for that."""
    return _OneWriterAtATime(connection_url=PREFECT_API_DATABASE_CONNECTION_URL.value())
