"""Pages of a site that is not ours, on another port: a plain one, one with hostile styles, one with a strict policy."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

HOSTILE_STYLE = """
*, *::before, *::after { all: unset !important; }
* { color: red !important; font: 40px cursive !important; display: inline !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; visibility: hidden !important; }
button, div, section, dialog, textarea, tastemaker-chat { position: static !important; opacity: .1 !important;
    transform: rotate(30deg) !important; width: 10px !important; float: left !important; z-index: -1 !important; }
:root { --accent: red; --ground: red; --ink: red; --radius: 0; }
body * { direction: rtl !important; }
.war { display: block !important; position: fixed !important; width: auto !important; transform: none !important;
    opacity: 1 !important; inset: 0 !important; z-index: 2147483647 !important;
    visibility: visible !important; background: #fdd !important; }
"""
FRAME = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>A shop</title>
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">{style}</head>
<body>{war}<main><h1>A shop of somebody else</h1><p>With words of its own.</p><button>Buy</button></main>
{widget}</body></html>"""


def strict_policy(server: str) -> str:
    """What docs/widget.md says a site needs, and nothing else."""
    allowed = f"default-src 'none'; script-src {server}; connect-src {server}; img-src {server} data:"
    return f"{allowed}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"


def page(server: str, name: str, given: dict[str, str]) -> str:
    """`given` are the widget's attributes; `form=element` writes the element, else one script makes it."""
    lang = html.escape(given.pop("page-lang", "en"))
    form = given.pop("form", "script")
    attributes = {"catalogue": "goods", **given}
    if form == "element":
        written = " ".join(f'{key}="{html.escape(value)}"' for key, value in attributes.items())
        widget = (
            f'<script src="{server}/widget.js"></script><tastemaker-chat server="{server}" {written}></tastemaker-chat>'
        )
    else:
        written = " ".join(f'data-{key}="{html.escape(value)}"' for key, value in attributes.items())
        widget = f'<script src="{server}/widget.js" {written}></script>'
    hostile = name == "hostile"
    style = f"<style>{HOSTILE_STYLE}</style>" if hostile else ""
    return FRAME.format(lang=lang, style=style, war='<div class="war"></div>' if hostile else "", widget=widget)


@contextmanager
def site(server: str) -> Iterator[str]:
    """The address of the site, whose pages are /plain, /hostile and /strict; a query gives the widget's attributes."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            name = parts.path.strip("/")
            body = page(server, name, dict(parse_qsl(parts.query))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if name == "strict":
                self.send_header("Content-Security-Policy", strict_policy(server))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name in the base class
            """Says nothing."""

    pages = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = Thread(target=pages.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{pages.server_port}"
    finally:
        pages.shutdown()
        pages.server_close()
        thread.join(5)
