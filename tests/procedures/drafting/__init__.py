"""A new definition from one that there is."""
