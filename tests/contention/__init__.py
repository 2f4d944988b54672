"""Many managers at once, thousands of rounds: one is first, all others are told who it was."""
