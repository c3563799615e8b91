"""From the vocabulary of the dialogue to the public shapes. Pure."""

from dataclasses import dataclass
from urllib.parse import quote

from agents import dialogue
from agents.explaining import facts
from agents.phrasing import sentence
from app.cards import rejection_reasons
from app.duels import TIE
from app.wire import shapes
from retrieval.catalogue import Catalogue, Item
from retrieval.wording import in_words, wish_in_words
from storage.records import Summary


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where a client finds pictures. `base` is our own address, such as https://chat.example."""

    base: str
    remote: bool = False
    """Whether an item's own https picture may be named; else ours stands for it, and no other host is asked."""

    def of(self, item: Item, catalogue: Catalogue) -> tuple[str, str]:
        """(picture, our drawing)."""
        drawn = f"{self.base}/v1/catalogues/{quote(catalogue.name)}/pictures?item={quote(item.id, safe='')}"
        return (item.image if self.remote and item.image.lower().startswith("https://") else drawn), drawn


def option(one: dialogue.Option) -> shapes.Option:
    return shapes.Option(label=one.label, utterance=one.utterance, count=one.count)


def options(several: tuple[dialogue.Option, ...]) -> tuple[shapes.Option, ...]:
    return tuple(map(option, several))


def safe_link(link: str) -> str:
    return link if link.lower().startswith(("https://", "http://")) else ""


def price(item: Item, catalogue: Catalogue) -> str:
    attribute = catalogue.domain.attribute(catalogue.domain.price)
    value = item.values.get(catalogue.domain.price) if attribute else None
    return "" if attribute is None or value is None else in_words(attribute, value)


def recommendations(
    slate: dialogue.Slate, profile: dialogue.Profile, catalogue: Catalogue, pictures: Pictures
) -> tuple[shapes.Recommendation, ...]:
    return tuple(
        _recommendation(told, item, profile, catalogue, pictures)
        for told in slate.recommendations
        if (item := catalogue.find(told.item_id)) is not None
    )


def _recommendation(
    told: dialogue.Recommendation,
    item: Item,
    profile: dialogue.Profile,
    catalogue: Catalogue,
    pictures: Pictures,
) -> shapes.Recommendation:
    image, drawing = pictures.of(item, catalogue)
    return shapes.Recommendation(
        impression_id=told.impression_id,
        item_id=item.id,
        rank=told.rank,
        title=item.title,
        image=image,
        drawing=drawing,
        link=safe_link(item.link),
        text=item.text,
        facts=tuple(shapes.Fact(label=label, value=value) for label, value in facts(item, catalogue.domain)),
        price=price(item, catalogue),
        why=told.explanation.sentence,
        wishes=wishes(told.explanation.evidence),
        score=min(1.0, max(0.0, told.score.value)),
        reject_reasons=rejection_reasons(item, catalogue.domain),
        mark=mark(item.id, profile),
    )


def wishes(evidence: tuple[dialogue.Evidence, ...]) -> tuple[shapes.Wish, ...]:
    found = (shapes.Wish(attribute=e.attribute, wanted=e.wanted, value=e.value, met=e.met) for e in evidence)
    return tuple(dict.fromkeys(found))


def mark(item_id: str, profile: dialogue.Profile) -> shapes.Mark:
    if item_id in profile.rejected:
        return "rejected"
    if item_id in profile.seen:
        return "seen"
    return "liked" if item_id in profile.liked else ""


def reply(
    told: dialogue.Reply,
    turn: int,
    profile: dialogue.Profile,
    catalogue: Catalogue,
    pictures: Pictures,
    picked: str | None = None,
) -> shapes.Reply:
    """`picked`: of a duel, as `dialogue.Conversation.picked` gives it."""
    offered = {r.option.utterance for r in told.relaxations if r.option}
    return shapes.Reply(
        turn=turn,
        move=told.move.value,
        text=told.text,
        slate_id=told.slate.id if told.slate else "",
        recommendations=recommendations(told.slate, profile, catalogue, pictures) if told.slate else (),
        duel=duel(told.slate, told.duel, profile, catalogue, pictures, picked) if told.slate and told.duel else None,
        question=question(told.question) if told.question else None,
        relaxations=tuple(relaxation(r, catalogue) for r in told.relaxations),
        comparison=comparison(told.comparison, catalogue) if told.comparison else None,
        suggestions=options(tuple(o for o in told.suggestions if o.utterance not in offered)),
        notices=told.notices,
        understood_by=told.understood_by,
        scored_by=told.scored_by,
        phrased_by=told.phrased_by,
    )


def duel(
    left: dialogue.Slate,
    held: dialogue.Duel,
    profile: dialogue.Profile,
    catalogue: Catalogue,
    pictures: Pictures,
    picked: str | None = None,
) -> shapes.Duel:
    sides = tuple(
        shapes.Side(slate_id=one.id, recommendations=recommendations(one, profile, catalogue, pictures))
        for one in (left, held.beside)
    )
    return shapes.Duel(id=held.id, sides=sides, picked=TIE if picked == "" else picked)


def question(asked: dialogue.Question) -> shapes.Question:
    return shapes.Question(attribute=asked.attribute, text=asked.text, why=asked.why, options=options(asked.options))


def relaxation(way: dialogue.Relaxation, catalogue: Catalogue) -> shapes.Relaxation:
    return shapes.Relaxation(
        dropped=_words(way.dropped, catalogue),
        widened=_words(way.widened, catalogue),
        count=way.count,
        example=way.example,
        option=option(way.option) if way.option else None,
    )


def _words(preferences: tuple[dialogue.Preference, ...], catalogue: Catalogue) -> tuple[str, ...]:
    named = ((catalogue.domain.attribute(p.attribute), p) for p in preferences)
    return tuple(wish_in_words(attribute, p.constraint) for attribute, p in named if attribute)


def comparison(table: dialogue.Comparison, catalogue: Catalogue, text: str = "") -> shapes.Comparison:
    rows = zip(table.rows, table.differs, strict=True)
    return shapes.Comparison(
        text=text,
        item_ids=table.item_ids,
        titles=tuple(found.title if (found := catalogue.find(i)) else i for i in table.item_ids),
        rows=tuple(shapes.Row(label=label, values=values, differs=differs) for (label, values), differs in rows),
    )


def profile(known: dialogue.Profile, catalogue: Catalogue) -> shapes.Profile:
    domain = catalogue.domain
    return shapes.Profile(
        preferences=tuple(p for i, one in enumerate(known.preferences) if (p := _preference(i, one, catalogue))),
        waived=tuple(
            shapes.Waived(attribute=a.name, label=a.label or a.name)
            for a in domain.attributes
            if a.name in known.waived
        ),
        liked=tuple(shapes.Named(item_id=i, title=found.title) for i in known.liked if (found := catalogue.find(i))),
        left_out=len({*known.rejected, *known.seen}),
        can_undo=bool(known.preferences or known.waived or known.liked or known.rejected or known.seen),
    )


def _preference(index: int, one: dialogue.Preference, catalogue: Catalogue) -> shapes.Preference | None:
    attribute = catalogue.domain.attribute(one.attribute)
    if attribute is None:
        return None
    return shapes.Preference(
        index=index,
        attribute=attribute.name,
        label=attribute.label or attribute.name,
        words=wish_in_words(attribute, one.constraint),
        operator=one.constraint.operator.value,
        value=one.constraint.value,
        strength=one.strength.value,
        scope=one.scope.value,
        guess=one.source == "implied",
        why=where_from(one),
    )


def where_from(preference: dialogue.Preference) -> str:
    """Where a wish comes from, in words."""
    start = {
        "said": f"You said “{preference.words}”.",
        "implied": f"A guess from “{preference.words}”.",
        "critique": f"Worked out from “{preference.words}”.",
        "tapped": f"You chose “{preference.words}”.",
    }[preference.source]
    return f"{start if preference.words else ''} {sentence(preference.note)}".strip()


def turn(one: dialogue.Turn, told: dialogue.Conversation, catalogue: Catalogue, pictures: Pictures) -> shapes.Turn:
    picked = told.picked(one.reply.duel.id) if one.reply and one.reply.duel else None
    return shapes.Turn(
        number=one.number,
        utterance=one.utterance,
        edit=one.edit,
        status=one.status.value,
        reply=reply(one.reply, one.number, told.profile, catalogue, pictures, picked) if one.reply else None,
    )


def conversation(
    told: dialogue.Conversation, catalogue: Catalogue, pictures: Pictures, consent: shapes.Consent
) -> shapes.Conversation:
    return shapes.Conversation(
        id=told.id,
        catalogue=told.catalogue,
        consent=consent,
        turns=tuple(turn(one, told, catalogue, pictures) for one in told.turns),
        profile=profile(told.profile, catalogue),
    )


def summary(one: Summary) -> shapes.Summary:
    return shapes.Summary(
        id=one.id, catalogue=one.catalogue, first_words=one.first_words, turns=one.turns, last_at=one.last_at
    )


def slates(told: dialogue.Conversation, catalogue: Catalogue, pictures: Pictures) -> shapes.Slates:
    shown = ((turn.number, slate) for turn in told.turns if turn.reply for slate in turn.reply.slates)
    return shapes.Slates(
        slates=tuple(
            shapes.Slate(
                id=slate.id,
                turn=number,
                catalogue_version=slate.catalogue_version,
                recommendations=recommendations(slate, told.profile, catalogue, pictures),
            )
            for number, slate in shown
        )
    )


def catalogue(one: Catalogue, welcome: str, starters: tuple[dialogue.Option, ...], longest: int) -> shapes.Catalogue:
    domain = one.domain
    return shapes.Catalogue(
        name=domain.name,
        title=domain.title or domain.name,
        plural=domain.plural,
        version=one.version,
        items=len(one.items),
        attributes=tuple(
            shapes.Attribute(
                name=a.name,
                label=a.label or a.name,
                kind=a.kind.value,
                unit=a.unit,
                informable=a.informable,
                requestable=a.requestable,
            )
            for a in domain.attributes
        ),
        welcome=welcome,
        starters=options(starters),
        longest_message=longest,
    )


def item(one: Item, catalogue: Catalogue, pictures: Pictures) -> shapes.Item:
    image, drawing = pictures.of(one, catalogue)
    return shapes.Item(
        id=one.id,
        title=one.title,
        text=one.text,
        image=image,
        drawing=drawing,
        link=safe_link(one.link),
        price=price(one, catalogue),
        facts=tuple(shapes.Fact(label=label, value=value) for label, value in facts(one, catalogue.domain)),
        values=dict(one.values),
    )
