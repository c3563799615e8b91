"""What an owner can switch, seen from the browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"/>'


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with remote images and without imports."""
    with serving(tmp_path_factory.mktemp("switched"), REMOTE_IMAGES="true", PAGE_IMPORTS="never") as url:
        yield url


@pytest.fixture
def page(chromium: Browser, switched: str) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(switched)
    page.wait_for_selector("#tm-log > *", timeout=30_000)
    yield page
    page.close()


def show_the_picture(page: Page) -> None:
    page.fill("#tm-input", "made by Mallory, just show me")
    page.press("#tm-input", "Enter")
    page.wait_for_selector(".tm-card[data-item=evil]")
    page.locator(".tm-card[data-item=evil] img").scroll_into_view_if_needed()


def test_a_picture_from_elsewhere_is_shown_if_it_is_switched_on(page: Page) -> None:
    asked: list[str | None] = []

    def answer(route: Route) -> None:
        asked.append(route.request.header_value("referer"))
        route.fulfill(body=PICTURE, content_type="image/svg+xml")

    page.route("https://elsewhere.example/**", answer)
    show_the_picture(page)
    image = page.locator(".tm-card[data-item=evil] img")
    expect(image).to_have_js_property("complete", True)
    expect(image).to_have_attribute("src", "https://elsewhere.example/pixel.png")
    assert image.evaluate("image => image.naturalWidth") == 16
    assert asked == [None]


def test_a_picture_that_does_not_come_gives_way_to_the_drawing(page: Page) -> None:
    page.route("https://elsewhere.example/**", lambda route: route.abort())
    show_the_picture(page)
    image = page.locator(".tm-card[data-item=evil] img")
    expect(image).to_have_attribute("src", re.compile("^data:image/svg"))


def test_where_imports_are_closed_there_is_no_button_and_no_file_is_kept(page: Page, switched: str) -> None:
    expect(page.locator("#tm-add")).to_be_hidden()
    sent = page.request.post(
        f"{switched}gradio_api/upload",
        multipart={"files": {"name": "x.csv", "mimeType": "text/csv", "buffer": b"id;name\n1;Lamp\n"}},
    )
    assert not sent.ok
