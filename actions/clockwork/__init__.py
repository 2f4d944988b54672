"""What the clock does: watches itself, says that it is alive, and wakes what is due."""
