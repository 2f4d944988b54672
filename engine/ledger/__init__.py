"""What lets an outsider check the history: the tree over all events, signed checkpoints, the heads of streams."""
