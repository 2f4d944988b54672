"""What must be refused, one fault a file."""
