"""Reports: what is on record about one procedure, put into words and tables for people outside."""
