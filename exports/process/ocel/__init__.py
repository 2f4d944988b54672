"""Object-centric event logs (OCEL 2.0): one event, many things that it is about."""
