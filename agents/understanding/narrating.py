"""What people tell of themselves beside their wish: "I've been at it for an hour", "an old friend told me"."""

import re
from collections.abc import Iterator

from agents.understanding.draft import Draft
from agents.understanding.lexicon import ARTICLES, GRAMMAR, INTERROGATIVE, NOUNS, words
from agents.understanding.linking import Mention
from agents.understanding.numerals import UNITS
from agents.understanding.quantities import Quantity, quantities
from agents.understanding.scene import Scene
from agents.understanding.tokens import key

_SUBJECT = (
    r"(?:(?:a|an|my|our|the|some|one of my|one of our)(?: (?!(?:a|an|my|our|the|that|who|which|i|we|you)\b)[a-z]+){1,3}"
    r"|somebody|someone|people|everyone|they|he|she)"
)
_TELLS = (
    r"(?: (?:has|have|had|just|once|recently|always|also|keeps|kept))*"
    r" (?:(?:told|asked|sent|showed|pointed|reminded|telling|tells) (?:me|us)"
    r"|(?:recommended|suggested|mentioned|recommends|suggests|mentions)"
    r" (?=(?:to me|to us|you|your|this|it|that i|that we)\b)"
    r"|(?:said|says|swears|insists|thinks|reckons) (?=(?:that|i|we|you|your|it|this)\b))"
)
TOLD = re.compile(
    rf"(?:(?<![^.,;!?:] )|(?<=\band )|(?<=\bbut )|(?<=\bso )|(?=(?:my|our) )){_SUBJECT}{_TELLS}"
    r"(?: about (?:you|your [a-z]+|this|it|here))?(?: you)?"
)
HOW = re.compile(
    r"\b(?:you (?:(?:would|will|could) not|wouldnt|wont|couldnt|cant|cannot|can not|have no idea|dont know|do not know"
    r"|should(?: have)?|know)|i (?:cant|cannot|couldnt|could not)|guess|god knows|who knows|if you (?:only )?knew"
    r"|imagine)"
    r"(?: (?:believe|imagine|see|tell you|seen|know|guess))? how [a-z]+"
)
SPENT = words(
    """been spent spending took taken takes taking searched browsed browsing waited waiting wasted lost scrolled
    scrolling searching walked hiked worked working sat tried"""
)
BY_ONESELF = words("i ive we weve had has it its")
PAST = SPENT | words(
    """saw watched seen read heard tried bought visited went was were ate drank met loved liked used played found got
    did came stayed finished started borrowed rented ordered tasted"""
)
ONESELF = words("i ive we weve")
ENDED = (("after",), ("before",), ("since",), ("ago",))
TIMES = words(
    """day days week weeks weekend month months year years night nights evening morning afternoon shift time while wait
    flight walk walks drive commute journey way story list line lines minute hour"""
)
OTHERS = words(
    """friend friends mate mates pal buddy colleague colleagues boss neighbour neighbor boyfriend girlfriend husband
    wife partner dad mum mom father mother grandma grandad brother sister cousin uncle aunt child children job house
    flat car dog cat habit habits news stranger customer fan notice rain wind school town age"""
)
TAKEN_AS = words("a an the some any of for in to")
CONSUMING = words(
    """view viewing purchase purchasing shop shopping order ordering read reading listen listening hear play playing eat
    eating drink drinking taste tasting cook cooking book booking rent borrow visit visiting wear stay dine browse
    browsing seeing finding picking spend fancy wondering hoping hope wish after"""
)
POINTING = words("it that this them these those not no dont nothing like liked seen hate neither none never")
MAY_ASK = words("can could do have")


def read_narrated(draft: Draft) -> None:
    """Closes what wishes for nothing: who told of it, how long one has been at it, what else is long or old."""
    scene = draft.scene
    said = " ".join(scene.words)
    for pattern in (TOLD, HOW):
        for found in pattern.finditer(said):
            start = said[: found.start()].count(" ")
            draft.closed.update(range(start, start + len(found.group().split())))
    for quantity in quantities(scene.words):
        if start := _spent(scene, quantity):
            draft.closed.update(range(start - 1, quantity.end))
    for mention in draft.shape.mentions:
        if (
            mention.has("low", "high")
            and not mention.has("value", "flag", "hint")
            and _describes_another(scene, mention)
        ):
            draft.closed.update(range(mention.start, mention.end + (scene.words[mention.end] in OTHERS)))
        elif _is_company(scene, mention):
            draft.closed.update(range(mention.start, mention.end))


def _spent(scene: Scene, quantity: Quantity) -> int:
    """One past the token where the story of a time spent begins; 0 where the time is no story's."""
    if UNITS.get(quantity.unit, ("",))[0] != "time" and not quantity.unit.startswith("years"):
        return 0
    start, _ = scene.sentence(quantity.start)
    before = scene.words[max(start, quantity.start - 8) : quantity.start]
    behind = scene.words[quantity.end : quantity.end + 1]
    if scene.words[quantity.end - 1] == "ago":
        return _remembered(quantity.start, before)
    if behind == ("ago",) or before[-1:] in ENDED:
        return quantity.start + 1 - (before[-1:] in ENDED)
    first = next((at for at, word in enumerate(before) if word in BY_ONESELF), -1)
    spent = first >= 0 and SPENT & set(before[first:])
    free = not behind or behind[0] in GRAMMAR | {"already"} or not behind[0].isalnum() or behind[0].endswith("ing")
    return quantity.start - len(before) + first + 1 if spent and free else 0


def _remembered(start: int, before: tuple[str, ...]) -> int:
    """ "A film I saw two years ago": when one did something oneself; "made two years ago" is a year.

    Closes the whole of it, but not what was seen.
    """
    told = (at for at, word in enumerate(before) if word in ONESELF and PAST & set(before[at + 1 : at + 3]))
    first = next(told, -1)
    if first < 0:
        return 0
    whole = all(word in GRAMMAR | PAST for word in before[first:])
    return start + 1 - (len(before) - first if whole else 0)


def _describes_another(scene: Scene, mention: Mention) -> bool:
    """ "An old friend", "it's been a long day": nothing that is recommended here."""
    noun = scene.words[mention.end] if mention.end < len(scene.words) else ""
    if (noun,) in _own_nouns(scene):
        return False
    before = scene.words[max(0, mention.start - 2) : mention.start]
    if noun in TIMES:  # "something for a long flight" may well be long
        return before[:1] != ("for",) and before[-1:] != ("not",) and before[-1:] != ("too",)
    return noun in OTHERS


def _is_company(scene: Scene, mention: Mention) -> bool:
    """ "For my friends": who it is for, and no theme."""
    before = scene.words[max(0, mention.start - 2) : mention.start]
    behind = scene.words[mention.end : mention.end + 2]
    own = before[-1:] in (("my",), ("our",)) or behind in (("of", "mine"), ("of", "ours"))
    theirs = own and before[:1] != ("about",)
    values = [m for m in mention.meanings if m.role == "value"]
    opinions = bool(values) and all(scene.attribute(m.attribute).subjective for m in values)
    return theirs and opinions and scene.words[mention.start] in OTHERS and not mention.has("hint")


def _own_nouns(scene: Scene) -> tuple[tuple[str, ...], ...]:
    domain = scene.vocabulary.catalogue.domain
    return key(domain.noun), key(domain.plural)


def _called(scene: Scene) -> tuple[tuple[str, ...], ...]:
    """Its nouns, and the name of the catalogue, which an imported one has from its file: "cheeses", "cheese"."""
    name = key(scene.vocabulary.catalogue.domain.name)
    singular = (*name[:-1], name[-1].removesuffix("s")) if name else name
    return (*_own_nouns(scene), name, singular)


def wishes_nothing(draft: Draft) -> bool:
    """Whether it says no more than that one looks for something: "I would like to watch a film", or tells a story."""
    scene = draft.scene
    rest = list(_rest(draft))
    if POINTING & set(rest) or set(scene.words[:1]) & (INTERROGATIVE - MAY_ASK):
        return False
    things = {w for (w,) in (n for n in _called(scene) if len(n) == 1)} | NOUNS | {"something", "anything"}
    small = GRAMMAR | things | CONSUMING | SPENT
    told = len(rest) < sum(t.word for t in scene.tokens)
    looking = (bool(things & set(rest)) or {"help", "me"} <= set(rest)) and len(rest) > 1
    if any(a == "with" and b in ARTICLES and c in CONSUMING for a, b, c in zip(rest, rest[1:], rest[2:], strict=False)):
        return False  # "a place with a view"
    return all(word in small for word in rest) and (told or looking)


def _rest(draft: Draft) -> Iterator[str]:
    scene = draft.scene
    for at, token in enumerate(scene.tokens):
        polite = token.text == "like" and set(scene.words[max(0, at - 1) : at]) & {"would", "id", "wed"}
        if token.word and at not in draft.closed and not polite:
            yield token.text
