"""Faults of the reply: what is said of what is shown is not so."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.dialogue import Comparison, Explanation
from evals.mutations.fault import Fault
from retrieval.catalogue import Attribute, Catalogue, Domain, Item
from retrieval.wording import phrase

Explaining = Callable[..., Explanation]
Writing = Callable[..., str]


def _invented(real: Explaining) -> Explaining:
    """Of a number that the item has, one that it has not."""

    def explain(item: Item, profile: object, domain: Domain, *args: object) -> Explanation:
        found = real(item, profile, domain, *args)
        numeric = [a for a in domain.attributes if a.numeric and item.number(a.name) is not None and a.informable]
        more = [phrase(a, round((item.number(a.name) or 0.0) * 2 + 1)) for a in numeric[:1]]
        return replace(
            found, sentence=" ".join((found.sentence, *(f"{words[:1].upper()}{words[1:]}." for words in more)))
        )

    return explain


def _of_another(real: Explaining) -> Explaining:
    """The reason of what was explained before."""
    before: list[Explanation] = []

    def explain(*args: object) -> Explanation:
        before.append(real(*args))
        return before[-2] if len(before) > 1 else before[-1]

    return explain


def _other_titles(_: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Those of the items that stand next in the catalogue."""

    def titles(item_ids: Sequence[str], catalogue: Catalogue) -> list[str]:
        items = catalogue.items
        rows = (catalogue.rows[item_id] for item_id in item_ids if item_id in catalogue.rows)
        return [items[(row + 1) % len(items)].title for row in rows]

    return titles


def _wish_made_up(real: Writing) -> Writing:
    def lead(*args: object) -> str:
        found = real(*args)
        return found.replace("Got it: ", "Got it: not too loud, ", 1)

    return lead


def _ten_times(real: Writing) -> Writing:
    def money(value: float, unit: str) -> str:
        return real(value * 10, unit)

    return money


def _hours_for_minutes(_: Writing) -> Writing:
    return lambda minutes: f"{minutes:.0f} h"


def _swapped(real: Callable[..., Comparison]) -> Callable[..., Comparison]:
    """The first two columns of every row, and not their heads."""

    def compare(*args: object) -> Comparison:
        found = real(*args)
        return replace(found, rows=tuple((label, (*cells[1::-1], *cells[2:])) for label, cells in found.rows))

    return compare


def _other_end(real: Callable[..., Item | None]) -> Callable[..., Item | None]:
    def winner(items: tuple[Item, ...], attribute: Attribute, lowest: bool) -> Item | None:
        return real(items, attribute, not lowest)

    return winner


def _next_item(real: Callable[..., tuple[Item, ...]]) -> Callable[..., tuple[Item, ...]]:
    """A question about one item is answered about the one that stands next in the catalogue."""

    def items(item_ids: Sequence[str], conversation: object, catalogue: Catalogue) -> tuple[Item, ...]:
        found = real(item_ids, conversation, catalogue)
        if len(found) > 1:
            return found
        return tuple(catalogue.items[(catalogue.rows[item.id] + 1) % len(catalogue.items)] for item in found)

    return items


def _one_less(real: Writing) -> Writing:
    def count_of(number: int, noun: str, plural: str) -> str:
        return real(max(0, number - 1), noun, plural)

    return count_of


FAULTS = (
    Fault(
        "fact-invented",
        "a reason ends with a number that the item does not have",
        {"agents.recommending:explain": _invented},
    ),
    Fault(
        "reason-of-another",
        "each card has the reason of the card before it",
        {"agents.recommending:explain": _of_another},
    ),
    Fault("title-of-another", "the reply names other items than the cards", {"agents.saying:titles": _other_titles}),
    Fault("wish-made-up", "the reply repeats a wish that nobody had", {"agents.nodes:lead": _wish_made_up}),
    Fault("price-tenfold", "prices are written ten times as high", {"retrieval.wording:_money": _ten_times}),
    Fault(
        "minutes-as-hours",
        "96 minutes are written as 96 hours",
        {"retrieval.wording:_duration": _hours_for_minutes},
        ("films",),
    ),
    Fault(
        "columns-swapped",
        "a comparison gives the first item’s values to the second",
        {"agents.answering:compare": _swapped},
    ),
    Fault(
        "dearest-is-cheapest",
        "“which is the cheapest?” is answered with the dearest",
        {"agents.answering:winner": _other_end},
    ),
    Fault(
        "answer-about-another",
        "a question about one item is answered about another",
        {"agents.answering:_items": _next_item},
    ),
    Fault(
        "count-off-by-one", "the reply says that one item less fits than does", {"agents.saying:count_of": _one_less}
    ),
)
