"""`tastemaker export`: conversations as training data, in the shape that a trainer loads."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from storage.exports.writing import Exported

Split = Literal["person", "time"]
Consent = Literal["given", "not-refused"]
DAY = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def export_command(
    name: Annotated[str, typer.Argument(metavar="FORMAT", help="One of those that --list shows.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A new folder; if none is named, CATALOGUE-FORMAT here.")
    ] = None,
    catalogue: Annotated[
        str, typer.Option("--catalogue", "-c", help="Whose conversations; the films' by default.")
    ] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Conversations opened from then on, in UTC.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=DAY, help="Those opened before, in UTC.")] = None,
    split: Annotated[
        Split, typer.Option(help="Train, valid and test by person, or by time: the latest talks to test on.")
    ] = "person",
    consent: Annotated[
        Consent, typer.Option(help="Only who agreed that we learn from it, or all who did not refuse.")
    ] = "not-refused",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="With the labels that a model gave.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an export that is there.")] = False,
    formats: Annotated[bool, typer.Option("--list", help="Show all formats, and what loads each.")] = False,
) -> None:
    """Conversations as training data: a folder that a trainer loads as it is, with a manifest of what is in it.

    Examples:

      tastemaker export --list

      tastemaker export st-pairs --catalogue films --out pairs

      tastemaker export recbole --since 2026-01-01 --split time
    """
    if formats or not name:
        typer.echo("\n".join(listed()))
        raise typer.Exit(0 if formats else 2)
    from app.commands.progress import bars
    from app.commands.troubles import as_sentences
    from app.exporting import Wanted, export_conversations
    from app.settings import load_settings
    from storage.exports.formats import find_format

    try:
        with as_sentences(), ending_tidily():
            settings = load_settings()
            about = catalogue or settings.catalogue
            wanted = Wanted(about, _utc(since), _utc(until), consent, split, synthetic)
            with bars() as progress:
                form = find_format(name)
                place = out or Path(f"{about}-{form.name}")
                made = export_conversations(form, wanted, place, settings, force, progress)
    except KeyboardInterrupt:
        typer.echo("Interrupted: nothing was exported.", err=True)
        raise
    for warning in made.warnings:
        typer.echo(f"Warning: {warning}", err=True)
    typer.echo("\n".join(lines(made)))


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def lines(made: "Exported") -> list[str]:
    """What people read: the files with their rows, what was left out, where it stands."""
    tally = made.tally
    told = [f"{one.path:<24}{one.rows:>12,} rows {one.bytes:>15,} bytes" for one in made.files]
    told.append(f"From {tally.read['conversations']:,} conversations with {tally.read['impressions']:,} impressions.")
    left_out = {
        "equal rows": tally.duplicates,
        "items no longer in the catalogue": made.gone,
        "judgements of a model (--synthetic keeps them)": tally.synthetic,
        **made.left_out,
    }
    if some := [f"{count:,} {what}" for what, count in left_out.items() if count]:
        told.append(f"Left out: {'; '.join(some)}.")
    told += made.notes
    return [*told, f"What it is made of: {made.out / 'manifest.json'}"]


def listed() -> list[str]:
    """All formats: name, rows, consumer."""
    from storage.exports.formats import FORMATS

    widest = max(len(one.name) for one in FORMATS) + 2
    return [
        line for one in FORMATS for line in (f"{one.name:<{widest}}{one.about}", f"{'':<{widest}}for {one.consumer}")
    ]


@contextmanager
def ending_tidily() -> Iterator[None]:
    """Being terminated ends the export as an interrupt does: what was begun is removed."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
