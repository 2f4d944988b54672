"""A simulation as a picture."""
