"""A simulation as a picture."""

from exports.simulation.curve import curve

__all__ = ["curve"]
