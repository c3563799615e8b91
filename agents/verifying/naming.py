"""Values, flags and words of degree: whether the item has what a sentence says it has, and lacks what it denies."""

from collections.abc import Iterator
from dataclasses import dataclass

from agents.understanding.lexicon import GRAMMAR
from agents.understanding.meaning import Meaning
from agents.verifying.english import ALL, RATERS, TELLING
from agents.verifying.grounds import size
from agents.verifying.marks import Mark
from agents.verifying.taking_apart import Told
from agents.verifying.wishing import in_wish, of_wish
from retrieval.catalogue import NAMED

COMPARED = frozenset(("lower", "higher", "lowest", "highest"))


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of a sentence that nothing supports, and why."""

    words: str
    why: str

    def __str__(self) -> str:
        return f"“{self.words}”: {self.why}"


def unaccounted(told: Told) -> Iterator[Finding]:
    """Words that are no value, no label and no frame: names, adjectives, opinions, awards, plots."""
    for mark in told.marks:
        if mark.what == "unknown" and not _rates(told, mark):
            yield Finding(told.said(mark), "nothing says so")
        elif mark.what == "negator" and not _negates_something(told, mark):
            yield Finding(told.said(mark), "it denies nothing that can be told")


def _rates(told: Told, mark: Mark) -> bool:
    """ "612 customers"."""
    counted = any(other.quantity is not None and other.end == mark.start for other in told.marks)
    return counted and told.words[mark.start] in RATERS


def _negates_something(told: Told, mark: Mark) -> bool:
    return any(
        other.start > mark.start and other.what in ("claim", "attribute", "quantity", "wish", "unknown", "other")
        for other in told.marks
        if told.clauses[other.start] == told.clauses[mark.start]
    )


def is_comparison(told: Told, mark: Mark) -> bool:
    """Whether it is a comparative or superlative, and no value that the item has."""
    if mark.what != "claim" or not any(m.role in COMPARED for m in mark.meanings):
        return False
    return not any(told.truth.holds(m) for m in mark.meanings)


def named(told: Told) -> Iterator[Finding]:
    for place, mark in enumerate(told.marks):
        if mark.what == "attribute":
            yield from _attribute(told, mark)
        elif mark.what == "claim" and not is_comparison(told, mark):
            yield from _claim(told, mark)
        elif mark.what == "cue" and not _followed(told, place):
            yield Finding(told.said(mark), "no value of it follows")


def _attribute(told: Told, mark: Mark) -> Iterator[Finding]:
    values = told.truth.grounds.item.values
    names = {m.attribute for m in mark.meanings}
    if is_ignorance(told, mark):
        if names <= set(values):
            yield Finding(told.said(mark), "the catalogue does say it")
        return
    if told.words[mark.start - 1 : mark.start] and set(told.words[max(0, mark.start - 2) : mark.start]) & ALL:
        counts = told.truth.vocabulary.counts
        if not any(len(told.truth.grounds.item.tags(n)) == len(counts[n]) for n in names if n in counts):
            yield Finding(told.said(mark), "not all of them are its own")


def is_ignorance(told: Told, mark: Mark) -> bool:
    """ "Does not give its price", "no cast": what the catalogue does not know."""
    if not told.negated(mark):
        return False
    clause = told.clauses[mark.start]
    telling = any(word in TELLING for word, c in zip(told.words, told.clauses, strict=True) if c == clause)
    return telling or (mark.what == "attribute" and not _labels(told, mark))


def _labels(told: Told, mark: Mark) -> bool:
    """Whether it is the label of the value behind it: "not made of wool"."""
    behind = (m for m in told.marks if m.start >= mark.end and m.what != "filler")
    following = next(behind, None)
    names = {m.attribute for m in mark.meanings}
    if following is None or following.quantity is not None:
        return following is not None
    return any(m.attribute in names for m in following.meanings)


def _claim(told: Told, mark: Mark) -> Iterator[Finding]:
    truth, said = told.truth, told.said(mark)
    held = [truth.holds(m) for m in mark.meanings]
    if told.negated(mark):
        if is_ignorance(told, mark) and None in held:
            return
        if True in held and not in_wish(told, mark) and not _wished_otherwise(told, mark):
            yield Finding(said, "it is so")
        elif False not in held and not of_wish(told, mark):
            yield Finding(said, "the catalogue does not say")
        return
    true = [m for m, holds in zip(mark.meanings, held, strict=True) if holds]
    if true:
        yield from _in_its_role(told, mark, true)
    elif in_wish(told, mark):
        if not of_wish(told, mark):
            yield Finding(said, "you did not wish for it")
    elif not follows_amount(told, mark):
        yield Finding(said, "it is not so" if False in held else "the catalogue does not say so")


def _wished_otherwise(told: Told, mark: Mark) -> bool:
    """Whether a meaning that was wished, or refused, is not so, though another is: no family film, but about family."""
    return any(told.truth.holds(m) is False and told.truth.wished(m) for m in mark.meanings)


def follows_amount(told: Told, mark: Mark) -> bool:
    """ "90 minutes long": a word of degree behind a number says nothing more."""
    before = [m for m in told.marks if m.end == mark.start]
    degree = any(m.role in ("low", "high") for m in mark.meanings)
    return degree and bool(before) and before[0].what == "quantity"


def _in_its_role(told: Told, mark: Mark, true: list[Meaning]) -> Iterator[Finding]:
    """Of a name, whether it is the director who is said to direct."""
    names = told.truth.vocabulary.names
    own = {m.attribute for m in true}
    if not own <= names:
        return
    wanted = _role_beside(told, mark)
    if wanted and not own & wanted:
        yield Finding(told.said(mark), "it has another part in it")


def _role_beside(told: Told, mark: Mark) -> set[str]:
    """The attributes that the words around a name point at; empty if they point at none."""
    vocabulary = told.truth.vocabulary
    token = told.tokens[mark.end - 1]
    if told.raw[token.start : token.end].casefold().endswith(("'s", "’s")):
        return set(vocabulary.roles.get("by", frozenset())) & vocabulary.names
    for words in told.before(mark.start):
        found = {m.attribute for m in vocabulary.meanings(words) if m.role == "attribute"} & vocabulary.names
        if found:
            return found
    if told.words[mark.start - 1 : mark.start] == ("by",):
        return set(vocabulary.roles.get("by", frozenset()))
    behind = told.words[mark.end : mark.end + 1]
    if behind and behind[0] not in GRAMMAR and not behind[0].endswith("ing"):
        return {m.attribute for m in vocabulary.meanings(behind) if m.role == "attribute"} & vocabulary.names
    return set()


def _followed(told: Told, place: int) -> bool:
    """Whether a value of what the cue announces comes next; a number is checked for itself."""
    cue = told.marks[place]
    for mark in told.marks[place + 1 :]:
        if mark.what == "quantity":
            return True
        if mark.what == "claim":
            return any(m.attribute in cue.attributes for m in mark.meanings)
        if mark.what != "filler" or not told.tokens[mark.start].word:
            return False
    return False


def claimed(told: Told) -> Iterator[str]:
    """The attributes that something is said of."""
    for mark in told.marks:
        if mark.what in ("claim", "attribute"):
            yield from (m.attribute for m in mark.meanings)
        elif mark.what == "wish":
            yield from (p.attribute for p in mark.wishes)


def known(told: Told, attribute: str) -> bool:
    found = told.truth.vocabulary.attributes.get(attribute)
    return found is not None and (found.kind in NAMED or size(told.truth.grounds.item, found) is not None)
