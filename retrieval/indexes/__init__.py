"""Vector indexes: exact, and Chroma."""
