"""What a sentence says of the person's wishes: that there are such, and that they are met or missed."""

from collections.abc import Iterator

from agents.dialogue import Preference
from agents.verifying.english import ALL, BROKEN, MISSING, OVER, UNDER, WISHING
from agents.verifying.marks import Mark
from agents.verifying.taking_apart import Told

YOU = frozenset(("you", "your", "youve", "youd", "youre"))
WITHIN = frozenset(phrase[0] for phrase in UNDER if len(phrase) == 1) | {"within"}
BEYOND = frozenset(phrase[0] for phrase in OVER if len(phrase) == 1) | {"outside"}
OF_WISHES = frozenset(("wish", "wishes", "wished", "asked", "wanted", "want", "request", "requests", "said"))
MEETS = frozenset(("meets", "meet", "matches", "match", "satisfies", "fits", "fit", "ticks"))


def speaks_of_wishes(told: Told) -> bool:
    return bool(YOU & set(told.words)) and bool(WISHING & set(told.words))


def in_wish(told: Told, mark: Mark) -> bool:
    """Whether "you wished" or "your wish for" stands before it in its clause."""
    clause = told.clauses[mark.start]
    before = {w for w, c in zip(told.words[: mark.start], told.clauses, strict=False) if c == clause}
    return bool(before & YOU) and bool(before & WISHING)


def admits(told: Told) -> bool:
    """Whether the sentence has a word for what is missed."""
    return bool(MISSING & set(told.words))


def of_wish(told: Told, mark: Mark) -> bool:
    """Whether what it names was wished, and is not passed off as met."""
    wishes = [p for m in mark.meanings for p in told.truth.wished(m)]
    return any(_honest(told, wish) for wish in wishes)


def _honest(told: Told, wish: Preference) -> bool:
    return wish.met_by(told.truth.grounds.item) or admits(told)


def wished(told: Told) -> Iterator[tuple[str, str]]:
    """Words and why: quoted wishes told wrongly, "all your wishes" where one is missed, wishes that nobody had."""
    grounds = told.truth.grounds
    for mark in told.marks:
        if mark.what == "wish":
            yield from _quoted(told, mark)
    if speaks_of_wishes(told) and not grounds.wishes:
        yield " ".join(sorted(WISHING & set(told.words))), "you wished for nothing"
    yield from _universal(told)
    yield from _limits(told)


def _quoted(told: Told, mark: Mark) -> Iterator[tuple[str, str]]:
    before = set(told.words[: mark.start])
    met = any(wish.met_by(told.truth.grounds.item) for wish in mark.wishes)
    if met and before & BROKEN:
        yield told.said(mark), "it meets that wish"
    if not met and (not admits(told) or before & MEETS):
        yield told.said(mark), "it misses that wish"


def _universal(told: Told) -> Iterator[tuple[str, str]]:
    """ "All your wishes", "everything you asked for"."""
    for at, word in enumerate(told.words):
        behind = told.words[at + 1 : at + 5]
        if word not in ALL or not OF_WISHES & set(behind) or "not" in told.words[max(0, at - 2) : at]:
            continue
        if not all(wish.met_by(told.truth.grounds.item) for wish in told.truth.grounds.wishes):
            yield word, "it misses a wish"


def _limits(told: Told) -> Iterator[tuple[str, str]]:
    """ "Inside your budget", "over your limit"."""
    for at, word in enumerate(told.words):
        if word not in WITHIN | BEYOND or told.words[at + 1 : at + 2] != ("your",):
            continue
        named = {m.attribute for mark in told.marks if mark.start == at + 2 for m in mark.meanings}
        limit = told.words[at + 2 : at + 3] in (("limit",), ("limits",))
        wishes = [w for w in _bounds(told) if w.attribute in named or limit]
        if (named or limit) and not any(w.met_by(told.truth.grounds.item) == (word in WITHIN) for w in wishes):
            yield f"{word} your {told.words[at + 2]}", "that is not where it is"


def _bounds(told: Told) -> Iterator[Preference]:
    for wish in told.truth.grounds.wishes:
        attribute = told.truth.vocabulary.attributes.get(wish.attribute)
        if attribute is not None and attribute.numeric:
            yield wish
