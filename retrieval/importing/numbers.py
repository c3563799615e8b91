"""Numbers as people write them: `$12.50`, `12,50 EUR`, `70,382`, `7.5 %`, `1.2M`, `3-5`."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WRITTEN = {
    "USD": "$ us$ usd dollars", "EUR": "€ eur euro euros", "GBP": "£ gbp pounds", "JPY": "¥ jpy 円",
    "CNY": "元 cny rmb 人民币", "INR": "₹ inr rs", "KRW": "₩ krw 원", "CHF": "chf fr", "CAD": "cad c$",
    "AUD": "aud a$", "NZD": "nzd", "SEK": "sek", "NOK": "nok", "DKK": "dkk", "PLN": "pln zł", "CZK": "czk kč",
    "BRL": "brl r$", "RUB": "rub ₽ руб", "TRY": "try ₺", "MXN": "mxn", "ZAR": "zar",
}  # fmt: skip
CURRENCIES = {word: code for code, words in _WRITTEN.items() for word in words.split()}
FREE = frozenset({"free", "gratis", "kostenlos", "免费", "gratuit"})
ABOUT = frozenset({"from", "about", "approx", "ca", "circa", "up to", "under", "over", "ab", "bis", "von", "约"})
MULTIPLES = {"k": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "万": 1e4, "亿": 1e8}

_NUMBER = r"[+-]?(?:\d[\d.,'’\u00a0\u202f ]*\d|\d|[.,]\d+)"
_AMOUNT = re.compile(rf"(?P<before>[^\d+\-.,]{{0,12}}?)\s*(?P<number>{_NUMBER})\s*(?P<after>[^\d]{{0,20}})")
_RANGE = re.compile(rf"(?P<first>{_NUMBER})\s*(?:-|–|—|~|to|bis|至)\s*[$€£¥₹]?\s*(?P<second>{_NUMBER})")
_OUT_OF = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)\s*(?:/|out of|von|sur)\s*(?P<most>5|10|20|100)(?:\s*(?:stars?|points?))?", re.I
)
"""A score: "4.6/5", "4.6 out of 5 stars"."""
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+")
_THOUSAND_DOTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")


@dataclass(frozen=True, slots=True)
class Amount:
    value: float
    unit: str
    """What stands beside the number, lower case: "$", "min", "%"; empty if nothing does."""


def amount(cell: object, decimal: str = "") -> Amount | None:
    """The number in a cell; of a range, its middle; of "4.6/5", 4.6. None where there is none.

    `decimal` is "," for a decimal comma.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Amount(float(cell), "")
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    text = cell.strip()
    return _plain(text) or _score(text, decimal) or _range(text, decimal) or _amount(text, decimal)


def _score(text: str, decimal: str) -> Amount | None:
    found = _OUT_OF.fullmatch(text)
    value = _value(found["number"], decimal) if found else None
    return Amount(value, "") if found and value is not None and 0 <= value <= float(found["most"]) else None


def _plain(text: str) -> Amount | None:
    if not text.isascii() or "," in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    # "1_000" and "nan" are numbers to Python only
    return Amount(value, "") if abs(value) < 1e18 and "_" not in text else None


def _range(text: str, decimal: str) -> Amount | None:
    found = _RANGE.search(text)
    if not found:
        return None
    high = _amount(text[: found.start()] + found["second"] + text[found.end() :], decimal)
    low = _value(found["first"], decimal)
    rising = high is not None and low is not None and 0 <= low < high.value
    return Amount((low + high.value) / 2, high.unit) if rising and high and low is not None else None


def _amount(text: str, decimal: str) -> Amount | None:
    found = _AMOUNT.fullmatch(text)
    value = _value(found["number"], decimal) if found else None
    if not found or value is None or not _may_precede(found["before"]):
        return None
    unit = " ".join(f"{found['before']} {found['after']}".lower().strip(" .:()/-+~*").split())
    word, _, rest = unit.partition(" ")
    if word in MULTIPLES and found["after"].strip().lower().startswith(word):
        return Amount(value * MULTIPLES[word], rest)
    return Amount(value, unit)


def _may_precede(text: str) -> bool:
    """Whether a number follows: a currency, a sign, "about"; not the "tt" of an id."""
    word = text.lower().strip(" .:(")
    return not any(map(str.isalpha, word)) or word in CURRENCIES or word in ABOUT


def _value(digits: str, decimal: str) -> float | None:
    text = re.sub(r"['’\s\u00a0\u202f]", "", digits)
    comma, dot = text.rfind(","), text.rfind(".")
    commas_decimal = decimal == "," or (comma > dot >= 0) or (comma >= 0 and dot < 0 and not _THOUSANDS.fullmatch(text))
    if decimal == "," and comma < 0 and not _THOUSAND_DOTS.fullmatch(text):
        commas_decimal = False
    text = text.replace(".", "").replace(",", ".") if commas_decimal else text.replace(",", "")
    try:
        return float(text)
    except ValueError:
        return None


def decimal_sign(cells: Iterable[object]) -> str:
    """ "," where a column's cells show more decimal commas than decimal points; else empty."""
    seen: Counter[str] = Counter()
    for cell in cells:
        found = _AMOUNT.fullmatch(cell.strip()) if isinstance(cell, str) and len(cell) < 60 else None
        number = re.sub(r"['’\s\u00a0\u202f]", "", found["number"]) if found else ""
        comma, dot = number.rfind(","), number.rfind(".")
        if comma > dot and not _THOUSANDS.fullmatch(number):
            seen[","] += 1
        elif dot > comma and not _THOUSAND_DOTS.fullmatch(number):
            seen["."] += 1
    return "," if seen[","] > seen["."] else ""


def currency(unit: str) -> str:
    """ISO 4217 for what stands beside a price; empty if it is no currency."""
    return next((CURRENCIES[word] for word in (unit, *unit.split()) if word in CURRENCIES), "")
