"""Stepping through a procedure's history in the terminal."""
