"""`tastemaker exposure`: what of a catalogue people were shown, and what never."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from retrieval.catalogue import Catalogue
    from storage.exposure import Exploration, Exposure

WIDTH = 40
"""Characters of the longest bar."""


def exposure_command(
    catalogue: Annotated[str, typer.Argument(help="Which catalogue; the films, if none is named.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one line of JSON.")] = False,
) -> None:
    """How much of a catalogue was ever shown, how evenly, and how much of its long tail.

    Example: tastemaker exposure films
    """
    from dataclasses import asdict
    from json import dumps

    from app.commands.troubles import as_sentences
    from app.settings import load_settings
    from app.wiring import open_shelf
    from retrieval.columns import Columns
    from retrieval.quality import standing
    from storage.engine import open_engine
    from storage.exposure import explored, exposure, times_shown

    settings = load_settings()
    with as_sentences():
        found = open_shelf(settings).load(catalogue or settings.catalogue)
        engine = open_engine(settings.database_url)
        try:
            times, exploration = times_shown(engine, found.name), explored(engine, found.name)
        finally:
            engine.dispose()
    figures = exposure(times, list(found.rows), standing(Columns(found)))
    told = {**asdict(figures), "share": figures.share, "explored": asdict(exploration)}
    typer.echo(dumps(told) if as_json else "\n".join(lines(figures, found, exploration)))


def lines(figures: "Exposure", catalogue: "Catalogue", exploration: "Exploration") -> list[str]:
    """What people read: the figures, the exploration, the bars, the most shown."""
    if not figures.impressions:
        return [f"Nothing of “{catalogue.domain.title}” was shown yet. Talk to it: tastemaker talk {catalogue.name}"]
    return [
        f"{catalogue.domain.title}: {figures.impressions:,} cards in all conversations",
        "",
        *_table(figures, catalogue.domain.plural),
        *_exploration(exploration),
        "",
        *_bars(figures, catalogue.domain.plural),
        "",
        "Shown most often:",
        *(f"  {count:>6,}  {_title(item, catalogue)}" for item, count in figures.most),
    ]


def _table(figures: "Exposure", plural: str) -> list[str]:
    rows = [
        (f"{plural} ever shown", f"{figures.shown:,} of {figures.items:,} ({figures.share:.1%})"),
        ("Gini (0 even, 1 all on one)", f"{figures.gini:.2f}"),
    ]
    if figures.by_fame:
        rows.append(("cards of the long tail", f"{figures.tail:.1%} ({figures.tail_items:.1%} of the catalogue)"))
    if 0 < figures.cold_items < 1:
        rows.append(("cards that nobody rated", f"{figures.cold:.1%} ({figures.cold_items:.1%} of the catalogue)"))
    if figures.gone:
        rows.append(("of what is no longer there", f"{figures.gone:,}"))
    return [f"  {name:<28}{value}" for name, value in rows]


def _exploration(found: "Exploration") -> list[str]:
    if not found.slates:
        return []
    doubt = 2 * found.error
    right = abs(found.weight - 1) <= max(2 * doubt, 0.01)
    return [
        "",
        f"Exploration: in {found.drawn:,} of {found.slates:,} slates ({found.drawn / found.slates:.1%}) the last card "
        f"was drawn; least propensity {found.least:.2g}.",
        f"  The recorded propensities {'agree' if right else 'DISAGREE'} with what was drawn: "
        f"mean weight {found.weight:.3f} ± {doubt:.3f}, which should be 1.",
    ]


def _bars(figures: "Exposure", plural: str) -> list[str]:
    kind = "best known" if figures.by_fame else "most shown"
    most = max(figures.spread) or 1.0
    bars = [
        f"  {place:>2} {'█' * round(WIDTH * share / most):<{WIDTH}} {share:>6.1%}"
        for place, share in enumerate(figures.spread, start=1)
    ]
    return [f"Cards by tenths of the catalogue, the {kind} {plural} first:", *bars]


def _title(item_id: str, catalogue: "Catalogue") -> str:
    item = catalogue.find(item_id)
    return f"{item.title} ({item_id})" if item else item_id
