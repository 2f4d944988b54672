"""Read models as people read them: one file for each family of commands."""
