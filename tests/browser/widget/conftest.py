"""A real server with a real site key, a site on another port, and what a person does with the widget on it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import jwt
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from tests.browser.conftest import free_port, until_ready
from tests.browser.widget.sites import site

ROOT = Path(__file__).parents[3]
SERVE = "from tests.browser.widget.goods import shelve_and_serve; shelve_and_serve()"
PICTURES = Path(os.environ.get("TASTEMAKER_SCREENSHOTS") or ROOT / "var" / "screenshots")

DRAWN = """() => Array.from(document.querySelector("tastemaker-chat").shadowRoot.querySelectorAll("img"))
  .every((image) => image.complete || image.getBoundingClientRect().top > innerHeight)"""


@dataclass
class Backend:
    """A server of ours that can be killed and started again, and a site whose pages hold a key for it."""

    var: Path
    settings: dict[str, str]
    url: str = ""
    shop: str = ""
    key: str = ""
    secret: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def _environment(self) -> dict[str, str]:
        port = self.url.rpartition(":")[2]
        chosen = {"VAR": str(self.var), "PORT": port, "EMBEDDER": "hash", "CATALOGUE": "goods", "ANONYMOUS": "never"}
        return os.environ | {f"TASTEMAKER_{name}": value for name, value in (chosen | self.settings).items()}

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", SERVE], env=self._environment, cwd=ROOT)
        until_ready(f"{self.url}/", self.process)

    def stop(self, kill: bool = False) -> None:
        if self.process:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(timeout=20)

    def make_key(self) -> None:
        command = [sys.executable, "-m", "app", "keys", "create", "site", "shop", "--origin", self.shop, "--json"]
        told = subprocess.run(command, env=self._environment, cwd=ROOT, check=True, capture_output=True, text=True)
        made = json.loads(told.stdout)
        self.key, self.secret = made["key"], made["identity_secret"]

    def vouch(self, person: str) -> str:
        """What the site's own server gives a page for somebody who signed in there."""
        return jwt.encode({"sub": person, "exp": int(time.time()) + 3600}, self.secret, algorithm="HS256")


def backends(var: Path, stack: ExitStack, **settings: str) -> Backend:
    found = Backend(var, settings, url=f"http://127.0.0.1:{free_port()}")
    found.shop = stack.enter_context(site(found.url))
    found.make_key()
    found.start()
    stack.callback(found.stop)
    return found


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with ExitStack() as stack:
        yield backends(tmp_path_factory.mktemp("var"), stack)


@dataclass
class Visit:
    """One person on one page of the site."""

    context: BrowserContext
    page: Page
    backend: Backend
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """Words of what the console may complain about."""

    def watch(self) -> None:
        self.page.on("request", self._requested)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        # Every event that goes out is kept on the page, for the test to look at.
        self.context.add_init_script(
            "window.heard = []; for (const name of ['rec-open', 'rec-click', 'rec-feedback', 'rec-error'])"
            " document.addEventListener(name, (event) => heard.push([name, event.detail]));"
        )

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in self.expected):
            self.complaints.append(message.text)

    # --- what a person does -------------------------------------------------------------------------------------------

    def go(self, name: str = "plain", **attributes: str) -> "Visit":
        query = urlencode({"key": self.backend.key, **{key.replace("_", "-"): v for key, v in attributes.items()}})
        self.page.goto(f"{self.backend.shop}/{name}?{query}")
        return self

    def open(self) -> "Visit":
        self.find(".launcher").click()
        self.find(".hero, .you").first.wait_for()
        return self

    def say(self, words: str) -> "Visit":
        self.find("textarea").fill(words)
        self.find("textarea").press("Enter")
        return self.answered()

    def tap(self, one: Locator) -> "Visit":
        one.click()
        return self.answered()

    def answered(self) -> "Visit":
        # The click or the key press has made it busy already.
        self.find(".panel:not(.busy)").wait_for(timeout=15_000)
        return self

    # --- what they see ------------------------------------------------------------------------------------------------

    def find(self, selector: str) -> Locator:
        return self.page.locator(f"tastemaker-chat {selector}")

    @property
    def cards(self) -> Locator:
        """Of the last answer."""
        return self.find(".it >> nth=-1").locator(".card")

    @property
    def chips(self) -> list[str]:
        return self.find(".wishes .turn").all_inner_texts()

    def heard(self, name: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self.page.evaluate(
            "(name) => heard.filter((one) => one[0] === name).map((one) => one[1])", name
        )
        return found

    def picture(self, name: str) -> None:
        """Kept, to be looked at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_function(DRAWN)
        self.page.screenshot(path=PICTURES / f"widget-{name}.png", animations="disabled")

    def accessible(self) -> None:
        """Nothing that axe finds wrong in the widget."""
        options = {"resultTypes": ["violations"]}
        found = Axe().run(self.page, context={"include": [["tastemaker-chat"]]}, options=options)
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []

    def clean(self) -> None:
        """Nobody else was asked for anything, and the console is empty."""
        near = (self.backend.url, self.backend.shop, "data:", "blob:")
        assert [url for url in self.requests if not url.startswith(near)] == []
        assert self.complaints == []


class Visits:
    def __init__(self, browser: Browser, backend: Backend) -> None:
        self._browser = browser
        self._backend = backend
        self.made: list[Visit] = []

    def __call__(self, width: int = 1280, height: int = 860, scheme: str = "light", forced: bool = False) -> Visit:
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            forced_colors="active" if forced else "none",
        )
        context.set_default_timeout(10_000)
        visit = Visit(context, context.new_page(), self._backend)
        visit.watch()
        self.made.append(visit)
        return visit


@pytest.fixture
def visits(chromium: Browser, backend: Backend) -> Iterator[Visits]:
    made = Visits(chromium, backend)
    yield made
    for visit in made.made:
        visit.context.close()
        visit.clean()


@pytest.fixture
def visit(visits: Visits) -> Visit:
    return visits()
