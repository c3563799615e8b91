"""What people look for, kind by kind: a wish for another kind of thing than the catalogue's is no wish about its items.

"I also need a hotel in the north" says nothing of the restaurant that is wished for.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agents.dialogue import Other
from agents.understanding.draft import Draft
from agents.understanding.kinds import KINDS, WORKS, own_nouns
from agents.understanding.lexicon import words
from agents.understanding.scene import Scene
from agents.understanding.tokens import key

BESIDE = words("with near by as than from around between beside")
""" "near a museum", "a taxi from the hotel": what stands behind these is no wish of its own."""
INDEFINITE = words("a an any some another one other more also good nice nearest closest")
DEFINITE = words("the my that this our your their same its")
WANTING = words(
    "need want looking find book get recommend suggest for searching like reserve require seeking visit and"
)
VERBS = words("park book pool")
"""Also verbs: things only behind an article."""
REACH = 6
"""How many modifiers may stand before the thing: "a cheap moderately priced hotel"."""
_INDEX = {phrase: kind for kind, group in KINDS.items() if kind not in WORKS for phrase in group}
LONGEST = max(map(len, _INDEX))
LONG = 8
"""Letters from which another spelling is told from another word."""
_SPELLED = [phrase[0] for phrase in _INDEX if len(phrase) == 1 and len(phrase[0]) >= LONG]


@dataclass(frozen=True, slots=True)
class Wished:
    """Tokens from `start` on wish for a thing of a kind, the catalogue's `own` or another."""

    start: int
    own: bool


def wished_kinds(scene: Scene, named: Collection[int] = (), values: Collection[int] = ()) -> Iterator[Wished]:
    """Things wished for, in order; `named` are tokens of titles, in which a kind's word is no kind.

    `values` are tokens of the catalogue's values, which are no other kind of thing: the pool of a hotel.
    """
    own = scene.vocabulary.kinds
    at, before = 0, -1
    while own and at < len(scene.words):
        kind, end = _kind_at(scene.words, at)
        ours = kind in own or (scene.words[at],) in scene.vocabulary.kind_values
        kind = kind if ours or at not in values else ""
        start = _start(scene, at) if (kind or ours) and at not in named else -1
        joined = before >= 0 and set(scene.words[before:start]) <= {"and", "or", "a", "an", "some"}
        if start >= 0:
            yield Wished(start, ours or joined)  # "restaurants and colleges in the centre"
            before = end if ours or joined else -1
        at = max(end, at + 1)


def _kind_at(words: tuple[str, ...], at: int) -> tuple[str, int]:
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        kind = _INDEX.get(words[at : at + length])
        if kind:
            return kind, at + length
    return (_misspelt(words[at]) if len(words[at]) >= LONG else ""), at + 1


@lru_cache(maxsize=4_096)
def _misspelt(word: str) -> str:
    """The kind of "restuarant" and "accomodation"; empty if it is none."""
    found = process.extractOne(word, _SPELLED, scorer=OSA.distance, score_cutoff=1)
    return _INDEX[(str(found[0]),)] if found else ""


def _start(scene: Scene, at: int) -> int:
    """Where the wish for the thing begins; -1 where it is only mentioned."""
    words = scene.words
    if words[at] == "where":  # "a place in the north where I can stay"
        return next((back + 1 for back in range(at - 1, -1, -1) if not scene.tokens[back].word), 0)
    if words[at] in VERBS and not {*words[max(0, at - 3) : at]} & {"a", "an", "any", "some", "nearest"}:
        return -1
    for back in range(at - 1, max(-1, at - 2 - REACH), -1):
        word = words[back]
        if not scene.tokens[back].word or word in WANTING:
            return back + 1
        if word == "that" and back and scene.tokens[back - 1].word:
            continue  # "a place that has British food"
        if word in DEFINITE:
            return back if back == 0 or not scene.tokens[back - 1].word or words[back - 1] in ("and", "also") else -1
        if word in BESIDE:
            return -1
        if word in INDEFINITE:
            return -1 if back and words[back - 1] in BESIDE else back
    return 0 if at <= REACH else -1


def read_elsewhere(draft: Draft) -> None:
    """Closes what is said of other kinds of things, up to where the catalogue's own are spoken of again."""
    scene = draft.scene
    titles = {i for r in draft.shape.references if not r.weak for i in range(r.start, r.end)}
    values = {i for m in draft.shape.mentions if m.has("value", "flag") for i in range(m.start, m.end)}
    found = list(wished_kinds(scene, titles, values))
    for one, following in zip_longest(found, found[1:]):
        end = following.start if following else len(scene.words)
        if not one.own and one.start < end:
            draft.add(one.start, Other("off_topic", scene.said(one.start, end)[:200]), closes=range(one.start, end))


def speaks_of_ours(scene: Scene) -> bool:
    """Whether it wishes for the catalogue's own kind of thing, or names it, where it may be about anything."""
    if scene.vocabulary.kinds:
        return any(one.own for one in wished_kinds(scene))
    domain = scene.vocabulary.catalogue.domain
    return any((word,) in own_nouns((key(domain.noun), key(domain.plural))) for word in scene.words)
