"""Reminders as pure rules: when the rungs of a ladder are due, and what a person's wishes may do to them."""
