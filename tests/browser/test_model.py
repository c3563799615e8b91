"""What an owner sees on the page when a language model reads too, and what they see when it is down."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def double() -> Iterator[OpenAIDouble]:
    with running(Behaviour(lambda _: '{"acts":"right"}')) as opened:
        yield opened


@pytest.fixture(scope="module")
def url(double: OpenAIDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("model"), MODEL="openai:tiny", MODEL_URL=double.url) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, url: str) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(url)
    page.wait_for_selector("#tm-log > *", timeout=30_000)
    yield page
    page.close()


def say(page: Page, words: str) -> None:
    page.fill("#tm-input", words)
    page.press("#tm-input", "Enter")
    page.wait_for_function("!document.querySelector('.tm-busy')", timeout=20_000)


def test_how_a_message_was_understood_can_be_unfolded_and_stays(page: Page) -> None:
    assert "Language model: openai:tiny" in page.inner_text("#tm-parts")
    say(page, "something silly for four players")
    told = page.get_by_text("How this was understood")
    told.click()
    expect(page.get_by_text("Understood by builtin (openai:tiny agrees); worded by templates.")).to_be_visible()
    expect(page.get_by_text("openai:tiny, read.v1:")).to_be_visible()
    page.reload()
    page.wait_for_selector("#tm-log > *", timeout=30_000)
    expect(page.get_by_text("How this was understood")).to_have_count(1)


def test_a_model_that_is_down_is_told_where_the_reading_is_in_doubt(page: Page, double: OpenAIDouble) -> None:
    double.behaviours[:] = [Behaviour(status=401)]
    say(page, "je voudrais un jeu pour mes enfants")
    told = "The language model was no help this time (the key is refused (status 401)), so I went by my own reading."
    expect(page.get_by_text(told)).to_be_visible()
