"""How a reader of a report can tell that it says what was recorded: the chain, the checkpoint, the verifier."""

from __future__ import annotations

from dataclasses import dataclass

from actions.reporting.subject import Chain, Subject
from engine.ledger.checkpoints import Checkpoint, read_checkpoint
from exports.bundle.shipped import verifier_sha256
from exports.report.document import Fact, Facts, Section, Text
from storage.ledger import CheckpointRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What a procedure's events were found to be, and the signed checkpoint that covers them."""

    chain: Chain
    checkpoint: Checkpoint
    signed_by: tuple[str, ...]

    @property
    def chain_words(self) -> str:
        """Whether the events hang together."""
        events = f"{self.chain.events:,} event{'' if self.chain.events == 1 else 's'}"
        if self.chain.broken_at is None:
            return f"Unbroken: each of {events} was hashed anew and fits the one before it."
        return f"BROKEN at event {self.chain.broken_at}: this report is of a history that was changed."

    @property
    def footer(self) -> str:
        """The line by which anybody can compare."""
        return f"Ledger {self.checkpoint.short}; check with seedbed verify"


def proof_of(subject: Subject, row: CheckpointRow) -> Proof:
    """What can be said of a history under a checkpoint that covers it."""
    checkpoint, note = read_checkpoint(row.note)
    signers = tuple(f"{line.name} ({line.key_id.hex()})" for line in note.signatures)
    return Proof(chain=subject.chain, checkpoint=checkpoint, signed_by=signers)


def proof_in_brief(proof: Proof) -> tuple[Fact, ...]:
    """Two lines for the page of summary."""
    return (Fact("Chain", proof.chain_words), Fact("Ledger", proof.checkpoint.short))


def proof_section(proof: Proof) -> Section:
    """The last section: how to check, without trusting whoever made the report."""
    return Section(
        id="proof",
        title="How to check this",
        blocks=(
            Text(
                text="Every event carries the hash of the one before it, and a signed checkpoint stands for the whole"
                " ledger. If a receipt, a notice or a letter of the authority shows another root for the same size, or"
                " a later checkpoint does not agree, something was changed. Ask for the evidence bundle of this"
                " procedure and check it with a verifier and a key that you got from somewhere else."
            ),
            Facts(
                facts=(
                    Fact("Chain of events", proof.chain_words),
                    Fact("Newest event's hash", proof.chain.newest),
                    Fact("Checkpoint", f"{proof.checkpoint.size:,} events"),
                    Fact("Root", proof.checkpoint.root_text),
                    Fact("Ledger", proof.checkpoint.origin),
                    Fact("Signed by", ", ".join(proof.signed_by)),
                    Fact("Verifier's SHA-256", verifier_sha256()),
                )
            ),
        ),
    )
