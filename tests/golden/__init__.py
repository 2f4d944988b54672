"""Recorded histories of every released definition and event format; nothing that was recorded is ever changed."""
