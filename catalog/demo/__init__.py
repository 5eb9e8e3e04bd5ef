"""The demo: real rounds of grants, lived again through the real door at their own times."""
