"""On pages that are not ours: unharmed by their styles, in need of nothing but what a strict policy allows."""

import pytest
from playwright.sync_api import expect

from tests.browser.widget.conftest import Visit, Visits

pytestmark = pytest.mark.browser

LOOKED_AT = (
    ".panel",
    "h2",
    ".send",
    "textarea",
    ".you p",
    ".card",
    "h3",
    ".price",
    ".why",
    ".act",
    ".suggestion",
    "img",
)
LOOKS = """(node) => {
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const names = ["display", "position", "visibility", "opacity", "color", "backgroundColor", "fontFamily", "fontSize",
    "fontWeight", "letterSpacing", "textTransform", "direction", "float", "transform", "borderTopWidth", "zIndex"];
  return [box.x, box.y, box.width, box.height].map(Math.round).concat(names.map((name) => style[name]));
}"""


@pytest.fixture(params=[(1280, 860, "light"), (390, 844, "dark")], ids=["wide-light", "narrow-dark"])
def shape(request: pytest.FixtureRequest) -> tuple[int, int, str]:
    found: tuple[int, int, str] = request.param
    return found


def looks(visit: Visit) -> dict[str, object]:
    return {selector: visit.find(selector).first.evaluate(LOOKS) for selector in LOOKED_AT}


def test_it_looks_the_same_on_every_page(visits: Visits, shape: tuple[int, int, str]) -> None:
    seen = {}
    for name in ("plain", "hostile", "strict"):
        visit = visits(*shape)
        visit.go(name).open().say("a lamp for the study, just show me")
        visit.picture(f"{name}-{shape[0]}-{shape[2]}")
        seen[name] = looks(visit)
        if name == "plain":
            visit.accessible()
    assert seen["hostile"] == seen["plain"]
    assert seen["strict"] == seen["plain"]


def test_it_stands_above_what_the_page_puts_on_top_and_swallows_no_clicks(visit: Visit) -> None:
    visit.go("hostile")
    visit.page.evaluate("document.querySelector('.war').addEventListener('click', () => { window.clicked = true; })")
    visit.page.mouse.click(200, 300)
    assert visit.page.evaluate("window.clicked") is True
    visit.open().say("hello")
    visit.page.evaluate("window.clicked = false")
    visit.page.mouse.click(200, 300)
    assert visit.page.evaluate("window.clicked") is True


def test_a_site_chooses_colours_side_size_and_height_above_others(visit: Visit) -> None:
    visit.go(position="left", theme="dark", label="Ask us")
    visit.page.add_style_tag(
        content="tastemaker-chat { --tm-accent: #b3005e; --tm-width: 500px; --tm-height: 520px; --z-index: 7;"
        " --tm-offset-x: 40px; --tm-radius: 3px; --tm-font: serif; }"
    )
    expect(visit.find(".launcher")).to_contain_text("Ask us")
    visit.open()
    box = visit.find(".panel").bounding_box()
    assert box
    assert (box["x"], box["width"], box["height"]) == (40, 500, 520)
    style = "(node) => { const s = getComputedStyle(node); return [s.zIndex, s.borderTopLeftRadius, s.fontFamily]; }"
    assert visit.find(".panel").evaluate(style) == ["7", "3px", "serif"]
    sent = "(node) => { const s = getComputedStyle(node); return [s.backgroundColor, s.color]; }"
    ground, ink = visit.find(".send").evaluate(sent)
    assert ground == "rgb(179, 0, 94)"
    assert ink.startswith("oklch(1 "), "white on a dark accent, without being told"
    visit.accessible()


@pytest.mark.parametrize("page", ["shop", "films"])
def test_the_pages_of_the_demonstration(visits: Visits, page: str) -> None:
    visit = visits()
    # There is no such catalogue on this server, and no key either: the page says so, and the widget too.
    visit.expected = ("401", "404")
    visit.page.goto(f"{visit.backend.url}/demo/{page}")
    expect(visit.page.locator(".told")).to_contain_text("cannot be shown here")
    assert visit.page.locator("h1").count() == 1
