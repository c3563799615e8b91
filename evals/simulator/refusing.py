"""Whether what a language model made of an utterance may be said: nothing more is told by it, and nothing less."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args
from unicodedata import combining, normalize

from agents.understanding.tokens import stems
from evals.simulator import templates
from evals.simulator.drawing import Needs
from evals.simulator.leaks import SHORTEST_TITLE, WORD, leaks, spaced
from evals.simulator.need import Want
from evals.simulator.voice import Said
from evals.simulator.wording import forms
from retrieval.catalogue import NAMED, Attribute, Kind

Refusal = Literal["leak", "lost value", "added wish", "turned round", "no answer"]
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)
LONGEST = 60
"""Words."""
NEGATIONS = (
    *("no", "not", "never", "none", "nothing", "nobody", "neither", "nor", "nope", "nah", "without", "cannot", "dont"),
    *("except", "but not", "anything but", "other than", "rather than", "instead of", "hate", "dislike", "avoid"),
)
SENTENCE_ENDS = ".!?:"


@dataclass(frozen=True, slots=True)
class Foreign:
    """What nobody brings into a conversation but by a template: titles, and words for the catalogue's values."""

    titles: frozenset[str]
    """`spaced`, of two words or more, without accents."""
    names: frozenset[str]
    """Titles of one word, lower case: told from other words by their capital."""
    values: frozenset[str]
    """`spaced`, without accents, each word by its stem: "comedies" is a comedy."""


def foreign(needs: Needs) -> Foreign:
    words = [_words(item.title).split() for item in needs.catalogue.items]
    names = frozenset(one[0] for one in words if len(one) == 1 and len(one[0]) > 1)
    titles = frozenset(f" {' '.join(one)} " for one in words if len(one) >= SHORTEST_TITLE)
    values = {
        _stems(_words(form)) for attribute in needs.catalogue.domain.informable for form in _forms(attribute, needs)
    }
    return Foreign(titles, names, frozenset(value for value in values if value.strip()))


def refusal(text: str, said: Said, hidden: Sequence[Want], known: Foreign) -> Refusal | None:
    """Why it may not stand for what was `said`; None if it may."""
    new, old = _words(text), _words(said.clean)
    if not new.strip() or len(new.split()) > LONGEST:
        return "no answer"
    if _leaks(text, new, old, hidden, known):
        return "leak"
    if any(_words(part) not in new for part in said.kept) or _numbers(old) - _numbers(new):
        return "lost value"
    if _numbers(new) - _numbers(old) or _brought(_stems(new), _stems(old), known.values):
        return "added wish"
    return "turned round" if _negative(new, said.kept) != _negative(old, said.kept) else None


def _leaks(text: str, new: str, old: str, hidden: Sequence[Want], known: Foreign) -> bool:
    if any(leaks(text, hidden)) or _brought(new, old, known.titles):
        return True
    stems = [_stems(_words(form)) for want in hidden for form in forms(want)]
    return _brought(_stems(new), _stems(old), stems) or any(
        f" {name} " not in old for name in _names(text, known.names)
    )


def _brought(new: str, old: str, words: Iterable[str]) -> bool:
    return any(word in new and word not in old for word in words)


def _forms(attribute: Attribute, needs: Needs) -> Iterator[str]:
    if attribute.kind in NAMED:
        yield from needs.columns.values(attribute.name)
        yield from attribute.synonyms
    if attribute.kind is Kind.FLAG:
        yield from (attribute.label, *attribute.aliases)
    yield from (*attribute.low_words, *attribute.high_words, *attribute.lower, *attribute.higher)


def _names(text: str, names: frozenset[str]) -> Iterator[str]:
    """Titles of one word in it: by a capital within a sentence, or at its start if templates know no such word."""
    plain = _straight(text)
    for found in WORD.finditer(plain):
        word = found.group().casefold()
        before = plain[: found.start()].rstrip(" \"'“”‘")
        starts = not before or before[-1] in SENTENCE_ENDS
        if word in names and found.group()[0].isupper() and not (starts and word in _common()):
            yield word


def _numbers(said: str) -> set[str]:
    return {word for word in said.split() if word[0].isdigit()}


def _negative(said: str, kept: Sequence[str]) -> bool:
    """Outside the parts that are kept as they are."""
    for part in kept:
        said = said.replace(_words(part), "  ")
    return "n't " in said or any(f" {word} " in said for word in NEGATIONS)


def _straight(text: str) -> str:
    """One kind of apostrophe, and letters without accents."""
    plain = re.sub("[’`´]", "'", text)
    return "".join(one for one in normalize("NFKD", plain) if not combining(one))


def _words(text: str) -> str:
    return spaced(_straight(text))


def _stems(said: str) -> str:
    return f" {' '.join(stems(said.split()))} "


@cache
def _common() -> frozenset[str]:
    """Words that templates are made of."""
    phrases = (one for name, one in vars(templates).items() if name.isupper())
    return frozenset(WORD.findall(str(list(phrases)).casefold()))
