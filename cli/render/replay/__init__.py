"""A replay for people: step by step as text, and as a screen."""
