"""Procedure definitions: the strict loader, the structural check, the shipped file."""
