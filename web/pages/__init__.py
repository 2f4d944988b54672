"""Pages for people: plain HTML that works without scripts, under a policy that allows nothing from elsewhere."""
