"""What leaves the house as a document or as data: calendars for people's own programs."""
