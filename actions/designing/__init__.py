"""Definitions at work: published by two people, and running procedures moved from one version to another."""
