"""The Model Context Protocol: what assistants call as tools, over HTTP at `/mcp` and over standard input and output."""

from app.protocols.mcp.mounting import lifespan, mount

__all__ = ["lifespan", "mount"]
