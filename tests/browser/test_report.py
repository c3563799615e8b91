"""The report in a real browser: readable on a phone, in the dark, on paper and by a screen reader; it asks nobody."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from evals.reporting.page import page
from evals.results import Played
from tests.evals.reporting.made import played, run, turn

pytestmark = pytest.mark.browser

TABLES = "() => document.querySelectorAll('[role=table] [role=row] > [role=rowheader]').length"
WIDER = "() => document.documentElement.scrollWidth - window.innerWidth"


def person(number: int, success: bool) -> Played:
    figures = {"success": float(success), "turns": float(2 + number % 3), "satisfaction": 0.8 * success}
    return played(f"vague-{number}", kind="simulated", persona="vague", figures=figures)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = [person(n, n % 3 > 0) for n in range(30)]
    turns = [turn(), turn(2, 40, "x" * 300), turn(3, 30, "<script>document.title = 'taken'</script>", "runtime")]
    now = run("main", [played("good"), played("bad" * 40, False, turns), *people])
    before = run(
        "before", [played("good", False), played("bad" * 40, True), *(person(n, n % 4 > 2) for n in range(30))]
    )
    out = tmp_path_factory.mktemp("report") / "report.html"
    out.write_text(page(now, before, [before]), encoding="utf-8")
    return out


def opened(browser: Browser, file: Path, width: int, scheme: str) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    seen: list[str] = []
    told = context.new_page()
    told.on("request", lambda request: seen.append(request.url))
    told.on("console", lambda message: seen.append(message.text))
    told.goto(file.as_uri())
    return told, seen


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_it_fits_every_screen_and_nothing_is_wrong_with_it(
    chromium: Browser, file: Path, width: int, scheme: str
) -> None:
    told, seen = opened(chromium, file, width, scheme)
    assert seen == [file.as_uri()]
    assert told.title() == "Is it good? main"
    assert told.evaluate(WIDER) <= 0
    assert told.evaluate(TABLES) > 10
    found = Axe().run(told, options={"resultTypes": ["violations"]})
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []
    told.context.close()


def test_the_style_sheet_is_let_through_by_the_pages_own_policy(chromium: Browser, file: Path) -> None:
    told, _ = opened(chromium, file, 1280, "dark")
    assert told.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(19, 22, 21)"
    told.emulate_media(media="print")
    assert told.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not told.locator("nav").is_visible()
    told.context.close()
