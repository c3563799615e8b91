"""Bytes to text: which encoding a file is in, and a stream of UTF-8 whatever it was."""

import codecs
import io
from collections.abc import Callable
from pathlib import Path

from retrieval.importing.rows import BadFileError

LOOK = 1 << 18
"""How much of a file is looked at to tell its encoding and its format."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(sample: bytes, path: Path) -> str:
    """The name of a Python codec. Raises BadFileError for what is no text at all."""
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    zeros = sample.count(0)
    if zeros:
        wide = _utf16(sample) if zeros > len(sample) // 5 else ""
        if wide:
            return wide
        raise BadFileError(f"{path} is not text: it holds zero bytes, and is neither Parquet nor gzip.")
    if _decodes(sample, "utf-8"):
        return "utf-8"
    if _decodes(sample, "gb18030") and _mostly_han(sample.decode("gb18030", errors="ignore")):
        return "gb18030"
    _refuse_junk(sample, path)
    return "cp1252"


def _utf16(sample: bytes) -> str:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not min(even, odd) * 20 <= max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(sample: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(sample, final=len(sample) < LOOK)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_han(text: str) -> bool:
    foreign = [character for character in text if character > "\x7f"]
    return sum("\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or c > "\uff00" for c in foreign) > 0.9 * len(
        foreign
    )


def _refuse_junk(sample: bytes, path: Path) -> None:
    odd = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in sample)
    if odd > len(sample) // 50:
        raise BadFileError(f"{path} is not text: {odd:,} of its first {len(sample):,} bytes are control characters.")


class Utf8(io.RawIOBase):
    """A text stream of any encoding as UTF-8 bytes. `warn` is told how many characters could not be read."""

    def __init__(self, inner: io.RawIOBase, encoding: str, warn: Callable[[str, int], None]) -> None:
        self._inner, self._warn, self._rest = inner, warn, b""
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer comes as one
        while not self._rest:
            piece = self._inner.read(1 << 20) or b""
            text = self._decoder.decode(piece, final=not piece)
            if "\ufffd" in text:
                self._warn("a character could not be read and became �", text.count("\ufffd"))
            # pyarrow takes zero characters for the end of a cell's text; nobody means one
            self._rest = text.replace("\0", "").encode("utf-8", errors="replace")
            if not piece and not self._rest:
                return 0
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
