"""Whether a simulated person gives away what it should not: a wish before it is due, or an item nobody showed yet."""

import re
from collections.abc import Iterable, Iterator

from evals.simulator.need import Want
from evals.simulator.wording import forms

WORD = re.compile(r"\d+(?:[.,]\d+)*s?|[^\W\d_]+(?:'[^\W\d_]+)?", re.UNICODE)
SHORTEST_TITLE = 2
"""Words of a title that is looked for: of one word, "Her" and "Up" would be found everywhere."""
NEVER = "\n"
"""Is in no spaced text."""


def leaks(text: str, hidden: Iterable[Want], titles: Iterable[str] = ()) -> Iterator[str]:
    """A sentence for each hidden wish that the text tells, and for each of the titles, `spaced`, that it names."""
    said = spaced(text)
    for want in hidden:
        for form in sorted(forms(want)):
            if _told(form, said):
                yield f'"{text}" tells "{form}" of {want.attribute.name} before it is due.'
                break
    for title in titles:
        if title in said:
            yield f'"{text}" names "{title.strip()}", which nobody showed.'


def looked_for(titles: Iterable[str]) -> tuple[str, ...]:
    """Each title `spaced`; or `NEVER` where it is too short to be told from other words."""
    return tuple(spaced(title) if len(WORD.findall(title)) >= SHORTEST_TITLE else NEVER for title in titles)


def _told(form: str, said: str) -> bool:
    words = spaced(form)
    return words.strip() != "" and (words in said or f"{words.rstrip()}s " in said)


def spaced(text: str) -> str:
    """Its words, lower case, with a space around each."""
    return f" {' '.join(WORD.findall(text.casefold()))} "
