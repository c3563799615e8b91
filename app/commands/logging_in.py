"""`tastemaker logs`: brings in what people said and did elsewhere."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from app.logs import Log
    from storage.logs.report import LogReport

logs_app = typer.Typer(no_args_is_help=True, help="Bring in conversations, ratings and events of other systems.")
Kind = Literal["movielens", "csv", "dialogues", "redial", "inspired"]
Consent = Literal["unsaid", "given", "refused"]


@logs_app.callback()
def logs() -> None:
    """Bring in conversations, ratings and events of other systems."""


@logs_app.command("import")
def logs_import(
    kind: Annotated[Kind, typer.Argument(help="What the file is: see below.")],
    file: Annotated[Path, typer.Argument(help="The file; also .gz.")],
    catalogue: Annotated[str, typer.Option(help="The catalogue it is about; the films, if none is named.")] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=ROLE",
            help="What a column of a table is: person, conversation, item, title, at, rating, kind, value, reason, "
            "said, reply, rank, propensity or ignore. Can be given several times.",
        ),
    ] = None,
    titles: Annotated[
        Path | None, typer.Option(help="A table of the log's own item ids and their titles (MovieLens' movies.csv).")
    ] = None,
    scale: Annotated[str, typer.Option(metavar="LOW-HIGH", help="Of its ratings, if not 1-5.")] = "",
    at: Annotated[
        str, typer.Option(help="When it was, for what tells no time; else when the file was last written.")
    ] = "",
    source: Annotated[
        str, typer.Option(help="What to call where it comes from: its ids are told apart from those of other sources.")
    ] = "",
    consent: Annotated[Consent, typer.Option(help="Whether these people let others learn from them.")] = "unsaid",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be new.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with the figures as one line of JSON.")] = False,
) -> None:
    """Bring a log in as conversations with impressions and feedback, of the channel "import".

    movielens: a table of ratings, with movies.csv beside it. csv: a table of events of your own. dialogues: JSON Lines
    in a plain form. redial, inspired: as published. The same file twice adds nothing; broken off, run it again.

    Examples:

      tastemaker logs import movielens ratings.csv --catalogue films

      tastemaker logs import csv events.csv --catalogue shop --map "customer no=person" --map "sku=item"

      tastemaker logs import dialogues talks.jsonl --catalogue films --dry-run
    """
    from app.logs import TROUBLES, Log
    from app.settings import load_settings
    from storage.store import StoreUnavailable

    settings = load_settings()
    named = catalogue or settings.catalogue
    log = Log(kind, file, named, source, map_ or [], titles, scale, _moment(at), consent)
    try:
        report = _brought(log, dry_run)
    except TROUBLES as error:
        raise SystemExit(str(error)) from error
    except StoreUnavailable as error:
        raise SystemExit(f"{error} What was written stays; run it again to go on.") from error
    typer.echo("\n".join((*report.sentences(), *_next(report))))
    if as_json:
        import orjson

        typer.echo(orjson.dumps(report.figures()).decode())


def _brought(log: "Log", dry: bool) -> "LogReport":
    from app.commands.progress import bars
    from app.logs import bring_logs
    from app.settings import load_settings

    with bars() as progress:
        return bring_logs(log, load_settings(), progress, dry)


def _moment(text: str) -> datetime | None:
    from dateutil import parser

    if not text:
        return None
    try:
        found = parser.parse(text)
    except (ValueError, OverflowError) as error:
        raise SystemExit(f"“{text}” is no time; write one such as 2024-05-01 or 2024-05-01T10:00Z.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _next(report: "LogReport") -> list[str]:
    if report.dry:
        return ["Nothing was changed: this was a dry run."]
    if not report.brought and not report.grown:
        return []
    return [f"To rank by it: tastemaker tune {report.catalogue}"]
