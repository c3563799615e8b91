"""The chat that a site puts on its own pages: one script, one element, and the pages that show it."""
