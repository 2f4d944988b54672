"""The memory: the append-only history, its projections, the outbox and the artefacts."""
