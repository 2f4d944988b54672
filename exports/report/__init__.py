"""A report: one document of values, drawn as a web page or as a PDF that says the same."""
