"""Figures of the law that change: thresholds and discount rates, each with the days on which it applies."""

from procedures.law.figures.table import Figure, Series, Table, figure, rate, series, tables

__all__ = ["Figure", "Series", "Table", "figure", "rate", "series", "tables"]
