"""What a person does on the page, and what they see."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow, Window
from tests.browser.games import HOSTILE

pytestmark = pytest.mark.browser


def test_an_empty_conversation_offers_ways_to_start_and_says_what_is_at_work(window: Window) -> None:
    page = window.page
    assert "37 games" in page.inner_text(".tm-hero h1")
    assert page.locator(".tm-starter").all_inner_texts() == ["A calm puzzle", "Something silly for a party"]
    assert "appears here" in page.inner_text("#tm-side")
    parts = page.inner_text("#tm-parts")
    assert "Language model: none (built-in)" in parts
    assert "Scorer: utility" in parts
    assert "Embedder: word hashes" in parts


def test_a_question_is_answered_by_a_tap_and_cards_come_with_reasons(window: Window) -> None:
    page = window.page
    window.say("hello")
    options = page.locator(f"{window.last} >> .tm-option")
    assert options.count() >= 3
    label = options.first.locator("span").first.inner_text()
    options.first.click()
    window.answered()
    assert page.locator(".tm-you >> nth=-1").inner_text().endswith(label)
    assert label in window.chips[0]
    window.say("just show me")
    cards = page.locator(f"{window.last} >> .tm-card")
    assert cards.count() == 3
    for place in range(3):
        card = cards.nth(place)
        assert card.locator(".tm-rank").inner_text() == str(place + 1)
        assert card.locator("img").get_attribute("src", timeout=1000).startswith("data:image/svg+xml")  # type: ignore[union-attr]
        assert label in card.locator(".tm-met").first.inner_text()
        assert card.locator(".tm-because").inner_text()


def test_a_finished_answer_is_announced_once_and_the_log_itself_is_silent(window: Window) -> None:
    page = window.page
    assert page.get_attribute("#tm-log", "aria-live") == "off"
    window.say("a calm puzzle, just show me")
    spoken = page.inner_text("#tm-live")
    assert "3 recommendations" in spoken
    assert page.locator(f"{window.last} >> .tm-title").first.inner_text().strip() in spoken


def test_a_thumb_down_with_its_reason_changes_the_wishes_and_the_item_stays_away(window: Window) -> None:
    page = window.page
    window.say("a puzzle, just show me")
    card = page.locator(f"{window.last} >> .tm-card").first
    title = card.locator(".tm-title").inner_text().strip()
    assert card.locator("[data-of=dislike]").is_hidden()
    card.locator("[data-kind=dislike]").click()
    expect(card.locator("[data-kind=dislike]")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="too long").click()
    expect(page.locator("#tm-side")).to_contain_text("under")
    expect(page.locator("#tm-side")).to_contain_text("Not shown again")
    window.tap('[data-say="show me others"] >> nth=-1')
    assert title not in page.locator(f"{window.last} >> .tm-title").all_inner_texts()


def test_a_thumb_that_is_tapped_again_is_taken_back(window: Window) -> None:
    page = window.page
    window.say("a puzzle, just show me")
    card = page.locator(f"{window.last} >> .tm-card").first
    thumb = card.locator("[data-kind=dislike]")
    thumb.click()
    expect(page.locator("#tm-side")).to_contain_text("Not shown again")
    thumb.click()
    expect(page.locator("#tm-side")).not_to_contain_text("Not shown again")
    expect(thumb).to_have_attribute("aria-pressed", "false")
    expect(card.locator("[data-of=dislike]")).to_be_hidden()


def test_what_was_seen_is_rated_with_stars(window: Window) -> None:
    page = window.page
    window.say("a puzzle, just show me")
    card = page.locator(f"{window.last} >> .tm-card").first
    card.locator("[data-kind=seen]").click()
    card.get_by_label("4 stars").click()
    expect(card.get_by_label("4 stars")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tm-side")).to_contain_text("Close to")


def test_cards_that_were_on_the_screen_are_told_together_and_once(window: Window) -> None:
    page, told = window.page, list[str]()
    page.on("request", lambda one: told.append(one.post_data or "") if '"shown"' in (one.post_data or "") else None)
    window.say("a puzzle, just show me")
    cards = page.locator(f"{window.last} >> .tm-card")
    for place in range(cards.count()):
        cards.nth(place).scroll_into_view_if_needed()
        page.wait_for_timeout(1300)
    page.wait_for_timeout(1800)
    assert 1 <= len(told) <= 3
    assert sum(one.count('"shown"') for one in told) == 2 * cards.count()


def test_consent_is_said_and_taken_back(window: Window) -> None:
    page = window.page
    side = page.locator("#tm-side")
    yes, no = side.get_by_role("button", name="Yes"), side.get_by_role("button", name="No", exact=True)
    expect(yes).to_have_attribute("aria-pressed", "false")
    no.click()
    expect(no).to_have_attribute("aria-pressed", "true")
    window.say("a puzzle")
    expect(no).to_have_attribute("aria-pressed", "true")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    window.reload()
    page.wait_for_selector(".tm-you")
    expect(yes).to_have_attribute("aria-pressed", "true")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "false")
    expect(no).to_have_attribute("aria-pressed", "false")


def test_seen_and_like_are_kept_and_more_like_this_continues_the_talk(window: Window) -> None:
    page = window.page
    window.say("a puzzle, just show me")
    cards = page.locator(f"{window.last} >> .tm-card")
    cards.nth(0).locator("[data-kind=seen]").click()
    cards.nth(1).locator("[data-kind=like]").click()
    expect(page.locator("#tm-side")).to_contain_text("Close to")
    window.reload()
    page.wait_for_selector(".tm-card")
    cards = page.locator(f"{window.last} >> .tm-card")
    expect(cards.nth(0).locator("[data-kind=seen]")).to_have_attribute("aria-pressed", "true")
    expect(cards.nth(1).locator("[data-kind=like]")).to_have_attribute("aria-pressed", "true")
    cards.nth(2).locator(".tm-similar").click()
    window.answered()
    assert "more like the third one" in page.locator(".tm-you >> nth=-1").inner_text()
    assert page.locator(f"{window.last} >> .tm-card").count() >= 1


def test_a_wish_can_be_toggled_removed_and_brought_back(window: Window) -> None:
    page = window.page
    window.say("a calm puzzle")
    before = window.chips
    assert set(before) == {"calm", "puzzle"}
    first = page.locator(".tm-chip").first
    assert first.get_attribute("title") is None
    assert "You said" in (first.locator(".tm-chiptoggle").get_attribute("title") or "")
    strength = first.locator(".tm-strength").inner_text()
    first.locator(".tm-chiptoggle").click()
    expect(page.locator(".tm-strength").first).not_to_have_text(strength)
    page.locator(".tm-chipremove").first.click()
    expect(page.locator(".tm-chip")).to_have_count(1)
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator(".tm-chip")).to_have_count(2)


def test_two_things_side_by_side_are_a_table(window: Window) -> None:
    page = window.page
    window.say("a puzzle, just show me")
    window.say("compare the first and the second")
    table = page.locator(f"{window.last} >> table")
    assert table.locator("thead th").count() == 2
    assert "length" in table.inner_text()


def test_wishes_that_nothing_meets_come_with_ways_out(window: Window) -> None:
    page = window.page
    window.say("horror by Alder")
    ways = page.locator(f"{window.last} >> .tm-option")
    assert ways.count() >= 1
    ways.first.click()
    window.answered()
    assert page.locator(window.last).locator(".tm-option, .tm-card").count() >= 1


def test_what_a_catalogue_says_stays_text(window: Window) -> None:
    page = window.page
    window.say("horror, just show me")
    card = page.locator(f"{window.last} >> .tm-card").first
    assert card.locator(".tm-title").inner_text() == HOSTILE
    assert card.locator("a").count() == 0
    assert (card.locator("img").get_attribute("src") or "").startswith("data:image/")
    window.say("<img src=y onerror=\"document.title='owned'\">")
    assert page.locator(".tm-log img[src='x'], .tm-log img[src='y'], .tm-log script").count() == 0
    assert page.title() == "Tastemaker"


def test_a_link_of_an_item_opens_apart_and_tells_nothing(window: Window) -> None:
    window.say("a puzzle, just show me")
    link = window.page.locator(f"{window.last} >> .tm-title a").first
    assert (link.get_attribute("href") or "").startswith("https://games.example/")
    assert "noopener" in (link.get_attribute("rel") or "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_wishes_are_a_drawer(
    opens: OpenWindow, scheme: str
) -> None:
    window = opens(390, 844, scheme)
    page = window.page
    window.say("a calm puzzle, just show me")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.querySelector('#tm-scroll').scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.dataset.tm") == scheme
    assert page.locator("#tm-side").is_hidden()
    assert "2" in page.inner_text("#tm-wishes")
    page.click("#tm-wishes")
    expect(page.locator(".tm-chip").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tm-side")).to_be_hidden()


def test_the_theme_chosen_is_kept(window: Window) -> None:
    page = window.page
    page.click("#tm-theme")
    assert page.evaluate("document.documentElement.dataset.tm") == "dark"
    window.reload()
    page.wait_for_selector("#tm-log > *")
    assert page.evaluate("document.documentElement.dataset.tm") == "dark"


def test_the_page_can_be_used_without_a_mouse(window: Window) -> None:
    page = window.page
    page.locator("#tm-input").focus()
    page.keyboard.type("a calm puzzle")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("please")
    page.keyboard.press("Enter")
    window.answered()
    assert page.locator(".tm-you p").inner_text() == "a calm puzzle\nplease"
    page.locator(".tm-option, .tm-suggestion").first.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    window.answered()
    assert page.locator(".tm-you").count() == 2


def test_a_catalogue_that_cannot_be_opened_is_said_and_not_shown_as_chosen(opens: OpenWindow) -> None:
    window = opens()
    page = window.page
    window.say("a calm puzzle")
    page.evaluate("document.querySelector('#tm-catalogue').add(new Option('Gone', 'gone'))")
    page.route("**/component_server**", lambda route: route.fulfill(status=500, body="Internal Server Error"))
    page.select_option("#tm-catalogue", "gone")
    expect(page.locator("#tm-alert")).to_contain_text("The server failed at this")
    expect(page.locator("#tm-catalogue")).to_have_value("games")
    expect(page.locator(".tm-you")).to_contain_text("a calm puzzle")
    window.complaints = [line for line in window.complaints if "500" not in line]
