"""`tastemaker bench`: how this machine stands against the budgets."""

from importlib import import_module
from typing import Annotated

import typer

bench_app = typer.Typer(
    help="Measure what turns, imports and starts cost on this machine.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

AsJson = Annotated[bool, typer.Option("--json", help="End with the figures as one line of JSON.")]
EmbedderName = Annotated[
    str, typer.Option("--embedder", help="Embedder as kind:detail; `hash` is quick and means nothing.")
]

# `app` must not import `evals`: what serves people does not depend on what measures it. The command line is where the
# two meet, so the yardsticks are looked up by name when one is wanted; nothing else in `app` may do that.


@bench_app.command("turn")
def turn_command(
    items: Annotated[list[int] | None, typer.Option(min=10, help="Catalogue size; may be repeated.")] = None,
    turns: Annotated[int, typer.Option(min=1, help="Turns measured at each size.")] = 300,
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """Whole conversations over synthetic catalogues of 2,000 and 10,000 items, against the floor.

    Example: tastemaker bench turn --items 10000 --turns 100
    """
    import_module("evals.benchmarks.turn").run(tuple(items or ()), turns, as_json, embedder)


@bench_app.command("read")
def read_command(
    items: Annotated[list[int] | None, typer.Option(min=10, help="Catalogue size; may be repeated.")] = None,
    utterances: Annotated[int, typer.Option(min=1, help="Utterances read at each size.")] = 500,
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """What the built-in reader takes for an utterance, alone, over synthetic catalogues of 2,000 and 10,000 items."""
    import_module("evals.benchmarks.reading").run(tuple(items or ()), utterances, as_json, embedder)


@bench_app.command("decide")
def decide_command(
    items: Annotated[list[int] | None, typer.Option(min=100, help="Catalogue size; may be repeated.")] = None,
    decisions: Annotated[int, typer.Option(min=1, help="Decisions measured at each size.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What weighing questions takes, and finding ways out where nothing fits, at 1,000 to 100,000 items.

    Example: tastemaker bench decide --items 10000 --items 1000000 --decisions 50
    """
    import_module("evals.benchmarks.deciding").run(tuple(items or ()), decisions, as_json)


@bench_app.command("start")
def start_command(
    items: Annotated[int, typer.Option(min=10, help="Size of the synthetic catalogue served.")] = 10_000,
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """How long the command line and the server take until they answer, and what they hold in memory then."""
    import_module("evals.benchmarks.start").run(items, as_json, embedder)


@bench_app.command("import")
def import_command(
    rows: Annotated[int, typer.Option(min=100, help="Rows of the file that is written and imported.")] = 1_000,
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """The import of a file against the bare embedder on the same texts, a second import, and memory."""
    import_module("evals.benchmarks.importing").run(rows, as_json, embedder)


@bench_app.command("model")
def model_command(
    items: Annotated[int, typer.Option(min=10, help="Catalogue size.")] = 2_000,
    turns: Annotated[int, typer.Option(min=1, help="Turns measured on each path.")] = 20,
    latency: Annotated[float, typer.Option(min=0, help="Seconds to the model's first token.")] = 0.4,
    rate: Annotated[float, typer.Option(min=1, help="Tokens a second after it.")] = 50.0,
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """Turns beside a language model of known speed: where it is not needed, agrees, corrects, or translates.

    Example: tastemaker bench model --latency 0.4 --rate 50
    """
    import_module("evals.benchmarks.model").run(items, turns, latency, rate, as_json, embedder)
