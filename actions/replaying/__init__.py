"""A procedure replayed: its state after any event, under the rules and with the people of that day."""
