"""The verifier: whether everything that a sentence says of an item is so, and what is left of it where not.

Every word must be accounted for: a value, label or unit of the item, a comparison that the values bear out, a wish of
the person, or a frame that claims nothing. The rule is written in docs/grounding.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agents.understanding.vocabulary import Vocabulary
from agents.verifying.amounts import amounts
from agents.verifying.comparing import Comparisons
from agents.verifying.grounds import Grounds, Knowledge, Truth
from agents.verifying.literals import places
from agents.verifying.measures import candidates
from agents.verifying.naming import Finding, claimed, named, unaccounted
from agents.verifying.taking_apart import Told
from agents.verifying.wishing import wished

__all__ = ["Finding", "Grounds", "Kept", "Verdict", "Verifier", "sentences"]

LONGEST = 600
"""Characters of a reason that are read; no reason is longer."""
END = re.compile(r"(?<=[.!?…])[\"”’)]*(\s+)(?=[\"“‘(]?[^\Wa-z_]|[€$£])")
JOINTS = re.compile(
    r"\s*(?:[,;:–—]|\s-\s)\s*(?:but|and|though|although|while|with|which|making)?\b|\s+(?:that|which|but)\b"
)
"""Where a sentence may be broken off so that what stands before is still one."""
FEWEST = 3
"""Words of what is left of a sentence."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`findings` are the words that nothing supports; `about` the attributes that something true is said of."""

    findings: tuple[Finding, ...]
    about: frozenset[str]

    @property
    def true(self) -> bool:
        return not self.findings

    @property
    def usable(self) -> bool:
        """True, and not empty."""
        return self.true and bool(self.about)


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a reason may be said, what was cut from it and why, and the attributes it speaks of."""

    text: str
    cut: tuple[str, ...]
    about: frozenset[str] = frozenset()


class Verifier:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._knowledge = Knowledge(vocabulary)

    def verify(self, sentence: str, grounds: Grounds) -> Verdict:
        told = Told(sentence[:LONGEST], Truth(grounds, self._knowledge))
        comparisons = Comparisons(told)
        findings: Iterable[Finding] = (
            *unaccounted(told),
            *named(told),
            *comparisons.findings,
            *amounts(told, frozenset(comparisons.handled)),
            *(Finding(words, why) for words, why in wished(told)),
        )
        return Verdict(tuple(dict.fromkeys(findings)), frozenset({*claimed(told), *_counted(told)}))

    def keep(self, text: str, grounds: Grounds) -> Kept:
        """Sentence by sentence: what is true stays, of the rest the beginning if that is, and says something."""
        kept, cut, about = [], [], set[str]()
        for sentence in sentences(text, grounds):
            told, verdict = sentence, self.verify(sentence, grounds)
            if verdict.findings:
                cut.append(f"{sentence} ({'; '.join(map(str, verdict.findings))})")
                told, verdict = self._beginning(sentence, grounds)
            if verdict.usable:
                kept.append(told)
                about |= verdict.about
        return Kept(" ".join(kept), tuple(cut), frozenset(about))

    def _beginning(self, sentence: str, grounds: Grounds) -> tuple[str, Verdict]:
        for opening in _openings(sentence):
            verdict = self.verify(opening, grounds)
            if verdict.usable and len(opening.split()) >= FEWEST:
                return opening, verdict
        return "", Verdict((), frozenset())


def sentences(text: str, grounds: Grounds) -> Iterator[str]:
    """The sentences of a reason; what looks like an end inside a title or value is none: "Dr. Strangelove"."""
    text = " ".join(text.split())[:LONGEST]
    values = (*grounds.item.values.values(), *(wish.constraint.value for wish in grounds.wishes))
    names = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
    whole = {str(n) for n in (grounds.item.title, *(o.title for o in grounds.others), *names) if " " in str(n)}
    spans = [(at, at + len(name)) for name in whole for at in places(name, text)]
    start = 0
    for end in END.finditer(text):
        if not any(low < end.start(1) < high for low, high in spans):
            yield text[start : end.start(1)]
            start = end.end(1)
    yield text[start:]


def _openings(sentence: str) -> Iterator[str]:
    """The sentence broken off at its joints, longest first."""
    for joint in reversed(list(JOINTS.finditer(sentence))):
        yield f"{sentence[: joint.start()].rstrip(' ,;:–—-')}."


def _counted(told: Told) -> Iterator[str]:
    for mark in told.marks:
        if mark.quantity is not None:
            yield from (attribute.name for attribute, _ in candidates(told, mark.quantity))
