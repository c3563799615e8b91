"""Everything there is about the conversations, in tables that join by their ids."""

from collections.abc import Iterator
from typing import cast

import orjson

from agents.dialogue import Profile
from storage import coding
from storage.exports.format import Columns, Format, Line, Table, row
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

CONVERSATIONS: Columns = {
    "conversation_id": "text",
    "person": "text",
    "catalogue": "text",
    "opened_at": "time",
    "channel": "text",
    "consent": "text",
    "split": "text",
}
TURNS: Columns = {
    "conversation_id": "text",
    "turn": "whole",
    "status": "text",
    "utterance": "text",
    "edit": "text",
    "acts": "json",
    "profile": "json",
    "move": "text",
    "reply": "text",
    "understood_by": "text",
    "phrased_by": "text",
}
IMPRESSIONS: Columns = {
    "impression_id": "text",
    "conversation_id": "text",
    "turn": "whole",
    "slate_id": "text",
    "rank": "whole",
    "item_id": "text",
    "catalogue_version": "text",
    "score": "number",
    "parts": "json",
    "scored_by": "text",
    "scorer_version": "text",
    "policy": "text",
    "duel": "text",
    "propensity": "number",
    "reason": "text",
    "shown_at": "time",
    "profile": "json",
}
FEEDBACK: Columns = {
    "feedback_id": "text",
    "impression_id": "text",
    "kind": "text",
    "value": "number",
    "reason": "text",
    "source": "text",
    "at": "time",
}
LABELS: Columns = {
    "conversation_id": "text",
    "turn": "whole",
    "item_id": "text",
    "impression_id": "text",
    "relevance": "number",
    "weight": "number",
    "source": "text",
    "rule": "text",
    "version": "whole",
    "confidence": "number",
    "reason": "text",
    "propensity": "number",
    "examination": "number",
    "clipped": "flag",
    "trust": "number",
}
PAIRS: Columns = {
    "conversation_id": "text",
    "turn": "whole",
    "better": "text",
    "worse": "text",
    "rule": "text",
    "source": "text",
    "weight": "number",
    "margin": "number",
}
ITEMS: Columns = {"item_id": "text", "title": "text", "text": "text", "values": "json"}


def _rows(told: Told, _: ItemShelf) -> Iterator[Line]:
    values = (told.id, told.person, told.catalogue, told.opened_at, told.channel, told.consent, told.split)
    yield Line("conversations", row(CONVERSATIONS, *values))
    yield from _turns(told)
    yield from _impressions(told)
    for one in told.feedback:
        signal = (one.id, one.impression_id, one.kind, one.value, one.reason, one.source, one.at)
        yield Line("feedback", row(FEEDBACK, *signal))
    yield from (Line("labels", {name: getattr(one, name) for name in LABELS}) for one in told.labels)
    yield from (Line("pairs", {name: getattr(one, name) for name in PAIRS}) for one in told.pairs)


def _turns(told: Told) -> Iterator[Line]:
    for turn in told.turns:
        reply = turn.reply
        said = (turn.utterance, turn.edit, _plain(coding.Acts, turn.acts), _profile(turn.profile))
        done = (reply.move, reply.text, reply.understood_by, reply.phrased_by) if reply else (None, None, None, None)
        yield Line("turns", row(TURNS, told.id, turn.number, turn.status, *said, *done))


def _impressions(told: Told) -> Iterator[Line]:
    last, known = Profile(), _profile(Profile())
    for one in told.impressions:
        if one.profile is not last:  # a slate's cards share theirs
            last, known = one.profile, _profile(one.profile)
        where = (one.id, told.id, one.turn, one.slate_id, one.rank, one.item_id, one.catalogue_version)
        why = (one.score, dict(sorted(one.parts.items())), one.scored_by, one.scorer_version)
        shown = (one.policy, one.duel, one.propensity, one.explanation.sentence, one.shown_at)
        yield Line("impressions", row(IMPRESSIONS, *where, *why, *shown, known))


def _plain(shape: object, value: object) -> object:
    return orjson.loads(coding.encode(shape, value))


def _profile(profile: Profile) -> object:
    """Its sets sorted: they have no order that would be the same in the next process."""
    sets = {"waived": sorted(profile.waived), "asked": sorted(profile.asked)}
    return cast(dict[str, object], _plain(Profile, profile)) | sets


def _items(shelf: ItemShelf) -> Iterator[Line]:
    for item in shelf.items():
        values = dict(sorted(item.values.items()))
        yield Line("items", row(ITEMS, item.id, item.title, shelf.text(item.id), values))


def _table(name: str, columns: Columns) -> Table:
    return Table(f"{name}.parquet", columns, "parquet", once="", whole=name == "items")


PARQUET = Format(
    name="parquet",
    about="everything: conversations, turns, impressions, feedback, labels, pairs and items, as tables",
    consumer="pandas, Polars, DuckDB, datasets",
    rows=_rows,
    tables={
        name: _table(name, columns)
        for name, columns in {
            "conversations": CONVERSATIONS,
            "turns": TURNS,
            "impressions": IMPRESSIONS,
            "feedback": FEEDBACK,
            "labels": LABELS,
            "pairs": PAIRS,
            "items": ITEMS,
        }.items()
    },
    split=False,
    synthetic="always",
    origins=False,
    catalogue=_items,
    notes=("Labels whose source is synthetic were given by a model. The split of a row is its conversation's.",),
)
