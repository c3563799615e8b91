"""Why this one, why not that one: from the evidence, the parts of the score and the values, nothing else."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from agents.dialogue import Ask, Conversation, Evidence, Preference, Profile, Recommendation, Slate
from agents.explaining import explain, is_likeness
from agents.namesakes import told_apart
from agents.phrasing import count_of, join, quoted, wish_words
from agents.trading import next_best, trade_off
from agents.understanding.ordering import AHEAD, BEHIND
from agents.widening import widened
from retrieval.catalogue import Catalogue, Item
from retrieval.columns import Columns
from retrieval.wording import in_words

PARTS: Mapping[str, str] = {
    "wishes": "the wishes it meets",
    "relevance": "how close its description is to what you said",
    "words": "your own words in its description",
    "likeness": "its likeness to what you liked",
    "shared": "what it has in common with what you liked",
    "quality": "how well known or rated it is",
    "grade": "how the language model judged it for you",
    "likelihood": "how likely the language model found it to suit you",
    "place": "where the language model put it in its order",
    "cross_encoder": "how well its description answers what you said",
    "collaborative": "what others who liked the same liked too",
    "neighbours": "what others who liked the same liked too",
    "tail": "how well or how little known it is",
    "popularity": "how popular it is",
    "freshness": "how new it is",
    "misfit": "a doubt of the language model whether it fits what you said",
}
"""What the parts of a score are called for people."""
SLIGHT = 0.005
"""Scores this close are level."""


def part_in_words(name: str) -> str:
    """A part that is not known here keeps its name, as words."""
    return PARTS.get(name, "") or " ".join(name.replace("_", " ").replace("-", " ").split())


def why(ask: Ask, conversation: Conversation, catalogue: Catalogue) -> str:
    slates = conversation.last_slates
    if not slates:
        return "I have not recommended anything yet, so there is nothing to explain."
    wanted = ask.item_ids or slates[0].item_ids[:1]
    slate = next((one for one in slates if set(wanted) & set(one.item_ids)), slates[0])
    shown = [r for r in slate.recommendations if r.item_id in wanted]
    if not shown:
        return "That one is not among what I showed last."
    if len(shown) == 2 and (AHEAD | BEHIND) & set(ask.words.casefold().split()):
        return _order(ask, slate, conversation.profile, catalogue)
    return " ".join(_reasons(r, slate, conversation.profile, catalogue) for r in shown)


def _order(ask: Ask, slate: Slate, profile: Profile, catalogue: Catalogue) -> str:
    """Why one card stands before another: the wishes that only one of them meets, the score, what each gives up."""
    first, second = sorted((r for r in slate.recommendations if r.item_id in ask.item_ids), key=lambda r: r.rank)
    asked_first = ask.item_ids[0] == first.item_id
    turned = asked_first == bool(BEHIND & set(ask.words.casefold().split()))
    titles = told_apart([item for r in (first, second) if (item := catalogue.find(r.item_id))], catalogue.domain)
    if len(titles) < 2:
        return "The catalogue no longer has both of them."
    opening = "It is the other way round: " if turned else ""
    parts = [f"{opening}{titles[0]} is number {first.rank} and {titles[1]} number {second.rank}."]
    parts += _met_by_one(first, second, titles)
    parts.append(_by_score(first, second, titles))
    items = tuple(item for r in (first, second) if (item := catalogue.find(r.item_id)))
    parts.append(trade_off(items[0], items[1], profile, catalogue.domain))
    return " ".join(part for part in parts if part)


def _met_by_one(first: Recommendation, second: Recommendation, titles: Sequence[str]) -> Iterator[str]:
    """The wishes that one of the two meets and the other misses."""
    missed = [{e.wanted for e in r.explanation.evidence if not e.met} for r in (first, second)]
    met = [{e.wanted for e in r.explanation.evidence if e.met and not is_likeness(e)} for r in (first, second)]
    for one, other in ((0, 1), (1, 0)):
        alone = sorted(met[one] & missed[other])
        if alone:
            yield f"{titles[one]} meets {join(alone)}, {titles[other]} does not."


def _by_score(first: Recommendation, second: Recommendation, titles: Sequence[str]) -> str:
    lead = first.score.value - second.score.value
    if abs(lead) < SLIGHT:
        return "They score about the same."
    if lead < 0:
        return f"{titles[1]} alone scores higher; the order keeps the cards from being all alike."
    gained = {name: size - second.score.parts.get(name, 0.0) for name, size in first.score.parts.items()}
    name = max(gained, key=lambda part: gained[part], default="")
    return f"What puts {titles[0]} before {titles[1]}: {part_in_words(name)}." if name and gained[name] > 0 else ""


def _reasons(one: Recommendation, slate: Slate, profile: Profile, catalogue: Catalogue) -> str:
    alike = [e for e in one.explanation.evidence if is_likeness(e)]
    met = [e for e in one.explanation.evidence if e.met and e not in alike]
    missed = [e for e in one.explanation.evidence if not e.met]
    parts = [f"{_title(one, catalogue)} is number {one.rank} of {len(slate.recommendations)}."]
    if met:
        parts.append(f"It meets {count_of(len(met), 'wish', 'wishes')}: {join([_met(e) for e in met])}.")
    if alike:
        parts.append(f"What it shares with {alike[0].wanted.removeprefix('like ')}: {join([e.value for e in alike])}.")
    parts += [f"It misses {e.wanted}" + (f" ({e.value})." if e.value else ".") for e in missed]
    parts.append(_beside_the_next(one, slate, catalogue) or _strongest(one))
    parts.append(_given_up(one, slate, profile, catalogue))
    return " ".join(part for part in parts if part)


def _met(evidence: Evidence) -> str:
    """The wish, and the value that meets it where that says more."""
    if evidence.wanted in evidence.value or not evidence.value:
        return evidence.value or evidence.wanted
    return f"{evidence.wanted} ({evidence.value})"


def _given_up(one: Recommendation, slate: Slate, profile: Profile, catalogue: Catalogue) -> str:
    """What it is worse in than the first, or the first than the second, for what it is better in."""
    items = tuple(item for i in slate.item_ids if (item := catalogue.find(i)))
    place = next((at for at, item in enumerate(items) if item.id == one.item_id), 0)
    other = next_best(items, place)
    return trade_off(items[place], other, profile, catalogue.domain) if other else ""


def _title(one: Recommendation, catalogue: Catalogue) -> str:
    item = catalogue.find(one.item_id)
    return item.title if item else one.item_id


def _beside_the_next(one: Recommendation, slate: Slate, catalogue: Catalogue) -> str:
    """What sets it apart from the first or, where it is the first itself, from the second."""
    other = next((r for r in slate.recommendations if r.rank == (2 if one.rank == 1 else 1)), None)
    if other is None:
        return ""
    title = _title(other, catalogue)
    if abs(one.score.value - other.score.value) < SLIGHT:
        return f"{title} scores about the same."
    ahead, behind = (one, other) if one.score.value > other.score.value else (other, one)
    gained = {name: size - behind.score.parts.get(name, 0.0) for name, size in ahead.score.parts.items()}
    name = max(gained, key=lambda part: gained[part], default="")
    if not name or gained[name] <= 0:
        return ""
    places = f"it before {title}" if ahead is one else f"{title} before it"
    return f"What puts {places}: {part_in_words(name)}."


def _strongest(one: Recommendation) -> str:
    strongest = sorted(one.score.parts.items(), key=lambda part: -part[1])[:2]
    named = [part_in_words(name) for name, size in strongest if size > 0]
    return f"What counted most: {join(named)}." if named else ""


# --- why not ----------------------------------------------------------------------------------------------------------


def why_not(
    ask: Ask,
    profile: Profile,
    conversation: Conversation,
    catalogue: Catalogue,
    columns: Columns,
    blocked: frozenset[str] = frozenset(),
) -> str:
    """What keeps each of them from being shown; `blocked` are kept out by the owner."""
    told = (
        _kept_out(i, catalogue) if i in blocked else _why_not_one(i, profile, conversation, catalogue, columns)
        for i in ask.item_ids
    )
    return " ".join(told) or (f"Which {catalogue.domain.noun} do you mean? I found no such title in the catalogue.")


def _kept_out(item_id: str, catalogue: Catalogue) -> str:
    item = catalogue.find(item_id)
    return f"{item.title if item else 'That one'} is not on offer here at the moment."


def _why_not_one(
    item_id: str, profile: Profile, conversation: Conversation, catalogue: Catalogue, columns: Columns
) -> str:
    item = catalogue.find(item_id)
    if item is None:
        return "That one is not in the catalogue."
    if item_id in profile.rejected or item_id in profile.seen:
        told = "turned it down" if item_id in profile.rejected else "know it already"
        return f"You said that you {told}, so I leave {item.title} out."
    broken = [p for p in profile.hard if not p.met_by(item)]
    if broken:
        return _breaking(item, broken, catalogue, columns)
    if any(item_id in slate.item_ids for slate in conversation.last_slates):
        return f"{item.title} is among what I showed."
    if item_id in profile.liked:
        return f"{item.title} is what you named as an example, so I look for others like it."
    return f"{_lower(item, profile, catalogue)} Say “like {item.title}” and I start from it."


def _breaking(item: Item, broken: list[Preference], catalogue: Catalogue, columns: Columns) -> str:
    """Which wishes it breaks with what it has instead; where there is one, how it would have to be put."""
    words = [f"{quoted(wish_words(p, catalogue.domain))} ({_instead(item, p, catalogue)})" for p in broken]
    said = f"{item.title} breaks {'your wish' if len(broken) == 1 else 'your wishes'} {join(words)}."
    row = np.array([catalogue.rows[item.id]])
    attribute = catalogue.domain.attribute(broken[0].attribute)
    wider = widened(broken, row, columns) if len(broken) == 1 and attribute and attribute.numeric else None
    if wider is None:
        return said
    return f"{said} Say {quoted(wish_words(wider[0], catalogue.domain))} and it is in."


def _instead(item: Item, wish: Preference, catalogue: Catalogue) -> str:
    attribute, value = catalogue.domain.attribute(wish.attribute), item.values.get(wish.attribute)
    if attribute is None or value is None:
        return "the catalogue does not say"
    return f"it has {in_words(attribute, value)}" if wish.negative else in_words(attribute, value)


def _lower(item: Item, profile: Profile, catalogue: Catalogue) -> str:
    """It fits: what it misses of what would be nice, or that others are simply nearer."""
    missed = [e for e in explain(item, profile, catalogue.domain).evidence if not e.met]
    if not missed:
        before = " I showed it before." if item.id in profile.shown else ""
        return f"{item.title} fits what you said; others scored higher.{before}"
    words = join([quoted(e.wanted) + (f" ({e.value})" if e.value else "") for e in missed])
    return f"{item.title} would do, but it ranks lower as it misses {words}."
