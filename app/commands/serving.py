"""`tastemaker chat`: the web page."""

from typing import Annotated

import typer


def chat_command(
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "",
    port: Annotated[int, typer.Option(help="Port to serve on; 0 means the setting, 7860 unless changed.")] = 0,
    catalogue: Annotated[str, typer.Option("--catalogue", "-c", help="The catalogue to start with.")] = "",
) -> None:
    """Serve the chat page, preparing the bundled catalogues first if they are not ready.

    Examples:

      tastemaker chat

      tastemaker chat --port 8000 --catalogue outdoor
    """
    from app.commands.preparing import BUNDLED, prepare
    from app.commands.troubles import as_sentences
    from app.server import require_port, serve
    from app.settings import load_settings

    settings = load_settings()
    given = {"host": host, "port": port, "catalogue": catalogue}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value})
    require_port(settings.host, settings.port)
    prepare(BUNDLED, settings)
    with as_sentences():
        serve(settings, ready=typer.echo)
