"""Days and instants: dates, local time, calendars, and the periods between them."""
