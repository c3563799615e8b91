"""Numbers in an utterance, with their units: "two hours", "1h30", "£20", "the nineties", "1.5 kg"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agents.understanding.lexicon import words as words_of
from agents.understanding.numerals import DECADES, ONES, SCALES, TENS, UNITS

CENTURY_TURN = 30
"""Two-digit decades under this are of this century."""
BOUNDS = words_of("under over than least most about below above within around")
YEARS = range(1000, 2100)
NOTES = {"fiver": 5.0, "tenner": 10.0, "fivers": 5.0, "tenners": 10.0}
PARTS_OF_HOUR = {"half": 30, "quarter": 15}
BEHIND_TIME = words_of("tops max maximum min minimum or at please long")
AGES = frozenset(("years", "year", "yrs"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """Tokens `start` up to `end` say a number, or a decade from `value` to `high`."""

    start: int
    end: int
    value: float
    high: float | None = None
    unit: str = ""
    """As said, a key of `UNITS`; "min" for times of several parts; empty for none."""

    @property
    def last(self) -> float:
        return self.value if self.high is None else self.high


def quantities(words: Sequence[str]) -> tuple[Quantity, ...]:
    return tuple(_scan(words))


def _scan(words: Sequence[str]) -> Iterator[Quantity]:
    at = 0
    while at < len(words):
        found = _decade(words, at) or _time(words, at) or _plain(words, at)
        if found:
            yield found
        at = found.end if found else at + 1


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


# --- decades ----------------------------------------------------------------------------------------------------------


def _decade(words: Sequence[str], at: int) -> Quantity | None:
    """ "90s", "the 90's", "1990s", "nineties", "early 2000s", "late eighties"."""
    if century := _century(words, at):
        return century
    part = _word(words, at) if _word(words, at) in ("early", "mid", "late") else ""
    start, at = at, at + bool(part)
    apostrophe = _word(words, at) in ("'", "’")
    at += apostrophe
    first, end = _decade_year(words, at)
    if first is None:
        return None
    low, high = {"early": (0, 4), "mid": (3, 6), "late": (5, 9)}.get(part, (0, 9))
    return Quantity(start, end, first + low, first + high, "year")


def _century(words: Sequence[str], at: int) -> Quantity | None:
    """ "The 19th century", as 1800 to 1899."""
    ordinal = _word(words, at + 1) in ("th", "st") and _word(words, at + 2) in ("century", "c")
    if not ordinal or not _word(words, at).isdigit() or not 10 < int(words[at]) < 22:
        return None
    first = (int(words[at]) - 1) * 100.0
    return Quantity(at, at + 3, first, first + 99, "year")


def _decade_year(words: Sequence[str], at: int) -> tuple[float | None, int]:
    word = _word(words, at)
    if word in DECADES:
        return _full_year(DECADES[word]), at + 1
    after = at + 1 + (_word(words, at + 1) in ("'", "’"))
    if word.isdigit() and word.isascii() and len(word) in (2, 4) and int(word) % 10 == 0 and _word(words, after) == "s":
        return (float(word) if len(word) == 4 else _full_year(int(word))), after + 1
    return None, at


def _full_year(two_digits: int) -> float:
    return (2000.0 if two_digits < CENTURY_TURN else 1900.0) + two_digits


# --- times ------------------------------------------------------------------------------------------------------------


def _time(words: Sequence[str], at: int) -> Quantity | None:
    """Times of several parts, in minutes: "1h30", "an hour and a half", "half an hour", "2 hours 10 minutes"."""
    if _word(words, at) == "half" and _word(words, at + 1) in ("an", "a") and _is_hour(words, at + 2):
        return Quantity(at, at + 3, 30, unit="min")
    if tuple(words[at : at + 3]) == ("quarter", "of", "an") and _is_hour(words, at + 3):
        return Quantity(at, at + 4, 15, unit="min")
    if tuple(words[at : at + 4]) == ("three", "quarters", "of", "an") and _is_hour(words, at + 4):
        return Quantity(at, at + 5, 45, unit="min")
    hours, end = _amount(words, at)
    if hours is None or not _is_hour(words, end):
        return None
    end += 1
    if tuple(words[end : end + 2]) == ("and", "a") and _word(words, end + 2) in PARTS_OF_HOUR:
        return Quantity(at, end + 3, hours * 60 + PARTS_OF_HOUR[words[end + 2]], unit="min")
    skip = _word(words, end) == "and"
    minutes, after = number_at(words, end + skip)
    has_unit = UNITS.get(_word(words, after), ("", 0))[1] == 1.0 and _word(words, after).startswith("m")
    following = _word(words, after)
    bare = following not in UNITS and (not skip or not following.isalpha() or following in BEHIND_TIME)
    if minutes is not None and minutes < 60 and (has_unit or bare):
        return Quantity(at, after + has_unit, hours * 60 + minutes, unit="min")
    return Quantity(at, end, hours * 60, unit="min")


def _is_hour(words: Sequence[str], at: int) -> bool:
    return UNITS.get(_word(words, at)) == ("time", 60.0)


def _amount(words: Sequence[str], at: int) -> tuple[float | None, int]:
    """A number, or "a" and "an" for one."""
    return (1.0, at + 1) if _word(words, at) in ("a", "an") else number_at(words, at)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _plain(words: Sequence[str], at: int) -> Quantity | None:
    if (
        _word(words, at) in ("a", "an")
        and _word(words, at - 1) in BOUNDS
        and UNITS.get(_word(words, at + 1), ("", 0))[1]
    ):
        return Quantity(at, at + 2, 1.0, unit=words[at + 1])
    if _word(words, at) == "half" and _word(words, at + 1) in ("a", "an") and _word(words, at + 2) in UNITS:
        return Quantity(at, at + 3, 0.5, unit=words[at + 2])
    if _word(words, at) in ("'", "’") and len(_word(words, at + 1)) == 2 and _word(words, at + 1).isdigit():
        return Quantity(at, at + 2, _full_year(int(words[at + 1])), unit="year")
    if _word(words, at) in NOTES:
        return Quantity(at, at + 1, NOTES[words[at]], unit="quid")
    if _word(words, at) in ("-", "minus") and not _word(words, at - 1).isdigit():
        below, end = number_at(words, at + 1)
        return Quantity(at, end, -below) if below is not None else None
    currency = UNITS.get(_word(words, at), ("", 0))[0] == "money" and not _word(words, at).isalpha()
    value, end = number_at(words, at + currency)
    if value is None:
        return None
    found = Quantity(at, end, value, unit=words[at] if currency else "")
    unit = _word(words, end)
    if unit in AGES and value < 200:
        old = _word(words, end + 1) in ("old", "ago")
        return Quantity(at, end + 1 + old, value, unit="years old" if old else "years")
    return replace(found, end=end + 1, unit=unit) if unit in UNITS and not currency else found


def number_at(words: Sequence[str], at: int) -> tuple[float | None, int]:
    """The number that starts at a token and where it ends: "1,000", "2k", "twenty five", "two and a half"."""
    word = _word(words, at)
    if word and word[0].isdigit():
        value = _digits(word)
        if value is not None and tuple(words[at + 1 : at + 4]) == ("and", "a", "half"):
            return value + 0.5, at + 4
        return _scaled(words, value, at + 1) if value is not None else (None, at)
    value, end = _spelled(words, at)
    if value is None:
        return None, at
    return (value + 0.5, end + 3) if tuple(words[end : end + 3]) == ("and", "a", "half") else (value, end)


def _digits(word: str) -> float | None:
    """ "1,000" is a thousand, "1,5" one and a half, "1.5" too."""
    if not word.isascii():
        return None
    thousands = "," in word and all(len(part) == 3 for part in word.split(",")[1:])
    text = word.replace(",", "") if thousands or word.count(",") > 1 else word.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value < 1e15 else None


def _scaled(words: Sequence[str], value: float, end: int) -> tuple[float, int]:
    scale = SCALES.get(_word(words, end))
    return (value * scale, end + 1) if scale else (value, end)


def _spelled(words: Sequence[str], at: int) -> tuple[float | None, int]:
    word = _word(words, at)
    if word in ("a", "an") and _word(words, at + 1) in SCALES and _word(words, at + 1) != "k":
        return SCALES[words[at + 1]], at + 2
    if word in TENS:
        ones = ONES.get(_word(words, at + 1), 0)
        joined = 0 < ones < 10
        return _scaled(words, float(TENS[word] + (ones if joined else 0)), at + 1 + joined)
    return _scaled(words, float(ONES[word]), at + 1) if word in ONES else (None, at)
