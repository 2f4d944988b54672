"""A history as tables for spreadsheets: CSV with a data dictionary, both made from the same columns."""
