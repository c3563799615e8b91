"""A duel as a person sees it: two selections, one pick, and the talk goes on from it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.commands.preparing import prepare
from app.settings import Settings
from tests.browser.conftest import OpenWindow, Window, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def duelling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server where every slate of the page is a duel."""
    var = tmp_path_factory.mktemp("duels")
    prepare(("outdoor",), Settings(var=var, embedder="hash", chroma="none"))
    with serving(var, CATALOGUE="outdoor", CHROMA="none", DUELS="1", CHALLENGER="tail=1") as url:
        yield url


@pytest.fixture
def opens(chromium: Browser, duelling: str) -> Iterator[OpenWindow]:
    opener = OpenWindow(chromium, duelling)
    yield opener
    for window in opener.windows:
        window.context.close()
        assert window.complaints == []


def titles(page: Page, selector: str) -> list[str]:
    return [title.strip() for title in page.locator(f"{selector} .tm-title").all_inner_texts()]


def test_two_selections_are_shown_and_the_one_that_is_picked_stays(window: Window) -> None:
    page = window.page
    window.say("a tent, just show me")
    sides = page.locator(".tm-selection")
    expect(sides).to_have_count(2)
    expect(sides.nth(0).locator(".tm-card")).to_have_count(3)
    right = titles(page, ".tm-selection:nth-child(2)")
    spoken = page.inner_text("#tm-live")
    assert "Selection A:" in spoken
    assert "Selection B:" in spoken
    page.get_by_role("button", name="This one: selection B").click()
    expect(page.locator(".tm-selection")).to_have_count(0)
    assert titles(page, ".tm-duel > .tm-cards") == right
    expect(page.get_by_text("The other selection")).to_be_visible()
    window.say("I don't like the first one")
    assert f"{right[0]}" in page.inner_text("#tm-log")
    expect(page.locator("#tm-side")).to_contain_text("Not shown again")


def test_what_was_picked_is_still_picked_when_the_page_is_loaded_again(window: Window) -> None:
    page = window.page
    window.say("a tent, just show me")
    left = titles(page, ".tm-selection:nth-child(1)")
    page.get_by_role("button", name="This one: selection A").click()
    expect(page.locator(".tm-decided")).to_have_count(1)
    window.reload()
    page.wait_for_selector(".tm-decided")
    assert titles(page, ".tm-duel > .tm-cards") == left
    expect(page.locator(".tm-choose")).to_have_count(0)


def test_the_choices_are_reached_by_keyboard(window: Window) -> None:
    page = window.page
    window.say("a tent, just show me")
    page.get_by_role("button", name="This one: selection A").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Neither stands out")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="This one: selection B")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".tm-choose")).to_have_count(0)
    expect(page.locator(".tm-selection")).to_have_count(2)


def test_a_card_of_either_side_takes_feedback_and_more_like_it(window: Window) -> None:
    page = window.page
    window.say("a tent, just show me")
    card = page.locator(".tm-selection").nth(1).locator(".tm-card").first
    title = card.locator(".tm-title").inner_text().strip()
    card.locator("[data-kind=like]").click()
    expect(page.locator("#tm-side")).to_contain_text(title)
    card.locator(".tm-similar").click()
    window.answered()
    assert page.locator(".tm-you >> nth=-1").inner_text().endswith(f"more like {title}")


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (390, 800)])
def test_nothing_is_cut_off(opens: OpenWindow, width: int, height: int) -> None:
    page = opens(width, height).page
    opens.windows[-1].say("a tent, just show me")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    wide = page.locator(".tm-selection").first.bounding_box()
    assert wide
    assert wide["width"] > (300 if width < 700 else 250)
