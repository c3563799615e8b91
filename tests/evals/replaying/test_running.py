"""Stored turns, ranked again, from the options to what is told."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.models import ModelSpecError
from app.cli import app
from app.settings import Settings
from evals.replaying import running, worth
from evals.replaying.policy import Policy, in_force, other
from evals.replaying.running import Order, Replay, replayed
from evals.replaying.stored import Reading
from storage.engine import open_engine


def replay(settings: Settings, dials: str = "", scorer: str = "", ranker: str = "", keep: int = 5) -> Replay:
    return replayed(Order("outdoor", other(settings, scorer, dials, None, ranker), keep=keep), settings)


def rows(settings: Settings) -> list[str]:
    connection = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_the_same_policy_shows_the_same_and_earns_what_was_earned(settings: Settings) -> None:
    found = replay(settings)
    assert found.summary.turns == found.summary.same == len(found.ledger.chances) > 20
    assert (found.summary.stays, found.summary.ranks_then) == (found.summary.accepted, found.summary.ranks_now)
    assert found.summary.accepted > 0
    assert min(found.ledger.chances) < 1
    for one in found.ledger.worth():
        assert one.ips.value == pytest.approx(one.logged)
        assert one.snips.value == pytest.approx(one.logged)
    assert {one.reward for one in found.ledger.worth()} == {"accept", "label"}


def test_nothing_is_written(settings: Settings) -> None:
    before = rows(settings)
    replay(settings, "tail=1", "embedding")
    assert rows(settings) == before


@pytest.mark.parametrize(
    ("dials", "scorer", "ranker"), [("tail=1", "", ""), ("", "embedding", ""), ("", "popularity", "plain")]
)
def test_another_policy_differs_and_breaks_no_wish(settings: Settings, dials: str, scorer: str, ranker: str) -> None:
    summary = replay(settings, dials, scorer, ranker, keep=4).summary
    assert summary.violations == 0
    assert summary.same < summary.turns
    assert summary.stays <= summary.accepted
    assert [one.overlap for one in summary.largest] == sorted(one.overlap for one in summary.largest)
    assert 0 < len(summary.largest) <= 4
    for one in summary.largest:
        then, now = ([getattr(line, at) for line in one.lines if getattr(line, at)] for at in ("then", "now"))
        assert sorted(then) == list(range(1, len(then) + 1))
        assert sorted(now) == list(range(1, len(now) + 1))
        kept = [line for line in one.lines if line.then and line.now]
        assert one.overlap == pytest.approx(len(kept) / max(len(then), len(now)))


def test_a_policy_that_explores_less_has_support_and_an_estimate(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worth, "FEWEST", 5)
    ledger = replay(settings, "explore=0").ledger
    assert ledger.support == 1
    assert ledger.unlike > 0
    assert set(ledger.targets) == {0.0, 1.0}
    assert (found := ledger.worth())
    assert all(one.ips.low < one.ips.value < one.ips.high for one in found)


def test_what_was_certain_tells_nothing_of_another_policy(certain: Settings) -> None:
    same, changed = replay(certain), replay(certain, "", "popularity", "plain")
    assert same.summary.same == same.summary.turns
    assert same.ledger.worth()
    assert changed.ledger.worth() == ()
    assert "No estimate" in changed.ledger.silence
    assert "TASTEMAKER_EXPLORE" in changed.ledger.silence


def test_a_policy_that_explores_has_no_support_where_the_log_did_not(certain: Settings) -> None:
    ledger = replay(certain, "explore=0.2").ledger
    assert ledger.without[worth.CERTAIN] > 0
    assert ledger.unlike == 0
    assert ledger.worth() == ()


def test_other_versions_and_items_that_left_are_told(altered: Settings) -> None:
    found = replay(altered, keep=100)
    counts = found.summary.counts
    assert counts["turns shown from another version of the catalogue"] == found.summary.turns
    assert counts["cards whose item has left the catalogue"] == 1
    assert [line.title for one in found.summary.largest for line in one.lines if line.fate == "no longer there"] == [
        "vanished"
    ]
    assert found.ledger.worth() == ()
    assert "they were made with" in found.ledger.silence


def test_people_are_left_out_and_their_texts_scrubbed_as_in_an_export(settings: Settings) -> None:
    engine = open_engine(settings.database_url)
    reading = Reading(engine, Order("outdoor", in_force(settings)).filters, b"secret")
    try:
        assert reading.count() == 20
        turns = [one for talk in reading.shown() for one in talk]
    finally:
        engine.dispose()
    said = " ".join(one.said for one in turns)
    assert "EMAIL" in said.upper()
    assert "ana.ruiz" not in said
    assert "secret trip" not in said
    assert reading.left_out["conversations whose person refused"] == 1
    assert {one.talk for one in turns}.isdisjoint(one.before.id for one in turns)


def test_only_the_latest_are_read(settings: Settings) -> None:
    told: list[tuple[str, int, int]] = []
    found = replayed(Order("outdoor", in_force(settings), latest=3), settings, lambda *step: told.append(step))
    assert found.conversations == 3
    assert told[-1] == ("replaying", 3, 3)
    assert {one.said for one in found.summary.largest} == set()


def test_a_scorer_that_asks_a_model_says_so_where_there_is_none(settings: Settings) -> None:
    with pytest.raises(ModelSpecError, match="asks a language model, and there is none"):
        replay(settings, scorer="llm-grade")


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.setattr(running, "load_settings", lambda: settings)

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["eval", "replay", "-c", "outdoor", *arguments])
        return done.exit_code, done.output

    return run


def test_the_command_tells_people(command: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    page = tmp_path / "out" / "replay.html"
    code, told = command("--dials", "tail=1,explore=0", "--turns", "2", "--html", str(page))
    assert code == 0
    assert "“outdoor” as tail=1, explore=0 would have it" in told
    assert "cards that break a hard wish                0" in told
    html = page.read_text()
    assert html.startswith("<!doctype html>")
    assert "tail=1, explore=0" in html
    assert "<script" not in html


def test_the_command_ends_with_json(command: Callable[..., tuple[int, str]]) -> None:
    code, told = command("--scorer", "embedding", "--json")
    found = json.loads(told.splitlines()[-1])
    assert code == 0
    assert found["policy"] == "scorer=embedding"
    assert 0 <= found["overlap"] <= 1
    assert found["largest"][0]["lines"][0].keys() == {"item_id", "title", "fate", "then", "now", "did"}


def test_what_cannot_be_meant_ends_with_a_sentence(command: Callable[..., tuple[int, str]]) -> None:
    assert command("--dials", "size=3") == (1, '"size=3" is no dial; write tail=…, explore=…, by comma.\n')


def test_a_broken_wish_is_an_error(
    command: Callable[..., tuple[int, str]], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = replay(settings, "tail=1", keep=1)
    broken = replace(found.summary.largest[0], violations=("“Tent” breaks the wish “must price <= 400”.",))
    found.summary.add(broken)

    def told(order: Order, settings: Settings, progress: object) -> Replay:
        return replace(found, order=order)

    monkeypatch.setattr(running, "replayed", told)
    code, text = command()
    assert code == 1
    assert "Error: 1 cards must not be shown" in text
    assert "“Tent” breaks the wish “must price <= 400”." in text


def test_another_policy_is_named_by_what_differs(settings: Settings) -> None:
    found: Policy = other(settings, "embedding", "explore=0", None, "plain")
    assert found.name == "explore=0, scorer=embedding, ranker=plain"
