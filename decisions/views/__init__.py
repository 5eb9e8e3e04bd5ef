"""Who asked: the pages of this floor, one module per thing."""
