"""`tastemaker duels`: what an owner reads."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.commands.duelling import duels_command, lines
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.shelf import Shelf
from storage.duels import Fought, Side, counted


def duel(challenger: float | None, current: float | None, left: bool, talk: str = "c") -> Fought:
    sides = Side("tail=1", challenger), Side("default", current)
    return Fought(talk, sides if left else sides[::-1])


def test_a_winner_is_named_with_its_interval() -> None:
    found = [duel(1.0, 0.0, n % 2 == 0, f"c{n}") for n in range(18)] + [duel(0.0, 1.0, True), duel(0.5, 0.5, True)]
    told = "\n".join(lines(counted(found), "Films"))
    assert "default against tail=1" in told
    assert "20 in 19 conversations" in told
    assert "18 of 19 (94.7%, 95 % from 74.0% to 99.9%)" in told
    assert "“tail=1” is picked more often (p = 7.6e-05)." in told
    assert "favour" not in told


def test_a_side_that_is_favoured_is_told() -> None:
    told = "\n".join(lines(counted([duel(*(1.0, 0.0) if n % 2 else (0.0, 1.0), bool(n % 2)) for n in range(12)]), "F"))
    assert "No difference is shown (p = 1); 12 picks are few. People favour the left side" in told


def test_what_was_not_decided_and_what_was_the_same() -> None:
    told = "\n".join(lines(counted([duel(None, None, True), Fought("c", (Side("default", None),))]), "Films"))
    assert "nobody said         1" in told
    assert "Nothing can be said yet." in told
    assert "In 1 turns both policies chose the same" in told


def test_no_duels_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path))
    items = (Item("a", "A", {"fame": 1.0}),)
    shelf = Shelf(tmp_path / "catalogues")
    domain = Domain("gear", "Gear", (Attribute("fame", Kind.NUMBER),))
    shelf.stage(Catalogue(domain, "v1", items), Report(1, 1))
    shelf.publish("gear", "v1")
    app = typer.Typer()
    app.command("duels")(duels_command)
    assert "No duel about “Gear” was held yet. They are switched on" in CliRunner().invoke(app, ["gear"]).output
    assert json.loads(CliRunner().invoke(app, ["gear", "--json"]).output) == {"standings": [], "agreed": 0}
