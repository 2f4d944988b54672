"""Procedures in the forms of other tools: process mining, modelling, provenance, spreadsheets. Values in, bytes out."""
