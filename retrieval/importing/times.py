"""Durations to minutes and dates to years, however they are written."""

import re
from datetime import UTC, date, datetime

from retrieval.importing.numbers import amount

MINUTES = {"ms": 1 / 60_000, "s": 1 / 60, "min": 1.0, "h": 60.0, "d": 1440.0}
_WORDS = {
    "ms": "ms|msecs?|milliseconds?",
    "s": "s|secs?|seconds?|sekunden|秒钟?",
    "min": "m|mins?|minutes?|minuten|分钟?|分",
    "h": "h|hrs?|hours?|stunden?|heures?|小时|时",
    "d": "d|days?|tage?|jours?|天|日",
}
_UNITS = {re.compile(words, re.I): unit for unit, words in _WORDS.items()}
_PIECE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?", re.I)
_ISO = re.compile(r"P(?:(\d+)D)?T?(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?", re.I)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_SPAN = re.compile(r"\s*(?:-|–|—|~|\bto\b|至)\s*")

_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2}|21\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\- ](?:\d{1,2}|[^\W\d_]{3,9}\.?)[/.\- ]['’]?(\d{2})(?:\s+\d\d?:\d\d.*)?")
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)[^\\W\\d_]{0,6}\\.?"
_MONTH_YEAR = re.compile(rf"{_MONTH}[-/ ,]+['’]?(\d{{2}}|\d{{4}})", re.I)
_DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?:[T ]\d\d:\d\d.*)?|\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})(?:\s.*)?"
    r"|(?:\w{3,9},?\s+)?\d{1,2}(?:st|nd|rd|th|\.)?[ \-]\s*[^\W\d_]{3,9}\.?,?[ \-]\s*(?:\d{4}|\d{2})"
    r"|[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}",
    re.I,
)
AHEAD = 3
"""Years from now that a date may lie ahead; a two-digit year beyond that is of the last century."""


def minutes(cell: object, bare: str = "") -> float | None:
    """A duration in minutes; of a range, its middle. `bare` is the unit of a number without one, minutes if empty."""
    if isinstance(cell, str):
        first, *rest = _SPAN.split(cell.strip(), maxsplit=1)
        if len(rest) == 1 and (low := timed(first)) is not None and (high := timed(rest[0])) is not None:
            return (low + high) / 2
        found = timed(cell.strip())
        if found is not None:
            return found
    number = amount(cell)
    return number.value * MINUTES[bare or "min"] if number and not number.unit and number.value >= 0 else None


def timed(text: str) -> float | None:
    """Minutes of a text that says its units itself; None for any other."""
    if text[:1] in "Pp" and (iso := _ISO.fullmatch(text)) and any(iso.groups()):
        return sum(
            float(part or 0) * MINUTES[unit] for part, unit in zip(iso.groups(), ("d", "h", "min", "s"), strict=True)
        )
    if clock := _CLOCK.fullmatch(text):
        first, second, third = (int(part or 0) for part in clock.groups())
        return first * 60 + second + third / 60 if clock[3] else first + second / 60
    total, found = 0.0, False
    bare = re.sub(r"^(\d+)\s*(h|hrs?|hours?)\s*(\d{1,2})$", r"\1 h \3 min", text, flags=re.I)
    for number, word in _PIECE.findall(bare):
        unit = next((unit for words, unit in _UNITS.items() if words.fullmatch(word)), None)
        if unit is None:
            return None
        total, found = total + float(number.replace(",", ".")) * MINUTES[unit], True
    rest = re.sub(r"[\s,.&]|and|und", "", _PIECE.sub("", bare))
    return total if found and not rest else None


def looks_like_date(cell: object) -> bool:
    text = cell.strip() if isinstance(cell, str) and len(cell) < 40 else ""
    return bool(_DATE.fullmatch(text) or _MONTH_YEAR.fullmatch(text))


def year(cell: object, today: date | None = None) -> float | None:
    """The year of a date or timestamp in any usual form; None where there is none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _year_of_number(float(cell))
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    text = cell.strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return _year_of_number(float(text))
    if found := _YEAR.search(text):
        return float(found[1])
    if short := _SHORT_YEAR.fullmatch(text) or _MONTH_YEAR.fullmatch(text):
        return _century(int(short[1]), today or datetime.now(UTC).date())
    return _parsed_year(text)


def _century(two_digits: int, today: date) -> float:
    this = today.year - today.year % 100 + two_digits
    return float(this if this <= today.year + AHEAD else this - 100)


def _year_of_number(value: float) -> float | None:
    if 1000 <= value <= 2199 and value == int(value):
        return value
    if epoch(value):
        return float(datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC).year)
    return None


def epoch(value: float) -> bool:
    """Whether a number can be seconds or milliseconds since 1970, between 1973 and 2100."""
    return 1e8 <= value <= 4.1e9 or 1e11 <= value <= 4.1e12


def _parsed_year(text: str) -> float | None:
    """The last resort: any other form that names a day, a month and a year."""
    from dateutil import parser

    if not re.search(r"\d", text) or not re.search(r"[^\W\d_]{3}|[/.\-]", text):
        return None
    try:
        one, other = (parser.parse(text, default=datetime(base, 1, 1)) for base in (1904, 2004))  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None
    # a text without a year takes that of the default
    return float(one.year) if one.year == other.year else None
