"""A real server with the real engine on a small catalogue, and a real Chromium that may talk to nobody else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
SERVE = "from tests.browser.games import shelve_and_serve; shelve_and_serve()"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that runs for all of these tests."""
    with serving(tmp_path_factory.mktemp("var")) as url:
        yield url


@contextmanager
def serving(var: Path, **chosen: str) -> Iterator[str]:
    """The address of a server with a shelf of its own and the settings that are `chosen`."""
    port = free_port()
    settings = {"VAR": str(var), "PORT": str(port), "EMBEDDER": "hash", "CATALOGUE": "games", **chosen}
    environment = os.environ | {f"TASTEMAKER_{name}": value for name, value in settings.items()}
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, cwd=ROOT)
    url = f"http://127.0.0.1:{port}/"
    try:
        until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server stopped before it was ready"
        try:
            with urllib.request.urlopen(f"{url}healthz", timeout=2) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server was not ready in a minute")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for each file: while it is open, Playwright's own event loop runs, and no asynchronous test could."""
    program = os.environ.get("TASTEMAKER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium here; install it, or name it in TASTEMAKER_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


LEAVING = ("AbortError", "Connection errored out")
"""What Gradio's client says of its open stream on a page that is being left; nobody sees that page any more."""


@dataclass
class Window:
    """One browser window, with what it asked for and what it complained about."""

    context: BrowserContext
    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    leaving: bool = False

    def watch(self) -> None:
        self.page.on("request", self._requested)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._complained(str(error)))

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complained(message.text)

    def _complained(self, words: str) -> None:
        if not (self.leaving and any(known in words for known in LEAVING)):
            self.complaints.append(words)

    def reload(self) -> None:
        self.leaving = True
        self.page.reload()
        self.leaving = False

    def open(self) -> None:
        self.page.goto(self.url)
        self.page.wait_for_selector("#tm-log > *", timeout=30_000)

    def say(self, words: str) -> None:
        self.page.fill("#tm-input", words)
        self.page.keyboard.press("Enter")
        self.answered()

    def tap(self, selector: str) -> None:
        self.page.locator(selector).click()
        self.answered()

    def answered(self) -> None:
        self.page.wait_for_function("!document.querySelector('.tm-busy')", timeout=20_000)

    @property
    def last(self) -> str:
        """The selector of the assistant's last message."""
        return ".tm-it >> nth=-1"

    @property
    def chips(self) -> list[str]:
        return self.page.locator("#tm-side .tm-chipwords").all_inner_texts()


Windows = Iterator["OpenWindow"]


class OpenWindow:
    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self.windows: list[Window] = []

    def __call__(self, width: int = 1280, height: int = 860, scheme: str = "light") -> Window:
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        window = Window(context, context.new_page(), self._url)
        window.watch()
        self.windows.append(window)
        window.open()
        return window


@pytest.fixture
def opens(chromium: Browser, served: str) -> Iterator[OpenWindow]:
    """Opens windows; at the end, none of them has asked another machine for anything, or found a fault in the page."""
    opener = OpenWindow(chromium, served)
    yield opener
    for window in opener.windows:
        window.context.close()
        outside = [u for u in window.requests if not u.startswith((served, "data:", "blob:"))]
        assert outside == []
        assert window.complaints == []


@pytest.fixture
def window(opens: OpenWindow) -> Window:
    return opens()
