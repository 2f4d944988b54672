"""What is due to remind whom of, what was sent, and why somebody was told, or was not."""

from __future__ import annotations

from actions.queries.reminders.answering import why
from actions.queries.reminders.messages import sent
from actions.queries.reminders.pending import due
from actions.queries.reminders.seen import Due, DueSeen, MessageSeen, RungSeen, Sent, Why

__all__ = ["Due", "DueSeen", "MessageSeen", "RungSeen", "Sent", "Why", "due", "sent", "why"]
