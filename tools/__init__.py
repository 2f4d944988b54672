"""Programs for people who work on Seedbed; nothing here is installed."""
