"""Filters of a search as tests on items. Pure."""

from collections.abc import Iterator, Mapping

from app.protocols.mcp.asked import Filter, Range
from retrieval.catalogue import NAMED, Attribute, Constraint, Domain, Kind, Operator
from retrieval.columns import Columns

MOST_NAMED = 12


class WrongFilter(ValueError):
    """Its text is a sentence that says what would be right."""


def constraints(filters: Mapping[str, Filter], domain: Domain, columns: Columns) -> tuple[Constraint, ...]:
    """Raises WrongFilter for an attribute, or a value of one, that the catalogue does not have."""
    return tuple(test for name, wanted in filters.items() for test in _tests(_attribute(name, domain), wanted, columns))


def _attribute(name: str, domain: Domain) -> Attribute:
    found = domain.attribute(name) or next((a for a in domain.attributes if a.label == name.casefold()), None)
    if found is None or found.kind is Kind.TEXT:
        there = ", ".join(_told(a) for a in domain.attributes if a.kind is not Kind.TEXT)
        raise WrongFilter(f"There is no filter “{name[:80]}” in this catalogue. There are {there}.")
    return found


def _told(attribute: Attribute) -> str:
    unit = f", {attribute.unit}" if attribute.numeric and attribute.unit else ""
    return f"{attribute.name} ({attribute.kind.value}{unit})"


def _tests(attribute: Attribute, wanted: Filter, columns: Columns) -> Iterator[Constraint]:
    name = attribute.name
    if isinstance(wanted, Range) and attribute.numeric:
        yield from (Constraint(name, Operator.GE, low) for low in (wanted.min,) if low is not None)
        yield from (Constraint(name, Operator.LE, high) for high in (wanted.max,) if high is not None)
    elif isinstance(wanted, bool) and attribute.kind is Kind.FLAG:
        yield Constraint(name, Operator.EQ, wanted)
    elif isinstance(wanted, tuple) and attribute.kind in NAMED:
        yield Constraint(name, Operator.IN, tuple(_value(attribute, one, columns) for one in wanted))
    else:
        raise WrongFilter(f"The filter “{name}” takes {_right(attribute)}.")


def _right(attribute: Attribute) -> str:
    if attribute.numeric:
        return '{"min": …, "max": …}' + (f", {attribute.unit}" if attribute.unit else "")
    return "true or false" if attribute.kind is Kind.FLAG else "a list of names"


def _value(attribute: Attribute, asked: str, columns: Columns) -> str:
    there = columns.values(attribute.name)
    known = {value.casefold(): value for value in there} | dict(attribute.synonyms)
    found = known.get(asked.casefold())
    if found is None:
        raise WrongFilter(f"No item has the {attribute.name} “{asked[:80]}”. There are {_some(there)}.")
    return found


def _some(values: tuple[str, ...]) -> str:
    named = ", ".join(f"“{value[:80]}”" for value in values[:MOST_NAMED])
    return f"{named} and {len(values) - MOST_NAMED:,} more" if len(values) > MOST_NAMED else named
