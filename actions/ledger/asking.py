"""A witness goes and asks a house for its newest checkpoint, instead of waiting to be asked."""

from __future__ import annotations

from datetime import datetime

from actions.ledger.http import get
from actions.ledger.witness import SawAnother, Witness
from engine.errors import NotFound
from engine.ledger.checkpoints import parse_checkpoint
from engine.ledger.proofs import WitnessRequest, parse_witness_request


def ask_and_cosign(witness: Witness, url: str, now: datetime) -> tuple[WitnessRequest, str]:
    """Fetch what the house at an address has signed, and cosign it; raises what ``Witness.cosign`` raises.

    ``SawAnother`` as well when the house does not know the head that this witness has signed.
    """
    request = parse_witness_request(_fetched(url, 0))
    origin = parse_checkpoint(request.note.text).origin
    seen = witness.seen(origin)
    if seen is not None:
        try:
            request = parse_witness_request(_fetched(url, seen.stated.size))
        except NotFound as error:
            raise SawAnother(
                f"{origin} does not know the head of {seen.stated.size:,} events that this witness has signed: it went"
                " back, or shows another history. Nothing was signed. Tell the auditor."
            ) from error
    return request, witness.cosign(request, now)


def _fetched(url: str, old: int) -> str:
    status, text = get(f"{url.rstrip('/')}/ledger/request?old={old}")
    if status == 404:
        raise NotFound(f"The house at {url} has signed nothing at {old:,} events: {text.strip()[:300]}")
    if status != 200:
        raise NotFound(f"What answers at {url} is no house with a ledger (HTTP {status}): {text.strip()[:300]}")
    return text
