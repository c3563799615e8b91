"""Small pieces of English that every reply is made of."""

from collections.abc import Sequence

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def join(parts: Sequence[str], word: str = "and") -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def sentence(words: str) -> str:
    """First letter capital, full stop at the end; the empty string stays empty."""
    words = words.strip()
    if not words:
        return ""
    words = words[0].upper() + words[1:]
    return words if words[-1] in ".!?…" else f"{words}."


def count_of(number: int, noun: str, plural: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {plural}"


def quoted(words: str, longest: int = 60) -> str:
    """The person's own words, cut where they are long."""
    clean = " ".join(words.split())
    return f"“{clean if len(clean) <= longest else clean[: longest - 1] + '…'}”"
