"""The commands of ``seedbed audit``: a family declares its own by being imported here."""

from cli.commands.auditing import exports as _exports  # noqa: F401 - declares its command
from cli.commands.auditing import watch as _watch  # noqa: F401 - declares its command
from cli.commands.auditing.group import app

__all__ = ["app"]
