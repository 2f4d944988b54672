"""A procedure is lived many times before it is launched: when it would award, what it would cost whom."""

from procedures.simulation.simulating import simulate
from procedures.simulation.summing_up import Simulation

__all__ = ["Simulation", "simulate"]
