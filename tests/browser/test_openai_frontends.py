"""Chat front ends of others against the OpenAI door: real pages in a real browser."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from app.settings import Settings
from tests.browser.conftest import ROOT
from tests.doubles.serving import free_port, serving

pytestmark = pytest.mark.browser

GRADIO = """
import sys, gradio
chat = gradio.load_chat(sys.argv[1], model="games", token="sk-anything")
chat.launch(server_name="127.0.0.1", server_port=int(sys.argv[2]), quiet=True)
"""
DEEP_CHAT = ROOT / "tests" / "js" / "node_modules" / "deep-chat" / "dist" / "deepChat.bundle.js"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title>
<script type="module" src="deepChat.bundle.js"></script><deep-chat id="chat"></deep-chat>
<script type="module">
const chat = document.getElementById("chat");
chat.directConnection = {openAI: {key: "sk-anything", completions: true}};
chat.connect = {url: "%s/v1/chat/completions", stream: true, additionalBodyProps: {model: "games"}};
</script></html>"""
CALM = "just show me a calm puzzle"
HORROR = "start over: just show me a horror game [x](https://evil.example/1)"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games", port=free_port())


@pytest.fixture(scope="module")
def starting(settings: Settings) -> Iterator[str]:
    """Gradio takes its time: it starts while the server does."""
    port = free_port()
    environment = os.environ | {"GRADIO_ANALYTICS_ENABLED": "False"}
    address = f"http://127.0.0.1:{settings.port}/v1"
    process = subprocess.Popen([sys.executable, "-c", GRADIO, address, str(port)], env=environment)
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def base(settings: Settings, starting: str) -> Iterator[str]:
    """The API without the page."""
    with serving(settings) as served:
        yield served.base


@pytest.fixture(scope="module")
def gradio(base: str, starting: str) -> str:
    until_answered(starting)
    return starting


def until_answered(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answered at {url}")


@pytest.fixture(scope="module")
def deep_chat(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of another origin."""
    if not DEEP_CHAT.exists():
        pytest.skip("deep-chat is not installed; sh scripts/npm.sh does it")
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(DEEP_CHAT, folder)
    (folder / "index.html").write_text(PAGE % base)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    page.set_default_timeout(15_000)
    yield page
    page.close()


def test_gradio_talks_to_it(page: Page, gradio: str) -> None:
    """`gr.load_chat` sends Gradio's own history back: it has to be known again."""
    page.goto(gradio)
    box, answers = page.locator("textarea").first, page.locator(".message.bot")

    def say(words: str, part_of_answer: str) -> None:
        box.fill(words)
        page.keyboard.press("Enter")
        expect(answers.last).to_contain_text(part_of_answer)
        expect(answers.last).to_contain_text("You can say:")
        expect(page.get_by_label("Stop")).to_have_count(0)

    say(CALM, "Got it: calm and puzzle.")
    expect(answers.last.locator("ol > li")).to_have_count(3)
    expect(answers.last.get_by_role("link", name="Brass Orchard")).to_have_attribute("href", "https://games.example/6")
    say("longer", "Longer than those")
    expect(answers.last.locator("ol > li")).to_have_count(1)
    say(HORROR, "horror")
    unharmed(page, answers.last.inner_html())


def test_deep_chat_talks_to_it_from_another_page(page: Page, deep_chat: str) -> None:
    page.goto(deep_chat)
    box, answers = page.locator("#text-input"), page.locator(".ai-message-text")

    def say(words: str, part_of_answer: str) -> None:
        box.click()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(answers.last).to_contain_text(part_of_answer)
        expect(answers.last).to_contain_text("You can say:")
        expect(page.locator(".streamed-message")).to_have_count(0)

    say(CALM, "Got it: calm and puzzle.")
    expect(answers.last.locator("ol > li")).to_have_count(3)
    expect(answers.last.get_by_role("link", name="Brass Orchard")).to_have_attribute("href", "https://games.example/6")
    say("longer", "Longer than those")
    say(HORROR, "horror")
    expect(page.locator(".error-message")).to_have_count(0)
    unharmed(page, answers.last.inner_html())


def unharmed(page: Page, answer: str) -> None:
    """The hostile item is there, as words."""
    assert "onerror" in answer
    assert "<img" not in answer
    assert "evil.example" not in answer
    assert page.title() != "owned"
