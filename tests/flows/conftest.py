"""Prefect servers for the tests of flows."""

from tests.flows.servers import embedded, prefect_template

__all__ = ["embedded", "prefect_template"]
