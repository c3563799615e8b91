"""How old somebody is for whom it is: "with my 10-year-old"; no year of release, and no wish for something old."""

from collections.abc import Iterator, Sequence

from agents.understanding.lexicon import words
from agents.understanding.quantities import number_at

WHOSE = words("my our his her their a an")
BEHIND = words("son daughter kid kids child children boy girl boys girls niece nephew grandson granddaughter twins")
GROWN = 13.0
Age = tuple[int, int, float]
"""Where it stands, from the word that says whose, and the age in years."""


def ages(said: Sequence[str]) -> Iterator[Age]:
    for at, word in enumerate(said):
        if word in WHOSE and at + 3 < len(said) + 1:
            age, end = number_at(said, at + 1)
            old = tuple(said[end : end + 2])
            if age is None or old not in (("year", "old"), ("years", "old"), ("year", "olds")):
                continue
            behind = said[end + 2] if end + 2 < len(said) else ""
            if word in ("my", "our", "his", "her", "their") or behind in BEHIND:
                yield at, end + 2 + (behind in BEHIND), age
