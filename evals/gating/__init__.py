"""What `tastemaker eval gate` is made of: what it plays, what was accepted, and what it holds the one to."""
