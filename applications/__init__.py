"""Floor 2: what is asked."""
