"""Releases made from a history: what was public after each command, and what of it was new."""
