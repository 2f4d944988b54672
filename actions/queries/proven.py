"""Nothing is told from an event whose bytes are not those that were recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.chain import hash_n, prev_0
from engine.errors import VerificationFailed
from storage.records import StoredEvent


def proven(events: Iterable[StoredEvent]) -> Iterator[StoredEvent]:
    """Yield a stream's events from its first on, each checked against the one before it in the chain.

    ``VerificationFailed`` at the first that was changed, taken away or put in; what comes before it has been yielded.
    A whole history that was written anew fits here: only a checkpoint that somebody else kept finds that.
    """
    last = b""
    for event in events:
        if event.prev != (last or prev_0(event.stream)) or hash_n(event.prev, event.canon) != event.hash:
            until = f" What stood before it: seedbed history {event.stream} --event {event.n - 1}" if event.n else ""
            raise VerificationFailed(
                f"Event {event.n} of {event.stream} is not what was recorded: its hash, or its place in the chain, does"
                f" not fit. Nothing is told from it; `seedbed verify` says what is wrong.{until}"
            )
        last = event.hash
        yield event
