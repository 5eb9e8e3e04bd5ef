"""Floor 3: what is answered."""
