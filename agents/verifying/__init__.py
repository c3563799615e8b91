"""Whether a finished sentence about an item is true: its words taken apart, each claim held against the values."""
