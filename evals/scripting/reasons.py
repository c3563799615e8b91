"""Words that reasons are made of."""

from collections.abc import Iterable, Sequence


def told_of(wrong: Sequence[object], why: str, fine: str, wanted: Iterable[object]) -> str:
    """`why` with what is wrong, or `fine` with all that was wanted where nothing is."""
    return f"{why} {joined(wrong)}" if wrong else f"{fine} {joined(wanted)}"


def first_of(sentences: Sequence[str]) -> str:
    more = f" (and {len(sentences) - 1} more)" if len(sentences) > 1 else ""
    return f"{sentences[0]}{more}" if sentences else ""


def joined(some: Iterable[object]) -> str:
    return "; ".join(map(str, some))


def listed(some: Iterable[object]) -> str:
    return ", ".join(map(str, some)) or "nothing"
