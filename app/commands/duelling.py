"""`tastemaker duels`: which of two policies people picked."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.duels import Count, Duels, Standing

ENOUGH = 20
"""Picks under which a report says how few they are."""


def duels_command(
    catalogue: Annotated[str, typer.Argument(help="Which catalogue; the films, if none is named.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one line of JSON.")] = False,
) -> None:
    """How duels between the policy in force and its challengers went: picks, ties, and whether the side mattered.

    Example: tastemaker duels outdoor
    """
    from dataclasses import asdict
    from json import dumps

    from app.commands.troubles import as_sentences
    from app.settings import load_settings
    from app.wiring import open_shelf
    from storage.duels import counted, fought
    from storage.engine import open_engine

    settings = load_settings()
    with as_sentences():
        found = open_shelf(settings).load(catalogue or settings.catalogue)
        engine = open_engine(settings.database_url)
        try:
            duels = counted(fought(engine, found.name))
        finally:
            engine.dispose()
    typer.echo(dumps(asdict(duels)) if as_json else "\n".join(lines(duels, found.domain.title)))


def lines(duels: "Duels", title: str) -> list[str]:
    """What people read."""
    agreed = f"In {duels.agreed:,} turns both policies chose the same items, so there was nothing to pick from."
    if not duels.standings:
        hint = "They are switched on with TASTEMAKER_DUELS and TASTEMAKER_CHALLENGER (docs/duels.md)."
        return [f"No duel about “{title}” was held yet. {agreed if duels.agreed else hint}"]
    told = [line for one in duels.standings for line in (*_lines(one), "")]
    return [f"{title}: duels", "", *told, agreed] if duels.agreed else [f"{title}: duels", "", *told[:-1]]


def _lines(one: "Standing") -> list[str]:
    rows = [
        ("held", f"{one.held:,} in {one.conversations:,} conversation{'' if one.conversations == 1 else 's'}"),
        ("nobody said", f"{one.open:,}"),
        ("neither stood out", f"{one.ties:,}"),
        ("challenger picked", _share(one.wins)),
        ("left side picked", _share(one.left)),
    ]
    return [
        f"default against {one.challenger}",
        *(f"  {name:<20}{value}" for name, value in rows),
        f"  {_verdict(one)}",
    ]


def _share(count: "Count") -> str:
    if not count.of:
        return "0 of 0"
    return f"{count.hits:,} of {count.of:,} ({count.share:.1%}, 95 % from {count.low:.1%} to {count.high:.1%})"


def _verdict(one: "Standing") -> str:
    """In words; a difference only where the exact interval leaves no room for chance."""
    if not one.wins.of:
        return "Nothing can be said yet."
    if one.wins.even:
        few = f"; {one.wins.of} picks are few" if one.wins.of < ENOUGH else ""
        told = f"No difference is shown (p = {one.wins.p:.2g}){few}."
    else:
        better = one.challenger if one.wins.share > 0.5 else "default"
        told = f"“{better}” is picked more often (p = {one.wins.p:.2g})."
    side = "left" if one.left.share > 0.5 else "right"
    return told if one.left.even else f"{told} People favour the {side} side; sides are drawn by lot, so it evens out."
