"""`tastemaker chat`: the web page with every other door; `tastemaker serve`: the doors without the page."""

from typing import Annotated

import typer

Host = Annotated[str, typer.Option(help="Address to serve on.")]
Port = Annotated[int, typer.Option(help="Port to serve on; 0 means the setting, 7860 unless changed.")]
First = Annotated[str, typer.Option("--catalogue", "-c", help="The catalogue to start with.")]


def chat_command(host: Host = "", port: Port = 0, catalogue: First = "") -> None:
    """Serve the chat page at /chat, and the API, the widget, MCP beside it.

    Prepares the bundled catalogues first if they are not ready.

    Examples:

      tastemaker chat

      tastemaker chat --port 8000 --catalogue outdoor
    """
    _serve(host, port, catalogue, page=True)


def serve_command(host: Host = "", port: Port = 0, catalogue: First = "") -> None:
    """Serve the API, the widget, the OpenAI-compatible endpoint and MCP, without the chat page.

    On loopback no key is needed; elsewhere make one first: tastemaker keys create.

    Examples:

      tastemaker serve

      tastemaker serve --host 0.0.0.0 --port 8000

      curl http://127.0.0.1:7860/v1/catalogues
    """
    _serve(host, port, catalogue, page=False)


def _serve(host: str, port: int, catalogue: str, page: bool) -> None:
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
        serve(settings, typer.echo, page)
