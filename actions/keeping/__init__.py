"""Legal holds, periods of keeping, and withholding for good: what two people decide is found, deleted and scrubbed."""
