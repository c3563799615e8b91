"""The text of an item: what is embedded, and what words are looked up in."""

from hashlib import sha256

from retrieval.catalogue import NAMED, Attribute, Domain, Item, Kind

MOST_VALUES = 12
"""Values said of one attribute: a cast of two hundred would leave no room for the story."""
MOST_LETTERS = 4000


def document(item: Item, domain: Domain) -> str:
    """Title, values in words, then the item's own text, cut at `MOST_LETTERS`.

    Values come before the text because an embedder may read only the beginning. Numbers but years are left out (they
    are compared, not understood), and so are codes that nobody wishes about: every word takes its time.
    """
    values = (_in_words(item, attribute.name, attribute.label, attribute.kind) for attribute in _telling(domain))
    parts = [item.title, *(said for said in values if said), item.text]
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())[:MOST_LETTERS]


def _telling(domain: Domain) -> list[Attribute]:
    return [a for a in domain.attributes if a.informable or (a.kind is Kind.TEXT and a.requestable)]


def document_hash(text: str, embedder: str) -> str:
    """The same for the same text embedded by the same embedder, and else different: 64 hexadecimal digits."""
    return sha256(f"{embedder}\n{text}".encode()).hexdigest()


def _in_words(item: Item, name: str, label: str, kind: Kind) -> str:
    if kind in NAMED:
        names = [value for value in item.tags(name) if value][:MOST_VALUES]
        return f"{label or name}: {', '.join(names)}" if names else ""
    if kind is Kind.FLAG:
        return label or name if item.values.get(name) is True else ""
    if kind is Kind.TEXT:
        return str(item.values.get(name, ""))
    number = item.number(name) if kind is Kind.YEAR else None
    return f"{number:g}" if number is not None else ""
