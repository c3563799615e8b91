"""A conversation as the page draws it: plain values, ready for JSON. Every string in it is text, never markup."""

from collections.abc import Iterable
from typing import TypedDict

from agents.dialogue import (
    Comparison,
    Conversation,
    Duel,
    Option,
    Preference,
    Profile,
    Question,
    Reading,
    Reply,
    Slate,
    Turn,
    TurnStatus,
)
from agents.phrasing import sentence
from app.cards import Card, cards
from app.how import how
from app.pictures import picture_uri
from retrieval.catalogue import Catalogue, Domain
from retrieval.wording import wish_in_words


class OptionView(TypedDict):
    label: str
    say: str
    count: int | None


class WishView(TypedDict):
    met: bool
    words: str


class CardView(TypedDict):
    impression: str
    item: str
    rank: int
    title: str
    image: str
    drawing: str
    """Ours, for when `image` is elsewhere and does not come; else empty."""
    link: str
    """http or https, or empty."""
    text: str
    facts: list[list[str]]
    why: str
    wishes: list[WishView]
    reasons: list[str]
    mark: str
    """What the person made of it: `liked`, `rejected`, `seen`, or empty."""


class SideView(TypedDict):
    slate: str
    cards: list[CardView]


class DuelView(TypedDict):
    id: str
    sides: list[SideView]
    """Left and right."""
    picked: str | None
    """Id of a slate; empty for neither, None while it is open."""


class TableView(TypedDict):
    titles: list[str]
    rows: list[list[str]]
    """The attribute's label, then one cell an item."""
    differs: list[bool]


class QuestionView(TypedDict):
    text: str
    why: str
    options: list[OptionView]


class BubbleView(TypedDict):
    who: str
    """`you` or `it`."""
    text: str
    failed: bool
    move: str
    cards: list[CardView]
    """Empty in a duel."""
    duel: DuelView | None
    question: QuestionView | None
    ways: list[OptionView]
    """Wishes to give up, each with how many items that would leave."""
    table: TableView | None
    suggestions: list[OptionView]
    notices: list[str]
    by: str
    how: list[str]
    """What language models did; empty where none was asked."""


class ChipView(TypedDict):
    index: int
    """Its place among the profile's preferences: what an edit names."""
    label: str
    words: str
    strength: str
    guess: bool
    why: str


class ProfileView(TypedDict):
    chips: list[ChipView]
    waived: list[str]
    liked: list[str]
    left_out: int
    """Items that are not shown again because they were rejected or seen."""
    undo: bool


def option_view(option: Option) -> OptionView:
    return {"label": option.label, "say": option.utterance, "count": option.count}


def said(text: str, failed: bool = False) -> BubbleView:
    """What the person said."""
    return _bubble("you", text, failed)


def answering() -> BubbleView:
    """A reply of which nothing is known yet."""
    return _bubble("it", "")


def _bubble(who: str, text: str, failed: bool = False) -> BubbleView:
    return {
        "who": who,
        "text": text,
        "failed": failed,
        "move": "",
        "cards": [],
        "duel": None,
        "question": None,
        "ways": [],
        "table": None,
        "suggestions": [],
        "notices": [],
        "by": "",
        "how": [],
    }


def conversation_view(conversation: Conversation, catalogue: Catalogue, remote: bool = False) -> list[BubbleView]:
    """All that was said and shown; edits by hand are in the profile, not in the talk. `remote`: see `_pictures`."""
    return [bubble for turn in conversation.turns for bubble in _turn(turn, conversation, catalogue, remote)]


def _turn(turn: Turn, conversation: Conversation, catalogue: Catalogue, remote: bool) -> Iterable[BubbleView]:
    if turn.edit:
        return
    failed = turn.status is TurnStatus.FAILED
    yield said(turn.utterance, failed)
    if turn.reply:
        picked = conversation.picked(turn.reply.duel.id) if turn.reply.duel else None
        yield reply_view(turn.reply, conversation.profile, catalogue, remote, turn.reading, picked)


def reply_view(
    reply: Reply,
    profile: Profile,
    catalogue: Catalogue,
    remote: bool = False,
    reading: Reading | None = None,
    picked: str | None = None,
) -> BubbleView:
    """`picked`: see `DuelView`."""
    ways = [option_view(r.option) for r in reply.relaxations if r.option]
    offered = {way["say"] for way in ways}
    return {
        "who": "it",
        "text": reply.text,
        "failed": False,
        "move": str(reply.move),
        **shown_view(reply.slate, reply.duel, profile, catalogue, remote, picked),
        "question": _question(reply.question) if reply.question else None,
        "ways": ways,
        "table": _table(reply.comparison, catalogue) if reply.comparison else None,
        "suggestions": [option_view(o) for o in reply.suggestions if o.utterance not in offered],
        "notices": list(reply.notices),
        "by": _by(reply),
        "how": how(reply, reading),
    }


def _question(question: Question) -> QuestionView:
    return {"text": question.text, "why": question.why, "options": [option_view(o) for o in question.options]}


def _by(reply: Reply) -> str:
    """Who did what, for whoever wants to know."""
    parts = {"understood": reply.understood_by, "scored": reply.scored_by, "phrased": reply.phrased_by}
    return ", ".join(f"{did} by {who}" for did, who in parts.items() if who)


def slate_view(slate: Slate, profile: Profile, catalogue: Catalogue, remote: bool = False) -> list[CardView]:
    return [_card(one, profile, catalogue, remote) for one in cards(slate, catalogue)]


class ShownView(TypedDict):
    cards: list[CardView]
    duel: DuelView | None


def shown_view(
    slate: Slate | None,
    duel: Duel | None,
    profile: Profile,
    catalogue: Catalogue,
    remote: bool = False,
    picked: str | None = None,
) -> ShownView:
    """The cards of a slate, or the two sides of a duel."""
    if slate is None or duel is None:
        return {"cards": slate_view(slate, profile, catalogue, remote) if slate else [], "duel": None}
    sides: list[SideView] = [
        {"slate": one.id, "cards": slate_view(one, profile, catalogue, remote)} for one in (slate, duel.beside)
    ]
    return {"cards": [], "duel": {"id": duel.id, "sides": sides, "picked": picked}}


def reworded(told: list[CardView], impression: str, sentence: str) -> list[CardView]:
    """The same cards, one with another reason."""
    return [{**card, "why": sentence} if card["impression"] == impression else card for card in told]


def _card(card: Card, profile: Profile, catalogue: Catalogue, remote: bool) -> CardView:
    image, drawing = _pictures(card, catalogue, remote)
    return {
        "impression": card.impression_id,
        "item": card.item_id,
        "rank": card.rank,
        "title": card.title,
        "image": image,
        "drawing": drawing,
        "link": card.link if card.link.lower().startswith(("https://", "http://")) else "",
        "text": card.text,
        "facts": [list(pair) for pair in card.facts],
        "why": card.why,
        "wishes": [{"met": mark == "met", "words": words} for mark, words in dict.fromkeys(card.wishes)],
        "reasons": list(card.reasons),
        "mark": _mark(card.item_id, profile),
    }


def _pictures(card: Card, catalogue: Catalogue, remote: bool) -> tuple[str, str]:
    """The picture, and the one to put in its place. Unless `remote`, the page asks nothing of other machines."""
    item = catalogue.find(card.item_id)
    if card.image.startswith("data:image/") or item is None:
        return card.image, ""
    drawing = picture_uri(item, catalogue.domain)
    return (card.image, drawing) if remote and card.image.lower().startswith("https://") else (drawing, "")


def _mark(item_id: str, profile: Profile) -> str:
    if item_id in profile.rejected:
        return "rejected"
    if item_id in profile.seen:
        return "seen"
    return "liked" if item_id in profile.liked else ""


def _table(comparison: Comparison, catalogue: Catalogue) -> TableView:
    titles = [item.title if (item := catalogue.find(i)) else i for i in comparison.item_ids]
    rows = [[label, *cells] for label, cells in comparison.rows]
    return {"titles": titles, "rows": rows, "differs": list(comparison.differs)}


def profile_view(profile: Profile, catalogue: Catalogue) -> ProfileView:
    domain = catalogue.domain
    return {
        "chips": [c for i, p in enumerate(profile.preferences) if (c := _chip(i, p, domain))],
        "waived": [a.label for a in domain.attributes if a.name in profile.waived],
        "liked": [item.title for i in profile.liked if (item := catalogue.find(i))],
        "left_out": len({*profile.rejected, *profile.seen}),
        "undo": bool(profile.preferences or profile.waived or profile.liked or profile.rejected or profile.seen),
    }


def _chip(index: int, preference: Preference, domain: Domain) -> ChipView | None:
    attribute = domain.attribute(preference.attribute)
    if attribute is None:
        return None
    return {
        "index": index,
        "label": attribute.label or attribute.name,
        "words": wish_in_words(attribute, preference.constraint),
        "strength": str(preference.strength),
        "guess": preference.source == "implied",
        "why": _why(preference),
    }


def _why(preference: Preference) -> str:
    """Where the chip comes from, in words."""
    start = {
        "said": f"You said “{preference.words}”.",
        "implied": f"A guess from “{preference.words}”.",
        "critique": f"Worked out from “{preference.words}”.",
        "tapped": f"You chose “{preference.words}”.",
    }[preference.source]
    return f"{start if preference.words else ''} {sentence(preference.note)}".strip()
