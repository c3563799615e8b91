"""`tastemaker labels`: what conversations say of items, as training rows, counted and explained."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from app.labelling import Labelled
    from storage.labels.explaining import Explained


def labels_command(
    catalogue: Annotated[
        str, typer.Option("--catalogue", "-c", help="Whose conversations; the films' by default.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Writes all labels to a .jsonl or .parquet.")] = None,
    explain: Annotated[
        str, typer.Option("--explain", metavar="IMPRESSION", help="How one card came by its label, or why not.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one line of JSON.")] = False,
    judge: Annotated[
        bool, typer.Option("--judge", help="First have the language model grade what nobody judged.")
    ] = False,
    most: Annotated[
        int, typer.Option("--most", min=0, help="With --judge: items that the model is asked about.")
    ] = 500,
    retrieved: Annotated[
        int, typer.Option("--retrieved", min=0, help="With --judge: items a turn that fit and were not shown.")
    ] = 3,
    cap: Annotated[float, typer.Option("--cap", min=0, help="With --judge: money it may cost; 0: no cap.")] = 0.0,
    tokens: Annotated[int, typer.Option("--tokens", min=0, help="With --judge: tokens it may use; 0: no cap.")] = 0,
) -> None:
    """What people said and did about what they were shown, as labels: relevance 0 to 3, and a weight.

    Examples:

      tastemaker labels --catalogue films

      tastemaker labels --out labels.parquet

      tastemaker labels --explain 5f0c2a

      tastemaker labels --judge --most 200 --cap 0.50
    """
    from app.commands.judging import agreement, agreement_lines, judge_first, judging_figures
    from app.commands.progress import bars
    from app.commands.troubles import as_sentences
    from app.labelling import check_place, explain_impression, label_conversations
    from app.settings import load_settings

    settings = load_settings()
    about = catalogue or settings.catalogue
    with as_sentences():
        if explain:
            typer.echo("\n".join(explanation(explain_impression(explain, settings))))
            return
        check_place(out, force)
        tally = judge_first(settings, about, judge, most, retrieved, cap, tokens, as_json)
        with bars() as progress:
            found = label_conversations(about, settings, out, force, progress)
        agreed = agreement(settings, about, judge)
    if as_json:
        from orjson import dumps

        typer.echo(dumps({**found.figures(), **judging_figures(tally, agreed)}).decode())
        return
    _show(found)
    for line in agreement_lines(agreed):
        typer.echo(line)
    if out:
        typer.echo(f"{sum(found.tally.labels.values()):,} labels written to {out}")


def _show(found: "Labelled") -> None:
    from rich.console import Console

    from storage.labels.rules import ORDER

    if not found.tally.labels:
        typer.echo(
            f"Nobody said anything of what was shown of “{found.catalogue}” yet "
            f"({found.totals.conversations:,} conversations). Talk to it: tastemaker talk {found.catalogue}"
        )
        return
    console = Console()
    console.print(_labels(found))
    if found.tally.pairs:
        console.print(_pairs(found))
    typer.echo("Where signals disagree:")
    typer.echo("\n".join(f"  {place}. {rule}" for place, rule in enumerate(ORDER, start=1)))
    typer.echo("\n".join(["", *weighing(found), "", *trust(found)]))


def _labels(found: "Labelled") -> "Table":
    from rich.table import Table

    tally, totals = found.tally, found.totals
    title = f"“{found.catalogue}”: {totals.conversations:,} conversations, {totals.impressions:,} cards"
    drawn = Table("source", "rule", title=title, title_justify="left")
    for column in ("relevance", "labels", "mean weight"):
        drawn.add_column(column, justify="right")
    for kind in sorted(tally.labels):
        count = tally.labels[kind]
        drawn.add_row(kind.source, kind.rule, f"{kind.relevance:g}", f"{count:,}", f"{tally.weights[kind] / count:.2f}")
    return drawn


def _pairs(found: "Labelled") -> "Table":
    from rich.table import Table

    drawn = Table("source", "rule", title="One item preferred to another", title_justify="left")
    drawn.add_column("pairs", justify="right")
    for (source, rule), count in sorted(found.tally.pairs.items()):
        drawn.add_row(source, rule, f"{count:,}")
    return drawn


def weighing(found: "Labelled") -> list[str]:
    """How likely each rank was looked at, and what the weights were cut at."""
    from storage.labels.weighing import MOST

    attention = found.totals.attention
    ranks = ", ".join(f"{rank}: {attention.at(rank):.2f}" for rank in range(1, max(attention.by_rank, default=3) + 1))
    source = (
        f"measured on {attention.slates:,} slates" if attention.by_rank else "by rule, 1/√rank: too little was seen"
    )
    told = [f"Chance that a rank is looked at ({source}): {ranks}"]
    told.append(f"Inverse propensities are cut off at {MOST:g}: {found.tally.clipped:,} labels.")
    return told


def trust(found: "Labelled") -> list[str]:
    """Whose feedback looks generated, and why."""
    totals = found.totals
    told = [f"{totals.bots:,} people gave feedback that looks generated; {found.tally.doubted:,} labels count less."]
    for who, conduct in totals.suspects:
        told.append(
            f"  {who[:12]}  trust {conduct.trust:.2f}: {conduct.events:,} signals, up to {conduct.pace:,} a minute, "
            f"{conduct.one_kind:.0%} of one kind, {conduct.one_item:.0%} on one item, "
            f"gaps vary by {conduct.variation:.0%}"
        )
    left = {"refused to be learned from": totals.refused, "never said a word": totals.silent}
    return [
        *told,
        *(f"Left out: {count:,} conversations of people who {what}." for what, count in left.items() if count),
    ]


def explanation(found: "Explained") -> list[str]:
    """The card, all that was said of it, and what became of that."""
    card, label = found.impression, found.label
    told = [f"{card.item_id} at rank {card.rank} of turn {card.turn}, shown {card.shown_at:%Y-%m-%d %H:%M:%S} UTC"]
    for signal, stands in found.signals:
        value = "" if signal.value is None else f" {signal.value:g}"
        reason = f" “{signal.reason}”" if signal.reason else ""
        gone = "" if stands else "  (taken back)"
        told.append(f"  {signal.at:%H:%M:%S}  {signal.kind}{value}{reason}, by {signal.source}{gone}")
    if label is None:
        told.append("No label: nothing of this says whether it was wanted.")
    else:
        inverse = label.weight / (label.confidence * label.trust) if label.trust else 0.0
        told += [
            f"Relevance {label.relevance:g} of 3: {label.source}, by the rule “{label.rule}” (version {label.version})",
            f"Weight {label.weight:.3f} = confidence {label.confidence:g} × trust {label.trust:.2f} × {inverse:.2f}, "
            f"the inverse of propensity {label.propensity:g} × examination {label.examination:.2f}"
            + (", cut off" if label.clipped else ""),
        ]
    for pair in found.pairs:
        told.append(f"Pair: {pair.better} over {pair.worse}, by the rule “{pair.rule}”, weight {pair.weight:.3f}")
    return told
