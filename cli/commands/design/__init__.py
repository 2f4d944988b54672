"""The commands of ``seedbed design``: a family declares its own by being imported here."""

from cli.commands.design import (
    beginning,
    differing,
    drawing,
    linting,
    moving,
    publishing,
    routing,
    simulating,
    weighing,
)
from cli.commands.design.group import app

__all__ = [
    "app",
    "beginning",
    "differing",
    "drawing",
    "linting",
    "moving",
    "publishing",
    "routing",
    "simulating",
    "weighing",
]
