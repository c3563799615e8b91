"""`tastemaker tune`: learns from what people took how much each kind of evidence counts."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.settings import Settings
    from app.tuning import Tuned


def tune_command(
    catalogue: Annotated[str, typer.Argument(help="The catalogue whose conversations to learn from.")],
    undo: Annotated[bool, typer.Option("--undo", help="Put the defaults back, and learn nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Learn and judge, but put nothing in force.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with the figures as one line of JSON.")] = False,
) -> None:
    """Learn the weights of the ranking from stored likes and acceptances; nothing leaves this machine.

    They come into force, at the next start, only if they do better on conversations that they were not learned from.

    Examples:

      tastemaker tune films

      tastemaker tune shop --dry-run --json

      tastemaker tune films --undo
    """
    from app.commands.troubles import as_sentences
    from app.settings import load_settings

    settings = load_settings()
    with as_sentences():
        if undo:
            typer.echo(_undone(catalogue, settings))
            return
        tuned = _tuned(catalogue, settings, dry_run)
    typer.echo("\n".join(lines(tuned)))
    if as_json:
        import orjson

        typer.echo(orjson.dumps(tuned.figures()).decode())


def _tuned(catalogue: str, settings: "Settings", dry_run: bool) -> "Tuned":
    from app.commands.progress import bars
    from app.tuning import tune

    with bars() as progress:
        return tune(catalogue, settings, dry_run, progress)


def _undone(catalogue: str, settings: "Settings") -> str:
    from app.wiring import open_shelf
    from retrieval.weights import remove_weights

    shelf = open_shelf(settings)
    shelf.load(catalogue)  # a name that there is not is told as such
    gone = remove_weights(shelf.home(catalogue))
    state = "are back, from the next start on" if gone else "were in force already"
    return f"The default weights of “{catalogue}” {state}."


def lines(tuned: "Tuned") -> list[str]:
    """What people read: what there was to learn from, each weight before and after, and what came of it."""
    told = [f"“{tuned.catalogue}”: {tuned.on}."]
    if tuned.skipped:
        told.append(f"{tuned.skipped:,} slates were left aside: their scores came from other weights or a model.")
    if tuned.trouble:
        told.append(tuned.trouble)
    if tuned.learned is None:
        return [*told, f"Too little to learn from: it takes {tuned.fewest} conversations. Nothing was changed."]
    for name, weight in tuned.learned.weights.items():
        told.append(f"  {name:<14}{tuned.now[name]:>6.2f} → {weight:.2f}")
    found = tuned.learned.gain
    told.append(f"On held-out conversations: {found.mean:+.3f} ± {found.error:.3f} of log likelihood a choice.")
    return [*told, tuned.outcome]
