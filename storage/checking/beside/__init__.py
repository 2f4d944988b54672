"""Checks what stands beside the history and is not made from it: each row says what it said when it was written."""
