"""`tastemaker keys`: what it prints, what it keeps, and what it says no to."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "var"


def run(*words: str) -> str:
    ran = CliRunner().invoke(app, ["keys", *words])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def refused(*words: str) -> str:
    ran = CliRunner().invoke(app, ["keys", *words])
    assert ran.exit_code == 1
    return str(ran.exception)


def make(*words: str) -> dict[str, str]:
    told: dict[str, str] = json.loads(run("create", *words, "--json"))
    return told


SHOP = ("site", "shop", "--origin", "https://shop.example")


def test_a_site_key_comes_with_what_goes_into_the_pages(var: Path) -> None:
    written = run("create", *SHOP, "--catalogue", "outdoor")
    (key,) = (line.strip() for line in written.splitlines() if line.strip().startswith("tm_site_"))
    tag = f'<script src="http://127.0.0.1:7860/widget.js" data-key="{key}" data-catalogue="outdoor" defer></script>'
    assert tag in written
    assert "tm_identity_" in written
    assert "shown this once" in written
    assert not [file for file in var.iterdir() if key.encode() in file.read_bytes()]


def test_the_tag_names_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASTEMAKER_PUBLIC_URL", "https://chat.example/")
    assert 'src="https://chat.example/widget.js"' in make(*SHOP)["script"]


def test_only_pages_get_a_tag_and_owners_vouch_for_nobody() -> None:
    assert set(make("server", "backend")) == {"id", "kind", "name", "key", "identity_secret"}
    assert set(make("owner", "me")) == {"id", "kind", "name", "key"}


def test_lists_show_enough_to_know_a_key_again_and_no_more() -> None:
    assert "There is no key yet" in run("list")
    made = make(*SHOP)
    listed = run("list")
    assert made["key"][:14] in listed
    assert made["key"] not in listed
    assert "https://shop.example" in listed
    (told,) = json.loads(run("list", "--json"))
    assert (told["id"], told["origins"], told["revoked_at"]) == (made["id"], ["https://shop.example"], None)
    assert "hash" not in told


@pytest.mark.parametrize("named", ["id", "name", "key"])
def test_a_key_is_revoked_by_whatever_names_it(named: str) -> None:
    made = make(*SHOP)
    assert "ends within 5 seconds" in run("revoke", made[named])
    assert "revoked" in run("list")
    assert "There is no live key" in refused("revoke", made[named])
    assert make(*SHOP)["id"] != made["id"]


def test_a_name_is_taken_while_its_key_lives() -> None:
    make(*SHOP)
    assert "There is a key “shop” already" in refused("create", *SHOP)


def test_a_key_that_is_not_known_is_not_repeated() -> None:
    words = "tm_server_" + "a" * 43
    assert words not in refused("revoke", words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("site", "shop"), "add --origin"),
        (("site", "shop", "--origin", "http://shop.example"), "--insecure"),
        (("site", "shop", "--origin", "https://*.example"), "write each one whole"),
        (("site", "shop", "--origin", "https://shop.example/x"), "leave out what stands behind"),
        (("owner", "me", "--catalogue", "films"), "leave out --origin and --catalogue"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence_and_makes_nothing(words: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused("create", *words)
    assert json.loads(run("list", "--json")) == []


def test_a_damaged_secret_is_a_sentence_and_makes_no_key(var: Path) -> None:
    var.mkdir()
    (var / "secret").write_text("garbage")
    assert "holds no secret of ours" in refused("create", *SHOP)
    assert json.loads(run("list", "--json")) == []


def test_a_lost_secret_is_told_of(var: Path) -> None:
    old = make(*SHOP)
    (var / "secret").unlink()
    ran = CliRunner().invoke(app, ["keys", "create", "server", "backend"])
    assert "tokens and identity secrets from before no longer work" in ran.stderr
    assert old["key"] not in ran.output
    assert not CliRunner().invoke(app, ["keys", "create", "server", "another"]).stderr


def test_a_catalogue_that_is_not_there_yet_is_told() -> None:
    ran = CliRunner().invoke(app, ["keys", "create", "server", "x", "--catalogue", "nothing"])
    assert "there is no catalogue “nothing” yet" in ran.stderr


@pytest.mark.parametrize("command", ["create", "list", "revoke"])
def test_each_command_shows_an_example(command: str) -> None:
    assert f"tastemaker keys {command}" in CliRunner().invoke(app, ["keys", command, "--help"]).output
