"""Takes the README's pictures: drives a conversation in a headless Chromium and writes docs/screenshots/*.png.

Needs Chromium (or its path in TASTEMAKER_CHROMIUM) and the `dev` extra.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
MOST_BYTES = 400_000
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
TALK = ("Something funny but clever, not too long", "comedy", "like the first one but older")
SHOP = """sku;name;brand;heel drop;weight;price;surface;waterproof;description
{rows}
"""
BRANDS = ("Larkfell", "Ostra", "Quillon", "Tarnway")
MODELS = ("Swift", "Ridge", "Glide")
SURFACES = ("road", "trail", "track")


@contextmanager
def served() -> Iterator[str]:
    """The address of a server over the bundled films, with a database of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/screenshots.db"
        environment = os.environ | {"TASTEMAKER_DATABASE": database, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "chat", "--port", str(port), "--catalogue", "films"],
            env=environment,
            cwd=ROOT,
        )
        try:
            yield _ready(f"http://127.0.0.1:{port}/", process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _ready(url: str, process: subprocess.Popen[bytes]) -> str:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}healthz", timeout=2):
                return url
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server stopped before it was ready; what it said is above.")


@contextmanager
def page_of(browser: Browser, url: str, width: int, height: int, dark: bool = False) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".tm-hero", timeout=60_000)
    yield page
    context.close()


def talk(page: Page, lines: tuple[str, ...]) -> None:
    for line in lines:
        page.fill("#tm-input", line)
        page.press("#tm-input", "Enter")
        page.wait_for_function("!document.querySelector('.tm-busy')")
    page.wait_for_timeout(600)


def take(page: Page, name: str) -> None:
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    size = target.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{target} has {size:,} bytes; at most {MOST_BYTES:,} were wanted.")
    sys.stdout.write(f"{target.relative_to(ROOT)}  {size // 1000} kB\n")


def shop() -> str:
    """A shop's file as people have them: semicolons, units in the cells, decimal commas."""
    return SHOP.format(rows="\n".join(map(_shoe, range(1, 181))))


def _shoe(n: int) -> str:
    brand, model, surface = BRANDS[n % 4], MODELS[n % 3], SURFACES[n % 3]
    named = f"R{n:03};{brand} {model} {n};{brand}"
    measured = f"{4 + n % 9} mm;{180 + 7 * (n % 20)} g;{70 + 3 * (n % 40)},90 €"
    return f"{named};{measured};{surface};{'no' if n % 5 else 'yes'};A shoe for long days on the {surface}."


def main() -> None:
    program = os.environ.get("TASTEMAKER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        raise SystemExit("No Chromium here. Install it, or name it in TASTEMAKER_CHROMIUM.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        for name, dark in (("chat-light", False), ("chat-dark", True)):
            with page_of(browser, url, 1280, 900, dark) as page:
                talk(page, TALK)
                take(page, name)
        with page_of(browser, url, 390, 844) as page:
            talk(page, TALK[:2])
            take(page, "phone")
        with page_of(browser, url, 1280, 900) as page, tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "running-shoes.csv"
            file.write_text(shop(), encoding="utf-8")
            page.click("#tm-add")
            page.set_input_files("#tm-file", file)
            page.wait_for_selector("#tm-importname", timeout=60_000)
            take(page, "import")
        browser.close()


if __name__ == "__main__":
    main()
