"""A language model compares conversations by a rubric, in both orders, beside our own labels."""
