"""`tastemaker eval`: is it good? Conversations held over the API, and published yardsticks on others' data."""

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal

import typer

eval_app = typer.Typer(
    help="Measure how well it asks and understands.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
benchmark_app = typer.Typer(
    help="Published yardsticks, each on its own data.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
eval_app.add_typer(benchmark_app, name="benchmark")

Split = Literal["train", "valid", "dev", "test"]
DataFolder = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar="TASTEMAKER_YARDSTICKS",
        help="Folder with the yardstick's files, or one that has such a folder under the yardstick's name.",
    ),
]
SplitName = Annotated[Split, typer.Option("--split", help="Which part of the data; tune on train and valid only.")]
Sample = Annotated[int, typer.Option("--n", min=0, help="Played cases, drawn by the seed; 0: all of them.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the draw and of every simulated choice.")]
AsJson = Annotated[bool, typer.Option("--json", help="End with the figures as one line of JSON.")]

# The yardsticks are looked up by name, as in `tastemaker bench`: `app` must not import `evals`.


@eval_app.command("run")
def run_command(
    scripts: Annotated[
        list[Path] | None, typer.Argument(help="Scripts, or folders of them; ours, if none is named.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Conversations at once.")] = 4,
    label: Annotated[str, typer.Option(help="What the run is called: its results go to var/evals/LABEL.")] = "scripts",
    url: Annotated[str, typer.Option(help="Play with the server there; else in this process.")] = "",
    key: Annotated[str, typer.Option(help="A server key; none is needed on loopback.")] = "",
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML there, for a CI service.")] = None,
    cassette: Annotated[
        Literal["record", "replay"] | None,
        typer.Option(help="Keep what the language model answers beside the scripts, or play from it without one."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Play scripted conversations and check what they expect; ends with status 1 if one fails.

    docs/evals.md tells how scripts are written.

    Example: tastemaker eval run my-scripts --label before
    """
    import_module("evals.scripting.running").run(tuple(scripts or ()), jobs, as_json, label, url, key, junit, cassette)


@eval_app.command("record")
def record_command(
    conversation: Annotated[str, typer.Argument(help="Id of a stored conversation.")],
) -> None:
    """Write a stored conversation as a script that expects what it then did, to be edited.

    Example: tastemaker eval record 3f0c… > my-scripts/films/too-long.toml
    """
    import_module("evals.scripting.recording").run(conversation)


@eval_app.command("talk")
def talk_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Utterances; see the example.")],
    url: Annotated[str, typer.Option(help="Address of the server.")] = "http://127.0.0.1:7860",
    catalogue: Annotated[str, typer.Option("--catalogue", "-c", help="What to talk about.")] = "films",
    key: Annotated[str, typer.Option(help="A server key; none is needed on loopback.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write the figures there, such as var/evals/talk.json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hold written conversations over the HTTP API, and check every recommendation against every hard wish.

    The file has an utterance a line; an empty line begins another conversation.

    Example: tastemaker eval talk -c outdoor talks.txt
    """
    import_module("evals.talking").run(url, catalogue, key, file, out, as_json)


@eval_app.command("simulate")
def simulate_command(
    catalogue: Annotated[str, typer.Option("--catalogue", "-c", help="What to talk about.")] = "films",
    n: Annotated[int, typer.Option("--n", min=1, help="How many people.")] = 1000,
    seed: Seed = 7,
    personas: Annotated[
        str, typer.Option(help="Kinds of people, by comma, such as vague,terse; all of them if none is named.")
    ] = "",
    policy: Annotated[
        str, typer.Option(help="Whom they talk to: product, popularity, embedding, random or no-dialogue.")
    ] = "product",
    label: Annotated[str, typer.Option(help="Name under which the run is kept in var/evals.")] = "",
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes side by side.")] = 2,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", exists=True, file_okay=False, help="ReDial or INSPIRED, to compare with; repeatable."),
    ] = None,
    leaks: Annotated[
        int, typer.Option(min=0, help="Instead: say so many utterances to a random assistant, and tell what slips out.")
    ] = 0,
    wording: Annotated[
        Literal["templates", "model"],
        typer.Option(help="Who says what they say: model lets that of TASTEMAKER_MODEL say it anew, where it may."),
    ] = "templates",
    as_json: AsJson = False,
) -> None:
    """Simulated people with hidden needs talk to it: do they find something, how soon, and how good is it?

    Nobody names what they are after. The same seed plays the same conversations.

    Example: tastemaker eval simulate -c outdoor --n 100 --policy popularity
    """
    if leaks:
        import_module("evals.simulator.leaking").run(catalogue, leaks, seed, personas, as_json)
        return
    simulating = import_module("evals.simulator.simulating")
    simulating.run(catalogue, n, seed, personas, label, jobs, tuple(data or ()), as_json, policy, wording)


@eval_app.command("report")
def report_command(
    labels: Annotated[
        list[str] | None, typer.Argument(help="Runs on one page, such as scripts and people; else the one saved last.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The page.")] = Path("var/evals/report.html"),
    against: Annotated[str, typer.Option(help="The run to hold it against; else what was accepted.")] = "",
    beside: Annotated[
        list[str] | None,
        typer.Option(help="A simple baseline's run of the same people, or several by comma; repeatable."),
    ] = None,
    chats: Annotated[int, typer.Option(min=0, help="Failing conversations shown in full.")] = 60,
) -> None:
    """Write a page about saved runs that works offline: scorecard, slices, times, and what fails, as chats.

    Example: tastemaker eval report scripts simulated-films --beside popularity-films --beside embedding-films
    """
    import_module("evals.reporting.writing").run(labels or (), out, against, tuple(beside or ()), chats)


@eval_app.command("replay")
def replay_command(
    catalogue: Annotated[
        str, typer.Option("--catalogue", "-c", help="Whose conversations; the films' by default.")
    ] = "",
    scorer: Annotated[
        str, typer.Option(help="Another scorer: utility, embedding, popularity, cross-encoder:NAME, llm-grade, …")
    ] = "",
    dials: Annotated[str, typer.Option(help="Other dials, by comma: tail=0.5,explore=0.2.")] = "",
    weights: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Other weights, written as in weights.toml.")
    ] = None,
    ranker: Annotated[str, typer.Option(help="varied, as it is; plain: the best scores, without variety.")] = "",
    since: Annotated[datetime | None, typer.Option(help="Conversations opened from then on, in UTC.")] = None,
    n: Annotated[int, typer.Option("--n", min=0, help="The latest so many conversations; 0: all.")] = 0,
    turns: Annotated[int, typer.Option(min=0, help="Turns told in full, those that differ most.")] = 5,
    simulated: Annotated[bool, typer.Option("--simulated", help="Talks of the channel eval, not people's.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write it as a page, too, such as var/evals/replay.html.")] = None,
    as_json: AsJson = False,
) -> None:
    """Rank stored turns again by another policy: what would be shown, and what it would have earned.

    Without another policy: how far stored turns can be made again at all. Nothing is written into conversations.
    Ends with status 1 where a card would break a hard wish.

    Example: tastemaker eval replay -c films --dials tail=0.5 --scorer embedding
    """
    replaying = import_module("evals.replaying.running")
    replaying.run(catalogue, scorer, dials, weights, ranker, since, n, turns, simulated, html, as_json)


@eval_app.command("compare")
def compare_command(
    before: Annotated[str, typer.Argument(help="A run's label, or its folder.")],
    after: Annotated[str, typer.Argument(help="Another run of the same conversations.")],
    as_json: AsJson = False,
) -> None:
    """Hold two runs of the same conversations against each other: which scripts broke, which figures moved.

    Example: tastemaker eval compare before after
    """
    import_module("evals.compare").run(before, after, as_json)


@eval_app.command("accept")
def accept_command(
    labels: Annotated[list[str], typer.Argument(help="Runs that others are held against from now on.")],
) -> None:
    """Keep a copy of saved runs as what later ones are held against.

    Example: tastemaker eval accept scripts people
    """
    import_module("evals.reporting.accepting").run(labels)


@eval_app.command("gate")
def gate_command(
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what was played as what later runs are held against.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, max=8, help="Processes side by side.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Play every script and a hundred simulated people; ends with status 1 if anything got worse than was accepted.

    Takes one to three minutes, needs no language model, and minds no time a turn takes. docs/evals.md tells more.

    Example: tastemaker eval gate
    """
    import_module("evals.gate").run(accept, jobs, as_json)


@eval_app.command("mutations")
def mutations_command(
    names: Annotated[list[str] | None, typer.Argument(help="Faults; all of them, if none is named.")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes side by side.")] = 2,
    people: Annotated[int, typer.Option(min=0, help="Simulated people under each fault.")] = 30,
    older: Annotated[
        bool, typer.Option("--older", help="Take what was played of earlier versions of the program, too.")
    ] = False,
    write: Annotated[Path | None, typer.Option(help="Write the page about them, such as docs/mutations.md.")] = None,
    as_json: AsJson = False,
) -> None:
    """Break the product on purpose, fault by fault: does any script, or simulated person, notice?

    Ends with status 1 if one is not caught. What was played is kept: an interrupted run goes on where it stopped.

    Example: tastemaker eval mutations undo-does-nothing shown-again
    """
    import_module("evals.mutations.running").run(tuple(names or ()), jobs, people, older, write, as_json)


@eval_app.command("judge")
def judge_command(
    labels: Annotated[
        list[str] | None, typer.Argument(help="Two runs of the same conversations, to compare; or one, to score.")
    ] = None,
    n: Annotated[int, typer.Option("--n", min=0, help="Conversations, drawn by the seed; 0: all of them.")] = 40,
    seed: Seed = 7,
    rubric: Annotated[
        Path | None, typer.Option(help="Criteria of your own, in TOML; else ours (evals/judging/rubric.toml).")
    ] = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Without a run: only how far the judge agrees with our hand labels.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, max=32, help="Questions at once.")] = 4,
    as_json: AsJson = False,
) -> None:
    """Let a language model compare the conversations of two runs by a rubric, each pair in both orders.

    Where the orders disagree it is a tie. An opinion beside the measures, told with how far it agrees with people; it
    never enters the gate. Asks the model of TASTEMAKER_MODEL; answers are kept, so that a repeat costs nothing.

    Example: tastemaker eval judge before after --n 20
    """
    import_module("evals.judging.running").run(labels or (), n, seed, rubric, agreement, jobs, as_json)


@benchmark_app.command("mcr")
def mcr_command(
    data: DataFolder,
    split: SplitName = "train",
    n: Sample = 1000,
    seed: Seed = 7,
    wrong: Annotated[float, typer.Option(min=0, max=0.5, help="Share of answers that the person gets wrong.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Asking and stopping in time: the 15-turn protocol of multi-round elicitation on LastFM*.

    Wants catalogue.json, users.json, interactions_train.json and sessions_SPLIT.json (or .gz). docs/benchmarks/mcr.md
    tells how it is measured and where we stand.

    Example: tastemaker eval benchmark mcr --data mcr --split train --n 1000 --wrong 0.05
    """
    import_module("evals.benchmarks.mcr").run(data, split, n, seed, wrong, as_json)


Signals = Annotated[bool, typer.Option("--signals", help="Add a row for each signal: what it brings.")]
TunedRow = Annotated[bool, typer.Option("--tuned", help="Add a row with weights learned on the train side.")]
LogsRow = Annotated[bool, typer.Option("--logs", help="Add a row that also knows what people of the train side liked.")]


@benchmark_app.command("redial")
def redial_command(
    data: DataFolder,
    split: SplitName = "valid",
    n: Sample = 0,
    seed: Seed = 7,
    signals: Signals = False,
    tuned: TunedRow = False,
    logs: LogsRow = False,
    as_json: AsJson = False,
) -> None:
    """What people named next in real dialogues about films, out of all films: Recall@1, @10 and @50 on ReDial.

    Wants catalogue.jsonl and SPLIT.norm.jsonl (or .gz); train.norm.jsonl too for --tuned and --logs.
    docs/benchmarks/redial.md tells how it is measured and where we stand.

    Example: tastemaker eval benchmark redial --data redial --split valid --tuned --logs
    """
    yardstick = import_module("evals.benchmarks.recommending")
    yardstick.run(data, "redial", split, n, seed, as_json, signals, tuned, logs)


@benchmark_app.command("inspired")
def inspired_command(
    data: DataFolder,
    split: SplitName = "valid",
    n: Sample = 0,
    seed: Seed = 7,
    signals: Signals = False,
    tuned: TunedRow = False,
    logs: LogsRow = False,
    as_json: AsJson = False,
) -> None:
    """The same on INSPIRED, by both of its annotations; 99 dialogues, so differences under four points say nothing.

    Wants catalogue.jsonl and SPLIT.norm.jsonl (or .gz); train.norm.jsonl too for --tuned and --logs.
    docs/benchmarks/inspired.md tells how it is measured and where we stand.

    Example: tastemaker eval benchmark inspired --data inspired
    """
    yardstick = import_module("evals.benchmarks.recommending")
    yardstick.run(data, "inspired", split, n, seed, as_json, signals, tuned, logs)


@benchmark_app.command("dst")
def dst_command(
    data: DataFolder, split: SplitName = "valid", n: Sample = 0, seed: Seed = 7, as_json: AsJson = False
) -> None:
    """Understanding people in a domain never seen: joint goal accuracy on MultiWOZ 2.1 or slot F1 on SGD.

    Wants SPLIT.jsonl (or .gz) and, of MultiWOZ, restaurant_db.json, hotel_db.json and attraction_db.json; of SGD,
    SPLIT.schema.json. docs/benchmarks/dst.md tells how it is measured and where we stand.

    Example: tastemaker eval benchmark dst --data multiwoz21 --split valid
    """
    import_module("evals.benchmarks.dst").run(data, split, n, seed, as_json)


@benchmark_app.command("ratings")
def ratings_command(data: DataFolder, n: Sample = 0, seed: Seed = 7, as_json: AsJson = False) -> None:
    """Stars as labels: what models of a library learn from them, and how the product ranks by them alone.

    Wants ratings.csv with movies.csv (MovieLens) or wines.csv (X-Wines), plain or with .gz; LensKit, which
    scripts/trainers.sh installs beside the product. docs/benchmarks/ratings.md tells how it is measured and where we
    stand.

    Example: tastemaker eval benchmark ratings --data ml-latest-small
    """
    import_module("evals.benchmarks.ratings").run(data, n, seed, as_json)


@benchmark_app.command("logs")
def logs_command(
    data: DataFolder,
    name: Annotated[Literal["redial", "inspired"], typer.Option(help="Which of the two it is.")] = "redial",
    seed: Seed = 7,
    as_json: AsJson = False,
) -> None:
    """Others' dialogues brought in and exported: does every word and like survive, and can a ranker learn from it?

    The ranker is LensKit's, which scripts/trainers.sh installs beside the product.

    Example: tastemaker eval benchmark logs --data redial
    """
    import_module("evals.benchmarks.logs").run(data, name, seed, as_json)
