"""`tastemaker mcp`: the tools for an assistant that starts us itself."""

from typing import Annotated

import typer


def mcp_command(
    catalogue: Annotated[
        str, typer.Option("--catalogue", "-c", help="The catalogue that is meant where none is named.")
    ] = "",
) -> None:
    """Serve the tools of the Model Context Protocol over standard input and output, for an assistant on this machine.

    Assistants start it themselves. Put this into the assistant's configuration (docs/mcp.md says where it is):

      {"mcpServers": {"tastemaker": {"command": "tastemaker", "args": ["mcp", "--catalogue", "films"]}}}

    Over the network, `tastemaker serve` has the same tools at /mcp.

    Examples:

      tastemaker mcp

      tastemaker mcp --catalogue outdoor
    """
    import asyncio

    from app.commands.preparing import BUNDLED, prepare
    from app.commands.troubles import as_sentences
    from app.settings import load_settings

    settings = load_settings()
    # Whoever starts us owns this machine and its data: no key is asked for, however the server is set up.
    told = {"catalogue": catalogue or settings.catalogue, "host": "127.0.0.1", "anonymous": "local"}
    settings = settings.model_copy(update=told)
    if settings.catalogue in BUNDLED:
        prepare((settings.catalogue,), settings)

    async def run() -> None:
        from app.protocols.mcp.stdio import serve
        from app.wiring import open_house

        house = await open_house(settings)
        try:
            await house.service.world(settings.catalogue)
            await serve(house, settings)
        finally:
            await house.close()

    with as_sentences():
        asyncio.run(run())
