"""What can be asked: read models as plain values, for pages, the command line and reports. Nothing here writes."""
