"""How values are written for people."""

from retrieval.catalogue import Attribute, Constraint, Kind, Operator, Value

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩"}


def in_words(attribute: Attribute, value: Value) -> str:
    """The value as a person would write it: `1 h 36 min`, `$12.50`, `comedy, crime`, `yes`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, str):
        return value
    return _number_in_words(attribute, float(value))


def _number_in_words(attribute: Attribute, value: float) -> str:
    match attribute.kind:
        case Kind.YEAR:
            return f"{value:.0f}"
        case Kind.DURATION:
            return _duration(value)
        case Kind.MONEY:
            return _money(value, attribute.unit)
        case _:
            return f"{plain(value)} {attribute.unit}".strip() if attribute.unit != "%" else f"{plain(value)} %"


def plain(value: float) -> str:
    """At most two decimals, none where there are none to show."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def _duration(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _money(value: float, unit: str) -> str:
    amount = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
    symbol = SYMBOLS.get(unit)
    return f"{symbol}{amount}" if symbol else f"{amount} {unit}".strip()


def phrase(attribute: Attribute, value: Value) -> str:
    """The value as it stands in a sentence about the item: `directed by Agnès Varda`, `1 h 36 min long`."""
    if isinstance(value, bool):
        return attribute.label if value else f"not {attribute.label}"
    words = in_words(attribute, _spoken(value))
    if attribute.phrase:
        return attribute.phrase.replace("{}", words)
    if attribute.numeric and attribute.kind is not Kind.NUMBER:
        return words if attribute.kind is not Kind.YEAR else f"from {words}"
    return f"{attribute.label} {words}"


def _spoken(value: Value) -> Value:
    """`a, b, c` as `a, b and c`."""
    if isinstance(value, tuple) and len(value) > 1:
        return f"{', '.join(value[:-1])} and {value[-1]}"
    return value


def stands_alone(attribute: Attribute) -> bool:
    """Whether a number of it says what it is of: "200 g", "$12"; but not "30", nor "30 of 100"."""
    return attribute.kind is not Kind.NUMBER or (bool(attribute.unit) and not attribute.unit.startswith("of "))


def wish_alone(attribute: Attribute, constraint: Constraint) -> str:
    """The wish where nothing beside it names the attribute: `fame at most 30 of 100`, `under $40`."""
    words = wish_in_words(attribute, constraint)
    return words if stands_alone(attribute) else f"{attribute.label} {words}"


def wish_in_words(attribute: Attribute, constraint: Constraint) -> str:
    """The constraint as a wish: `under 1 h 35 min`, `between $20 and $30`, `comedy or crime`, `not horror`."""
    value = constraint.value
    match constraint.operator:
        case Operator.EQ if isinstance(value, bool):
            return attribute.label if value else f"not {attribute.label}"
        case Operator.EQ:
            return _one(attribute, value)
        case Operator.NE:
            return f"not {_one(attribute, value)}"
        case Operator.IN if isinstance(value, tuple):
            return " or ".join(str(one) for one in value)
        case Operator.NOT_IN if isinstance(value, tuple):
            return "not " + " or ".join(str(one) for one in value)
        case _:
            return _range_in_words(attribute, constraint)


def _range_in_words(attribute: Attribute, constraint: Constraint) -> str:
    low, high = constraint.bounds
    if attribute.kind is Kind.YEAR:
        return _years(constraint.operator, low, high)
    if low == float("-inf"):
        word = "under" if constraint.operator is Operator.LT else "at most"
        return f"{word} {_one(attribute, high)}"
    if high == float("inf"):
        word = "over" if constraint.operator is Operator.GT else "at least"
        return f"{word} {_one(attribute, low)}"
    return f"{_one(attribute, low)} to {_one(attribute, high)}"


def _years(operator: Operator, low: float, high: float) -> str:
    if low == float("-inf"):
        return f"before {high:.0f}" if operator is Operator.LT else f"up to {high:.0f}"
    if high == float("inf"):
        return f"after {low:.0f}" if operator is Operator.GT else f"{low:.0f} or later"
    if low % 10 == 0 and high == low + 9:
        return f"the {low:.0f}s"
    return f"{low:.0f} to {high:.0f}"


def _one(attribute: Attribute, value: Value | tuple[float, float]) -> str:
    return in_words(attribute, tuple(str(v) for v in value) if isinstance(value, tuple) else value)
