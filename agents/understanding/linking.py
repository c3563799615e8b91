"""From words to what the catalogue means by them: longest wording first, then another spelling."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from agents.understanding.ages import ages
from agents.understanding.cues import IDIOMS, REFUSING
from agents.understanding.known import ADJECTIVES, AMBIGUOUS
from agents.understanding.lexicon import (
    ARTICLES,
    COMPASS,
    GRAMMAR,
    LIKE,
    NOUNS,
    PERSON_CUES,
    PREPOSITIONS,
    SEEN,
    WORDS_AND_NAMES,
    phrases,
    words,
)
from agents.understanding.meaning import Meaning
from agents.understanding.numerals import UNITS
from agents.understanding.scene import Scene
from agents.understanding.spelling import respelled
from agents.understanding.titles_whole import punctuated
from agents.understanding.tokens import key, stems

LONGEST_IDIOM = max(map(len, IDIOMS))
NEGATIONS = ("not", "no", "non", "without")
VERBS = (("fancy",), ("love",), ("like",))
REQUIRED = phrases(
    "must be, has to be, have to be, should be, needs to be, need to be, ought to be, got to be, gotta be"
)
"""What stands behind these is a quality, not a title: "must be brut"."""
VERSUS = frozenset(("vs", "versus"))
BESIDE = frozenset(("compare", "between", "and", "or", "with", "to", ","))
ASKING = words("when whens who whos how where wheres")
YES_OR_NO = words("is was does did has")
OPENING = words("and so but ok okay well hm hmm oh um uh")
MIXED = phrases("mix of, mixture of, blend of, combination of, cross of, crossing of")
"""Behind these, as behind "between", stand two examples."""
LONGEST_PHRASE = 8
LONGEST_INITIALS = 3
LONG_ENOUGH = 7
SURE = 86.0
"""Likeness from which a whole name is taken for another spelling."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` up to `end` name something: one of `meanings`, or one of the items in `titles`."""

    start: int
    end: int
    meanings: tuple[Meaning, ...] = ()
    titles: tuple[str, ...] = ()
    compared: bool = False
    """A comparative of a value: "funnier"."""

    def has(self, *roles: str) -> bool:
        return any(m.role in roles for m in self.meanings)


def link(scene: Scene) -> tuple[Mention, ...]:
    """Mentions in order, never overlapping."""
    return tuple(_walk(scene, respelled(scene)))


def _walk(scene: Scene, words: Sequence[str]) -> Iterator[Mention]:
    at = 0
    people = {start + 1: end for start, end, _ in ages(scene.words)}
    while at < len(words):
        if at in people:
            at = people[at]
            continue
        if idiom := next(
            (n for n in range(LONGEST_IDIOM, 1, -1) if at + n <= len(words) and scene.words[at : at + n] in IDIOMS), 0
        ):
            at += idiom
            continue
        mention = _longest_at(scene, words, at)
        if mention:
            yield mention
        at = mention.end if mention else at + 1


def _idiom(scene: Scene, at: int) -> int:
    """How many tokens mean nothing one by one; 0 for none."""
    longest = min(LONGEST_IDIOM, len(scene.words) - at)
    return next((n for n in range(longest, 1, -1) if scene.words[at : at + n] in IDIOMS), 0)


def _longest_at(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    if not scene.tokens[at].word or not scene.vocabulary.may_open(words[at]):
        return _unwritten(scene, words, at)
    if at in scene.whole_titles:
        end, item_id = scene.whole_titles[at]
        return Mention(at, end, titles=(item_id,))
    if whole := _punctuated(scene, at):
        return whole
    end = at
    while end < len(words) and end - at < LONGEST_PHRASE and scene.tokens[end].word:
        end += 1
    cued = at_title_cue(scene, at)
    for stop in range(end, at, -1):
        mention = _title(scene, words, at, stop) if cued else None
        mention = mention or _meant(scene, words, at, stop) or _title(scene, words, at, stop)
        if mention:
            return mention
    return _reversed_name(scene, words, at) or _unwritten(scene, words, at)


def _unwritten(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    """What is no wording of the catalogue as it stands."""
    return (
        _initials(scene, words, at)
        or _misspelt_name(scene, at)
        or _compared_value(scene, words, at)
        or _adverb(scene, words, at)
        or _joined_or_rated(scene, words, at)
        or _last_word(scene, words, at)
        or _first_name(scene, at)
        or _shortened(scene, words, at)
    )


def _initials(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    """ "P.T. Anderson"."""
    if at + 1 >= len(words) or len(words[at]) > LONGEST_INITIALS or words[at] in GRAMMAR:
        return None
    end = at + 2 if len(words[at]) > 1 or at + 2 >= len(words) or len(words[at + 1]) > 1 else at + 3
    said = "".join(words[at : end - 1])
    named = scene.vocabulary.last_names.get(words[end - 1], ())
    found = tuple(Meaning("value", a, v, 2) for a, v in named if "".join(w[0] for w in key(v)[:-1]) == said)
    return Mention(at, end, found) if found and words[end - 1] not in GRAMMAR else None


def _joined_or_rated(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    """ "bike packing" for bikepacking; "no 18s" for films rated 18."""
    if at + 1 >= len(words) or words[at] in (*ARTICLES, *NEGATIONS):  # "a musical" is not "amusing"
        return None
    joined = words[at] + words[at + 1]
    vocabulary = scene.vocabulary
    wordings = vocabulary.phrases.get((joined,)) or vocabulary.stemmed.get(stems((joined,)), [])
    found = wordings if len(joined) >= LONG_ENOUGH else []
    if words[at].isdigit() and words[at + 1] == "s" and words[max(0, at - 1)] in ("no", "any", "only", "the", "not"):
        found = [m for m in scene.vocabulary.phrases.get((words[at],), []) if scene.attribute(m.attribute).order]
    values = tuple(m for m in found if m.role in ("value", "flag"))
    return Mention(at, at + 2, values) if values else None


def _first_name(scene: Scene, at: int) -> Mention | None:
    """ "with Tom": all who are called so."""
    following = scene.words[at + 1] if at + 1 < len(scene.words) else ""
    behind = following.isalpha() and following not in GRAMMAR
    if at == 0 or scene.words[at - 1] not in PERSON_CUES or behind or scene.words[at] in GRAMMAR:
        return None
    cue = scene.vocabulary.roles.get(PREPOSITIONS.get(scene.words[at - 1], ""), frozenset())
    named = _attributes_ending(scene, at) | cue
    found = tuple(m for m in scene.vocabulary.first_named(scene.words[at]) if m.attribute in named)
    return Mention(at, at + 1, found) if found and scene.words[at] not in scene.vocabulary.common else None


def _shortened(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    if words[at] in GRAMMAR or not words[at].isalpha():
        return None
    spelled = [w in GRAMMAR or w in scene.vocabulary.common or not w.isalpha() for w in words]
    found = scene.vocabulary.shortened.at(words, at, spelled)
    return Mention(at, found[0], found[1]) if found else None


def _last_word(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    """ "Not made of down": the last word of "goose down", where that attribute is named, asked or refused."""
    last = at + 1 == len(words) or not scene.tokens[at + 1].word
    refused = at > 0 and (words[at - 1] in REFUSING or (words[at - 1] == "not" and last))  # not "not down for that"
    if refused or scene.asked or (at > 0 and _attributes_ending(scene, at)):
        wanted = None if refused else {scene.asked} | _attributes_ending(scene, at)
        ends = scene.vocabulary.last_words.get(words[at], ())
        found = tuple(m for m in ends if wanted is None or m.attribute in wanted)
        return Mention(at, at + 1, found) if found else None
    return None


def _attributes_ending(scene: Scene, at: int) -> set[str]:
    """Attributes whose name stands right before, small words between: "made of", "is the material"."""
    while at and scene.words[at - 1] in ("the", "a", "any", "is", "in"):
        at -= 1
    phrases = (scene.words[max(0, at - n) : at] for n in (1, 2, 3))
    found = (m for phrase in phrases for m in scene.vocabulary.phrases.get(phrase, ()))
    return {m.attribute for m in found if m.role == "attribute"}


def _meant(scene: Scene, words: Sequence[str], start: int, end: int) -> Mention | None:
    vocabulary = scene.vocabulary
    found = vocabulary.meanings(tuple(words[start:end]))
    if end - start == 1 and words[start] in vocabulary.last_names and _may_be_name(scene, start):
        found = [*found, *vocabulary.persons(words[start])]
    meanings = tuple(m for m in found if _admissible(scene, m, start, end))
    if end - start > 1 and words[start] in NEGATIONS and _goes_on(scene, words, end, {m.attribute for m in meanings}):
        return None
    return Mention(start, end, meanings) if meanings else None


def _goes_on(scene: Scene, words: Sequence[str], at: int, attributes: Collection[str]) -> bool:
    """Whether a value of one of the attributes stands there: "not rated R" is no "Not rated"."""
    found = (m for n in (1, 2, 3) for m in scene.vocabulary.meanings(tuple(words[at : at + n])))
    return any(m.role == "value" and m.attribute in attributes for m in found)


def _admissible(scene: Scene, meaning: Meaning, start: int, end: int) -> bool:
    """Whether so short or so common a word is meant as the value: "12", "R", "us" need a cue beside them."""
    words = scene.words[start:end]
    token = scene.tokens[start]
    behind = scene.words[end] if end < len(scene.words) else ""
    if words in VERBS and (behind.endswith("ing") or behind in ARTICLES or behind in ("something", "anything")):
        return False  # "fancy a curry"
    if len(words) == 1 and start and scene.words[start - 1] in COMPASS and _is_place(scene, meaning):
        return False
    if meaning.role == "absent":
        place = meaning.attribute in scene.vocabulary.roles["from"] | scene.vocabulary.roles["in"]
        adjective = words in ADJECTIVES and words[0] not in AMBIGUOUS
        return token.capital or adjective or not place or (start > 0 and scene.words[start - 1] in ("in", "from"))
    if meaning.role != "value" or meaning.attribute == scene.asked:
        return True
    if end - start > 1:
        return True
    if words[0].isdigit() or (len(words[0]) == 1 and not token.upper):
        return _named_before(scene, meaning.attribute, start) or _named_behind(scene, meaning.attribute, end)
    if len(words[0]) == 2 and words[0] not in GRAMMAR | scene.vocabulary.common and words[0] not in UNITS:
        return True
    if len(words[0]) == 2 or words[0] in GRAMMAR or len(words[0]) == 1:
        return (token.upper and words[0] != "i" and not _shouting(scene)) or _named_before(
            scene, meaning.attribute, start
        )
    return True


def _is_place(scene: Scene, meaning: Meaning) -> bool:
    """ "South America" is no America."""
    return meaning.role in ("value", "absent") and meaning.attribute in scene.vocabulary.roles["from"]


def _shouting(scene: Scene) -> bool:
    return len(scene.tokens) > 2 and all(t.upper for t in scene.tokens if t.text.isalpha())


def _named_before(scene: Scene, attribute: str, start: int) -> bool:
    """Whether the attribute is called by name just before: "rated 12"."""
    for length in (1, 2, 3):
        phrase = scene.words[max(0, start - length) : start]
        if any(m.role == "attribute" and m.attribute == attribute for m in scene.vocabulary.phrases.get(phrase, ())):
            return True
    if start > 1 and scene.words[start - 1] == "the":  # "from the us"
        start -= 1
    return start > 0 and scene.vocabulary.in_role(attribute, PREPOSITIONS.get(scene.words[start - 1], ""))


def _named_behind(scene: Scene, attribute: str, end: int) -> bool:
    """ "r rated"."""
    found = scene.vocabulary.phrases.get(scene.words[end : end + 1], ())
    return any(m.role == "attribute" and m.attribute == attribute for m in found)


def _may_be_name(scene: Scene, at: int) -> bool:
    """Whether a lone surname is one: cued, capitalised inside a sentence, or no word of everyday language."""
    token = scene.tokens[at]
    before = scene.words[at - 1] if at else ""
    if token.text in UNITS and before.isdigit():
        return False
    if at and scene.tokens[at - 1].capital and before not in GRAMMAR and at > 1:
        return False
    following = scene.words[at + 1] if at + 1 < len(scene.words) else ""
    describes = not token.capital and following.isalpha() and following not in GRAMMAR | NOUNS
    if before in PERSON_CUES and not describes:
        return True
    everyday = (
        token.text in scene.vocabulary.common
        or (token.text,) in scene.vocabulary.phrases
        or token.text in WORDS_AND_NAMES
        or scene.vocabulary.is_form(token.text)
    )
    return (token.capital and at > 0 and not _shouting(scene)) or not everyday


def _reversed_name(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    """ "Hanks, Tom"."""
    if at + 2 < len(words) and words[at + 1] == ",":
        found = scene.vocabulary.full_names.get((words[at + 2], words[at]), ())
        names = tuple(Meaning("value", attribute, value) for attribute, value in found)
        return Mention(at, at + 3, names) if names else None
    return None


def _misspelt_name(scene: Scene, at: int) -> Mention | None:
    """ "with Scarlett Johansen": two or three capitalised words after a cue, nearly a name."""
    if at == 0 or scene.words[at - 1] not in PERSON_CUES:
        return None
    end = at
    while end < len(scene.tokens) and end - at < 3 and scene.tokens[end].capital and scene.tokens[end].word:
        end += 1
    if end - at < 2:
        return None
    name = scene.vocabulary.name_like(" ".join(scene.words[at:end]), SURE)
    return Mention(at, end, tuple(scene.vocabulary.meanings(tuple(name.split())))) if name else None


def _adverb(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    """ "cheaply", "expensively": the adverb of a value's wording."""
    found = scene.vocabulary.phrases.get((words[at][:-2],), ()) if words[at].endswith("ly") else ()
    values = tuple(m for m in found if m.role in ("value", "low", "high"))
    return Mention(at, at + 1, values) if values else None


def _compared_value(scene: Scene, words: Sequence[str], at: int) -> Mention | None:
    """ "funnier", "darkest": the comparative or superlative of a value's wording."""
    word = words[at].removesuffix("est") + "er" if words[at].endswith("est") else words[at]
    if not word.endswith("er") or len(word) < 5 or words[at] in GRAMMAR:
        return None
    for form in (word[:-3] + "y" if word.endswith("ier") else word[:-2], word[:-1], word[:-3]):
        found = tuple(m for m in scene.vocabulary.phrases.get((form,), ()) if m.role == "value")
        if found:
            return Mention(at, at + 1, found, compared=True)
    return None


# --- titles -----------------------------------------------------------------------------------------------------------


def at_title_cue(scene: Scene, at: int) -> bool:
    """Whether a title is expected here: after "like", "seen", "why not", or a quotation mark."""
    before: tuple[str, ...] = scene.words[max(0, at - 3) : at]
    if at > 1 and scene.words[at - 1] in ("of", "as", "from", "in") and _named_at(scene, at - 1):
        return True
    if before and before[-1] in ('"', "“", "'", "‘", "«"):
        return True
    if is_compared(scene, at) or _is_asked_of(scene, at) or _is_between(scene, at):
        return True
    if before[-2:] == ("why", "not") and scene.tokens[at].capital:
        return True
    before = before[:-1] if before and before[-1] in ("the", "a") else before
    if before[-2:] in (("would", "like"), ("id", "like")):
        return False
    return any(tuple(before[-n:]) in LIKE or tuple(before[-n:]) in SEEN for n in (1, 2, 3) if len(before) >= n)


def _punctuated(scene: Scene, at: int) -> Mention | None:
    """ "Monsters, Inc.", where a title is expected or all of it is capitalised."""
    cued = at_title_cue(scene, at)
    if not cued and not scene.tokens[at].capital:
        return None
    for end, phrase in punctuated(scene, at):
        found = scene.vocabulary.titles.get(phrase)
        telling = [t for t in scene.tokens[at:end] if t.word and t.text not in GRAMMAR]
        if found and telling and (cued or all(t.capital for t in telling)):
            return Mention(at, end, titles=tuple(found))
    return None


def _is_asked_of(scene: Scene, at: int) -> bool:
    """ "When was Alien made?", "who directed it": a thing stands here, whatever else the word means."""
    start = next((i for i, word in enumerate(scene.words) if word not in OPENING), at)
    before = scene.words[start:at]
    before = before[:-1] if before[-1:] == ("the",) else before
    yes_or_no = len(before) == 1 and before[0] in YES_OR_NO and scene.tokens[at].capital
    if yes_or_no:
        return True
    if not 1 < len(before) < 5 or not {"a", "an", "any", "about", "like", "likes", "do", "can"}.isdisjoint(before):
        return False
    plain = before[0] in ASKING and before[-1] not in ARTICLES
    return plain and (scene.tokens[at].capital or (scene.words[at],) not in scene.vocabulary.phrases)


def _is_between(scene: Scene, at: int) -> bool:
    """ "Between Alien and Heat", "a mix of Alien and Heat": examples stand here, not values."""
    words = scene.words
    at -= at > 1 and words[at - 1] == "the"
    if at < 1 or scene.words[at].isdigit():
        return False
    cues = [i for i in range(max(0, at - LONGEST_PHRASE), at) if words[i] == "between" or words[i - 1 : i + 1] in MIXED]
    if not cues or not (cues[-1] == at - 1 or words[at - 1] in ("and", "or", "with")):
        return False
    told = at + (words[at] == "the")
    return scene.tokens[told].capital or (words[told],) not in scene.vocabulary.phrases


def is_compared(scene: Scene, at: int) -> bool:
    """ "Compare Alien and Inception", "Alien vs Inception", "which is longer, Alien or Inception?"."""
    words = scene.words
    before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
    if VERSUS & {before, after}:
        return True
    beside = before in BESIDE or (before in ARTICLES and at > 1 and words[at - 2] in BESIDE)
    comparing = "compare" in words[:at] or "difference" in words[:at]
    return beside and (comparing or (words[0] == "which" and scene.tokens[at].capital))


def _named_at(scene: Scene, end: int) -> bool:
    """Whether an attribute's name ends there: "the director of"."""
    found = scene.vocabulary.phrases.get(scene.words[end - 1 : end], ())
    return any(m.role == "attribute" for m in found) and scene.words[end - 1] not in GRAMMAR


def _title(scene: Scene, words: Sequence[str], start: int, end: int) -> Mention | None:
    found = scene.vocabulary.titles.get(tuple(words[start:end]))
    small = all(w in GRAMMAR for w in words[start:end])
    if not found or (small and not (scene.tokens[start].capital and at_title_cue(scene, start))):
        return None
    if not (at_title_cue(scene, start) or _stands_out(scene, words, start, end)):
        return None
    if is_required(scene, start):
        return None
    return Mention(start, end, titles=tuple(found))


def is_required(scene: Scene, at: int) -> bool:
    """Whether a quality is demanded there, which is no title."""
    return any(scene.words[max(0, at - n) : at] in REQUIRED for n in (2, 3))


def _stands_out(scene: Scene, words: Sequence[str], start: int, end: int) -> bool:
    """Whether the words can only be a title: one is no everyday word, or all are capitalised."""
    common = scene.vocabulary.common
    phrase, tokens = words[start:end], scene.tokens[start:end]
    if all(w.isdigit() for w in phrase):
        return False
    if any(w not in common and not scene.vocabulary.is_word(w) and not w.isdigit() for w in phrase):
        return True
    capitals = all(t.capital for t in tokens if t.text not in GRAMMAR) and tokens[0].capital
    inside = start > 0 or end - start > 1
    return capitals and inside and not _shouting(scene) and any(len(w) > 1 for w in phrase)
