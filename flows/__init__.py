"""The Prefect flows and the clock: every stage move and every consequence of one."""
