"""What people and clocks can make happen: the one command path, and whatever is more than one command."""
