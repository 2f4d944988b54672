"""Checks the whole history against itself, a run of events at a time, on as many cores as there are."""
