"""Titles as they stand: of shown items, even where a title is also a value, and those with signs inside."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from agents.understanding.lexicon import ARTICLES, GRAMMAR, phrases, words
from agents.understanding.scene import Scene
from agents.understanding.tokens import key

LONGEST = 12
LONG = 4
"""Words of a title that can be nothing else, small ones though they all are: "Let the Right One In"."""
TAKEN = phrases(
    """take, taking, have, go with, going with, go for, going for, choose, pick, choosing, picking, buy, watch, read,
    get, order, book, want, settle for, settle on, vote for, about, like, loved, liked, seen, saw, read, own, it, with,
    than, compare, and, or"""
)
"""What stands before a thing that is called by its name, though that is a word like any other: "go with Hero"."""
GLAD = words(
    """perfect great yes yeah yep ok okay sure alright fine good nice lovely excellent cool right well so hm hmm oh ah
    uh then thanks no not"""
)
BEHIND = words("it is was looks sounds seems please then thanks thank though too")
SIGNS = frozenset(",.:;!?'’-–—&")


def shown_titles(scene: Scene) -> dict[int, tuple[int, str]]:
    """The shown items called by their whole title: where it begins, to where it ends and the item's id."""
    found: dict[int, tuple[int, str]] = {}
    for item in scene.shown:
        title = key(item.title)
        for at, token in enumerate(scene.tokens):
            end = (_end(scene, at, title) or _misspelt(scene, at, title)) if token.word else 0
            if end > found.get(at, (0, ""))[0] and _is_meant(scene, at, end, title):
                found[at] = (end, item.id)
    return found


def _end(scene: Scene, at: int, title: Sequence[str]) -> int:
    """Past the title that begins at the token, signs between its words aside; 0 where it does not."""
    left = list(title)
    while left and at < len(scene.tokens):
        said = _written(scene, at)
        if said and tuple(left[: len(said)]) != said:
            return 0
        if not said and scene.words[at] not in SIGNS:
            return 0
        del left[: len(said)]
        at += 1
    return at if title and not left else 0


def _misspelt(scene: Scene, at: int, title: Sequence[str]) -> int:
    """Past the title with a letter wrong in one of its words: "Let the Rigt One In"; 0 where it does not stand."""
    said = scene.words[at : at + len(title)]
    if len(title) < 2 or len(said) < len(title):
        return 0
    wrong = [(one, other) for one, other in zip(said, title, strict=True) if one != other]
    if len(wrong) != 1 or len(wrong[0][1]) < 4 or OSA.distance(*wrong[0], score_cutoff=1) > 1:
        return 0
    word = wrong[0][0]
    known = scene.vocabulary.is_word(word) or word in scene.vocabulary.common or word in GRAMMAR
    return at + len(title) if word.isalpha() and not known else 0


def _written(scene: Scene, at: int) -> tuple[str, ...]:
    """The token's words as a title's are folded: "0.75" is two, "Cook's" one."""
    token = scene.tokens[at]
    return key(scene.text[token.start : token.end]) if token.word else ()


def _is_meant(scene: Scene, start: int, end: int, title: Sequence[str]) -> bool:
    """Whether the words are the title and no wish: several telling words, a capital, or a place where things stand."""
    telling = [word for word in title if word not in GRAMMAR and not word.isdigit()]
    before = scene.words[start - 1] if start else ""
    if before in ARTICLES - {"the"} or (not telling and len(title) < LONG):
        return False
    whole = any(not scene.vocabulary.meanings(tuple(title[at:])) for at in (0, title[0] in ARTICLES))
    if len(title) > 2 or (len(telling) > 1 and whole):
        return True
    return _stands_for_item(scene, start, end)


def _stands_for_item(scene: Scene, start: int, end: int) -> bool:
    begin = start
    while begin and (scene.words[begin - 1] in GLAD or not scene.tokens[begin - 1].word):
        begin -= 1
    taken = any(scene.words[max(0, start - n) : start] in TAKEN for n in (1, 2))
    following = scene.words[end] if end < len(scene.words) else ""
    ends = not following or not scene.tokens[end].word or following in BEHIND
    return ends and (begin == 0 or taken)


def punctuated(scene: Scene, at: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Ends and words of what may be titles with signs inside, from the token on, longest first: "Monsters, Inc."."""
    said: tuple[str, ...] = ()
    found: list[tuple[int, tuple[str, ...]]] = []
    signs = 0
    for end in range(at, min(len(scene.tokens), at + LONGEST)):
        if not scene.tokens[end].word and scene.words[end] not in SIGNS:
            break
        written = _written(scene, end)
        said += written
        signs += not written
        if signs and written and len(said) > 1:
            found.append((end + 1, said))
    yield from reversed(found)
