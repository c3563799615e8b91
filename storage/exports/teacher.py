"""The scores that items were ranked by when they were shown: what a small model can learn from a large one."""

from collections.abc import Iterator
from itertools import combinations, groupby

from storage.exports.context import query
from storage.exports.format import Format, Line, Origin, by_split
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told
from storage.records import Impression

ELSEWHERE = "import"
"""Who scored what was shown by another system: nobody here."""


def _teacher(one: Impression) -> str:
    return f"{one.scored_by} {one.scorer_version}".strip()


def _scores(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for one in told.impressions:
        if one.scored_by != ELSEWHERE and (text := shelf.text(one.item_id)):
            row = {"query": query(told, one.turn, shelf), "passage": text, "score": round(one.score, 6)}
            yield Line(told.split, row, Origin(told.id, one.turn, (one.item_id,), "", _teacher(one)))


def _margins(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    """Of two items of one slate by one teacher, the higher first; equals teach nothing."""
    for _, slate in groupby(told.impressions, key=lambda one: (one.slate_id, _teacher(one))):
        for pair in combinations(slate, 2):
            better, worse = sorted(pair, key=lambda one: (-one.score, one.rank))
            texts = shelf.text(better.item_id), shelf.text(worse.item_id)
            margin = round(better.score - worse.score, 6)
            if all(texts) and margin > 0:
                row = {"query": query(told, better.turn, shelf), "positive": texts[0], "negative": texts[1]}
                items = (better.item_id, worse.item_id)
                found = Origin(told.id, better.turn, items, "", _teacher(better))
                yield Line(told.split, {**row, "score": margin}, found)


NOTE = "The scores are the ranking's own, not people's: they teach a model to rank as Tastemaker did."

TEACHER = Format(
    name="st-teacher",
    about="what was wished for, an item that was shown, and the score it was ranked by",
    consumer="sentence-transformers: CrossEncoder with MSELoss",
    rows=_scores,
    tables=by_split({"query": "text", "passage": "text", "score": "number"}),
    one_scale=True,
    notes=(NOTE,),
)
MARGINS = Format(
    name="st-margins",
    about="what was wished for, two items of one slate, and how much higher the first was scored",
    consumer="sentence-transformers: MarginMSELoss",
    rows=_margins,
    tables=by_split({"query": "text", "positive": "text", "negative": "text", "score": "number"}),
    one_scale=True,
    notes=(NOTE,),
)
