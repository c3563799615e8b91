"""Yes/no tests on items as scripts write them: "runtime <= 95", "genres in comedy, drama", "year > @last.2"."""

import re
from dataclasses import dataclass

from retrieval.catalogue import NAMED, Attribute, Constraint, Domain, Item, Kind, Operator

WRITTEN = {
    "<=": Operator.LE,
    "≤": Operator.LE,
    ">=": Operator.GE,
    "≥": Operator.GE,
    "!=": Operator.NE,
    "≠": Operator.NE,
    "<": Operator.LT,
    ">": Operator.GT,
    "=": Operator.EQ,
    "in": Operator.IN,
    "not-in": Operator.NOT_IN,
    "between": Operator.BETWEEN,
}
TOLD = {Operator.LE: "<=", Operator.GE: ">=", Operator.NE: "!="}
TEST = re.compile(r"(?P<name>.+?)\s*(?P<sign><=|>=|!=|[≤≥≠<>=])\s*(?P<value>.+)|(.+?)\s+(between|not-in|in)\s+(.+)")
REFERENCE = re.compile(r"@(?P<turn>last|\d+)\.(?P<rank>\d+)")
OWN = ("title", "id")
"""What every item has beside its attributes."""
FLAGS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Reference:
    """A card that was shown: of a turn, or of the last slate before (turn 0)."""

    turn: int
    rank: int


@dataclass(frozen=True, slots=True)
class Predicate:
    """A test as it was written; it is understood with a domain."""

    attribute: str
    operator: Operator
    said: str

    def __str__(self) -> str:
        return f"{self.attribute} {TOLD.get(self.operator, self.operator.value)} {self.said}"

    @property
    def reference(self) -> Reference | None:
        match = REFERENCE.fullmatch(self.said)
        return Reference(0 if match["turn"] == "last" else int(match["turn"]), int(match["rank"])) if match else None

    def constraint(self, domain: Domain, referred: Item | None = None) -> Constraint:
        """`referred`: the item that stands for the value. Raises ValueError with a sentence."""
        if self.attribute in OWN and domain.attribute(self.attribute) is None:
            own = (referred.title if self.attribute == "title" else referred.id) if referred else ""
            return Constraint(self.attribute, self.operator, own or self._named())
        attribute = domain.attribute(self.attribute)
        if attribute is None:
            raise ValueError(f'"{self.attribute}" is no attribute of {domain.plural}')
        return self._like(referred) if referred else Constraint(attribute.name, self.operator, self._value(attribute))

    def _named(self) -> str | tuple[str, ...]:
        if self.operator in (Operator.EQ, Operator.NE):
            return self.said
        if self.operator in (Operator.IN, Operator.NOT_IN):
            return _listed(self.said)
        raise ValueError(f'"{self}": names are compared with =, !=, in and not-in only')

    def _value(self, attribute: Attribute) -> str | float | bool | tuple[str, ...] | tuple[float, float]:
        if attribute.kind is Kind.FLAG:
            if self.said.lower() not in FLAGS or self.operator not in (Operator.EQ, Operator.NE):
                raise ValueError(f'"{self}": {attribute.name} is yes or no')
            return FLAGS[self.said.lower()]
        if not attribute.numeric:
            return self._named()
        if self.operator is Operator.BETWEEN:
            low, *high = (_number(self, part) for part in self.said.split(" and "))
            if len(high) != 1:
                raise ValueError(f'"{self}": write both ends, such as "{self.attribute} between 80 and 100"')
            return low, high[0]
        if self.operator in (Operator.IN, Operator.NOT_IN):
            raise ValueError(f'"{self}": {attribute.name} is a number; write between, or <= and >=')
        return _number(self, self.said)

    def _like(self, item: Item) -> Constraint:
        """The test with the item's own value for its value."""
        value = item.values.get(self.attribute)
        if value is None:
            raise ValueError(f"{item.title} has no {self.attribute}")
        if isinstance(value, tuple):
            shares = self.operator in (Operator.EQ, Operator.IN)
            return Constraint(self.attribute, Operator.IN if shares else Operator.NOT_IN, value)
        return Constraint(self.attribute, self.operator, value)


def predicate(text: str) -> Predicate:
    """Raises ValueError with a sentence."""
    match = TEST.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is no test; write an attribute, a comparison and a value: "runtime <= 95"')
    name, sign, value = (match["name"], match["sign"], match["value"]) if match["sign"] else match.groups()[3:]
    return Predicate(name.strip(), WRITTEN[sign], value.strip())


def accepts(test: Constraint, item: Item) -> bool:
    if test.attribute in OWN and test.attribute not in item.values:
        return test.accepts(Item(item.id, item.title, {"title": item.title, "id": item.id}))
    return test.accepts(item)


def value_of(item: Item, attribute: str) -> str:
    """For a reason: its value as the catalogue has it."""
    own = {"title": item.title, "id": item.id}
    value = item.values.get(attribute, own.get(attribute, "unknown"))
    return shown(value)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        both = all(isinstance(one, float) for one in value) and len(value) == 2
        return (" and " if both else ", ").join(map(shown, value))
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def named_values(attribute: Attribute, test: Constraint) -> tuple[str, ...]:
    """The names that a test asks for, to look up in the catalogue; none where values are free text or numbers."""
    if attribute.kind not in NAMED:
        return ()
    return tuple(str(one) for one in (test.value if isinstance(test.value, tuple) else (test.value,)))


def _listed(said: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in said.split(",") if one.strip())


def _number(whole: Predicate, said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise ValueError(f'"{whole}": {whole.attribute} is a number, and "{said.strip()}" is none') from None
