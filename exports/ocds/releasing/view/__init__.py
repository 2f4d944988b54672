"""Everything that is public at one moment, as one release would hold it; what is new of it is found by comparison."""
