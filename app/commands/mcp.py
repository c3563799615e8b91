"""`tastemaker mcp`: the tools for an assistant that starts us itself."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer


def mcp_command(
    catalogue: Annotated[
        str, typer.Option("--catalogue", "-c", help="The catalogue that is meant where none is named.")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Where `var` and `.env` are; else here, wherever an assistant starts us.")
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Print what to paste into an assistant's configuration.")
    ] = False,
) -> None:
    """Serve the tools of the Model Context Protocol over standard input and output, for an assistant on this machine.

    Assistants start it themselves. `tastemaker mcp --show` prints what to put into their configuration, such as

      {"mcpServers": {"tastemaker": {"command": "/…/tastemaker", "args": \\["mcp", "--folder", "/…"]}}}

    Over the network, `tastemaker serve` has the same tools at /mcp.

    Examples:

      tastemaker mcp --show

      tastemaker mcp --catalogue outdoor --folder ~/tastemaker
    """
    if show:
        typer.echo(configuration(catalogue, folder or Path()))
        return
    if folder:
        _enter(folder.expanduser())
    _serve(catalogue)


def configuration(catalogue: str, folder: Path) -> str:
    """As most assistants want it, with the whole paths that they need."""
    chosen = ["--catalogue", catalogue] if catalogue else []
    command = Path(sys.executable).with_name("tastemaker")
    args = ["mcp", *chosen, "--folder", str(folder.expanduser().resolve())]
    return json.dumps({"mcpServers": {"tastemaker": {"command": str(command), "args": args}}}, indent=2)


def _enter(folder: Path) -> None:
    try:
        os.chdir(folder)
    except OSError as error:
        raise SystemExit(f"The folder “{folder}” cannot be used: {error.strerror}.") from error


def _require(catalogue: str, there: Sequence[str]) -> None:
    if catalogue not in there:
        known = f"There is {' or '.join(there)}" if there else "There is none yet"
        raise SystemExit(f"There is no catalogue “{catalogue}” in this folder. {known}; tastemaker import adds one.")


def _serve(catalogue: str) -> None:
    import asyncio

    from app.commands.preparing import BUNDLED, prepare
    from app.commands.troubles import as_sentences
    from app.settings import load_settings
    from app.wiring import open_shelf

    settings = load_settings()
    # Whoever starts us owns this machine and its data: no key is asked for, however the server is set up.
    told = {"catalogue": catalogue or settings.catalogue, "host": "127.0.0.1", "anonymous": "local"}
    settings = settings.model_copy(update=told)
    if settings.catalogue in BUNDLED:
        prepare((settings.catalogue,), settings)
    _require(settings.catalogue, open_shelf(settings).names())

    async def run() -> None:
        from app.protocols.mcp.stdio import serve
        from app.wiring import open_house

        house = await open_house(settings, beside=True)
        try:
            await house.service.world(settings.catalogue)
            await serve(house, settings)
        finally:
            await house.close()

    with as_sentences():
        asyncio.run(run())
