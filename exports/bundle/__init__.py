"""The evidence bundle: one ZIP that an outsider checks without us. SPEC.md says every byte of it."""
