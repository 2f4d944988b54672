"""Procedures and rules of another country: that both are data is proved by running them."""
