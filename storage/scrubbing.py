"""Personal data out of what people typed, by the pattern recognisers of Microsoft Presidio.

No model reads the text, so what has no form of its own (a name in the middle of a sentence) is not seen: docs say so.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, Protocol

Kind = Literal["EMAIL", "URL", "HANDLE", "CARD", "IBAN", "WALLET", "PHONE", "IP", "MAC", "SSN", "NAME", "ADDRESS"]
"""What stands in the text instead, in angle brackets."""

LONG_NUMBER = r"\d(?:[\s().\-/]*\d){6}"
GATES: Mapping[Kind, str] = {
    "EMAIL": r"@",
    "URL": r"://|www\.|\w\.(?:com|org|net|edu|gov|io|app|dev)\b",
    "HANDLE": r"@",
    "CARD": LONG_NUMBER,
    "IBAN": r"[a-z]{2}\d{2}[ \-]?\w{4}",
    "WALLET": r"(?:bc1|[13])\w{24}",
    "PHONE": LONG_NUMBER,
    "IP": r"\d\.\d+\.\d+\.\d|:[0-9a-f]*:",
    "MAC": r"(?:[0-9a-f]{2}[:-]){3}|(?:[0-9a-f]{4}\.){2}",
    "SSN": r"\d{3}[- .]\d{2}[- .]\d",
    "NAME": r"\bmy name(?: is|'s|’s) ",
    "ADDRESS": r"\blive at|\baddress(?: is|:)|\b(?:ship|deliver|send)\b.{0,8}\bto\b",
}
"""What a text must have before it is worth asking; most have none of it, and then the library is not even loaded."""
ANY = re.compile(r"[@:\d]|-\w\w-|\w\.\w|\w{25}|name|live at|address|ship|deliver|send", re.IGNORECASE)
"""What a text must have before any gate is tried."""
GATED = {kind: re.compile(gate, re.IGNORECASE) for kind, gate in GATES.items()}

ENOUGH = 0.4
"""Presidio's score of a finding, 0–1; patterns below are so loose that they need a context we do not give."""

LINK = r"(?i)(?:https?|ftp)://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]"
BARE_LINK = (
    r"(?i)\b(?:www\.[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)+|(?:[a-z0-9\-]+\.)+(?:com|org|net|edu|gov|io|app|dev))"
    r"(?:/[^\s<>\"'.,;:!?)\]]+)*/?(?![\w@])"
)
"""Without a scheme only after `www.` or with an ending that is no word: "funny.it was" is no address."""
HANDLE = r"(?<![\w@.])@[A-Za-z_]\w{1,29}(?:\.\w+)*"
NAME = r"(?<=\b(?:[Mm]y|MY) name(?: is|'s|’s) )\p{L}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]+){0,2}"
"""Where the words are the sentence's own, not a title's: "My name is Ana", and not "My Name Is Ana"."""
ADDRESS = (
    r"(?i)(?<=\b(?:live at|address is|address:|(?:ship|deliver|send)(?: it| this| them)? to:?) )"
    r"\d+[a-z]? [^\n.;!?]{3,60}?(?=$|[\n.;!?,]|\s(?:and|but|so|please)\b)"
)

CALLED = re.compile(r"(?:call|phone|tel|mobile|cell|text|whatsapp|number)\W+(?:\w+\W+){0,3}$", re.IGNORECASE)
MONEY_BEFORE = re.compile(r"[$€£¥₹₩]\s?$")
YEAR = re.compile(r"(?:1[89]|20)\d\d")


class Finding(Protocol):
    start: int
    end: int
    score: float


class Recogniser(Protocol):
    def analyze(self, text: str, entities: list[str]) -> list[Finding]: ...


@dataclass(frozen=True, slots=True)
class Scrubbed:
    text: str
    replaced: tuple[tuple[Kind, int], ...] = ()
    """How many of each kind, in the order of the text."""


class Scrubber:
    """Scrubs, and counts what it replaced."""

    def __init__(self) -> None:
        self.replaced: Counter[Kind] = Counter()

    def __call__(self, text: str) -> str:
        found = scrubbed(text)
        for kind, times in found.replaced:
            self.replaced[kind] += times
        return found.text


def scrub(text: str) -> str:
    """With `<EMAIL>` where an e-mail address stood, and so on. Scrubbing again changes nothing."""
    return scrubbed(text).text


@lru_cache(maxsize=20_000)
def scrubbed(text: str) -> Scrubbed:
    counts: Counter[Kind] = Counter()
    # What is left beside a finding may be one of its own then: "ana@example.com@ana".
    while spans := _apart(_sorted(text)):
        counts.update(kind for _, _, kind in spans)
        text = _replaced(text, spans)
    return Scrubbed(text, tuple(counts.items()))


def quoting(said: Iterable[str]) -> Callable[[str], str] | None:
    """Replaces what was found in these texts wherever another quotes it: a reply says “Ana” where a message says
    "my name is Ana Ruiz", or “write to ana@exa…”. None if there was nothing to find.
    """
    telling = [text for text in said if scrubbed(text).replaced]
    found = {text[start:end]: kind for text in telling for start, end, kind in _apart(_sorted(text))}
    if not found:
        return None
    kinds = {part: kind for whole, kind in found.items() for part in _parts(whole, kind)}
    cut = {whole[:end]: kind for whole, kind in found.items() for end in range(len(whole) - 1, 2, -1)}
    longest_first = sorted(kinds, key=len, reverse=True), sorted(cut, key=len, reverse=True)
    whole, begun = ("|".join(map(re.escape, some)) for some in longest_first)
    pattern = re.compile(rf"(?<!\w)(?:(?P<whole>{whole})(?!\w)|(?P<begun>{begun})(?=…))")

    def replace(match: re.Match[str]) -> str:
        return f"<{kinds[match['whole']] if match['whole'] else cut[match['begun']]}>"

    return lambda text: pattern.sub(replace, text)


def _parts(whole: str, kind: Kind) -> Iterator[str]:
    yield whole
    yield from (part for part in whole.split() if kind == "NAME" and len(part) > 2)


def _replaced(text: str, spans: list[tuple[int, int, Kind]]) -> str:
    pieces, end = [], 0
    for start, stop, kind in spans:
        pieces += [text[end:start], f"<{kind}>"]
        end = stop
    return "".join([*pieces, text[end:]])


def _sorted(text: str) -> list[tuple[int, int, Kind]]:
    return sorted(_spans(text), key=lambda span: (span[0], -span[1]))


def _spans(text: str) -> Iterator[tuple[int, int, Kind]]:
    for kind, gate in GATED.items() if ANY.search(text) else ():
        if gate.search(text):
            for found in _recognisers()[kind].analyze(text, [kind]):
                if found.score >= ENOUGH and (kind != "PHONE" or _can_be_called(text, found.start, found.end)):
                    yield found.start, found.end, kind


def _apart(spans: list[tuple[int, int, Kind]]) -> list[tuple[int, int, Kind]]:
    """Those that overlap become one, of the kind of the longest."""
    kept: list[tuple[int, int, Kind]] = []
    for start, end, kind in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, kind))
            continue
        first, last, before = kept[-1]
        longest = kind if end - start > last - first else before
        kept[-1] = (first, max(last, end), longest)
    return kept


def _can_be_called(text: str, start: int, end: int) -> bool:
    """Years, sums, rows of small and short numbers that a numbering plan happens to allow are left alone."""
    number, before = text[start:end], text[:start]
    groups = re.findall(r"\d+", number)
    small = {len(group) for group in groups} == {1, 2}
    if small or MONEY_BEFORE.search(before) or all(YEAR.fullmatch(group) for group in groups):
        return False
    return number.startswith("+") or sum(map(len, groups)) >= 9 or bool(CALLED.search(before))


@cache
def _recognisers() -> Mapping[Kind, Recogniser]:
    """Loading the library takes seconds."""
    from presidio_analyzer import Pattern, PatternRecognizer
    from presidio_analyzer import predefined_recognizers as known

    def own(kind: Kind, *patterns: str) -> Recogniser:
        named = [Pattern(kind, pattern, 0.6) for pattern in patterns]
        found: Recogniser = PatternRecognizer(kind, patterns=named, global_regex_flags=re.MULTILINE)
        return found

    return {
        # Without the library's test of the domain, which would ask the network and let "ana@office.lan" pass.
        "EMAIL": PatternRecognizer("EMAIL", patterns=known.EmailRecognizer.PATTERNS),
        "URL": own("URL", LINK, BARE_LINK),
        "HANDLE": own("HANDLE", HANDLE),
        "CARD": known.CreditCardRecognizer(supported_entity="CARD"),
        "IBAN": known.IbanRecognizer(supported_entity="IBAN"),
        "WALLET": known.CryptoRecognizer(supported_entity="WALLET"),
        "PHONE": known.PhoneRecognizer(supported_entity="PHONE"),
        "IP": known.IpRecognizer(supported_entity="IP"),
        "MAC": known.MacAddressRecognizer(supported_entity="MAC"),
        "SSN": known.UsSsnRecognizer(supported_entity="SSN"),
        "NAME": own("NAME", NAME),
        "ADDRESS": own("ADDRESS", ADDRESS),
    }
