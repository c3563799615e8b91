"""The page's style sheet and script, as one text each."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
STYLES = ("tokens.css", "shell.css", "talk.css", "cards.css", "duel.css", "profile.css", "import.css")
SCRIPTS = (
    "dom.js",
    "keys.js",
    "cards.js",
    "duel.js",
    "talk.js",
    "profile.js",
    "import.js",
    "page.js",
    "conversations.js",
    "frame.js",
    "start.js",
)


@cache
def style() -> str:
    return "\n".join((HERE / "css" / name).read_text(encoding="utf-8") for name in STYLES)


@cache
def script() -> str:
    """Body of a function that is given `element`, `trigger`, `props`, `server`, `upload` and `watch`."""
    return "\n".join((HERE / "js" / name).read_text(encoding="utf-8") for name in SCRIPTS)


@cache
def shell() -> str:
    """The page's fixed parts. It holds no value of anyone's, so that it is drawn once and never again."""
    return (HERE / "shell.html").read_text(encoding="utf-8")


IMPORT_WIRE = """
window.addEventListener("tastemaker:bring", (event) => trigger("bring", event.detail));
watch("value", () => window.dispatchEvent(new CustomEvent("tastemaker:import", { detail: props.value })));
"""
"""Script of the component without looks through which an import reports: the talk's own values go on meanwhile."""
