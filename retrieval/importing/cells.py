"""One cell, cleaned: what counts as missing, text without markup, links that lead to the web and nowhere else."""

import html
import math
import re
import unicodedata
from collections.abc import Callable

Warn = Callable[[str], None]

MISSING = frozenset(
    {"", "nan", "null", "none", "nil", "n/a", "#n/a", "-", "--", "—", "?", "\\n", "undefined", "inf", "-inf", "+inf"}
    | {"infinity", "-infinity", "nat", "not available", "not specified", "unknown", "暂无", "未知", "无"}
)
MARKUP = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?-->|</?[a-zA-Z!][^<>]*>", re.S | re.I)
BREAKS = re.compile(r"<(?:br|/?p|/li|/div|/h\d)\b[^<>]*>", re.I)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufffd]")
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
PICTURE = re.compile(r"\.(jpe?g|png|gif|webp|svg|avif|bmp)(\?|#|$)", re.I)


def missing(value: object) -> bool:
    """Whether a cell says that there is nothing to say."""
    if isinstance(value, str):
        return len(value) < 16 and value.strip().casefold() in MISSING
    if isinstance(value, float):
        return not math.isfinite(value)
    return value is None or value in ([], {})


def clean(text: str, warn: Warn, longest: int) -> str:
    """Text without markup, scripts and control characters, at most `longest` characters; each loss is warned of."""
    if len(text) > longest:
        warn(f"a cell of more than {longest:,} characters was cut")
        text = text[:longest]
    if "<" in text or "&" in text:
        text = _without_markup(text, warn)
    if not text.isprintable():
        text = SPACES.sub(" ", LINES.sub("\n", CONTROLS.sub("", text)))
    elif "  " in text:
        text = SPACES.sub(" ", text)
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def _without_markup(text: str, warn: Warn) -> str:
    bare = html.unescape(text)
    stripped = MARKUP.sub("", BREAKS.sub("\n", bare))
    if stripped != bare:
        warn("HTML was removed from a cell")
    return stripped


def one_line(text: str) -> str:
    return " ".join(text.split())


def web_address(text: str, warn: Warn) -> str:
    """The address if it is http(s) or a path on the owner's own site, else nothing; what is dropped is warned of."""
    address = text.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = SCHEME.match(address)
    if scheme and scheme.group().lower() not in ("http:", "https:"):
        warn(f'an address with "{scheme.group().lower()}" was dropped: only http and https are followed')
        return ""
    if CONTROLS.search(address) or "\\" in address or len(address) > 2_000 or any(c in address for c in "<>\"'` \n\t"):
        warn("an address that is none was dropped")
        return ""
    return address


def is_address(text: str) -> bool:
    return bool(re.match(r"(https?:)?//\S+\.\S+$", text.strip(), re.I))


def is_picture(text: str) -> bool:
    """Whether it names an image file, on the web or by its path."""
    return bool(PICTURE.search(text.strip())) and not re.search(r"\s", text.strip())
