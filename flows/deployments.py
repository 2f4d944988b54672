"""Makes our flows known to a Prefect server, so that plain ``prefect worker`` processes can run them from any folder.

A deployment names its flow by module (``flows.advance.advance``). That works wherever Seedbed is installed, from any
working folder; a path would name a file of one machine.
"""

from __future__ import annotations

from typing import Any, Final

from config.settings import Settings
from flows.environment import SILENT
from flows.houses import address_of

POOL: Final = "seedbed"
NAME: Final = "seedbed"


def apply(settings: Settings, *, prefect_url: str, auth: str | None = None) -> list[str]:
    """Register every flow in the work pool ``seedbed``, which is made when missing; returns their full names.

    Doing so again brings them up to date. The runs find the house by its address, and a database password in their
    worker's environment (``SEEDBED_DATABASE_URL``).
    """
    from flows.loop import FlowLoop

    loop = FlowLoop(prefect_url, auth)
    try:
        return loop.run(lambda: _apply(settings))
    finally:
        loop.stop()


async def _apply(settings: Settings) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.types.entrypoint import EntrypointType
    from prefect.workers.process import ProcessWorker

    from flows.advance import advance
    from flows.consequences import FLOWS, deliver_messages
    from flows.follow_up import follow_up
    from flows.reminders import send_reminders

    template = ProcessWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=POOL, type=ProcessWorker.type, base_job_template=template)
    async with get_client() as client:
        try:
            await client.create_work_pool(pool)
        except ObjectAlreadyExists:
            await client.read_work_pool(POOL)
    applied = []
    flows: list[Any] = [advance, follow_up, *FLOWS.values(), deliver_messages, send_reminders]
    for one in flows:
        deployment = await one.ato_deployment(
            NAME,
            entrypoint_type=EntrypointType.MODULE_PATH,
            parameters={"house": address_of(settings)},
            job_variables={"env": dict(SILENT)},
            work_pool_name=POOL,
            description=one.description,
        )
        await deployment.aapply()
        applied.append(f"{one.name}/{NAME}")
    return applied


def main() -> int:
    """Register the flows with the server that the environment names: ``python -m flows.deployments``."""
    import sys

    from config.settings import read_settings
    from flows.environment import prepare

    settings = read_settings()
    if settings.prefect_api_url is None:
        sys.stderr.write("Set SEEDBED_PREFECT_API_URL to the API of your Prefect server.\n")
        return 2
    prepare(settings)
    for name in apply(settings, prefect_url=settings.prefect_api_url):
        sys.stdout.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
