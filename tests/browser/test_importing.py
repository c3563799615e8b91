"""A catalogue is dropped on the page and talked to."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window

pytestmark = pytest.mark.browser

ROWS = "\n".join(f"{n};Lamp {n};{('oak', 'brass', 'glass')[n % 3]};{20 + n},50" for n in range(1, 41))


def test_a_file_becomes_a_catalogue_to_talk_to(window: Window, tmp_path: Path) -> None:
    page = window.page
    junk, lamps = tmp_path / "junk.csv", tmp_path / "lamps.csv"
    junk.write_bytes(bytes(range(256)) * 400)  # more than the API takes of anybody
    lamps.write_text(f"id;name;material;price (EUR)\n{ROWS}\n7;<b>Twice</b>;oak;9\n", encoding="utf-8")
    page.click("#tm-add")
    page.set_input_files("#tm-file", junk)
    expect(page.locator("#tm-import [role=alert]")).to_contain_text("“junk.csv”", timeout=15_000)
    page.set_input_files("#tm-file", lamps)
    expect(page.locator(".tm-lead")).to_contain_text("40 of 41 rows", timeout=15_000)
    assert page.locator(".tm-examples li").count() == 3
    assert "the title" in page.inner_text(".tm-attributes")
    page.locator(".tm-problems summary").click()
    expect(page.locator(".tm-problems")).to_contain_text("7")
    page.get_by_role("button", name="Import 40 items").click()
    page.get_by_role("button", name="Talk about Lamps").click(timeout=30_000)
    expect(page.locator(".tm-hero h1")).to_contain_text("40 items")
    assert page.locator("#tm-catalogue").input_value() == "lamps"
    window.say("brass, just show me")
    assert page.locator(".tm-card").count() == 3
    page.select_option("#tm-catalogue", "games")
    expect(page.locator(".tm-hero h1")).to_contain_text("37 games")


def test_the_talk_is_still_there_behind_the_import_page(window: Window) -> None:
    window.say("a calm puzzle")
    window.page.click("#tm-add")
    expect(window.page.locator(".tm-drop")).to_be_visible()
    window.page.get_by_role("button", name="Back to the conversation").click()
    expect(window.page.locator(".tm-you")).to_contain_text("a calm puzzle")
