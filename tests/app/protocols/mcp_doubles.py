"""What the tests of MCP share: the tools over a real service, and the library's own client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from mcp import Client
from mcp_types import CallToolResult, TextContent, Tool

from app.protocols.mcp.serving import build_server
from app.protocols.mcp.tools import Tools, open_tools
from app.security.caller import ANONYMOUS, Caller
from app.settings import Settings
from app.wire.views import Pictures
from app.wiring import open_house

NOBODY = Caller(ANONYMOUS, "", "", "")
BASE = "https://chat.example"
Structure = dict[str, object]


def text(result: CallToolResult) -> str:
    return "\n".join(one.text for one in result.content if isinstance(one, TextContent))


def structure(result: CallToolResult) -> Structure:
    assert not result.is_error, text(result)
    return cast(Structure, result.structured_content)


def refusal(result: CallToolResult) -> str:
    """The sentence of a result that is an error."""
    assert result.is_error, text(result)
    assert result.structured_content is None
    assert "Traceback" not in text(result)
    return text(result)


class Asking:
    """A client in this process, anew for each call; `caller` is whoever it is taken for from now on."""

    def __init__(self, tools: Tools, mode: str) -> None:
        self.tools = tools
        self.caller = NOBODY
        pictures = Pictures(BASE)
        self._server = build_server(tools, lambda _: (self.caller, pictures, ""))
        self._mode = mode

    def client(self) -> Client:
        return Client(self._server, mode=self._mode)

    async def __call__(self, tool: str, **arguments: object) -> CallToolResult:
        async with self.client() as client:
            return await client.call_tool(tool, arguments)

    async def listed(self) -> list[Tool]:
        async with self.client() as client:
            return (await client.list_tools()).tools


@asynccontextmanager
async def asking(settings: Settings, mode: str = "auto") -> AsyncIterator[Asking]:
    """`mode`: `legacy` for the older protocol."""
    house = await open_house(settings)
    try:
        yield Asking(open_tools(house.service, house.door, settings), mode)
    finally:
        await house.close()
