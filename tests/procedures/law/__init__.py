"""Law packs: each rule refuses what breaks it, and that alone."""
