"""The items that rows are about, as texts: the very text that the product embeds, so that what is trained on rows
reads at work what it read in training."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from retrieval.catalogue import Catalogue, Domain, Item, Value
from retrieval.documents import document

KEPT = 20_000
"""Items whose text is held at a time."""


class ItemShelf:
    """One catalogue, as it is in force. Items that are no longer in it have no text; which were missed is in `gone`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.gone: set[str] = set()
        self.left_out: Counter[str] = Counter()
        """What a format made no row of, by the reason: "answers that break a wish"."""
        self.text = lru_cache(maxsize=KEPT)(self._text)
        """`text(item_id)`: title, values in words, description, in one line; empty for an item that is gone."""

    @property
    def name(self) -> str:
        return self.catalogue.name

    @property
    def domain(self) -> Domain:
        return self.catalogue.domain

    def find(self, item_id: str) -> Item | None:
        """None, and noted in `gone`, if the catalogue has it no longer."""
        item = self.catalogue.find(item_id)
        if item is None:
            self.gone.add(item_id)
        return item

    def title(self, item_id: str) -> str:
        """Empty for an item that is gone."""
        item = self.find(item_id)
        return _line(item.title) if item else ""

    def values(self, item_id: str) -> Mapping[str, Value]:
        """By attribute, sorted; empty for an item that is gone."""
        item = self.find(item_id)
        return dict(sorted(item.values.items())) if item else {}

    def items(self) -> Iterator[Item]:
        """All of the catalogue, in its order."""
        return iter(self.catalogue.items)

    def _text(self, item_id: str) -> str:
        item = self.find(item_id)
        return _line(document(item, self.domain)) if item else ""


def _line(text: str) -> str:
    return " ".join(text.split())
