"""The command `tastemaker`. Commands import what they need when they run: `--help` stays instant."""

import os
import sys
from typing import Annotated

import typer

from app.commands.benching import bench_app
from app.commands.duelling import duels_command
from app.commands.evaluating import eval_app
from app.commands.exporting import export_command
from app.commands.exposing import exposure_command
from app.commands.importing import import_command
from app.commands.keys import keys_app
from app.commands.labelling import labels_command
from app.commands.logging_in import logs_app
from app.commands.mcp import mcp_command
from app.commands.people import people_app
from app.commands.preparing import prepare_command
from app.commands.serving import chat_command, serve_command
from app.commands.talking import talk_command
from app.commands.tuning import tune_command

app = typer.Typer(
    name="tastemaker",
    help="Talk people to the right item of a catalogue.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("chat")(chat_command)
app.command("serve")(serve_command)
app.command("talk")(talk_command)
app.command("mcp")(mcp_command)
app.command("import")(import_command)
app.command("prepare")(prepare_command)
app.command("labels")(labels_command)
app.command("export")(export_command)
app.command("exposure")(exposure_command)
app.command("duels")(duels_command)
app.command("tune")(tune_command)
app.add_typer(keys_app, name="keys")
app.add_typer(people_app, name="people")
app.add_typer(logs_app, name="logs")
app.add_typer(bench_app, name="bench")
app.add_typer(eval_app, name="eval")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tastemaker {version('tastemaker')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_version)] = False,
) -> None:
    """Talk people to the right item of a catalogue."""


def main() -> None:
    # NumPy's threads wait by spinning, which takes the processor from the other turns: one each, unless it is said.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
