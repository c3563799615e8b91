"""Comparatives as changes: "cheaper", "more recent", "too long", "the same director", "a different genre"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.dialogue import Change, Critique, Direction
from agents.understanding.draft import Draft
from agents.understanding.lexicon import ARTICLES, phrases, words
from agents.understanding.linking import Mention
from agents.understanding.meaning import Meaning
from agents.understanding.patterns import ENTIRELY
from agents.understanding.scene import Scene
from retrieval.catalogue import NAMED, Item, Kind

TURNS: dict[tuple[str, str], Direction] = {
    ("more", "high"): "more",
    ("more", "low"): "less",
    ("less", "high"): "less",
    ("less", "low"): "more",
    ("too", "high"): "less",
    ("too", "low"): "more",
}
AMOUNTS: dict[str, Direction] = {
    **dict.fromkeys(("less", "lower", "fewer"), "less"),
    **dict.fromkeys(("more", "higher"), "more"),
}
OPPOSITE: dict[Direction, Direction] = {"same": "different", "different": "same", "less": "more", "more": "less"}
COMPLAINTS = phrases("bit, a bit, a little, little, rather, kinda, kind of, a tad, tad, somewhat, slightly")
VERBS = words("is are its theyre looks look thats seems seem")
REFUSALS = words("not no without never dont isnt")
DISLIKES = phrases(
    """dont like, do not like, didnt like, hate, hated, dislike, cant stand, cannot stand, not a fan of, not keen on,
    not fond of, not into, dont fancy, dont want, do not want, dont love"""
)
POINTING = words("the that this its their his her")
INSIDE = words("of in on for here though and but or so at")
"""What may stand behind the name of an attribute that is spoken of as it was shown."""


def changes_in(draft: Draft) -> tuple[tuple[int, int, Change], ...]:
    """Changes with the tokens they stand at, from the tokens that nothing else has used; the same one only once."""
    found = {(c.attribute, c.direction): (start, end, c) for start, end, c in reversed(tuple(_walk(draft)))}
    again = (span for span in _walk(draft) if span not in found.values())
    for start, end, _ in again:
        draft.closed.update(range(start, end))
    return tuple(sorted(found.values(), key=lambda one: one[0]))


def _walk(draft: Draft) -> Iterator[tuple[int, int, Change]]:
    yield from _in_time(draft)
    yield from _amounts(draft)
    yield from _too(draft)
    relative = bool(draft.scene.shown) or any(not r.problem or r.title for r in draft.shape.references)
    for mention in draft.shape.mentions:
        if draft.open(mention.start, mention.end):
            found = _degree(draft, mention) if relative else None
            found = found or _sameness(draft, mention)
            if found:
                yield found


def _in_time(draft: Draft) -> Iterator[tuple[int, int, Change]]:
    """ "made before Alien"."""
    year = next((a.name for a in draft.scene.vocabulary.attributes.values() if a.kind is Kind.YEAR), "")
    for reference in draft.shape.references:
        word = draft.scene.words[reference.start - 1] if reference.start else ""
        told = year and word in ("before", "after") and len(reference.item_ids) == 1
        if told and draft.open(reference.start - 1, reference.end):
            direction: Direction = "less" if word == "before" else "more"
            start = reference.start - 1
            yield start, reference.start, Change(year, direction, draft.scene.said(start, reference.end))


def _too(draft: Draft) -> Iterator[tuple[int, int, Change]]:
    """ "Too small", where the catalogue knows "smaller": of what the item meant, or what was shown, has a number of."""
    scene, words = draft.scene, draft.scene.words
    linked = {m.start for m in draft.shape.mentions if m.has("low", "high", "value", "lower", "higher")}
    for at in range(1, len(words) if scene.shown or draft.shape.references else 0):
        refused = at > 1 and words[at - 2] in (*REFUSALS, "nothing")
        if words[at - 1] != "too" or at in linked or refused or not draft.open(at, at + 1):
            continue
        found = [m for form in comparatives(words[at]) for m in scene.vocabulary.phrases.get((form,), ())]
        told = [m for m in found if m.role in ("lower", "higher")]
        known = [m for m in told if any(i.number(m.attribute) is not None for i in _meant(draft))]
        if told:
            meaning = (known or told)[0]
            way: Direction = "more" if meaning.role == "lower" else "less"
            yield at - 1, at + 1, Change(meaning.attribute, way, _said(draft, at - 1, at + 1))


def _meant(draft: Draft) -> Sequence[Item]:
    """The items pointed at, else all that was shown."""
    ids = [i for r in draft.shape.references if not r.weak for i in r.item_ids]
    found = [item for i in ids if (item := draft.scene.vocabulary.catalogue.find(i))]
    return found or draft.scene.shown


def comparatives(word: str) -> tuple[str, ...]:
    """ "Smaller" of "small", "bigger" of "big", "heavier" of "heavy", "looser" of "loose"."""
    if word == "far":
        return "farther", "further"
    return f"{word}er", f"{word}{word[-1:]}er", f"{word[:-1]}ier", f"{word}r"


def _amounts(draft: Draft) -> Iterator[tuple[int, int, Change]]:
    """ "Lower calorie than the carbonara", "less spicy": more or less of what is called by name, or of a flag."""
    if not draft.scene.shown and not draft.shape.references:
        return
    for mention in draft.shape.mentions:
        word = draft.scene.words[mention.start - 1] if mention.start else ""
        way = AMOUNTS.get(word)
        meaning = next((m for m in mention.meanings if m.role in ("attribute", "flag")), None)
        if way is None or meaning is None or not draft.open(mention.start, mention.end):
            continue
        if draft.scene.attribute(meaning.attribute).numeric or meaning.role == "flag":
            start = mention.start - 1
            yield start, mention.end, Change(meaning.attribute, way, _said(draft, start, mention.end))


def _degree(draft: Draft, mention: Mention) -> tuple[int, int, Change] | None:
    meaning = next((m for m in mention.meanings if m.role in ("lower", "higher", "low", "high")), None)
    before = draft.scene.words[mention.start - 1] if mention.start else ""
    if meaning is None and before == "too" and draft.scene.shown:
        return _on_scale(draft, mention)
    if meaning is None or (mention.has("value") and before != "too"):
        return None
    before = "too" if complains(draft.scene, mention) else before
    if before == "as" and draft.scene.words[max(0, mention.start - 2)] in REFUSALS and meaning.role in ("low", "high"):
        way: Direction = "less" if meaning.role == "high" else "more"
        end = mention.end + (draft.scene.words[mention.end : mention.end + 1] == ("as",))
        return mention.start - 2, end, Change(meaning.attribute, way, _said(draft, mention.start - 2, mention.end))
    if meaning.role in ("lower", "higher"):
        return (
            mention.start,
            mention.end,
            Change(meaning.attribute, _way(meaning), _said(draft, mention.start, mention.end)),
        )
    refused = before == "too" and draft.scene.words[max(0, mention.start - 2)] in (*REFUSALS, "nothing")
    direction = TURNS.get((before, meaning.role))
    if direction is None or refused:
        return None
    start = mention.start - 1
    return start, mention.end, Change(meaning.attribute, direction, _said(draft, start, mention.end))


def _on_scale(draft: Draft, mention: Mention) -> tuple[int, int, Change] | None:
    """ "Too expensive", where expensive is the upper end of a scale of values."""
    refused = draft.scene.words[max(0, mention.start - 2)] in (*REFUSALS, "nothing")
    for meaning in mention.meanings:
        order = draft.scene.attribute(meaning.attribute).order
        if meaning.role == "value" and meaning.value in order and not refused:
            way: Direction = "less" if order.index(meaning.value) >= len(order) / 2 else "more"
            start = mention.start - 1
            return start, mention.end, Change(meaning.attribute, way, _said(draft, start, mention.end))
    return None


def complains(scene: Scene, mention: Mention) -> bool:
    """ "A bit pricey": too much of it, however kindly put."""
    words = scene.words
    at = mention.start
    begin = next((at - n for n in (2, 1) if at >= n and words[at - n : at] in COMPLAINTS), -1)
    before = words[begin - 1] if begin > 0 else ""
    return begin >= 0 and mention.has("low", "high") and (not before.isalpha() or before in VERBS)


def _way(meaning: Meaning) -> Direction:
    return "less" if meaning.role == "lower" else "more"


def _said(draft: Draft, start: int, end: int) -> str:
    return draft.scene.said(start, end)


def _sameness(draft: Draft, mention: Mention) -> tuple[int, int, Change] | None:
    meaning = next((m for m in mention.meanings if m.role == "attribute"), None)
    if meaning is None or mention.start == 0:
        return None
    word = draft.scene.words[mention.start - 1]
    ways: dict[str, Direction] = {
        "same": "same",
        "different": "different",
        "another": "different",
        "other": "different",
    }
    direction = ways.get(word)
    if (word in ("the", "its") and _of_item(draft, mention.end)) or _is_disliked(draft, mention, meaning):
        direction = "same"
    if direction is None:
        return None
    start = mention.start - 1
    while start and draft.scene.words[start - 1] in ARTICLES | {"by", "with", "from", "in", "of"}:
        start -= 1
    disliked = _disliking(draft, start)
    if disliked or (start and draft.scene.words[start - 1] in REFUSALS):
        start, direction = start - (disliked or 1), OPPOSITE[direction]
    return start, mention.end, Change(meaning.attribute, direction, _said(draft, start, mention.end))


def _disliking(draft: Draft, end: int) -> int:
    """How many words of dislike stand before the token: 2 for "don't like"."""
    return next((n for n in (4, 3, 2, 1) if n <= end and draft.scene.words[end - n : end] in DISLIKES), 0)


def _is_disliked(draft: Draft, mention: Mention, meaning: Meaning) -> bool:
    """ "I hate the director", of what was shown."""
    at = mention.start - 1
    behind = draft.scene.words[mention.end : mention.end + 1]
    ends = not behind or not behind[0].isalnum() or behind[0] in INSIDE
    named = draft.scene.attribute(meaning.attribute).kind in NAMED
    pointed = draft.scene.words[at] in POINTING and _disliking(draft, at) > 0
    return bool(draft.scene.shown) and named and pointed and ends


def _of_item(draft: Draft, at: int) -> bool:
    """ "by the director of Alien"."""
    of = draft.scene.words[at : at + 1] in (("of",), ("as",), ("from",))
    return of and any(r.start <= at + 1 <= r.start + 1 for r in draft.shape.references if not r.problem)


def read_otherness(draft: Draft) -> None:
    """ "something completely different"."""
    text = " ".join(draft.scene.words)
    found = ENTIRELY.search(text)
    if not found or any(m.has("attribute") for m in draft.shape.mentions):
        return
    at = text[: found.end()].count(" ")
    if draft.scene.shown and draft.open(at, at + 1):
        draft.add(at, Critique((), (), similar=False, words=draft.scene.text.strip()[:200]), closes=(at,))


def vague(mention: Mention) -> Mention:
    """A comparative with nothing to compare to, read as the vague word: "something shorter" as "short"."""
    ends = {"lower": "low", "lowest": "low", "higher": "high", "highest": "high"}
    meanings = tuple(replace(m, role=ends.get(m.role, m.role)) for m in mention.meanings)  # type: ignore[arg-type]  # the dict maps roles to roles
    return replace(mention, meanings=meanings)
