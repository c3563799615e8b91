"""Scripted conversations: read from TOML, played, and judged on values."""
