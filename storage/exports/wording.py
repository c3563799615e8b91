"""Templates: the words that rows are made of, kept as data in `templates/*.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from string import Formatter

from agents.explaining import facts
from retrieval.catalogue import Attribute, Domain, Item
from retrieval.wording import in_words

CHAT = "chat.v1"


class BadTemplate(ValueError):
    """Its text is a sentence that names the file and the template."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Of chat formats."""

    version: str
    system: str
    known: str
    liked: str
    disliked: str
    seen: str
    withdrawn: str
    wished: str
    card: str
    reason: str
    options: str
    offer: str
    one: str


FIELDS: Mapping[str, frozenset[str]] = {
    "version": frozenset(),
    "system": frozenset({"plural", "noun", "catalogue", "attributes"}),
    "known": frozenset({"wishes"}),
    "liked": frozenset({"titles"}),
    "disliked": frozenset({"titles"}),
    "seen": frozenset({"titles"}),
    "withdrawn": frozenset({"wishes"}),
    "wished": frozenset({"wishes"}),
    "card": frozenset({"rank", "title", "facts"}),
    "reason": frozenset({"reason"}),
    "options": frozenset({"options"}),
    "offer": frozenset({"titles"}),
    "one": frozenset({"title", "facts", "reason"}),
}
"""What each template may have in braces."""


@cache
def chat_wording() -> Wording:
    """Raises BadTemplate."""
    found = read(CHAT)
    names = [field.name for field in fields(Wording)]
    if wrong := sorted(found.keys() ^ set(names)):
        raise BadTemplate(f"{CHAT}.toml: “{wrong[0]}” is {'unknown' if wrong[0] in found else 'missing'}.")
    return Wording(
        **{name: check(str(found[name]).strip("\n"), FIELDS[name], f"{CHAT}.toml, {name}") for name in names}
    )


def read(name: str) -> Mapping[str, object]:
    return tomllib.loads(files("storage.exports").joinpath("templates", f"{name}.toml").read_text(encoding="utf-8"))


def check(template: str, known: Iterable[str], where: str) -> str:
    """The template. Raises BadTemplate if it has anything else in braces than `known`."""
    allowed = frozenset(known)
    try:
        used = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise BadTemplate(f"{where}: {error} in “{template}”.") from None
    if strange := sorted(used - allowed):
        raise BadTemplate(f"{where}: “{{{strange[0]}}}” is not filled in there, only {', '.join(sorted(allowed))}.")
    return template


def told_facts(item: Item, domain: Domain, also: Iterable[str] = ()) -> str:
    """`genre: comedy, crime; length: 1 h 36 min`, of the attributes on its card; its kind of thing if it has none.

    `also`: attributes that are told in full.
    """
    full = [a for name in dict.fromkeys(also) if name in item.values and (a := domain.attribute(name))]
    told = dict(facts(item, domain)) | {a.label: in_words(a, item.values[a.name]) for a in full}
    return "; ".join(f"{label}: {value}" for label, value in told.items()) or domain.noun


def told_attributes(domain: Domain) -> str:
    """`genre, length (min), price (EUR), waterproof (yes or no)`: what wishes and questions can be about."""
    return ", ".join(_attribute(one) for one in domain.informable) or "its title"


def _attribute(attribute: Attribute) -> str:
    name = attribute.label or attribute.name
    if attribute.order:
        return f"{name} ({', '.join(attribute.order)})"
    if attribute.kind == "flag":
        return f"{name} (yes or no)"
    return f"{name} ({attribute.unit})" if attribute.unit else name
