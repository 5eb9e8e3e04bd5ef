"""Floor 5: what is learned."""
