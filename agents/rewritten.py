"""What a model wrote to search for, held against what is refused."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from agents.dialogue import Preference, Profile
from agents.prompts import clipped
from agents.understanding.tokens import key, stems
from retrieval.catalogue import Catalogue, Domain, Operator

Kind = Literal["same", "wider", "instead"]
"""Synonymous, broader, substitute."""
LINE = re.compile(r"^\W*(same|wider|instead)\s*[:=]\s*(.+)$", re.IGNORECASE | re.MULTILINE)
NEGATIONS = frozenset({"not", "no", "without", "never", "except", "nothing", "non", "isnt", "avoid", "instead"})
"""They do not survive an embedding: "not scary" is close to scary."""
LONGEST_WORDS, LONGEST_LINE = 12, 300


@dataclass(frozen=True, slots=True)
class Rewriting:
    kind: Kind
    text: str


def checked(
    answer: str, catalogue: Catalogue, profile: Profile, text: str
) -> tuple[tuple[Rewriting, ...], tuple[str, ...]]:
    """At most one text a kind, the first, and why the others are not searched for."""
    unwanted = list(refused(catalogue, profile))
    found: dict[Kind, Rewriting] = {}
    dropped: list[str] = []
    for named, written in LINE.findall(answer):
        kind = cast(Kind, named.lower())
        said = clipped(written.strip(" .\"'“”"), LONGEST_LINE)
        others = [key(text), *(key(one.text) for one in found.values())]
        if why := _against(said, text, unwanted, others):
            dropped.append(f"“{clipped(said, 80)}” is not searched for: {why}.")
        elif kind not in found:
            found[kind] = Rewriting(kind, said)
    return tuple(found.values()), tuple(dropped)


def _against(
    written: str, said: str, unwanted: Sequence[tuple[str, tuple[str, ...]]], others: Sequence[tuple[str, ...]]
) -> str:
    """Why it may not be searched for; empty if it may."""
    words = key(written)
    rooted = stems(words)
    if not words or len(words) > LONGEST_WORDS:
        return f"it is not a few words but {len(words)}"
    if named := next((name for name, phrase in unwanted if _holds(rooted, phrase)), ""):
        return f"it names “{named}”, which is not wanted"
    if word := next((w for w in words if w in NEGATIONS), ""):
        return f"“{word}” does not tell a search what to leave out"
    if number := next((w for w in words if any(c.isdigit() for c in w) and w not in key(said)), ""):
        return f"nobody said {number}"
    return "it says nothing new" if words in others else ""


def _holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(tuple(words[at : at + len(phrase)]) == tuple(phrase) for at in range(len(words) - len(phrase) + 1))


def refused(catalogue: Catalogue, profile: Profile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Values that are not wanted, by every wording, and titles turned down: each with the stems to look for."""
    for preference in profile.preferences:
        for value in _unwanted(preference):
            for wording in (value, *_wordings(catalogue.domain, preference.attribute, value)):
                if phrase := stems(key(wording)):
                    yield value, phrase
    for item_id in profile.rejected:
        item = catalogue.find(item_id)
        if item and (phrase := stems(key(item.title))):
            yield item.title, phrase


def _unwanted(preference: Preference) -> Iterable[str]:
    """Names only: numbers are no words to search for."""
    test = preference.constraint
    excludes = test.operator in (Operator.NE, Operator.NOT_IN)
    if preference.negative == excludes:
        return ()
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return [value for value in values if isinstance(value, str)]


def _wordings(domain: Domain, attribute: str, value: str) -> Iterator[str]:
    known = domain.attribute(attribute)
    return (wording for wording, stands_for in (known.synonyms if known else {}).items() if stands_for == value)
