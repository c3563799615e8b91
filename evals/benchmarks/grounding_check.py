"""A second look at a sentence about an item, by other means than the verifier's: it shares no code with it.

Where the verifier accounts for every word, this one searches: every value, title, number and capital letter of the
sentence, and a list of hype, brute force over the whole catalogue. It finds less, but what it finds is invented.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from agents.dialogue import Preference
from retrieval.catalogue import NAMED, Attribute, Catalogue, Item, Kind

HYPE = re.compile(
    r"\b(awards?|oscars?|prizes?|winn(?:er|ing)|best|greatest|finest|masterpieces?|critics?|acclaimed|must-(?:see|have|watch)"
    r"|favou?rites?|best-?sell\w+|bestsell\w+|everyone|perfect(?:ly)?|stunning|amazing|incredibl[ey]|breathtaking"
    r"|unforgettable|beautiful(?:ly)?|legendary|iconic|timeless|brilliant(?:ly)?|gorgeous|guaranteed|warranty|millions"
    r"|excellent|wonderful|fantastic|outstanding|superb|hilarious|gripping|compelling|captivating|delightful|charming)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
CAPITAL = re.compile(r"(?<![.!?:“\"]\s)(?<!^)(?<![“\"(])\b[A-ZÀ-Þ][\w'’-]+")
COUNTED = "four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
ROUND = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}
NUMBER_WORDS = {**{word: number for number, word in enumerate(COUNTED.split(), 4)}, **ROUND}
DENIAL = r"(?:\bnot|\bno|n't|\bwithout|\bnever|\brather than|\binstead of)\s+(?:\w+\s+){0,2}"
SHORTEST = 4
"""Letters of a value that is searched for; shorter ones are too often other words."""
EVERYDAY = frozenset(["English", "You", "Your", "It", "Its", "The", "This", "That", "And", "But", "Though", "With"])


class SecondCheck:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._named = [a for a in catalogue.domain.attributes if a.kind in NAMED]

    def invented(
        self, sentence: str, item: Item, wishes: Iterable[Preference] = (), others: Iterable[Item] = ()
    ) -> list[str]:
        """What of the sentence is neither a value of the item, nor a wish, nor of another item it may name."""
        wishes, others = tuple(wishes), tuple(others)
        rest = sentence
        for title in sorted({item.title, *(o.title for o in others)}, key=len, reverse=True):
            rest = rest.replace(title, " ~ ")
        return [
            *self._values(rest, item, wishes),
            *self._titles(rest, item, wishes),
            *self._numbers(rest, item, wishes, others),
            *self._flags(rest, item, wishes),
            *self._capitals(rest, item, wishes),
            *(f"hype: {found[0]}" for found in HYPE.finditer(rest) if not self._is_own(found[0], item)),
        ]

    # --- values -------------------------------------------------------------------------------------------------------

    @cached_property
    def _all_values(self) -> dict[str, set[str]]:
        """Every value, in small letters, to the attributes that it is one of."""
        found: dict[str, set[str]] = {}
        for item in self._catalogue.items:
            for attribute in self._named:
                for tag in item.tags(attribute.name):
                    found.setdefault(tag.casefold(), set()).add(attribute.name)
        return found

    @cached_property
    def _first_words(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for value in self._all_values:
            found.setdefault(re.split(r"\W+", value, maxsplit=1)[0], []).append(value)
        return found

    def _standing(self, text: str) -> Iterator[str]:
        """The values that stand in the text, without those that are a part of a longer one there."""
        low = text.casefold()
        words = set(re.split(r"\W+", low))
        likely = (value for word in words for value in self._first_words.get(word, ()) if len(value) >= SHORTEST)
        found = [value for value in likely if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", low)]
        yield from (value for value in found if not any(value != other and value in other for other in found))

    def _values(self, text: str, item: Item, wishes: tuple[Preference, ...]) -> Iterator[str]:
        own = " | ".join(tag.casefold() for a in self._named for tag in item.tags(a.name))
        wished = " | ".join(str(w.constraint.value).casefold() for w in wishes)
        labels = " ".join(f"{a.label} {a.phrase} {' '.join(a.aliases)}" for a in self._catalogue.domain.attributes)
        nouns = f"{self._catalogue.domain.noun} {self._catalogue.domain.plural} movie movies"
        for value in self._standing(text):
            denied = re.search(rf"{DENIAL}{re.escape(value)}(?!\w)", text.casefold())
            if value in own or value.startswith("not "):
                continue
            if value in wished or denied or value in labels.casefold() or value in nouns:
                continue
            yield f"value: {value}"

    def _is_own(self, word: str, item: Item) -> bool:
        tags = " ".join(tag.casefold() for a in self._named for tag in item.tags(a.name))
        meant = (v for a in self._named for s, v in a.synonyms.items() if s == word.casefold())
        return word.casefold() in tags or any(v.casefold() in tags for v in meant)

    def _flags(self, text: str, item: Item, wishes: tuple[Preference, ...]) -> Iterator[str]:
        low = text.casefold()
        for attribute in self._catalogue.domain.attributes:
            if attribute.kind is not Kind.FLAG:
                continue
            for wording in (attribute.label, *attribute.aliases):
                found = re.search(rf"(?<!\w){re.escape(wording.casefold())}(?!\w)", low)
                if not found or len(wording) < SHORTEST:
                    continue
                denied = bool(re.search(rf"{DENIAL}{re.escape(wording.casefold())}", low))
                unsaid = "does not say" in low or (any(w.attribute == attribute.name for w in wishes) and "wish" in low)
                if item.values.get(attribute.name) is denied or (attribute.name not in item.values and not unsaid):
                    yield f"flag: {'not ' if denied else ''}{wording}"

    # --- titles, names ------------------------------------------------------------------------------------------------

    def _titles(self, text: str, item: Item, wishes: tuple[Preference, ...]) -> Iterator[str]:
        own = {tag for a in self._named for tag in item.tags(a.name)} | {str(w.constraint.value) for w in wishes}
        for other in self._catalogue.items:
            title = other.title
            if " " in title and title in text and title not in own and not any(title in tag for tag in own):
                yield f"title: {title}"

    def _capitals(self, text: str, item: Item, wishes: tuple[Preference, ...]) -> Iterator[str]:
        said = [*item.values.values(), *(w.constraint.value for w in wishes)]
        known = " ".join([item.title, *(str(value) for value in said)])
        labels = " ".join(a.label for a in self._catalogue.domain.attributes)
        meant = " ".join(s for a in self._named for s, v in a.synonyms.items() if v in str(item.values.get(a.name)))
        allowed = f"{known} {labels} {meant}".casefold()
        for found in CAPITAL.finditer(text):
            word = re.sub(r"['’]s?$", "", found[0])
            if word.casefold() not in allowed and word not in EVERYDAY:
                yield f"name: {word}"

    # --- numbers ------------------------------------------------------------------------------------------------------

    def _numbers(
        self, text: str, item: Item, wishes: tuple[Preference, ...], others: tuple[Item, ...]
    ) -> Iterator[str]:
        right = set(self._written(item, wishes, others))
        said = [match[0].rstrip(".,") for match in NUMBER.finditer(text)]
        said += [str(n) for word, n in NUMBER_WORDS.items() if re.search(rf"\b{word}\b", text.casefold())]
        for number in said:
            if number.replace(",", "") not in right:
                yield f"number: {number}"

    def _written(self, item: Item, wishes: tuple[Preference, ...], others: tuple[Item, ...]) -> Iterator[str]:
        """Every number that may stand in the sentence, in every way of writing it."""
        said = (*item.values.values(), *(w.constraint.value for w in wishes))
        units = (a.unit for a in self._catalogue.domain.attributes)
        for text in (item.title, *units, *(str(v) for v in said if isinstance(v, str | tuple))):
            yield from (match.replace(",", "") for match in NUMBER.findall(text))
            yield from re.findall(r"\d+", text)
        yield from (str(n) for n in (1, 2, 3, 1 + len(others), len(wishes)))
        for attribute in self._catalogue.domain.attributes:
            own = item.number(attribute.name)
            bounds = [b for w in wishes if w.attribute == attribute.name for b in _bounds(w)]
            gaps = [abs(own - n) for o in others if own is not None and (n := o.number(attribute.name)) is not None]
            gaps += [abs(own - bound) for bound in bounds if own is not None]
            for number in (*([own] if own is not None else []), *bounds, *gaps):
                yield from _ways(abs(number), attribute)


def _bounds(wish: Preference) -> list[float]:
    value = wish.constraint.value
    values = value if isinstance(value, tuple) else (value,)
    return [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]


def _ways(number: float, attribute: Attribute) -> Iterator[str]:
    """1850 as 1850 and 1.85, 1.9 and 1.8 (thousand of a unit); 101 minutes as 1 and 41 too, or as near two hours."""
    yield from (f"{number:g}", f"{number:.0f}" if number == int(number) else f"{number:.2f}", f"{number:.1f}")
    if attribute.kind is Kind.DURATION:
        hours, minutes = divmod(round(number), 60)
        yield from (str(hours), str(minutes))
        yield from (f"{h:g}" for h in (0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5) if abs(h * 60 - number) <= 20)
    elif attribute.kind is Kind.YEAR:
        yield from (f"{number // 10 * 10:.0f}", f"{number % 100 // 10 * 10:.0f}")
    elif attribute.unit in ("g", "ml", "m"):
        yield from (f"{number / 1000:g}", f"{number / 1000:.1f}", f"{number / 1000:.2f}")
