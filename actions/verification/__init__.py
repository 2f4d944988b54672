"""Is the record what it claims to be? The history, its ledger, what is derived from it, and what stands beside it."""

from actions.verification.report import Progress, Verification
from actions.verification.verify import verify

__all__ = ["Progress", "Verification", "verify"]
