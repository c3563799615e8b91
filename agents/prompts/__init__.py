"""What language models are told: one Markdown file a prompt and version, with `$blanks`."""

from functools import cache
from pathlib import Path
from string import Template

OPEN, CLOSE = "<<<", ">>>"
CUT = "…"


@cache
def load_prompt(name: str) -> Template:
    """`name` carries the version: "read.v1"."""
    return Template((Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8").strip())


def clipped(text: str, longest: int) -> str:
    """Foreign text on one line, short enough, and without the marks of a fence."""
    plain = " ".join(text.replace(OPEN, " ").replace(CLOSE, " ").split())
    return plain if len(plain) <= longest else plain[: longest - 1] + CUT


def fenced(text: str, longest: int) -> str:
    """Foreign text between the marks that say: this is material."""
    return f"{OPEN}\n{clipped(text, longest)}\n{CLOSE}"
