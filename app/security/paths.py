"""What a path leads to: the chat page, the API, or files for any page."""

import re
from typing import Final, Literal

Place = Literal["page", "demo", "api", "public"]

_PUBLIC: Final = re.compile(r"/widget\.js|/widget/.*|/v1/catalogues/[^/]+/pictures")
_PAGE: Final = re.compile(r"/(chat(/.*)?)?")
_DEMO: Final = re.compile(r"/demo(/.*)?")


def place_of(path: str) -> Place:
    if _PUBLIC.fullmatch(path):
        return "public"
    if _DEMO.fullmatch(path):
        return "demo"
    return "page" if _PAGE.fullmatch(path) else "api"


def is_public(path: str) -> bool:
    """Files that any page may load: the widget, its texts, our drawings."""
    return place_of(path) == "public"
