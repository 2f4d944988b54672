"""Reminders: planned with the command, expanded to people when they are due, sent, and the proof of it."""
