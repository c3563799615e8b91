"""Times that are named but not told: "before the war" is not guessed, but asked which war."""

from collections.abc import Iterator

from agents.dialogue import Other
from agents.understanding.draft import Draft
from agents.understanding.lexicon import phrases
from retrieval.catalogue import Kind

WARS = {"before": ("before 1914", "before 1939"), "after": ("after 1918", "after 1945")}
ERAS = {
    **dict.fromkeys(phrases("before the war, pre war, from before the war, before the wars"), WARS["before"]),
    **dict.fromkeys(phrases("after the war, post war, since the war"), WARS["after"]),
    **dict.fromkeys(phrases("between the wars, between the world wars"), ("1919 to 1938",)),
    **dict.fromkeys(
        phrases(
            """when i was young, when i was a kid, when i was a child, when i was little, when i was born, from my
            childhood, from my youth, of my childhood, of my youth, older than me, younger than me, my age, as old as
            me, before i was born, before my time, my generation"""
        ),
        (),
    ),
}
LONGEST = max(map(len, ERAS))


def unsure_times(draft: Draft) -> Iterator[tuple[int, Other]]:
    """Closes the words of each and asks, with what it may mean; nothing where the catalogue has no years."""
    year = next((a for a in draft.scene.vocabulary.attributes.values() if a.kind is Kind.YEAR and a.informable), None)
    if year is None:
        return
    words, at = draft.scene.words, 0
    while at < len(words):
        longest = min(LONGEST, len(words) - at)
        length = next((n for n in range(longest, 1, -1) if words[at : at + n] in ERAS), 0)
        if length and draft.open(at, at + length):
            draft.closed.update(range(at, at + length))
            said = draft.scene.said(at, at + length)
            yield at, Other("ambiguous", said, year.name, ERAS[words[at : at + length]])
        at += max(1, length)
