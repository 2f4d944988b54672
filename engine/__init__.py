"""The pure rules: no database, no clock, no network, no files, no Prefect."""
