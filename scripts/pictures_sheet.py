"""Draws a sheet of item pictures to look at: `python scripts/pictures_sheet.py OUT.png [NAME] [COUNT] [PATH.jsonl]`."""

import sys
from pathlib import Path

import orjson
from playwright.sync_api import sync_playwright

from app.pictures import picture_uri
from retrieval.catalogue import Domain, Item, Value
from retrieval.domain_file import read_domain

FOLDER = Path("retrieval/domains")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def items(path: Path, domain: Domain) -> list[Item]:
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    return [Item(row["id"], row["title"], values(row, domain)) for row in rows]


def values(row: dict[str, str | float | list[str]], domain: Domain) -> dict[str, Value]:
    known = {a.name: row[a.column] for a in domain.attributes if a.column in row}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}


def sheet(name: str, count: int, path: Path) -> str:
    domain, _ = read_domain(FOLDER / name / "domain.toml")
    every = items(path, domain)
    chosen = every[:: max(1, len(every) // count)][:count]
    pictures = "".join(f'<img src="{picture_uri(item, domain)}">' for item in chosen)
    style = "body{margin:0;padding:16px;background:linear-gradient(90deg,#fff 50%,#0b0f19 50%);display:grid;"
    style += "grid-template-columns:repeat(4,320px);gap:14px}img{border-radius:10px;display:block}"
    return f"<style>{style}</style>{pictures}"


def main(out: str, name: str = "outdoor", count: str = "32", path: str = "") -> None:
    html = sheet(name, int(count), Path(path) if path else FOLDER / name / "items.jsonl")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        page = browser.new_page(viewport={"width": 1356, "height": 900})
        page.set_content(html)
        page.screenshot(path=out, full_page=True)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
