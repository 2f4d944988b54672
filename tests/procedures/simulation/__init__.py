"""Simulated lives of a definition."""
