"""The commands of ``seedbed export``: a family declares its own by being imported here."""

from cli.commands.exporting import bundle, ocds, process
from cli.commands.exporting.group import app

__all__ = ["app", "bundle", "ocds", "process"]
