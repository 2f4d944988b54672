"""Prefect servers for the tests of the service."""

from tests.flows.servers import embedded, prefect_template

__all__ = ["embedded", "prefect_template"]
