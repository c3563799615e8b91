"""Which column of a table of events says what."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from retrieval.importing.report import listed
from retrieval.importing.rows import BadFileError

Role = Literal[
    "person",
    "conversation",
    "item",
    "title",
    "at",
    "rating",
    "kind",
    "value",
    "reason",
    "said",
    "reply",
    "rank",
    "propensity",
    "ignore",
]
ROLES: tuple[Role, ...] = get_args(Role)
USUAL: Mapping[Role, str] = {
    "person": "user userid visitor visitorid customer customerid reviewer reviewerid",
    "conversation": "conversationid session sessionid dialogueid dialogid",
    "item": "itemid movieid productid articleid bookid asin sku parentasin",
    "title": "name itemtitle movietitle producttitle productname",
    "at": "timestamp time date datetime unixreviewtime",
    "rating": "stars score overall",
    "kind": "event eventtype action interaction",
    "reason": "comment review reviewtext",
    "said": "query utterance message searchquery",
    "reply": "answer response",
    "rank": "position",
}
"""What each is often called, small and without signs, beside its own name."""


def roles(columns: Sequence[str], entries: Iterable[str] = ()) -> Mapping[Role, str]:
    """Role to column: as `column=role` entries say, else by the usual names. Raises BadFileError."""
    said = dict(_said(columns, entries))
    found: dict[Role, str] = {role: column for column, role in said.items() if role != "ignore"}
    usual = {name: role for role, names in USUAL.items() for name in (role, *names.split())}
    for column in columns:
        role = usual.get(_bare(column))
        if role and column not in said:
            found.setdefault(role, column)
    return _enough(found, columns)


def _said(columns: Sequence[str], entries: Iterable[str]) -> Iterable[tuple[str, Role]]:
    known = {column.casefold(): column for column in columns}
    for entry in entries:
        name, equals, word = (part.strip() for part in entry.rpartition("="))
        if not equals or not name:
            raise BadFileError(f"“{entry}” does not say column=role.")
        if name.casefold() not in known:
            raise BadFileError(f"There is no column “{name}”. The columns are {listed(columns)}.")
        role = next((role for role in ROLES if role == word), None)
        if role is None:
            raise BadFileError(f"“{word}” is no role of a column. Roles are {listed(ROLES)}.")
        yield known[name.casefold()], role


def _enough(found: Mapping[Role, str], columns: Sequence[str]) -> Mapping[Role, str]:
    needed: tuple[tuple[tuple[Role, ...], str], ...] = (
        (("item", "title"), "which item a row is about"),
        (("person", "conversation"), "whose row it is"),
        (("rating", "kind", "rank"), "what happened"),
    )
    for any_of, what in needed:
        if not any(role in found for role in any_of):
            told = " or ".join(f"--map COLUMN={role}" for role in any_of)
            raise BadFileError(f"No column tells {what}. Say which does: {told}. There are {listed(columns)}.")
    return found


def _bare(column: str) -> str:
    return "".join(letter for letter in column.casefold() if letter.isalnum())
