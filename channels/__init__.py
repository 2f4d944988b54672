"""The ways out: what a message is, and where it can be handed over."""
