"""Published open data read as it comes: of any form, of any length, strict about its JSON, and never believed."""
