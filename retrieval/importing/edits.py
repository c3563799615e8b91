"""What the owner changed in a domain since it was last inferred, kept when it is inferred anew."""

from collections.abc import Mapping

from retrieval.domain_file import PARTS
from retrieval.importing.toml_text import Table

GONE = object()


def with_edits(inferred: Mapping[str, object], last: Mapping[str, object], edited: Mapping[str, object]) -> Table:
    """`inferred` with every value of `edited` that differs from `last`: those are the owner's.

    What the owner took out stays out, what the owner added stays in, at the end. All three are nested TOML tables.
    """
    merged: Table = {}
    for key in (*inferred, *(key for key in edited if key not in inferred)):
        value = _merged(inferred.get(key, GONE), last.get(key, GONE), edited.get(key, GONE))
        if value is not GONE:
            merged[key] = value
    return merged


def _merged(new: object, last: object, edited: object) -> object:
    if edited == last:
        return new
    if isinstance(new, dict) and isinstance(edited, dict):
        return with_edits(new, last if isinstance(last, dict) else {}, edited)
    return edited


def without_dangling(table: Table) -> Table:
    """The table without names of attributes that are no longer there."""
    attributes = table.get("attributes")
    known = attributes.keys() if isinstance(attributes, dict) else frozenset[str]()
    card, hints = table.get("card"), table.get("hints")
    kept = {key: value for key, value in table.items() if key not in PARTS or not value or value in known}
    if isinstance(card, list):
        kept["card"] = [name for name in card if name in known]
    if isinstance(hints, dict):
        kept["hints"] = {phrase: meaning for phrase, meaning in hints.items() if _attribute_of(meaning) in known}
    return {key: value for key, value in kept.items() if value not in ([], {}) or key == "attributes"}


def _attribute_of(meaning: object) -> str:
    return str(meaning).partition("=")[0].strip()
