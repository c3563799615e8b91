"""Whose conversation it is, and what outlives a page, a tab and a server."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow, Window

pytestmark = pytest.mark.browser


def test_a_reload_goes_on_where_it_was(window: Window) -> None:
    page = window.page
    window.say("a calm puzzle, just show me")
    titles = page.locator(".tm-title").all_inner_texts()
    chips = window.chips
    window.reload()
    page.wait_for_selector(".tm-card")
    assert page.locator(".tm-title").all_inner_texts() == titles
    assert window.chips == chips
    window.say("show me others")
    assert page.locator(".tm-you").count() == 2


def test_two_windows_never_see_each_other(opens: OpenWindow) -> None:
    first, second = opens(), opens()
    first.say("a calm puzzle, just show me")
    second.say("something silly")
    second.reload()
    second.page.wait_for_selector(".tm-you")
    assert second.page.locator(".tm-you").all_inner_texts()[0].endswith("something silly")
    assert second.chips == ["silly"]
    second.page.click("#tm-past")
    expect(second.page.locator(".tm-past")).to_have_count(1)
    assert set(first.chips) == {"calm", "puzzle"}


def test_tabs_of_one_browser_may_talk_apart_and_know_of_each_other(window: Window) -> None:
    window.say("a calm puzzle")
    tab = Window(window.context, window.context.new_page(), window.url)
    tab.watch()
    tab.open()
    expect(tab.page.locator(".tm-you")).to_have_count(1)
    tab.page.click("#tm-new")
    tab.page.wait_for_selector(".tm-hero")
    tab.say("something silly")
    window.reload()
    window.page.wait_for_selector(".tm-you")
    assert set(window.chips) == {"calm", "puzzle"}
    window.page.click("#tm-past")
    expect(window.page.locator(".tm-past")).to_have_count(2)
    assert tab.complaints == []


def test_an_earlier_conversation_is_resumed_and_deleted(window: Window) -> None:
    page = window.page
    window.say("a calm puzzle")
    page.click("#tm-new")
    page.wait_for_selector(".tm-hero")
    window.say("something silly")
    page.click("#tm-past")
    page.get_by_role("button", name="a calm puzzle").first.click()
    expect(page.locator(".tm-you")).to_contain_text("a calm puzzle")
    page.click("#tm-past")
    forget = page.get_by_role("button", name="Delete the conversation “something silly”")
    forget.click()
    forget.click()
    expect(page.locator(".tm-past")).to_have_count(1)
    window.reload()
    page.wait_for_selector(".tm-you")
    page.click("#tm-past")
    expect(page.locator(".tm-past")).to_have_count(1)


def test_a_wrong_token_opens_nothing(window: Window) -> None:
    page = window.page
    window.say("a calm puzzle")
    page.evaluate(
        "for (const name of Object.keys(localStorage))"
        " if (name.startsWith('tastemaker.conversation.')) localStorage.setItem(name, 'guessed')"
    )
    window.reload()
    page.wait_for_selector(".tm-hero")
    assert page.locator(".tm-you").count() == 0


def test_a_deleted_conversation_is_a_sentence_and_what_was_typed_is_kept(opens: OpenWindow) -> None:
    window = opens()
    window.say("a calm puzzle")
    tab = Window(window.context, window.context.new_page(), window.url)
    tab.open()
    tab.page.click("#tm-past")
    forget = tab.page.get_by_role("button", name="Delete the conversation “a calm puzzle”")
    forget.click()
    forget.click()
    tab.page.wait_for_selector(".tm-hero")
    window.say("and short")
    expect(window.page.locator("#tm-alert")).to_contain_text("does not exist")
    assert window.page.input_value("#tm-input") == "and short"
    window.page.get_by_role("button", name="Start a new conversation").click()
    window.page.wait_for_selector(".tm-hero")
    assert window.page.input_value("#tm-input") == "and short"


def test_a_server_out_of_reach_is_a_sentence_and_the_same_words_go_again(opens: OpenWindow) -> None:
    window = opens()
    page = window.page
    window.say("a calm puzzle")
    window.context.set_offline(True)
    page.fill("#tm-input", "just show me")
    page.keyboard.press("Enter")
    expect(page.locator("#tm-alert")).to_contain_text("does not answer", timeout=20_000)
    assert page.input_value("#tm-input") == "just show me"
    assert page.locator(".tm-you").count() == 1
    with page.expect_event("load", timeout=20_000):  # Gradio loads the page again when it has its server back.
        window.context.set_offline(False)
    expect(page.locator(".tm-you")).to_have_count(1)
    assert page.input_value("#tm-input") == "just show me"
    expect(page.locator("#tm-alert")).to_be_hidden()
    page.press("#tm-input", "Enter")
    window.answered()
    assert page.locator(".tm-you").count() == 2
    assert page.input_value("#tm-input") == ""
    window.complaints.clear()  # Chromium's own, of the requests that could not be sent.
