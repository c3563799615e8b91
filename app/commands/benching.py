"""`tastemaker bench`: how this machine stands against the budgets."""

from importlib import import_module
from pathlib import Path
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
    folder: Annotated[
        Path | None, typer.Option(help="Keeps what was built, for the next run; a million items take a while.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Whole conversations over synthetic catalogues of 2,000 and 10,000 items, against the floor.

    Example: tastemaker bench turn --items 10000 --turns 100
    """
    import_module("evals.benchmarks.turn").run(tuple(items or ()), turns, as_json, embedder, folder)


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


@bench_app.command("retrieval")
def retrieval_command(
    items: Annotated[list[int] | None, typer.Option(min=1_000, help="Number of vectors; may be repeated.")] = None,
    queries: Annotated[int, typer.Option(min=10, help="Searches measured at each selectivity.")] = 50,
    chroma: Annotated[bool, typer.Option("--chroma", help="Fill Chroma above 100,000 vectors, too: an hour.")] = False,
    as_json: AsJson = False,
) -> None:
    """Candidates under constraints at 10,000 to 1,000,000 vectors, beside Chroma's own filter and plain NumPy.

    Example: tastemaker bench retrieval --items 1000000 --queries 20
    """
    import_module("evals.benchmarks.retrieval").run(tuple(items or ()), queries, as_json, chroma)


@bench_app.command("grounding")
def grounding_command(
    explanations: Annotated[int, typer.Option(min=1, help="Computed reasons checked, a bundled catalogue.")] = 500,
    model: Annotated[str, typer.Option(help="Language model whose reasons are checked; builtin: none.")] = "builtin",
    model_url: Annotated[str, typer.Option(help="Its address.")] = "",
    narrated: Annotated[int, typer.Option(min=0, help="Reasons that it writes.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Whether reasons are true: computed ones, sentences labelled by hand, and a model's, under two checks.

    Example: tastemaker bench grounding --model openai:smollm2 --model-url http://127.0.0.1:8123/v1
    """
    import_module("evals.benchmarks.grounding").run(explanations, model, model_url, narrated, as_json)


@bench_app.command("slates")
def slates_command(
    catalogue: Annotated[str, typer.Argument(help="A catalogue that was prepared or imported.")] = "films",
    profiles: Annotated[int, typer.Option(min=1, help="Random wishes that slates are chosen for.")] = 200,
    as_json: AsJson = False,
) -> None:
    """How varied slates are, and how much of the long tail they reach, by the owner's dials."""
    import_module("evals.benchmarks.slates").run(catalogue, profiles, as_json)


@bench_app.command("stability")
def stability_command(
    shuffles: Annotated[int, typer.Option(min=2, help="Orders in which the same candidates are put.")] = 4,
    seed: Annotated[int, typer.Option(help="Seed of the orders.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Whether a language model grades alike in whatever order it reads: Kendall's tau. Without one, a stub is asked."""
    import_module("evals.benchmarks.stability").run(shuffles, seed, as_json)


@bench_app.command("start")
def start_command(
    items: Annotated[int, typer.Option(min=10, help="Size of the synthetic catalogue served.")] = 10_000,
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """How long the command line and the server take until they answer, and what they hold in memory then."""
    import_module("evals.benchmarks.start").run(items, as_json, embedder)


@bench_app.command("load")
def load_command(
    streams: Annotated[int, typer.Option(min=1, help="People at once, each with a stream of their own.")] = 50,
    turns: Annotated[int, typer.Option(min=1, help="Turns measured, at least.")] = 500,
    pause: Annotated[float, typer.Option(min=0, help="Seconds that people take before their next message.")] = 5.0,
    items: Annotated[int, typer.Option(min=10, help="Size of the synthetic catalogue served.")] = 10_000,
    url: Annotated[str, typer.Option(help="A server that runs already; its limits count.")] = "",
    catalogue: Annotated[str, typer.Option("--catalogue", "-c", help="The one there to talk about: films.")] = "films",
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """Many people at once over HTTP: how soon cards come, how many turns a second, and whether anything fails.

    Example: tastemaker bench load --streams 50 --json
    """
    load = import_module("evals.benchmarks.load")
    load.run(streams, turns, pause, items, as_json, embedder, url, catalogue)


@bench_app.command("import")
def import_command(
    rows: Annotated[int, typer.Option(min=100, help="Rows of the file that is written and imported.")] = 1_000,
    embedder: EmbedderName = "minilm",
    as_json: AsJson = False,
) -> None:
    """The import of a file against the bare embedder on the same texts, a second import, and memory."""
    import_module("evals.benchmarks.importing").run(rows, as_json, embedder)


@bench_app.command("export")
def export_command(
    impressions: Annotated[int, typer.Option(min=200, help="Impressions in the store that is written.")] = 100_000,
    form: Annotated[
        list[str] | None, typer.Option("--format", help="May be repeated; three, if none is named.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Exports of a store of many impressions: how fast, in how much memory, and whether a second one is the same.

    Example: tastemaker bench export --impressions 1000000 --format st-pairs
    """
    import_module("evals.benchmarks.exporting").run(impressions, tuple(form or ()), as_json)


@bench_app.command("model")
def model_command(
    items: Annotated[int, typer.Option(min=10, help="Catalogue size.")] = 2_000,
    turns: Annotated[int, typer.Option(min=1, help="Turns measured on each path.")] = 20,
    latency: Annotated[float, typer.Option(min=0, help="Seconds to the model's first token.")] = 0.4,
    rate: Annotated[float, typer.Option(min=1, help="Tokens a second after it.")] = 50.0,
    embedder: EmbedderName = "minilm",
    part: Annotated[
        list[str] | None, typer.Option(help="scorers, rival or crowds; may be repeated. All, if none is named.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turns beside a language model of known speed, by each scorer; the usual sixty lines beside it; many at once.

    Example: tastemaker bench model --latency 0.4 --rate 50
    """
    yardstick = import_module("evals.benchmarks.model")
    if strange := next((one for one in part or () if one not in yardstick.PARTS), ""):
        raise typer.BadParameter(f'there is no part "{strange}"; there are {", ".join(yardstick.PARTS)}')
    yardstick.run(items, turns, latency, rate, as_json, embedder, parts=tuple(part or yardstick.PARTS))


@bench_app.command("labels")
def labels_command(
    people: Annotated[int, typer.Option(min=10, help="People in a simulated world, three slates each.")] = 1_500,
    worlds: Annotated[int, typer.Option(min=2, help="Worlds, each with preferences and a policy of its own.")] = 10,
    runs: Annotated[int, typer.Option(min=1, help="Logs that another policy's worth is estimated from.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Labels in a world of known preferences: the order they recover, bias and bots included, and interval coverage.

    Example: tastemaker bench labels --people 500 --worlds 3
    """
    import_module("evals.benchmarks.labels").run(people, worlds, runs, as_json)
