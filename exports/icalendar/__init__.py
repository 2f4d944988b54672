"""Deadlines as an iCalendar (RFC 5545), written by hand: docs/decisions/0095-calendar-feed.md says why."""
