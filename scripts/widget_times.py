"""How long the widget's button and its first card take, in a real browser against a server that runs already.

TASTEMAKER_RATE_CONVERSATION=6000/minute tastemaker serve, and beside it: python scripts/widget_times.py
"""

import argparse
import json
import shutil
import sys
from statistics import quantiles

from playwright.sync_api import Browser, Page, sync_playwright

MESSAGES = (
    "a light tent for two people, just show me",
    "under 300 euros, just show me",
    "show me others",
    "more like the first one",
    "cheaper",
)
BUTTON = """
new MutationObserver((_, watching) => {
  const root = document.querySelector("tastemaker-chat")?.shadowRoot;
  if (!root?.querySelector(".launcher")) return;
  watching.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.buttonAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
CARD = """(text) => new Promise((done) => {
  const root = document.querySelector("tastemaker-chat").shadowRoot;
  const input = root.querySelector("textarea");
  const before = root.querySelectorAll(".card").length;
  const watching = new MutationObserver(() => {
    if (root.querySelectorAll(".card").length === before) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  });
  watching.observe(root, { childList: true, subtree: true });
  input.value = text;
  const start = performance.now();
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
})"""


def button(page: Page, url: str) -> float:
    """Milliseconds from the script's last byte to the frame that shows the button."""
    page.goto(f"{url}/demo/shop")
    page.wait_for_function("window.buttonAt")
    arrived = "performance.getEntriesByType('resource').find((one) => one.name.endsWith('/widget.js')).responseEnd"
    found: float = page.evaluate(f"window.buttonAt - {arrived}")
    return found


def cards(browser: Browser, url: str) -> list[float]:
    """Milliseconds from each message to the frame that shows its first card; the first one opens a conversation."""
    page = browser.new_context().new_page()
    page.goto(f"{url}/demo/shop")
    page.locator("tastemaker-chat .launcher").click()
    page.locator("tastemaker-chat .hero").wait_for()
    times = []
    for words in MESSAGES:
        times.append(page.evaluate(CARD, words))
        page.locator("tastemaker-chat .panel:not(.busy)").wait_for()
    page.context.close()
    return times


def spread(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=20)
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1), "n": len(times)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:7860")
    parser.add_argument("--rounds", type=int, default=12)
    asked = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_init_script(BUTTON)
        buttons = [button(page, asked.url) for _ in range(asked.rounds)]
        shown = [one for _ in range(asked.rounds) for one in cards(browser, asked.url)]
        browser.close()
    sys.stdout.write(json.dumps({"script_to_button": spread(buttons), "send_to_first_card": spread(shown)}) + "\n")


if __name__ == "__main__":
    main()
