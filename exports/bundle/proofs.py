"""The proofs of a bundle: every event is in the ledger, no newer one is missing, no checkpoint contradicts another.

SPEC.md, sections 6 and 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.canonical import parse_canonical
from engine.errors import VerificationFailed
from engine.ledger.heads import prove_head
from exports.bundle.evidence import Evidence
from exports.bundle.lines import line


def inclusion_lines(evidence: Evidence) -> Iterator[bytes]:
    """One line for each event; what its path shares with the one before is not written again."""
    before: list[bytes] = []
    for event in evidence.events():
        path = evidence.tree.inclusion_proof(event.gseq, evidence.size)
        same = _shared_end(before, path)
        own = path[: len(path) - same]
        yield line(
            {
                "gseq": event.gseq,
                "n": event.n,
                "proof": [node.hex() for node in own],
                "same": same,
                "size": evidence.size,
            }
        )
        before = path


def consistency_lines(evidence: Evidence) -> Iterator[bytes]:
    """One line for every two neighbouring checkpoints."""
    for old, new in pairwise(checkpoint.size for checkpoint in evidence.checkpoints):
        proof = evidence.tree.consistency_proof(old, new)
        yield line({"new": new, "old": old, "proof": [node.hex() for node in proof]})


def rotation_lines(evidence: Evidence) -> Iterator[bytes]:
    """One line for every change of the ledger's key: the event, and that it is in the ledger."""
    for one in evidence.rotations:
        path = evidence.tree.inclusion_proof(one.gseq, evidence.size)
        yield line(
            {
                "canon": one.canon.decode(),
                "gseq": one.gseq,
                "hash": one.hash.hex(),
                "inclusion": [node.hex() for node in path],
                "prev": one.prev.hex(),
                "size": evidence.size,
            }
        )


def heads_document(evidence: Evidence) -> bytes:
    """The proof that the newest event of the bundle was the stream's newest when the checkpoint was made."""
    heads, size = evidence.heads, evidence.size
    head = prove_head(evidence.streams, evidence.reference)
    body = parse_canonical(heads.canon)
    if body["gseq"] != size - 1:
        raise VerificationFailed(
            f"The last event below the checkpoint of {size} events should be ledger.heads with gseq {size - 1};"
            f" the one at hand has {body['gseq']}. `seedbed verify` tells what is wrong."
        )
    return line(
        {
            "canon": heads.canon.decode(),
            "count": head.count,
            "gseq": size - 1,
            "hash": heads.hash.hex(),
            "inclusion": [node.hex() for node in evidence.tree.inclusion_proof(size - 1, size)],
            "index": head.index,
            "prev": heads.prev.hex(),
            "proof": [node.hex() for node in head.proof],
            "size": size,
        }
    )


def _shared_end(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many hashes at the end of two paths are the same."""
    shared = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        shared += 1
    return shared
