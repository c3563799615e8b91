"""Which of several items with one title is meant: by a fact that is said beside it, "The Double by Saramago"."""

from collections.abc import Iterable, Iterator, Sequence

from agents.dialogue import Conversation, Other, TurnStatus
from agents.understanding.lexicon import words
from agents.understanding.linking import Mention, link
from agents.understanding.numerals import ORDINALS
from agents.understanding.scene import Scene
from agents.understanding.tokens import key, tokenise
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Item, Kind

GLUE = words("by from in of at with the one that which is was made written directed ( ) , s its")
"""What may stand between a title and the fact that belongs to it."""
DENIED = words("not isnt except without")
ANSWERING = GLUE | DENIED | words("i mean meant it thats this please sorry ok okay yes oh ah think thanks")
"""Beside a fact, a place and the title, all that an answer to "which one?" may say."""
LONGEST_ANSWER = 8
Span = tuple[int, int]
Fact = tuple[Span, set[str]]
"""Where words stand that are true of some of the namesakes and not of others, and the ids of those."""


def settled(
    scene: Scene, mentions: Iterable[Mention], start: int, end: int, item_ids: Sequence[str]
) -> tuple[int, tuple[str, ...]]:
    """Those of the namesakes that the facts beside their title leave, and where the title with its facts ends."""
    items = _items(scene, item_ids)
    told = [(span, true) for span, true in _facts(scene, mentions, items) if span[1] <= start or span[0] >= end]
    past = _past(scene, end, [span for span, _ in told])
    behind = [(span, true) for span, true in told if end <= span[0] < past]
    begin, stop = scene.sentence(start)
    near = behind or [(span, true) for span, true in told if begin <= span[0] < stop]
    left = _left(scene, items, near)
    return (past, (left[0].id,)) if len(left) == 1 else (end, tuple(item_ids))


def _items(scene: Scene, item_ids: Sequence[str]) -> list[Item]:
    return [item for i in item_ids if (item := scene.vocabulary.catalogue.find(i))]


def _facts(scene: Scene, mentions: Iterable[Mention], items: Sequence[Item]) -> Iterator[Fact]:
    years = [a.name for a in scene.vocabulary.attributes.values() if a.kind is Kind.YEAR]
    for mention in mentions:
        true = {
            i.id for i in items if any(m.role == "value" and m.value in i.tags(m.attribute) for m in mention.meanings)
        }
        if true and len(true) < len(items):
            yield (mention.start, mention.end), true
    for at, word in enumerate(scene.words):
        true = {i.id for i in items if word.isdigit() and any(i.number(name) == float(word) for name in years)}
        if true and len(true) < len(items):
            yield (at, at + 1), true


def _extremes(mentions: Iterable[Mention], items: Sequence[Item]) -> Iterator[Fact]:
    """ "The older one": the one with the least or the most of what the word is about."""
    for mention in mentions:
        degree = next((m for m in mention.meanings if m.role in ("lower", "lowest", "higher", "highest")), None)
        known = [(n, item.id) for item in items if degree and (n := item.number(degree.attribute)) is not None]
        if degree and len({n for n, _ in known}) == len(items):
            yield (mention.start, mention.end), {(min if degree.role.startswith("low") else max)(known)[1]}


def _left(scene: Scene, items: Sequence[Item], told: Iterable[Fact]) -> list[Item]:
    left = list(items)
    for (start, _), true in told:
        before = start - 1
        while before > 0 and scene.words[before] in GLUE:
            before -= 1
        denied = scene.words[max(0, before)] in DENIED
        left = [item for item in left if (item.id in true) != denied]
    return left


def _past(scene: Scene, end: int, spans: Sequence[Span]) -> int:
    """Behind the facts that follow the title, so that they are no wishes of their own."""
    at = reached = end
    while at < len(scene.words):
        fact = next((stop for begin, stop in spans if begin == at), 0)
        reached = fact or reached
        if not fact and scene.words[at] not in GLUE:
            break
        at = fact or at + 1
    return reached + (scene.words[reached : reached + 1] == (")",) and reached > end)


def meant_again(utterance: str, conversation: Conversation, vocabulary: Vocabulary) -> str:
    """What was said before it was asked which of the namesakes is meant, with the one that is named now; else empty."""
    last = conversation.turns[-1] if conversation.turns else None
    if last is None or last.status is TurnStatus.FAILED:
        return ""
    unclear = next((a for a in last.acts if isinstance(a, Other) and a.reason == "ambiguous"), None)
    label = _named(utterance, unclear, conversation, vocabulary) if unclear else ""
    if not label or unclear is None:
        return ""
    before, found, after = last.utterance.partition(unclear.words)
    return f"{before}{label}{after}" if found and unclear.words else label


def _named(utterance: str, unclear: Other, conversation: Conversation, vocabulary: Vocabulary) -> str:
    """The label of the one namesake that the answer names: by its facts, or its place in the question."""
    tokens = tokenise(utterance)
    title = {near.rsplit(" (", 1)[0] for near in unclear.nearest}
    named = key(next(iter(title))) if len(title) == 1 else ()
    ids = vocabulary.titles.get(named, ())
    if len(ids) < 2 or len(tokens) > LONGEST_ANSWER + len(named):
        return ""
    scene = Scene(conversation, vocabulary, utterance, tokens)
    labels, mentions, items = dict(zip(ids, scene.titles(ids), strict=True)), link(scene), _items(scene, ids)
    facts = [*_facts(scene, mentions, items), *_extremes(mentions, items)]
    left = _left(scene, items, facts)
    covered = {i for (a, b), _ in facts for i in range(a, b)}
    rest = [t.text for i, t in enumerate(tokens) if t.word and i not in covered and t.text not in named]
    if len(left) == 1:
        return labels[left[0].id] if set(rest) <= ANSWERING else ""
    places = [ORDINALS[word] for word in rest if word in ORDINALS]
    plain = set(rest) <= ANSWERING | set(ORDINALS)
    return labels[ids[places[0] - 1]] if plain and len(places) == 1 and 0 < places[0] <= len(ids) else ""
