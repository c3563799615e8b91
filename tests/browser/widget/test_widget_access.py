"""For everybody: by keyboard alone, with a screen reader, right to left, enlarged, on small screens."""

import pytest
from playwright.sync_api import expect

from tests.browser.widget.conftest import Visit, Visits

pytestmark = pytest.mark.browser

SPOKEN = """() => {
  window.spoken = [];
  const region = document.querySelector("tastemaker-chat").shadowRoot.querySelector("[role=status]");
  new MutationObserver(() => spoken.push(region.textContent)).observe(region, { childList: true });
}"""
EDGED = """(node) => {
  const style = getComputedStyle(node);
  return style.borderTopStyle !== "none" && style.borderTopColor !== style.backgroundColor;
}"""
KEYBOARD = """() => {
  Object.defineProperty(visualViewport, "height", { get: () => 430 });
  visualViewport.dispatchEvent(new Event("resize"));
}"""
FOCUSED = "document.querySelector('tastemaker-chat').shadowRoot.activeElement"


def focused(visit: Visit, what: str) -> str:
    found: str = visit.page.evaluate(f"{FOCUSED}?.{what} ?? ''")
    return found


def test_everything_can_be_done_with_the_keyboard(visit: Visit) -> None:
    page = visit.go().page
    page.locator("main button").focus()
    page.keyboard.press("Tab")
    assert focused(visit, "className") == "launcher"
    page.keyboard.press("Enter")
    expect(visit.find("textarea")).to_be_focused()
    page.keyboard.type("a lamp,")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("just show me")
    page.keyboard.press("Enter")
    visit.answered()
    assert visit.find(".you p").inner_text() == "a lamp,\njust show me"
    visit.find("header button").first.focus()
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(focused(visit, "className"))
    assert stops[:3] == ["icon", "turn", "log"], "a row of buttons is one stop"
    visit.cards.first.get_by_label("Good suggestion").focus()
    page.keyboard.press("ArrowRight")
    assert focused(visit, "ariaLabel") == "Not for me"
    assert page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(visit, "className") == "tag"
    page.keyboard.press("Escape")
    expect(visit.find(".panel")).to_be_hidden()
    assert focused(visit, "className") == "launcher"


def test_a_finished_answer_is_announced_once_and_the_log_itself_is_silent(visit: Visit) -> None:
    visit.go().open()
    visit.page.evaluate(SPOKEN)
    assert visit.find(".log").get_attribute("aria-live") == "off"
    assert visit.find(".log").get_attribute("translate") == "no"
    visit.say("a lamp, just show me")
    spoken = visit.page.evaluate("spoken")
    assert len(spoken) == 1
    assert "Recommendations: 3" in spoken[0]
    assert visit.cards.first.locator("h3").inner_text() in spoken[0]


def test_right_to_left_by_language(visits: Visits) -> None:
    visit = visits()
    visit.expected = ("404",)
    visit.go(page_lang="ar").open().say("a lamp for the study, just show me")
    you, log = visit.find(".you p").bounding_box(), visit.find(".log").bounding_box()
    assert you
    assert log
    assert you["x"] - log["x"] < 60, "what was said stands on the left"
    visit.picture("right-to-left")
    visit.accessible()
    phone = visits(390, 844)
    phone.go(dir="rtl").open().say("hello")
    phone.picture("right-to-left-390")


@pytest.mark.parametrize(("width", "height"), [(320, 568), (640, 430)], ids=["320px", "200%"])
def test_small_and_enlarged_screens_show_all_of_it(visits: Visits, width: int, height: int) -> None:
    visit = visits(width, height)
    visit.go().open().say("a lamp for the study, just show me")
    assert visit.find(".panel").bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    assert visit.find(".log").evaluate("(log) => log.scrollWidth <= log.clientWidth")
    assert visit.page.evaluate("document.documentElement.scrollWidth") == width
    visit.page.keyboard.press("Tab")
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        assert focused(visit, "tagName") or visit.page.evaluate("document.activeElement === document.body")
    visit.picture(f"small-{width}")
    visit.accessible()


def test_forced_colours_keep_every_edge(visits: Visits) -> None:
    visit = visits(forced=True)
    visit.go().open().say("a lamp for the study, just show me")
    visit.cards.first.get_by_label("Good suggestion").click()
    for selector in (".panel", ".send", ".card", ".suggestion", ".chip"):
        assert visit.find(selector).first.evaluate(EDGED), selector
    visit.picture("forced-colours")


def test_a_phone_keyboard_leaves_the_message_box_in_sight(visits: Visits) -> None:
    visit = visits(390, 844)
    visit.go().open()
    visit.page.evaluate(KEYBOARD)
    box = visit.find("textarea").bounding_box()
    assert box
    assert box["y"] + box["height"] < 430
