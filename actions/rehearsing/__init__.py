"""Rehearsals: a copy of one procedure in a folder of its own, whose clock people move; nothing of it leaves."""
