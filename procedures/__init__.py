"""Procedure definitions and law packs: data, their loader and their checker."""
