"""`tastemaker export`: from what is stored to a folder, and sentences where there is nothing to tell."""

import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
import typer
from typer.testing import CliRunner, Result

from agents.dialogue import Move, Reply, Reveal, Turn
from app.commands.exporting import ending_tidily, export_command
from retrieval.catalogue import Catalogue
from retrieval.importing.report import Report
from retrieval.shelf import Shelf
from storage.records import Feedback, FeedbackKind
from storage.sql import SqlStore
from tests.storage.exports.making import DOMAIN, GLASS, ITEMS, WISHES, slate

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TASTEMAKER_CATALOGUE", "lamps")
    monkeypatch.chdir(tmp_path)
    shelf = Shelf(tmp_path / "var" / "catalogues")
    shelf.stage(Catalogue(DOMAIN, "v2", ITEMS), Report(len(ITEMS), len(ITEMS)))
    shelf.publish("lamps", "v2")
    app = typer.Typer()
    app.command("export")(export_command)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


async def talked(tmp_path: Path, count: int, kinds: tuple[FeedbackKind, ...] = ("accept", "dislike")) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/var/tastemaker.db")
    for number in range(count):
        talk = (await store.open_conversation("lamps", "v2")).conversation.id
        said = f"a glass lamp for room {number}, write to ana{number}@example.com"
        await store.begin_turn(talk, 1, said)
        cards = slate(f"t{number}")
        await store.commit_slate(talk, 1, cards, WISHES)
        reply = Reply(Move.RECOMMEND, "Here are three.", cards)
        await store.finish_turn(talk, Turn(1, said, (Reveal(GLASS),), WISHES, reply))
        for rank, kind in enumerate(kinds, 1):
            shown = cards.recommendations[rank - 1].impression_id
            await store.add_feedback(Feedback(f"{shown}-{kind}", shown, kind, datetime.now(UTC)))
    await store.close()


async def test_conversations_become_a_folder_with_a_manifest(run: Run, tmp_path: Path) -> None:
    await talked(tmp_path, 30)
    done = run("st-pairs")
    assert done.exit_code == 0, done.output
    out = tmp_path / "lamps-st-pairs"
    found = orjson.loads((out / "manifest.json").read_bytes())
    assert found["rows"]["all"] == 30
    assert found["rows"]["by_rule"] == {"accept": 30}
    assert found["store"]["scrubbed"]["EMAIL"] == 30
    rows = [orjson.loads(line) for file in out.glob("[tv]*.jsonl") for line in file.read_bytes().splitlines()]
    assert len(rows) == 30
    assert all("<EMAIL>" in row["anchor"] and "@" not in row["anchor"] for row in rows)
    assert {row["positive"] for row in rows} == {'Bell. style: glass. Rings a "bell", or two'}
    assert "rows to train on" in done.output


async def test_the_same_export_again_is_the_same_to_the_byte(run: Run, tmp_path: Path) -> None:
    await talked(tmp_path, 12)
    for name in ("one", "two"):
        assert run("st-labelled", "--out", name).exit_code == 0
    files = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert files
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files)


def said(done: Result) -> str:
    assert done.exit_code != 0
    return str(done.exception)


async def test_what_cannot_be_exported_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    assert "no conversations about “lamps”" in said(run("st-pairs"))
    await talked(tmp_path, 3, ("click",))
    assert "None of 3 conversations gives a row" in said(run("st-pairs"))
    assert "is no export format" in said(run("csv"))
    assert '"chairs"' in said(run("st-pairs", "--catalogue", "chairs"))
    assert "There are no conversations to export" in said(run("st-pairs", "--consent", "given"))
    assert "must be the earlier one" in said(run("st-pairs", "--since", "2026-05-02", "--until", "2026-05-01"))
    assert os.listdir(tmp_path) == ["var"]


async def test_another_catalogue_is_named_where_people_talked_about_it(run: Run, tmp_path: Path) -> None:
    await talked(tmp_path, 2)
    shelf = Shelf(tmp_path / "var" / "catalogues")
    chairs = Catalogue(type(DOMAIN)("chairs", "Chairs", ()), "v1", ITEMS)
    shelf.stage(chairs, Report(1, 1))
    shelf.publish("chairs", "v1")
    assert "some about “lamps” (2)" in said(run("st-pairs", "-c", "chairs"))


def test_all_formats_are_listed_with_what_loads_them(run: Run) -> None:
    listed = run("--list")
    assert listed.exit_code == 0
    assert "st-triplets" in listed.output
    assert "TripletLoss" in listed.output
    assert run().exit_code == 2


async def test_a_database_that_another_program_keeps_to_itself_is_told_of(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talked(tmp_path, 2)
    monkeypatch.setattr("storage.engine.PRAGMAS", ("busy_timeout=20",))
    other = sqlite3.connect(tmp_path / "var" / "tastemaker.db", isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert "database is locked" in said(run("st-pairs"))
    finally:
        other.close()
    assert os.listdir(tmp_path) == ["var"]


def test_being_terminated_ends_it_as_an_interrupt_does() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended, ending_tidily():
        os.kill(os.getpid(), signal.SIGTERM)
    assert ended.value.code == 143
    assert signal.getsignal(signal.SIGTERM) == before
