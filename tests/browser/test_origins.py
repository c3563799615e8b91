"""In a real browser: which pages may talk to the API, and which may show the chat page in a frame."""

import asyncio
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from app.security.known import SOON
from app.security.making import new_key
from app.settings import Settings
from storage.keys import SqlKeys
from storage.sql import SqlStore
from tests.doubles.serving import Served, free_port, serving

pytestmark = pytest.mark.browser

TALK = """async ([base, key]) => {
  try {
    const headers = { "X-Tastemaker-Key": key, "Content-Type": "application/json", traceparent: "00-1-2-01" };
    const opening = await fetch(`${base}/v1/conversations`, { method: "POST", headers, body: '{"catalogue":"games"}' });
    const opened = await opening.json();
    if (!opening.ok) return opened.reason;
    const answer = await fetch(`${base}/v1/conversations/${opened.id}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${opened.token}`, "Content-Type": "application/json" },
      body: '{"text":"a calm puzzle"}',
    });
    return (await answer.json()).reply.turn;
  } catch (error) {
    return error.name;
  }
}"""
FRAME = """async (address) => {
  const frame = Object.assign(document.createElement("iframe"), { src: address });
  const loaded = new Promise((done) => frame.addEventListener("load", done));
  document.body.append(frame);
  await loaded;
}"""


class Blank(BaseHTTPRequestHandler):
    """A page of another site."""

    def do_GET(self) -> None:  # the library's name
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A site</title><body>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    """The port of a site that has two names, and so two origins."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Blank) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def api(site: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        embedder="hash",
        catalogue="games",
        port=free_port(),
        anonymous="never",
        frame_ancestors=f"http://127.0.0.1:{site}",
    )
    with serving(settings) as served:
        yield served


@pytest.fixture(scope="module")
def key(api: Served, site: int) -> str:
    """Of the site's first name."""
    words, made = new_key("site", "site", (f"http://127.0.0.1:{site}",))

    def add() -> None:
        async def run() -> None:
            store = await SqlStore.open(api.settings.database_url)
            await SqlKeys(store).add(made)
            await store.close()

        asyncio.run(run())

    # Playwright's own loop may run in this thread.
    adding = threading.Thread(target=add)
    adding.start()
    adding.join()
    time.sleep(SOON)
    return words


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_the_sites_own_page_talks(page: Page, site: int, api: Served, key: str) -> None:
    page.goto(f"http://127.0.0.1:{site}/")
    assert page.evaluate(TALK, [api.base, key]) == 1


def test_another_page_with_the_same_key_cannot_even_ask(page: Page, site: int, api: Served, key: str) -> None:
    page.goto(f"http://localhost:{site}/")
    assert page.evaluate(TALK, [api.base, key]) == "TypeError"


def test_a_page_without_an_origin_of_its_own_cannot_either(page: Page, site: int, api: Served, key: str) -> None:
    page.goto("about:blank")
    assert page.evaluate(TALK, [api.base, key]) == "TypeError"


def test_the_sites_own_page_with_a_wrong_key_is_told_so(page: Page, site: int, api: Served, key: str) -> None:
    page.goto(f"http://127.0.0.1:{site}/")
    assert page.evaluate(TALK, [api.base, "tm_site_wrong"]) == "key-refused"


@pytest.mark.parametrize(
    ("name", "path", "shown"),
    [("127.0.0.1", "/chat", True), ("localhost", "/chat", False), ("127.0.0.1", "/healthz", False)],
)
def test_only_who_is_named_shows_the_chat_in_a_frame(
    page: Page, site: int, api: Served, name: str, path: str, shown: bool
) -> None:
    page.goto(f"http://{name}:{site}/")
    page.evaluate(FRAME, f"{api.base}{path}")
    framed = page.frames[1].url
    assert framed == f"{api.base}{path}" if shown else framed in ("", "chrome-error://chromewebdata/")
