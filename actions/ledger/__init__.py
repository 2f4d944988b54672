"""The ledger at work: its key, its checkpoints, the head kept outside, receipts, and the witness."""
