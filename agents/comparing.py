"""Items side by side."""

from agents.dialogue import Comparison, Profile
from retrieval.catalogue import Attribute, Domain, Item
from retrieval.wording import in_words

MOST_COMPARED = 4
UNKNOWN = "not given"


def compare(items: tuple[Item, ...], domain: Domain, profile: Profile, attribute: str = "") -> Comparison:
    """The attributes they wished about, then those of the card; with `attribute`, that one alone."""
    items = items[:MOST_COMPARED]
    names = (
        [attribute] if attribute else list(dict.fromkeys([*(p.attribute for p in profile.preferences), *domain.card]))
    )
    found = [a for name in names if (a := domain.attribute(name))]
    rows = [(a.label, tuple(_cell(item, a) for item in items)) for a in found]
    rows = [row for row in rows if any(cell != UNKNOWN for cell in row[1])]
    return Comparison(tuple(i.id for i in items), tuple(rows), tuple(len(set(cells)) > 1 for _, cells in rows))


def _cell(item: Item, attribute: Attribute) -> str:
    value = item.values.get(attribute.name)
    return UNKNOWN if value is None else in_words(attribute, value[:4] if isinstance(value, tuple) else value)


def winner(items: tuple[Item, ...], attribute: Attribute, lowest: bool) -> Item | None:
    """The one with the lowest (or highest) number; None if no number is known."""
    known = [item for item in items if item.number(attribute.name) is not None]
    if not known:
        return None
    return (min if lowest else max)(known, key=lambda item: item.number(attribute.name) or 0.0)
