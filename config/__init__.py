"""Settings, calendars and thresholds; imports nothing of ours."""
