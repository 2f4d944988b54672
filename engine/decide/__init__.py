"""Which events follow a command? One file for each family of commands, one function for each command."""

from engine.decide.decide import decide

__all__ = ["decide"]
