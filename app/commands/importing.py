"""`tastemaker import`: brings an owner's file in, or says what would come of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.catalogues import ImportResult
    from app.settings import Settings
    from retrieval.catalogue import Domain, Item

EXAMPLES = 3


def import_command(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSON, JSON Lines, Parquet or a product feed; also .gz.")],
    name: Annotated[str, typer.Option(help="What to call the catalogue; else what the file is called.")] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=ROLE",
            help="What a column is: id, title, text, image, link, price, rating, popularity, a kind "
            "(category, tags, number, money, year, duration, flag) or ignore. Can be given several times.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be inferred.")] = False,
) -> None:
    """Import a catalogue from a file, in place of the one of that name if there is one.

    Columns are understood by themselves; what was understood is written to a file that can be edited, and a later
    import keeps the edits.

    Examples: tastemaker import wines.csv.gz

    tastemaker import shop.csv --name shop --map "Artikel=title" --map "intern=ignore"

    tastemaker import shop.csv --dry-run
    """
    from app.catalogues import TROUBLES
    from app.settings import load_settings

    try:
        result = _run(file, name, map_ or [], dry_run, load_settings())
    except TROUBLES as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        typer.echo(f"The import stopped and nothing was changed: {error}.", err=True)
        raise typer.Exit(2) from error
    typer.echo("\n".join(dry_lines(result) if dry_run else done_lines(result)))


def _run(file: Path, name: str, mapping: list[str], dry: bool, settings: "Settings") -> "ImportResult":
    from app import catalogues
    from app.commands.progress import bars
    from app.wiring import index_builder, open_shelf

    shelf = open_shelf(settings)
    with bars() as progress:
        if dry:
            return catalogues.dry_run(file, name=name, mapping=mapping, shelf=shelf, progress=progress)
        build = index_builder(settings)
        return catalogues.import_catalogue(
            file, name=name, mapping=mapping, shelf=shelf, index_builder=build, progress=progress
        )


def done_lines(result: "ImportResult") -> list[str]:
    """What people read after an import."""
    catalogue = result.catalogue
    state = "is as it was" if result.unchanged else f"is now at version {catalogue.version}"
    return [
        *result.report.lines(),
        *_empty_columns(result),
        f'"{catalogue.domain.title}" {state}. What was understood, to edit: {result.edits}',
        f"Talk to it: tastemaker talk {catalogue.name}",
    ]


def dry_lines(result: "ImportResult") -> list[str]:
    """What people read instead of an import: the domain as it would be written, three items, the report."""
    from retrieval.domain_file import domain_text

    domain = result.catalogue.domain
    examples = [line for item in result.catalogue.items[:EXAMPLES] for line in item_lines(item, domain)]
    return [
        domain_text(domain, result.roles),
        f"The first {domain.plural}:",
        *examples,
        "",
        *result.report.lines(),
        *_empty_columns(result),
        "Nothing was changed: this was a dry run.",
    ]


def item_lines(item: "Item", domain: "Domain") -> list[str]:
    from retrieval.importing.report import shorten
    from retrieval.wording import in_words

    values = ((a.label, in_words(a, item.values[a.name])) for a in domain.attributes if a.name in item.values)
    named = [("text", item.text), ("image", item.image), ("link", item.link)]
    facts = [f"    {label}: {shorten(value)}" for label, value in (*values, *named) if value]
    return [f"  {item.title} ({item.id})", *facts]


def _empty_columns(result: "ImportResult") -> list[str]:
    from retrieval.importing.report import listed

    return [f"Without a single value, and left out: {listed(result.empty)}"] if result.empty else []
