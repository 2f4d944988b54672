"""Evidence for outsiders: what goes into a bundle, what stays out of it and why, and the act of making one."""
