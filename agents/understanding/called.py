"""Items asked for by name: "a place called Cotto", "more information on the Bedouin", "a table at Nandos"."""

from collections.abc import Iterator, Sequence

from agents.dialogue import Ask, Other
from agents.understanding.draft import Draft
from agents.understanding.kinds import KINDS
from agents.understanding.lexicon import ARTICLES, GRAMMAR, Phrase, phrases
from agents.understanding.namesakes import settled
from agents.understanding.scene import Scene
from agents.understanding.titles import SMALL
from agents.understanding.tokens import key

NAMING = phrases(
    """called, named, the name of, name is, name was, titled, entitled, known as, by the name, its name, it is called,
    its called"""
)
"""What stands behind these is a title, in whatever letters."""
ABOUT = phrases(
    """information on, information about, information for, info on, info about, info for, details on, details about,
    details for, details of, tell me about, know about, more on, more about, heard of, heard about, address of,
    address for, number of, number for, phone of, phone for, postcode of, postcode for, where is, wheres, reservation
    at, reservations at, reservation for, table at, room at, rooms at, booking at, booking for, stay at, eat at, dine
    at, book, reserve, visit, visiting, looking for, searching for, find, try, go to, going to, go with, about, at, fee
    for"""
)
"""What stands behind these may be one: only exactly as the catalogue has it, or nearly so and capitalised."""
LONGEST = 8
SURE = 85.0
NEAREST = 3
CLOSE = 60.0
STRENGTH = {True: SURE, False: 90.0}


def read_called(draft: Draft) -> None:
    """Asks for the items that are named so; a name the catalogue lacks is said to be."""
    at = 1
    while at < len(draft.scene.words):
        end = _read_at(draft, at) if draft.open(at, at + 1) and draft.scene.tokens[at].word else 0
        at = max(end, at + 1)


def _read_at(draft: Draft, at: int) -> int:
    """Past the name that starts at the token; 0 where none does."""
    scene = draft.scene
    naming, about = _ends(scene, at, NAMING), _ends(scene, at, ABOUT)
    if scene.words[at] in ("an", "any", "one", "some", "your", "that", "called", "named") or scene.words[
        at - 1 : at
    ] == ("a",):
        return 0  # "the name of a nice place"
    if not naming and not about:
        return 0
    if not naming and scene.words[at - 1 : at] == ("with",) and _is_taken(draft, at):
        return 0  # "let's go with Alien"
    end, item_ids = _item(scene, at, naming)
    if end:
        words = scene.text.strip()[:200]
        if len(item_ids) > 1:
            end, item_ids = _settled(draft, at, end, item_ids)
        shown = tuple(i.id for i in scene.shown if i.id in item_ids)
        one = shown if len(shown) == 1 else item_ids
        act = Ask("value", one, words=words) if len(one) == 1 else _which(scene, at, end, one)
        draft.add(at, act, closes=range(at, end))
        return end
    return _lacking(draft, at) if naming else 0


def _settled(draft: Draft, at: int, end: int, item_ids: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """The one of several with that name which a fact beside it tells, as the reference found there may know already."""
    for reference in draft.shape.references:
        if reference.start < end and at < reference.end and len(reference.item_ids) == 1:
            return max(end, reference.end), reference.item_ids
    return settled(draft.scene, draft.shape.mentions, at, end, item_ids)


def _is_taken(draft: Draft, at: int) -> bool:
    """Whether the token is in a title that was found there, and what stands before it is no "about"."""
    return any(r.start <= at < r.end and not r.problem and not r.weak for r in draft.shape.references)


def _which(scene: Scene, start: int, end: int, item_ids: Sequence[str]) -> Other:
    return Other("ambiguous", scene.said(start, end), nearest=scene.titles(item_ids)[:NEAREST])


def _ends(scene: Scene, at: int, cues: frozenset[tuple[str, ...]]) -> bool:
    """Whether one of the cues stands before the token, an article aside."""
    before = at - (scene.words[at - 1] in ("the", "a") and at > 1)
    return any(scene.words[max(0, place - n) : place] in cues for place in {at, before} for n in (1, 2, 3))


def _item(scene: Scene, at: int, naming: bool) -> tuple[int, tuple[str, ...]]:
    """Where the longest title from the token ends, and the items it may mean."""
    stop = _stop(scene, at)
    for end in range(stop, at, -1):
        found = scene.vocabulary.called.get(_bare(scene.words[at:end]), ())
        if found and (naming or _telling(scene, at, end)) and not _of_another_kind(scene, at, end):
            return _rest(scene, end, found), tuple(found)
    best = max(_alike(scene, at, stop, naming), default=(0.0, 0, ()))
    return (best[1], tuple(scene.vocabulary.called[best[2]])) if best[0] else (0, ())


def _of_another_kind(scene: Scene, at: int, end: int) -> bool:
    """ "The Gonville hotel", where the catalogue has a Gonville college: the words after an opening tell it apart."""
    following = (scene.words[end],) if end < len(scene.words) else ()
    kind = next((kind for kind, group in KINDS.items() if following in group), "")
    whole = _bare(scene.words[at:end]) in scene.vocabulary.titles
    return bool(kind and scene.vocabulary.kinds) and kind not in scene.vocabulary.kinds and not whole


def _rest(scene: Scene, end: int, item_ids: Sequence[str]) -> int:
    """Past further words of the title: "Alpha - Milton guest house" where its opening was enough."""
    titles = scene.titles(item_ids)
    words = set(key(titles[0])) if len(titles) == 1 else set()
    while end < len(scene.words) and (scene.words[end] in words or (words and scene.words[end] == "-")):
        end += 1
    return end


def _alike(scene: Scene, at: int, stop: int, naming: bool) -> Iterator[tuple[float, int, Phrase]]:
    """Near spellings, with where they end; without "called" only of what is written as a name."""
    if not naming and not (scene.tokens[at].capital and scene.words[at] not in GRAMMAR):
        return
    for end in range(stop, at, -1):
        phrase = " ".join(_bare(scene.words[at:end]))
        if len(phrase) > 4 and (best := scene.vocabulary.called_like(phrase, STRENGTH[naming])):
            yield best[1], end, best[0]


def _bare(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(words[1:]) if words and words[0] in ("the", "a") and len(words) > 1 else tuple(words)


def _telling(scene: Scene, at: int, end: int) -> bool:
    """Whether the words are surely a title: several of them, or capitalised, or known to nothing else."""
    words = _bare(scene.words[at:end])
    capital = any(t.capital for t in scene.tokens[at:end])
    several = len(words) > 1 and any(w not in GRAMMAR for w in words)
    domain = scene.vocabulary.catalogue.domain
    if scene.words[end : end + 1] in (key(domain.noun), ("called",)):
        return True
    known = words in scene.vocabulary.phrases or words[0] in scene.vocabulary.common
    return (several and words not in scene.vocabulary.phrases) or (capital and not known) or not known


def _stop(scene: Scene, at: int) -> int:
    end = at
    while end < len(scene.words) and end - at < LONGEST and scene.tokens[end].word:
        end += 1
    return end


def _lacking(draft: Draft, at: int) -> int:
    """A name behind "called" that no item has."""
    scene = draft.scene
    end = at
    while end < _stop(scene, at) and (end == at or scene.words[end] not in GRAMMAR - SMALL):
        end += 1
    while end > at and scene.words[end - 1] in SMALL | ARTICLES:
        end -= 1
    if all(w in GRAMMAR for w in scene.words[at:end]) or any(not draft.open(i, i + 1) for i in range(at, end)):
        return 0
    said = scene.said(at, end)
    close = scene.vocabulary.titles_near(" ".join(key(said)), CLOSE, NEAREST)
    nearest = tuple(dict.fromkeys(scene.titles(close)))
    draft.add(at, Other("not_in_catalogue", said, nearest=nearest), closes=range(at, end))
    return end
