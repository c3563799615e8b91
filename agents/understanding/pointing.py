"""What is done with the items pointed at: taken, refused, seen, or taken as a model for the next ones."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from agents.dialogue import Accept, Ask, Change, Compare, Critique, More, Other, Reject, Seen
from agents.understanding.draft import Draft
from agents.understanding.lexicon import ARTICLES, LIKE, SEEN, phrases, words
from agents.understanding.linking import MIXED
from agents.understanding.patterns import PRAISE
from agents.understanding.reference import Reference
from agents.understanding.shape import clauses

Use = Literal["like", "than", "seen", "accept", "praised", "reject", "bare", "none"]

TAKING = phrases(
    """ill take, i will take, ill go with, ill go for, ill have, ill watch, ill buy, ill get, ill try, ill pick, i
    choose, i pick, i take, take, choose, pick, go with, go for, lets go with, lets watch, lets do, lets take, watch,
    buy, order, book, i want, i would like, id like, give me, i like the look of, perfect, yes, sold, great, sounds
    good, sure, reserve, add, want, get, play"""
)
REFUSING = phrases(
    """not, no, dont want, dont like, didnt like, do not want, do not like, hate, hated, not interested in, dislike,
    dont show, never, except, but not, anything but, wouldnt watch, remove, not keen on, not into, dont fancy, nothing
    like, not like, unlike, drop"""
)
NOT_TAKING = words("dont not no without before never havent wont")
""" "no need to book it", "before I order it"."""
PRAISED = words("nice good lovely great perfect love beautiful brilliant cool fantastic tasty")
PRAISING = words(
    "perfect great good nice fine lovely ideal wonderful excellent brilliant awesome amazing fantastic right"
)
SEEMING = words("is was looks sounds seems are were look sound seem feels")
MILDER = words("please then ok okay yes perfect great good the a one film movie thanks and so hmm now just oh well") | {
    *",.!-"
}
BETWEEN = MIXED | {("between",)}
UNLIKE = words("rather different differently unlike other else opposite")


def read_pointing(draft: Draft, changes: Sequence[tuple[int, int, Change]], wishes: bool) -> None:
    """Adds acts about items; changes go to the item they are relative to, or to the whole slate.

    `wishes` says whether the utterance wishes for something else too.
    """
    used = [(r, _use(draft, r)) for r in draft.shape.references if draft.open(r.start, r.end)]
    used = [(r, use) for r, use in used if use != "none" and (not r.weak or use != "bare")]
    if not changes:
        asked = {act.item_ids for _, act in draft.acts if isinstance(act, Ask) and act.item_ids}
        used = [(r, use) for r, use in used if use != "bare" or r.item_ids not in asked]
    if not changes and (wishes or any(use == "like" for _, use in used)):  # "closer to 1980 than these"
        used = [(r, use) for r, use in used if use != "than"]
    relative = _add_uses(draft, used, changes, wishes)
    for reference, _ in used:
        draft.closed.update(range(reference.start, reference.end))
    if changes and not relative and not _complains_of_one(draft, changes):
        _add_bare(draft, changes)


def _complains_of_one(draft: Draft, changes: Sequence[tuple[int, int, Change]]) -> bool:
    """ "I don't like it, too long": which one is too long is asked, and no other is taken to be."""
    unclear = any(isinstance(act, Other) and act.reason == "ambiguous" for _, act in draft.acts)
    return unclear and all(change.words.startswith("too ") for _, _, change in changes)


def _add_uses(
    draft: Draft, used: Sequence[tuple[Reference, Use]], changes: Sequence[tuple[int, int, Change]], wishes: bool
) -> bool:
    """Whether the changes found their item."""
    by_use: dict[Use, list[str]] = {}
    at: dict[Use, int] = {}
    for reference, first_use in used:
        if reference.weak and reference.problem == "nothing_shown" and wishes:
            continue  # "it has to be funny", before anything was shown
        items = draft.items(reference)
        use: Use = _bare(draft, reference, changes, wishes) if first_use == "bare" else first_use
        use = _of_praise(draft, reference, wishes) if use == "praised" else use
        if first_use == "bare" and any(c.words.startswith("too ") for _, _, c in changes):  # "too heavy, all of them"
            use = "none" if items == tuple(i.id for i in draft.scene.shown) else "reject"
        use = "like" if use == "accept" and changes else use
        if items is not None:
            by_use.setdefault(use, []).extend(items)
            at.setdefault(use, reference.start)
    if "seen" in by_use:  # "looks good, but I have seen it"
        by_use = {use: ids for use, ids in by_use.items() if use != "accept" or set(ids) - set(by_use["seen"])}
    if set(by_use.get("reject", ())) <= set(by_use.get("like", ())):  # "I liked it, but it was too long"
        by_use.pop("reject", None)
    wanted = tuple(change for _, _, change in changes)
    by_use.pop("none", None)
    for use, ids in by_use.items():
        _add(draft, use, at[use], tuple(dict.fromkeys(ids)), wanted)
    return bool({"like", "than", "reject"} & set(by_use)) or any(
        r.problem and u in ("like", "than", "reject") for r, u in used
    )


def _add(draft: Draft, use: Use, at: int, items: tuple[str, ...], changes: tuple[Change, ...]) -> None:
    words = draft.scene.text.strip()[:200]
    match use:
        case "like":
            draft.add(at, Critique(items, changes, similar=True, words=words))
        case "than":  # "drier than it", where nothing says how dry things are: near it, at least
            near = not changes and not UNLIKE & set(draft.scene.words)
            draft.add(at, Critique(items, changes, similar=near, words=words))
        case "reject":
            draft.add(at, Reject(items, _reason(draft, at)))
            if changes:
                draft.add(at, Critique(items, changes, similar=False, words=words))
        case "seen":
            draft.add(at, Seen(items))
        case "accept" if len(items) == 1:
            draft.add(at, Accept(items[0]))
        case "accept":
            draft.add(at, Other("ambiguous", words, nearest=draft.scene.titles(items)))
        case _:
            draft.add(at, Ask("value", items, words=words))


def _reason(draft: Draft, at: int) -> str:
    """What is said behind the item that is refused: "too long"."""
    behind = draft.scene.text[draft.scene.tokens[at].end :]
    found = re.search(r"\b(?:too|because|not|is|its|it's|already|boring|hate|never)\b.*", behind, re.I | re.S)
    return found.group().strip(" .!")[:200] if found else ""


def _add_bare(draft: Draft, changes: Sequence[tuple[int, int, Change]]) -> None:
    """Changes without an item: to the one on the table where it must be one, else to the whole slate."""
    start = changes[0][0]
    words, wanted = draft.scene.text.strip()[:200], tuple(c for _, _, c in changes)
    needs_one = any(c.direction == "same" and not _shared(draft, c.attribute) for c in wanted)
    if not draft.scene.shown:
        draft.add(start, Other("nothing_shown", words))
    elif needs_one and not draft.scene.discussed:
        draft.add(start, Other("ambiguous", words, nearest=draft.scene.titles([i.id for i in draft.scene.shown])))
    elif draft.scene.discussed and draft.scene.words[0] in PRAISED:  # "nice, but cheaper"
        draft.add(start, Critique(draft.scene.discussed, wanted, similar=True, words=words))
    elif draft.scene.looked_at and draft.scene.conversation.last_slate is None:  # of the one that is looked at
        draft.add(start, Critique(draft.scene.looked_at, wanted, similar=True, words=words))
    else:
        draft.add(start, Critique(draft.scene.discussed if needs_one else (), wanted, similar=False, words=words))


def _shared(draft: Draft, attribute: str) -> bool:
    """Whether all that was shown has the same of it, so that it does not matter which one is meant."""
    values = {str(item.values.get(attribute)) for item in draft.scene.shown}
    return len(draft.scene.shown) > 1 and len(values) == 1


# --- how an item is used ----------------------------------------------------------------------------------------------


def _use(draft: Draft, reference: Reference) -> Use:
    before = list(_before(draft, reference))
    if before[-2:] == ["other", "than"]:
        return "reject"
    if _compares(before):
        return "than"
    if _ends(before, REFUSING) or _ends([w for w in before if w not in ("like", "really")], REFUSING):
        return "reject"
    if not before and _seen_before(draft, reference):
        return "seen"
    if before[-2:] in (["id", "like"], ["would", "like"]):
        return "accept"
    if before[-1:] in (["before"], ["after"]):
        return "than"
    if _ends(before, LIKE) or _ends(before, BETWEEN):
        return "reject" if set(before[-5:-1]) & {"dont", "didnt", "not", "nothing"} else "like"
    if _any(before, SEEN) or (before[-1:] in (["have"], ["got"], ["know"]) and "already" in draft.scene.words):
        return "none" if set(before) & {"not", "havent", "never", "didnt"} else "seen"
    if _ends(before, TAKING):
        return "none" if set(before[-6:]) & NOT_TAKING else "accept"
    if before[-1:] in (["and"], ["or"], [","], ["meets"], ["with"]):
        return _use_of_list(draft, reference)
    if before[-1:] in (["of"], ["as"], ["from"]) and len(before) > 1 and _is_attribute(draft, before[-2]):
        return "than"
    if before[-1:] in (["other"], ["about"], ["same"]):
        return "none"
    return _by_what_follows(draft, reference)


def _compares(before: Sequence[str]) -> bool:
    """ "Cheaper than it", "not as long as it"."""
    equal = before[-1:] == ["as"] and "as" in before[:-1] and {"not", "isnt"} & set(before)
    return before[-1:] == ["than"] or bool(equal)


def _seen_before(draft: Draft, reference: Reference) -> bool:
    """ "Been there, the second one": the clause before says that something was, and this one only what."""
    earlier = [c for c in clauses(draft.scene) if c[1] <= reference.start][-1:]
    own = any(r.start < e <= r.end for s, e in earlier for r in draft.shape.references if not r.weak and s <= r.start)
    return not own and any(_any(draft.scene.words[s:e], SEEN) for s, e in earlier)


def _is_attribute(draft: Draft, word: str) -> bool:
    return any(m.role == "attribute" for m in draft.scene.vocabulary.phrases.get((word,), ()))


def _by_what_follows(draft: Draft, reference: Reference) -> Use:
    after = draft.scene.words[reference.end : reference.end + 6]
    if after[:1] == ("too",) and not reference.weak:
        return "reject"
    if set(after[:1]) & SEEMING:
        if "too" in after or "boring" in after or "not" in after:
            return "reject"
        if set(after) & PRAISING:
            return "praised"
    if reference.weak:
        return "accept" if _alone(draft, reference) else "none"
    return "bare"


def _use_of_list(draft: Draft, reference: Reference) -> Use:
    """ "the first and the third": as the one before it."""
    earlier = [r for r in draft.shape.references if r.end <= reference.start]
    return _use(draft, earlier[-1]) if earlier else _by_what_follows(draft, reference)


def _before(draft: Draft, reference: Reference) -> Iterator[str]:
    """The words of the clause before it, articles right before it left out."""
    clause = next(((a, b) for a, b in clauses(draft.scene) if a <= reference.start < b), (0, 0))
    words = list(draft.scene.words[clause[0] : reference.start])
    while words and words[-1] in ARTICLES - {"more"}:
        words.pop()
    yield from words


def _ends(words: Sequence[str], cues: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[-n:]) in cues for n in (1, 2, 3, 4) if len(words) >= n)


def _any(words: Sequence[str], cues: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[i : i + n]) in cues for n in (1, 2) for i in range(len(words) - n + 1))


def _alone(draft: Draft, reference: Reference) -> bool:
    rest = [
        w for i, w in enumerate(draft.scene.words) if not reference.start <= i < reference.end and i not in draft.closed
    ]
    return all(w in MILDER for w in rest)


def _bare(draft: Draft, reference: Reference, changes: Sequence[object], wishes: bool) -> Use:
    """An item with nothing said of it: the model of a changed wish, a title to stay close to, else the choice."""
    if reference.title or changes or (wishes and "but" in draft.scene.words):
        return "like"
    return "accept" if len(reference.item_ids) <= 1 else "bare"


def _of_praise(draft: Draft, reference: Reference, wishes: bool) -> Use:
    """ "The second looks good": taken, unless it is asked about, or others are asked for beside it."""
    acts = [act for _, act in draft.acts]
    if any(isinstance(act, Ask | Compare) for act in acts):
        return "none"
    others = len(reference.item_ids) > 1 or any(isinstance(act, More) for act in acts)
    return "like" if others or (wishes and "but" in draft.scene.words) else "accept"


def read_praise(draft: Draft) -> None:
    """ "Perfect!" takes the one item on the table; with several, it is asked which."""
    scene = draft.scene
    text = " ".join(s for s in draft.shape.symbols if s.isalpha())
    if not scene.slate_is_last or not PRAISE.fullmatch(text):
        return
    if scene.discussed:
        draft.add(0, Accept(scene.discussed[0]))
    else:
        draft.add(0, Other("ambiguous", scene.text.strip()[:200], nearest=scene.titles([i.id for i in scene.shown])))
