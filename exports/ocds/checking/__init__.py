"""Is published open data what the standard says? Every doubt is named by release and place; nothing is repaired."""
