"""Is the record what it claims to be? The history, its ledger, what is derived from it, and what stands beside it."""

from actions.verification.everything import verify
from actions.verification.report import Progress, Verification

__all__ = ["Progress", "Verification", "verify"]
