"""Titles that the data links to items, taken out of what was said: a link is an item, not words to be read."""

import re

from retrieval.catalogue import Catalogue

YEAR = r"(?:\s*\(\d{4}\))?"


def without_titles(text: str, items: tuple[str, ...], catalogue: Catalogue) -> str:
    """The words around the titles of `items`; a title that is written otherwise stays."""
    titles = {item.title for i in items if (item := catalogue.find(i)) and item.title}
    for title in sorted(titles, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(title)}(?!\w){YEAR}", " ", text, flags=re.IGNORECASE)
    return " ".join(re.sub(r"\(\d{4}\)", " ", text).split())
