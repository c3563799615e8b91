"""The widget's script: all that the browser needs, in one file, as small as it gets without a build step."""

import json
import re
import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

HOME = files("app") / "widget"
ENGLISH = "en"
GZIP = 16 + zlib.MAX_WBITS
"""How zlib is told to write a gzip file."""


@dataclass(frozen=True, slots=True)
class Script:
    text: bytes
    zipped: bytes
    etag: str


@cache
def script() -> Script:
    """English, the styles and the code; one function, so that no name of ours is seen on the page."""
    from rjsmin import jsmin

    parts = (
        '"use strict";',
        f"const EN = {_json(texts(ENGLISH))};",
        f"const STYLE = `{smaller(_joined('css'))}`;",
        _joined("js"),
    )
    text = jsmin("(() => {\n" + "\n".join(parts) + "\n})();").encode()
    return Script(text, _zipped(text), f'"{sha256(text).hexdigest()[:20]}"')


@cache
def languages() -> tuple[str, ...]:
    """Those that we have words in."""
    return tuple(sorted(path.name.removesuffix(".json") for path in (HOME / "texts").iterdir()))


@cache
def texts(language: str) -> dict[str, str]:
    """The words by key. Raises KeyError for a language that we have none in."""
    if language not in languages():
        raise KeyError(language)
    found: dict[str, str] = json.loads((HOME / "texts" / f"{language}.json").read_text(encoding="utf-8"))
    return found


def smaller(css: str) -> str:
    """Without comments and needless space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?|(:) ", lambda found: found[1] or found[2], css).replace(";}", "}").strip()


def _zipped(text: bytes) -> bytes:
    """With blocks of the size that suits the script best, which is not zlib's own choice."""
    packing = zlib.compressobj(9, zlib.DEFLATED, GZIP, 6)
    return packing.compress(text) + packing.flush()


def _joined(kind: str) -> str:
    """The files of that kind, in the order of their names."""
    paths: list[Traversable] = [path for path in (HOME / kind).iterdir() if path.name.endswith(f".{kind}")]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths, key=lambda path: path.name))


def _json(words: dict[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))
