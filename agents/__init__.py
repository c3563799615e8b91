"""THE DIALOGUE: understanding, deciding, explaining, saying. May import `retrieval`."""
