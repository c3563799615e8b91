"""Well-known values of well-known attributes, to say that a catalogue lacks one: "a documentary", "keto", "korean"."""

from collections.abc import Iterable, Iterator

from agents.understanding.lexicon import phrases
from agents.understanding.places import DEMONYMS, Phrase
from agents.understanding.tokens import stems
from agents.understanding.wordings import SAME

AMBIGUOUS = frozenset(("polish", "african", "kiwi", "persian", "english", "american", "us"))
"""Adjectives that are other words in small letters, or that say little of what is lacked."""
ADJECTIVES = frozenset((word,) for entry in DEMONYMS.replace("\n", " ").split(";") for word in entry.split()[1:])
KNOWN: tuple[tuple[frozenset[str], frozenset[Phrase]], ...] = (
    (
        frozenset(("genre", "genres")),
        phrases(
            """action, adventure, animation, anime, biography, comedy, crime, documentary, drama, fantasy, horror,
            musical, mystery, noir, romance, science fiction, sci fi, thriller, western, biopic, slasher, rom
            com, superhero"""
        ),
    ),
    (frozenset(("cuisine", "cuisines")), ADJECTIVES | phrases("pizza, burgers, kebab, seafood")),
    (
        frozenset(("diet", "diets", "dietary")),
        phrases(
            """vegan, vegetarian, pescatarian, keto, paleo, halal, kosher, gluten free, dairy free, nut free, low
            carb, low fat, sugar free, egg free, low sodium, high protein, whole30, diabetic"""
        ),
    ),
)
"""By what an attribute is called: its values as people know them."""


def known_values(called: Iterable[str], values: Iterable[Phrase]) -> Iterator[Phrase]:
    """Values that an attribute so called could have, and that the catalogue's `values` are no wording of."""
    names = set(called)
    lists = [known for nouns, known in KNOWN if nouns & names]
    own = {stems(v) for v in values} if lists else set()
    for words in (words for known in lists for words in known):
        same = {stems(other) for other in (words, *SAME.get(words, ()))}
        if not same & own:
            yield words
