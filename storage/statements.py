"""Every SQL statement of the command and read paths, written once for SQLite and PostgreSQL.

Parameters are ``?``; PostgreSQL's session numbers them. A test asks the tables whether each named column exists.
"""

from __future__ import annotations

from typing import Final

# -- the history -------------------------------------------------------------------------------------------------------

HEAD: Final = "SELECT count, last_at FROM head WHERE id = 1"
MOVE_HEAD: Final = "UPDATE head SET count = ?, last_at = ? WHERE id = 1"

INSERT_EVENT: Final = "INSERT INTO event (gseq, stream, n, canon, prev, hash) VALUES (?, ?, ?, ?, ?, ?)"
STREAM_HEAD: Final = "SELECT n, hash FROM event WHERE stream = ? ORDER BY n DESC LIMIT 1"
STREAM_EVENTS: Final = (
    "SELECT gseq, stream, n, canon, prev, hash FROM event WHERE stream = ? AND n > ? AND n <= ? ORDER BY n LIMIT ?"
)
STREAM_CANON: Final = "SELECT canon, n FROM event WHERE stream = ? AND n > ? AND n <= ? ORDER BY n LIMIT ?"
ALL_EVENTS: Final = "SELECT gseq, stream, n, canon, prev, hash FROM event WHERE gseq > ? ORDER BY gseq LIMIT ?"
EVENTS_BETWEEN: Final = (
    "SELECT gseq, stream, n, canon, prev, hash FROM event WHERE gseq >= ? AND gseq < ? ORDER BY gseq"
)
NEXT_EVENT: Final = "SELECT gseq, stream, n FROM event WHERE gseq >= ? ORDER BY gseq LIMIT 1"
FIRST_EVENT: Final = "SELECT gseq, stream, n FROM event ORDER BY gseq LIMIT 1"
COUNT_EVENTS: Final = "SELECT count(*) FROM event"
STREAMS: Final = "SELECT DISTINCT stream FROM event ORDER BY stream"

INSERT_DISCLOSURE: Final = (
    "INSERT INTO disclosure (gseq, path, event_hash, salt, value, subject, class) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
STREAM_DISCLOSURES: Final = (
    "SELECT d.event_hash, d.path, d.salt, d.value, d.subject, d.class"
    " FROM event e JOIN disclosure d ON d.gseq = e.gseq AND d.event_hash = e.hash WHERE e.stream = ?"
    " ORDER BY e.n, d.path"
)
DISCLOSURES_BETWEEN: Final = (
    "SELECT d.event_hash, d.path, d.salt, d.value, d.subject, d.class"
    " FROM event e JOIN disclosure d ON d.gseq = e.gseq AND d.event_hash = e.hash WHERE e.gseq >= ? AND e.gseq <= ?"
)
DISCLOSED_ROWS: Final = (
    "SELECT gseq, path, event_hash, salt, value FROM disclosure WHERE gseq >= ? AND gseq <= ? ORDER BY gseq, path"
)
DISCLOSED_OUTSIDE: Final = "SELECT gseq FROM disclosure WHERE gseq < 0 OR gseq >= ? LIMIT 1"
COUNT_DISCLOSURES: Final = "SELECT count(*) FROM disclosure"
ERASE_SUBJECT: Final = "DELETE FROM disclosure WHERE subject = ?"

# -- commands ----------------------------------------------------------------------------------------------------------

ANSWER: Final = "SELECT key, actor, body_sha256, response, gseq_from, gseq_to, at FROM command WHERE key = ?"
REMEMBER: Final = (
    "INSERT INTO command (key, actor, body_sha256, response, gseq_from, gseq_to, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
# What a command must know before anything else, at once: a row for each role, or one row without any.
BEFORE: Final = (
    "SELECT h.count, h.last_at, c.key, c.actor, c.body_sha256, c.response, c.gseq_from, c.gseq_to, c.at, p.n, p.hash,"
    " k.unconfirmed, k.ahead_ms, a.role, a.from_on, a.to_on FROM head h LEFT JOIN clock_row k ON k.id = 1"
    " LEFT JOIN command c ON c.key = ? LEFT JOIN procedure_row p ON p.stream = ?"
    " LEFT JOIN assignment_row a ON a.person = ? AND a.procedure IN (?, '*') WHERE h.id = 1"
)
LAST_ANSWERED: Final = "SELECT max(gseq_to) FROM command"
INSERT_ATTEMPT: Final = (
    "INSERT INTO attempt (id, stream, at, actor, role, command, body, explanation, cause, seq, digest)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LAST_ATTEMPT: Final = "SELECT seq, digest FROM attempt WHERE stream = ? ORDER BY seq DESC LIMIT 1"
ATTEMPTS_AFTER: Final = (
    "SELECT id, stream, at, actor, role, command, body, explanation, cause, seq, digest FROM attempt"
    " WHERE stream > ? OR (stream = ? AND seq > ?) ORDER BY stream, seq LIMIT ?"
)
STREAM_ATTEMPTS: Final = (
    "SELECT id, stream, at, actor, role, command, body, explanation, cause"
    " FROM attempt WHERE stream = ? ORDER BY at, id"
)

# -- definitions and artefacts -----------------------------------------------------------------------------------------

DEFINITION: Final = "SELECT bytes FROM definition WHERE sha256 = ?"
DEFINITIONS: Final = "SELECT sha256, name, version, bytes FROM definition ORDER BY name, version, sha256"
INSERT_DEFINITION: Final = "INSERT INTO definition (sha256, name, version, bytes) VALUES (?, ?, ?, ?)"
ARTEFACT: Final = "SELECT sha256, size, media, state, first_at FROM artefact WHERE sha256 = ?"
ARTEFACTS: Final = "SELECT sha256, size, media, state, first_at FROM artefact ORDER BY first_at, sha256"
INSERT_ARTEFACT: Final = (
    "INSERT INTO artefact (sha256, size, media, state, first_at, digest) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (sha256) DO NOTHING"
)
MARK_ARTEFACT: Final = "UPDATE artefact SET state = ? WHERE sha256 = ?"

# -- projections: dropped and rebuilt from the history at will ---------------------------------------------------------

SAVE_PROCEDURE: Final = (
    "INSERT INTO procedure_row (stream, n, hash, definition, title, stage, step, overlay, ended, next_deadline,"
    " next_deadline_at, updated_at, updated_by, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (stream) DO UPDATE SET n = excluded.n, hash = excluded.hash, definition = excluded.definition,"
    " title = excluded.title, stage = excluded.stage, step = excluded.step, overlay = excluded.overlay,"
    " ended = excluded.ended, next_deadline = excluded.next_deadline, next_deadline_at = excluded.next_deadline_at,"
    " updated_at = excluded.updated_at, updated_by = excluded.updated_by, state = excluded.state"
)
PROCEDURE: Final = (
    "SELECT stream, n, hash, definition, title, stage, step, overlay, ended, next_deadline, next_deadline_at,"
    " updated_at, updated_by, state FROM procedure_row WHERE stream = ?"
)
PROCEDURES: Final = (
    "SELECT stream, n, definition, title, stage, step, overlay, ended, next_deadline, next_deadline_at,"
    " updated_at, updated_by FROM procedure_row"
)
DROP_DEADLINES: Final = "DELETE FROM deadline_row WHERE stream = ?"
SAVE_DEADLINE: Final = "INSERT INTO deadline_row (stream, deadline, lot, due_at, status) VALUES (?, ?, ?, ?, ?)"
STREAM_DEADLINES: Final = (
    "SELECT stream, deadline, lot, due_at, status FROM deadline_row WHERE stream = ? ORDER BY due_at, deadline, lot"
)
DEADLINES: Final = (
    "SELECT stream, deadline, lot, due_at, status FROM deadline_row WHERE due_at <= ?"
    " ORDER BY due_at, stream, deadline, lot"
)
OWED_DEADLINES: Final = (
    "SELECT stream, deadline, lot, due_at, status FROM deadline_row WHERE status = 'owed' AND due_at < ?"
    " ORDER BY due_at, stream, deadline, lot LIMIT ?"
)
EVERY_DEADLINE: Final = (
    "SELECT stream, deadline, lot, due_at, status FROM deadline_row WHERE due_at <= ?"
    " ORDER BY due_at, stream, deadline, lot LIMIT ?"
)
OPEN_DEADLINES: Final = (
    "SELECT stream, deadline, lot, due_at, status FROM deadline_row WHERE due_at <= ?"
    " AND (status IN ('planned', 'owed', 'standing still', 'missed') OR (status = 'running' AND due_at >= ?))"
    " ORDER BY due_at, stream, deadline, lot LIMIT ?"
)
"""What somebody may still have to see to: what only ends (``running``) is open until it has ended."""
SAVE_PERSON: Final = (
    "INSERT INTO person_row (id, registered_n) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET registered_n = excluded.registered_n"
)
PEOPLE: Final = "SELECT id, registered_n FROM person_row ORDER BY registered_n, id"
SAVE_ASSIGNMENT: Final = (
    "INSERT INTO assignment_row (id, person, procedure, role, from_on, to_on) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET person = excluded.person, procedure = excluded.procedure, role = excluded.role,"
    " from_on = excluded.from_on, to_on = excluded.to_on"
)
ASSIGNMENTS: Final = (
    "SELECT id, person, procedure, role, from_on, to_on FROM assignment_row ORDER BY person, from_on, id"
)
PERSON_ASSIGNMENTS: Final = (
    "SELECT id, person, procedure, role, from_on, to_on FROM assignment_row WHERE person = ? ORDER BY from_on, id"
)
PROCEDURE_ASSIGNMENTS: Final = (
    "SELECT id, person, procedure, role, from_on, to_on FROM assignment_row"
    " WHERE procedure = ? OR procedure = '*' ORDER BY person, from_on, id"
)
SAVE_CLOCK: Final = (
    "INSERT INTO clock_row (id, n, unconfirmed, ahead_ms) VALUES (1, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET n = excluded.n, unconfirmed = excluded.unconfirmed, ahead_ms = excluded.ahead_ms"
)
CLOCK: Final = "SELECT n, unconfirmed, ahead_ms FROM clock_row WHERE id = 1"
DROP_PROJECTIONS: Final = (
    "DELETE FROM procedure_row",
    "DELETE FROM deadline_row",
    "DELETE FROM person_row",
    "DELETE FROM assignment_row",
    "DELETE FROM clock_row",
)

# -- outbox ------------------------------------------------------------------------------------------------------------

ENQUEUE: Final = (
    "INSERT INTO outbox (id, gseq, stream, kind, dedupe, payload, due_at, digest, attempts)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
    # Of two who add the same entry at one moment, a server may see the one id first or the one dedupe: both are theirs.
    " ON CONFLICT DO NOTHING"
)
ENQUEUED: Final = "SELECT id FROM outbox WHERE dedupe = ?"
_OUTBOX: Final = (
    "SELECT id, gseq, stream, kind, dedupe, payload, due_at, leased_by, leased_until, attempts, last_error,"
    " done_at, dead_at, excused FROM outbox"
)
ENTRIES_AFTER: Final = (
    "SELECT id, gseq, stream, kind, dedupe, payload, digest FROM outbox WHERE id > ? ORDER BY id LIMIT ?"
)
OUTBOX: Final = f"{_OUTBOX} ORDER BY due_at, id"
OUTBOX_OF_STREAM: Final = f"{_OUTBOX} WHERE stream = ? ORDER BY due_at, id"
OUTBOX_OPEN: Final = f"{_OUTBOX} WHERE done_at IS NULL AND dead_at IS NULL ORDER BY due_at, id"
OUTBOX_UNFINISHED: Final = f"{_OUTBOX} WHERE done_at IS NULL ORDER BY due_at, id LIMIT ?"
OUTBOX_GIVEN_UP: Final = f"{_OUTBOX} WHERE done_at IS NULL AND dead_at IS NOT NULL ORDER BY dead_at, id LIMIT ?"
OUTBOX_ROW: Final = f"{_OUTBOX} WHERE id = ?"
CONSEQUENCES: Final = "SELECT id, stream, kind, result, done_at FROM consequence ORDER BY done_at, id"
STREAM_CONSEQUENCES: Final = (
    "SELECT id, stream, kind, result, done_at FROM consequence WHERE stream = ? ORDER BY done_at, id"
)
# What may be taken now: due, not finished, not given up, not in somebody's hands. A worker names the kinds it can do.
CLAIMABLE: Final = (
    f"{_OUTBOX} WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= ?"
    " AND (leased_until IS NULL OR leased_until <= ?)"
)
CLAIM_ORDER: Final = " ORDER BY due_at, id LIMIT ?"
LEASE: Final = "UPDATE outbox SET leased_by = ?, leased_until = ?, attempts = attempts + 1 WHERE id = ?"
BURY: Final = "UPDATE outbox SET dead_at = ?, last_error = ?, leased_by = NULL, leased_until = NULL WHERE id = ?"
RETRY: Final = "UPDATE outbox SET due_at = ?, last_error = ?, leased_by = NULL, leased_until = NULL WHERE id = ?"
EXCUSE: Final = (
    "UPDATE outbox SET due_at = ?, last_error = ?, leased_by = NULL, leased_until = NULL, excused = excused + 1"
    " WHERE id = ?"
)
RENEW: Final = "UPDATE outbox SET leased_until = ? WHERE id = ?"
FINISH: Final = "UPDATE outbox SET done_at = ?, dead_at = NULL, leased_by = ?, leased_until = NULL WHERE id = ?"
REVIVE: Final = (
    "UPDATE outbox SET dead_at = NULL, attempts = 0, excused = 0, due_at = ? WHERE id = ? AND dead_at IS NOT NULL"
)
INSERT_CONSEQUENCE: Final = (
    "INSERT INTO consequence (id, stream, kind, result, done_at, digest) VALUES (?, ?, ?, ?, ?, ?)"
)

# -- the clock's own life ----------------------------------------------------------------------------------------------

HEARTBEAT: Final = "SELECT up_since, alive_at FROM heartbeat WHERE id = 1"
BEAT: Final = (
    "INSERT INTO heartbeat (id, up_since, alive_at) VALUES (1, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET up_since = excluded.up_since, alive_at = excluded.alive_at"
)

# -- the store itself --------------------------------------------------------------------------------------------------

STORE_INFO: Final = "SELECT origin, mode, created_at, schema FROM store_info WHERE id = 1"
INSERT_STORE_INFO: Final = "INSERT INTO store_info (id, origin, mode, created_at, schema) VALUES (1, ?, ?, ?, ?)"
MOVE_SCHEMA: Final = "UPDATE store_info SET schema = ? WHERE id = 1"
REVISION: Final = "SELECT version_num FROM alembic_version"
