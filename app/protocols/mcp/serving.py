"""The MCP server itself: the library's, with our tools. What goes wrong in a tool is its result, in a sentence."""

import asyncio
import logging
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.streamable_http import REQUEST_CANCELLED
from mcp.shared.exceptions import MCPError

from agents.prompts import clipped
from app.api.failures import FAILED, named
from app.protocols.mcp.cancelling import Name, UnderWay
from app.protocols.mcp.filters import WrongFilter
from app.protocols.mcp.listing import INSTRUCTIONS, TOOLS, Listed, Schema, WrongArguments
from app.protocols.mcp.tickets import TicketRefused
from app.protocols.mcp.tools import AnotherCatalogue, NoSuchCatalogue, TooLong, Tools, Visit
from app.security.caller import Caller
from app.security.refused import Refused
from app.wire.views import Pictures

Context = ServerRequestContext[Any, Any]
Who = Callable[[Context], tuple[Caller, Pictures, str]]
"""Who calls, where they find pictures, and what tells one client of theirs from another."""

BY_NAME: Final = {tool.name: tool for tool in TOOLS}
OURS = (Refused, TicketRefused, WrongFilter, NoSuchCatalogue, AnotherCatalogue, TooLong, WrongArguments)

log = logging.getLogger(__name__)


def build_server(tools: Tools, who: Who) -> Server[Any]:
    under_way = UnderWay()

    async def list_tools(context: Context, _: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        caller, *_rest = who(context)
        there = tools.open_to(caller)
        return types.ListToolsResult(tools=[_listed(tool, tool.input_schema(there, tools.longest)) for tool in TOOLS])

    async def call_tool(context: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        tool = BY_NAME.get(asked.name)
        if tool is None:
            there = ", ".join(BY_NAME)
            raise MCPError(types.INVALID_PARAMS, f"There is no tool “{clipped(asked.name, 80)}”. There are {there}.")
        caller, pictures, _client = who(context)
        visit = Visit(caller, pictures, _telling(context))
        work = tool.call(tools, asked.arguments or {}, visit)
        return _result(tool.name, await under_way.settled(_name(who, context, context.request_id), work))

    async def cancelled(context: Context, told: types.CancelledNotificationParams) -> None:
        under_way.cancel(_name(who, context, told.request_id))

    server: Server[Any] = Server(
        "tastemaker",
        title="Tastemaker",
        version=version("tastemaker"),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        get_tool_input_schema=lambda name: BY_NAME[name].input_schema((), 0) if name in BY_NAME else None,
    )
    server.add_notification_handler("notifications/cancelled", types.CancelledNotificationParams, cancelled)
    return server


def _listed(tool: Listed, takes: Schema) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=tool.reads_only,
        destructive_hint=False,
        idempotent_hint=tool.repeatable,
        open_world_hint=False,
    )
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=takes,
        output_schema=tool.output_schema(),
        annotations=hints,
    )


def _name(who: Who, context: Context, request_id: object) -> Name | None:
    """None for a client that cannot be told from others: what it calls itself, others do too."""
    caller, _, client = who(context)
    return (caller.key.id, caller.person, client, repr(request_id)) if client else None


def _telling(context: Context) -> "Callable[[str], Any]":
    """Tells how far a call is, if its client wants to know."""
    steps = 0

    async def tell(step: str) -> None:
        nonlocal steps
        steps += 1
        await context.session.report_progress(steps, None, step)

    return tell


# --- results ----------------------------------------------------------------------------------------------------------


def _result(name: str, done: "asyncio.Task[tuple[str, Schema]]") -> types.CallToolResult:
    if done.cancelled():
        raise MCPError(REQUEST_CANCELLED, "The request was cancelled.")
    error = done.exception()
    if error is None:
        text, structure = done.result()
        return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=structure)
    if not isinstance(error, Exception):
        raise error
    told = _sentence(name, error).encode("utf-8", "replace").decode()  # half a surrogate pair cannot be sent back
    return types.CallToolResult(content=[types.TextContent(text=told)], is_error=True)


def _sentence(tool: str, error: Exception) -> str:
    if isinstance(error, OURS):
        return str(error)
    kind, told = named(error)
    if kind in ("failed", "unavailable"):
        log.error("The tool %s failed", tool, exc_info=error)
    return told if kind != "failed" else FAILED
