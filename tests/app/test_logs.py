"""`tastemaker logs import` and what it is good for: likes as evidence, and `tastemaker tune` from imported logs."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from app.commands.logging_in import logs_app
from app.exporting import Wanted, export_conversations
from app.settings import Settings
from app.tuning import tune
from app.wiring import index_builder, open_shelf
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.embedder import silent
from retrieval.importing.report import Report
from storage.choices import likes, slates_with_feedback
from storage.engine import open_engine
from storage.exports.format import ExportError
from storage.exports.formats import find_format
from storage.exposure import times_shown

CLI = typer.Typer()
CLI.add_typer(logs_app, name="logs")
STYLES = ("stout", "lager", "porter", "cider")
ITEMS = tuple(
    Item(f"i{n}", f"{style.title()} {name}", {"style": (style,), "rating": 1 + n % 5})
    for n, (style, name) in enumerate((s, n) for n in ("Anvil", "Bramble", "Cobalt", "Dune", "Ember") for s in STYLES)
)
DOMAIN = Domain("drinks", "Drinks", (Attribute("style", Kind.TAGS), Attribute("rating", Kind.NUMBER)), rating="rating")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path))
    monkeypatch.setenv("TASTEMAKER_CHROMA", "none")
    made = Settings(var=tmp_path, chroma="none")
    shelf = open_shelf(made)
    catalogue = Catalogue(DOMAIN, "v1", ITEMS)
    shelf.stage(catalogue, Report(len(ITEMS), len(ITEMS)))
    index_builder(made)(catalogue, None, silent)
    shelf.publish("drinks", "v1")
    return made


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(CLI, ["logs", "import", *arguments, "--catalogue", "drinks"])
    assert ran.exit_code == 0, (ran.output, ran.exception)
    return ran.output


def refused(*arguments: str) -> str:
    ran = CliRunner().invoke(CLI, ["logs", "import", *arguments, "--catalogue", "drinks"])
    assert ran.exit_code == 1
    return str(ran.exception) + ran.output


def talks(path: Path, count: int) -> Path:
    """People who wish for a style, are recommended two of it and one that is not, and like what is of it."""
    draw = np.random.default_rng(3)
    with path.open("w") as file:
        for number in range(count):
            style = STYLES[number % len(STYLES)]
            of_it = [item for item in ITEMS if style in item.tags("style")]
            picked = [of_it[at] for at in draw.permutation(len(of_it))[:2]]
            turns = [
                {"role": "seeker", "text": f"I would like a {style}, please"},
                {"role": "recommender", "text": "Try these.", "items": [one.id for one in picked]},
            ]
            feedback = [{"item": one.id, "kind": "like"} for one in picked]
            file.write(json.dumps({"id": number, "turns": turns, "feedback": feedback}) + "\n")
    return path


def test_imported_talks_warm_the_ranking_up(settings: Settings, tmp_path: Path) -> None:
    file = talks(tmp_path / "talks.jsonl", 40)
    told = run("dialogues", str(file), "--at", "2024-01-01", "--json")
    figures = json.loads(told.splitlines()[-1])
    assert (figures["brought"], figures["signals"]) == (40, {"like": 80})
    assert "dated 2024-01-01 00:00, as you said" in told
    tuned = tune("drinks", settings)
    assert tuned.learned is not None
    assert tuned.learned.gain.groups == 40
    assert "80 of them in imported logs" in tuned.on
    assert not tuned.skipped
    assert tuned.learned.weights["wishes"] + tuned.learned.weights["relevance"] > tuned.learned.weights["quality"]


def test_what_nobody_here_scored_teaches_no_scores(settings: Settings, tmp_path: Path) -> None:
    run("dialogues", str(talks(tmp_path / "talks.jsonl", 12)))
    wanted = Wanted("drinks")
    with pytest.raises(ExportError):
        export_conversations(find_format("st-teacher"), wanted, tmp_path / "teacher", settings)
    made = export_conversations(find_format("st-pairs"), wanted, tmp_path / "pairs", settings)
    assert sum(one.rows for one in made.files if one.path != "origins.jsonl") > 0


def test_what_was_shown_elsewhere_counts_as_liked_and_not_as_shown_here(settings: Settings, tmp_path: Path) -> None:
    run("dialogues", str(talks(tmp_path / "talks.jsonl", 4)))
    (tmp_path / "r.csv").write_text("user,item,rating\nann,i1,5\nann,i2,4\nann,i3,2\n")
    run("csv", str(tmp_path / "r.csv"))
    engine = open_engine(settings.database_url)
    try:
        assert sorted(map(len, likes(engine, "drinks").values())) == [2, 2, 2, 2, 2]
        assert not slates_with_feedback(engine, "drinks")
        assert not times_shown(engine, "drinks")
    finally:
        engine.dispose()


def test_a_dry_run_changes_nothing_and_the_same_file_twice_adds_nothing(settings: Settings, tmp_path: Path) -> None:
    file = str(talks(tmp_path / "talks.jsonl", 3))
    assert "3 would be new, 0 were there already." in run("dialogues", file, "--dry-run")
    assert "3 are new, 0 were there already." in run("dialogues", file)
    assert "0 are new, 3 were there already." in run("dialogues", file)


def test_what_cannot_be_meant_is_a_sentence(settings: Settings, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("user,item,rating\nann,i1,9\n")
    assert "No such file" in refused("csv", str(tmp_path / "nothing.csv"))
    assert "is no time" in refused("csv", str(table), "--at", "soonish")
    assert "no scale" in refused("csv", str(table), "--scale", "big")
    assert "no column “x”" in refused("csv", str(table), "--map", "x=item")
    assert "off the scale" in run("csv", str(table))
    assert "1 are new" in run("csv", str(table), "--scale", "0-10")
    missing = CliRunner().invoke(CLI, ["logs", "import", "csv", str(table), "--catalogue", "teas"])
    assert 'There is no catalogue "teas"' in str(missing.exception)
