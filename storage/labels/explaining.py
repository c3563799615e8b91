"""How one impression came by its label, or why it has none."""

from dataclasses import dataclass

from sqlalchemy import Engine, select

from storage import rows
from storage.labels import finding
from storage.labels.attention import Attention
from storage.labels.filters import Filters
from storage.labels.label import Label, Pair
from storage.labels.labelling import labels_of
from storage.labels.pairing import pairs_of
from storage.labels.rules import in_order, standing
from storage.labels.snapshot import snapshot
from storage.labels.trust import Conduct
from storage.records import Feedback, Impression
from storage.store import StoreError
from storage.tables import conversations, impressions, slates


class NoSuchImpression(StoreError):
    def __init__(self, impression_id: str) -> None:
        super().__init__(
            f"There is no impression “{impression_id}”. Its id stands in the answers of the API beside each card, and "
            "in the database in the table impressions; exports have pseudonyms in its place."
        )


@dataclass(frozen=True, slots=True)
class Explained:
    impression: Impression
    signals: tuple[tuple[Feedback, bool], ...]
    """All, oldest first; and whether each still stands, or was taken back."""
    label: Label | None
    pairs: tuple[Pair, ...]
    """That its item has a part in, in its turn."""
    attention: Attention
    conduct: Conduct | None
    """Of the person; None if they gave nothing by hand."""


def explained(engine: Engine, impression_id: str) -> Explained:
    """Raises NoSuchImpression, StoreUnavailable."""
    with snapshot(engine) as connection:
        query = (
            select(conversations)
            .select_from(impressions.join(slates).join(conversations, conversations.c.id == slates.c.conversation_id))
            .where(impressions.c.id == impression_id)
        )
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchImpression(impression_id)
        filters = Filters(catalogue=row.catalogue, channels=(row.channel,))
        attention = finding.attention(connection, Filters(catalogue=row.catalogue))
        conduct = next((one for _, one in finding.conducts(connection, filters, finding.who(row))), None)
        shown = tuple(map(rows.as_impression, connection.execute(rows.impressions_of(row.id))))
        given = tuple(map(rows.as_feedback, connection.execute(rows.feedback_of(row.id))))
    trust = conduct.trust if conduct else 1.0
    labels = labels_of(shown, given, attention, trust)
    pairs = pairs_of(shown, given, labels, trust)
    this = next(one for one in shown if one.id == impression_id)
    own = in_order(one for one in given if one.impression_id == impression_id)
    kept = {one.id for one in standing(own)}
    return Explained(
        impression=this,
        signals=tuple((one, one.id in kept) for one in own),
        label=next((one for one in labels if one.impression_id == impression_id), None),
        pairs=tuple(one for one in pairs if one.turn == this.turn and this.item_id in (one.better, one.worse)),
        attention=attention,
        conduct=conduct,
    )
