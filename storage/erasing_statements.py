"""The SQL of erasing: what is found, what is deleted, and what is blanked beside the history, on both databases."""

from __future__ import annotations

from typing import Final

_PLACES: Final = (
    "SELECT d.gseq, d.path, d.event_hash, d.subject, d.class, e.stream, e.n, e.canon"
    " FROM disclosure d JOIN event e ON e.gseq = d.gseq"
)
OF_SUBJECT: Final = f"{_PLACES} WHERE d.subject = ? ORDER BY d.gseq, d.path"
OF_STREAM: Final = f"{_PLACES} WHERE e.stream = ? ORDER BY d.gseq, d.path"
OF_EVENT: Final = f"{_PLACES} WHERE e.stream = ? AND e.n = ? ORDER BY d.gseq, d.path"
VALUE: Final = "SELECT value FROM disclosure WHERE gseq = ? AND path = ?"
DELETE: Final = "DELETE FROM disclosure WHERE gseq = ? AND path = ?"

ENTRIES: Final = (
    "SELECT id, gseq, stream, kind, dedupe, payload, done_at, dead_at FROM outbox WHERE payload LIKE ? ORDER BY id"
)
BLANK_ENTRY: Final = "UPDATE outbox SET payload = ?, digest = ?, last_error = NULL WHERE id = ?"
GIVE_UP: Final = (
    "UPDATE outbox SET dead_at = ?, leased_by = NULL, leased_until = NULL"
    " WHERE id = ? AND done_at IS NULL AND dead_at IS NULL"
)
RESULT: Final = "SELECT id, stream, kind, result, done_at FROM consequence WHERE id = ?"
BLANK_RESULT: Final = "UPDATE consequence SET result = ?, digest = ? WHERE id = ?"
RESULTS_OF: Final = "SELECT id, result FROM consequence WHERE stream = ? AND kind = ? ORDER BY id"
_DELIVERIES: Final = (
    "SELECT key, what, at, stream, deadline, revision, rung, role, person, message, channel, worker FROM delivery"
)
DELIVERIES_TO: Final = f"{_DELIVERIES} WHERE person = ? AND detail <> ''"
DELIVERIES_OF: Final = f"{_DELIVERIES} WHERE message = ? AND detail <> ''"
BLANK_DELIVERY: Final = "UPDATE delivery SET detail = '', digest = ? WHERE key = ?"
