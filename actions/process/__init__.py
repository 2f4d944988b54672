"""Procedures written down for process mining, modelling, provenance and spreadsheets."""
