"""`tastemaker talk`: the same conversation in the terminal, or from a file of lines."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.service import ChatService


def talk_command(
    catalogue: Annotated[str, typer.Argument(help="Which catalogue to talk about; the films, if none is named.")] = "",
) -> None:
    """Chat in the terminal. With standard input from a file, plays its lines.

    Examples:

      tastemaker talk

      tastemaker talk outdoor < lines.txt
    """
    import asyncio

    from app.commands.preparing import BUNDLED, prepare
    from app.commands.troubles import as_sentences
    from app.settings import load_settings
    from app.wiring import open_house

    settings = load_settings()
    name = catalogue or settings.catalogue
    if name in BUNDLED:
        prepare((name,), settings)

    async def run() -> None:
        house = await open_house(settings, beside=True)
        try:
            await _talk(house.service, name)
        finally:
            await house.close()

    with as_sentences():
        asyncio.run(run())


async def _talk(service: "ChatService", name: str) -> None:
    from agents.events import Replied
    from app.transcript import ASSISTANT, PERSON, reply_lines

    world = await service.world(name)
    opened = await service.start(name)
    typer.echo(f"{ASSISTANT}: {(await service.welcome(name)).text}\n")
    while (utterance := _next_line()) is not None:
        if not sys.stdin.isatty():
            typer.echo(f"{PERSON}: {utterance}")
        async for event in service.say(opened.conversation.id, opened.token, utterance):
            if isinstance(event, Replied):
                typer.echo("\n".join(reply_lines(event.reply, world.catalogue, event.reading)) + "\n")


def _next_line() -> str | None:
    from app.transcript import PERSON

    if sys.stdin.isatty():
        typer.echo(f"{PERSON}: ", nl=False)
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None
