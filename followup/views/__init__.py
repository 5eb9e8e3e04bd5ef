"""Who asked: the pages of this floor, split by thing."""
