"""English numbers, units, and the words that make a number a bound."""

from agents.understanding.lexicon import Phrase, phrases, words
from retrieval.catalogue import Operator

ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SCALES = {"hundred": 100.0, "thousand": 1_000.0, "k": 1_000.0, "million": 1_000_000.0}
DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
    "noughties": 0,
}
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "last": -1,
    "middle": 0,
    "top": 1,
    "bottom": -1,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "5th": 5,
}

UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("time", 1.0)),
    **dict.fromkeys(("hour", "hours", "h", "hr", "hrs"), ("time", 60.0)),
    **dict.fromkeys(("day", "days"), ("time", 1440.0)),
    **dict.fromkeys(("g", "gram", "grams", "gr"), ("mass", 1.0)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms", "kgs"), ("mass", 1000.0)),
    **dict.fromkeys(("lb", "lbs", "pound weight"), ("mass", 453.59237)),
    **dict.fromkeys(("oz", "ounce", "ounces"), ("mass", 28.349523)),
    **dict.fromkeys(("ml", "millilitre", "millilitres"), ("volume", 1.0)),
    **dict.fromkeys(("cl",), ("volume", 10.0)),
    **dict.fromkeys(("l", "litre", "litres", "liter", "liters"), ("volume", 1000.0)),
    **dict.fromkeys(("mm",), ("length", 1.0)),
    **dict.fromkeys(("cm",), ("length", 10.0)),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), ("length", 1000.0)),
    **dict.fromkeys(("km", "kilometres", "kilometers"), ("length", 1_000_000.0)),
    **dict.fromkeys(("%", "percent"), ("share", 1.0)),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid"), ("money", 1.0)),
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "bucks"), ("money", 1.0)),
    **dict.fromkeys(("€", "eur", "euro", "euros"), ("money", 1.0)),
    **dict.fromkeys(("¥", "yen", "₹", "rupees", "yuan"), ("money", 1.0)),
}
"""Unit to its family and its size in the family's smallest unit (a minute for time); money is never converted."""
BEFORE_NUMBER: dict[Phrase, Operator] = {
    **dict.fromkeys(
        phrases(
            "under, below, less than, fewer than, lower than, before, cheaper than, smaller than, <, "
            "earlier than, shorter than, older than, pre"
        ),
        Operator.LT,
    ),
    **dict.fromkeys(
        phrases(
            "at most, up to, max, maximum, maximum of, max of, no more than, within, until, by, not "
            "exceeding, as much as, only, a maximum of, at the most, ≤, down to, good to, good down to, rated to, "
            "rated down to, warm to, warm down to, comfortable to, comfortable down to, comfort to, comfort down to, "
            "fine to, fine down to, usable to, usable down to"
        ),
        Operator.LE,
    ),
    **dict.fromkeys(
        phrases(
            "over, above, more than, greater than, higher than, after, beyond, past, >, newer than, "
            "later than, longer than, bigger than, post"
        ),
        Operator.GT,
    ),
    **dict.fromkeys(
        phrases(
            "at least, minimum, min, minimum of, a minimum of, since, upwards of, starting at, "
            "starting from, as of, from at least, ≥"
        ),
        Operator.GE,
    ),
}
AFTER_NUMBER: dict[Phrase, Operator] = {
    **dict.fromkeys(
        phrases(
            "or less, or under, or below, or fewer, or cheaper, or shorter, or earlier, or before, "
            "or older, max, maximum, tops, at most, at the most, and under, and below, or lighter"
        ),
        Operator.LE,
    ),
    **dict.fromkeys(
        phrases(
            "or more, or over, or above, or higher, or later, or longer, or newer, or after, +, plus, "
            "and up, and over, and above, onwards, on, minimum, at least, and later, or better, "
            "and newer, upwards, and upwards, and higher, and more, and longer, and bigger, and larger, or bigger, "
            "or larger"
        ),
        Operator.GE,
    ),
}
APPROXIMATELY = words("around about roughly approximately circa near ca")
CLOSE_TO = phrases("close to, closer to, something like, more or less, in the region of")
