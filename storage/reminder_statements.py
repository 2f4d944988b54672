"""The statements about reminders: pending rungs, those in somebody's hands, and the record of deliveries.

A pending rung that is claimed leaves its table: rows lie there in the order in which they are due, so a claim takes a
range from the front, whatever the length of the rest.
"""

from __future__ import annotations

from typing import Final

_RUNG: Final = "due_at, id, stream, deadline, revision, rung, role, kind, mode, person, why"
_DELIVERY: Final = "key, what, at, stream, deadline, revision, rung, role, person, message, channel, worker, detail"

PLAN: Final = (
    f"INSERT INTO reminder ({_RUNG}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (due_at, id) DO NOTHING"
)
DROP: Final = "DELETE FROM reminder WHERE due_at = ? AND id = ?"
PLANNED_BETWEEN: Final = (
    f"SELECT {_RUNG} FROM reminder WHERE stream >= ? AND stream <= ? AND deadline <> '' AND person = ''"
    " ORDER BY due_at, id"
)
DROP_PLANNED: Final = "DELETE FROM reminder WHERE deadline <> '' AND person = ''"
DUE: Final = f"SELECT {_RUNG} FROM reminder WHERE due_at <= ? ORDER BY due_at, id LIMIT ?"
# A digest waits while rungs that may still add to it are in somebody's hands.
_CLAIMABLE: Final = "(mode <> 'digest' OR due_at <= ?)"
CLAIMABLE: Final = f"SELECT {_RUNG} FROM reminder WHERE due_at <= ? AND {_CLAIMABLE} ORDER BY due_at, id LIMIT ?"
REST_OF_DIGEST: Final = f"SELECT {_RUNG} FROM reminder WHERE due_at = ? AND id > ? AND id < ?"
LEASE: Final = (
    f"INSERT INTO reminder_lease ({_RUNG}, leased_by, leased_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
FIRST_ROLE_IN_HAND: Final = "SELECT due_at FROM reminder_lease WHERE person = '' ORDER BY due_at, id LIMIT 1"
ANYTHING_DUE: Final = f"SELECT id FROM reminder WHERE due_at <= ? AND {_CLAIMABLE} ORDER BY due_at, id LIMIT 1"
LATE: Final = "SELECT due_at FROM reminder ORDER BY due_at LIMIT 1"
OF_PERSON: Final = f"SELECT {_RUNG} FROM reminder WHERE person = ? ORDER BY due_at, id"

# SQLite has one writer at a time: the range up to the last row that was read is ours.
LEASE_RANGE: Final = (
    f"INSERT INTO reminder_lease ({_RUNG}, leased_by, leased_until)"
    f" SELECT {_RUNG}, ?, ? FROM reminder WHERE (due_at, id) <= (?, ?) AND {_CLAIMABLE}"
)
TAKE_RANGE: Final = f"DELETE FROM reminder WHERE (due_at, id) <= (?, ?) AND {_CLAIMABLE}"

# PostgreSQL has many: each takes what nobody else is taking.
_GONE: Final = ", ".join(f"r.{column}" for column in _RUNG.split(", "))
TAKE_ON_POSTGRESQL: Final = (
    "WITH picked AS (SELECT due_at, id FROM reminder WHERE due_at <= ?"
    f" AND {_CLAIMABLE} ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED), gone AS ("
    "DELETE FROM reminder r USING picked p"
    f" WHERE r.due_at = p.due_at AND r.id = p.id RETURNING {_GONE})"
    f" INSERT INTO reminder_lease ({_RUNG}, leased_by, leased_until) SELECT {_RUNG}, ?, ? FROM gone RETURNING {_RUNG}"
)

EXPIRED: Final = f"SELECT {_RUNG} FROM reminder_lease WHERE leased_until <= ? ORDER BY due_at, id LIMIT ?"
ANYTHING_EXPIRED: Final = "SELECT id FROM reminder_lease WHERE leased_until <= ? LIMIT 1"
IN_HAND: Final = f"SELECT {_RUNG} FROM reminder_lease ORDER BY due_at, id"
TAKE_OVER: Final = "UPDATE reminder_lease SET leased_by = ?, leased_until = ? WHERE due_at = ? AND id = ?"
SETTLE: Final = "DELETE FROM reminder_lease WHERE due_at = ? AND id = ? AND leased_by = ?"

RECORD: Final = (
    f"INSERT INTO delivery ({_DELIVERY}, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (key) DO NOTHING"
)
RECORDED: Final = "SELECT key FROM delivery WHERE key = ?"
RECORDED_OF: Final = "SELECT key FROM delivery WHERE key IN"
OF_DEADLINE: Final = f"SELECT {_DELIVERY} FROM delivery WHERE stream = ? AND deadline = ? ORDER BY at, key"
OF_STREAM: Final = f"SELECT {_DELIVERY} FROM delivery WHERE stream = ? ORDER BY at, key"
OF_MESSAGE: Final = f"SELECT {_DELIVERY} FROM delivery WHERE message = ? ORDER BY at, key"
TO_PERSON: Final = f"SELECT {_DELIVERY} FROM delivery WHERE person = ? ORDER BY at, key"
TAKEN: Final = f"SELECT {_DELIVERY} FROM delivery WHERE stream = ? AND what = 'taken' ORDER BY at, key"
MESSAGES_SINCE: Final = f"SELECT {_DELIVERY} FROM delivery WHERE message <> '' AND at >= ? ORDER BY at, key"
