"""Wishes made just wide enough: a bound moved to the next round number behind which there is something, a name joined
by another one."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, inf, log10

import numpy as np

from agents.dialogue import Preference
from retrieval.catalogue import NAMED, Attribute, Constraint, Kind, Operator
from retrieval.columns import Columns, NameColumn, NumberColumn, Numbers, Rows

FEW, REACH = 3, 2.0
"""A bound goes on to the third item, if that is no farther than this many times the nearest."""
OVERSHOOT = 0.04
"""How far past what is needed a round number may be, as a share of it; or half as far as the bound moves anyway."""
FARTHEST = 0.5
"""A bound moved by more than this share of the distance between the catalogue's quartiles is another wish."""
ROUND = (5.0, 2.0, 1.0)
MINUTES = (60.0, 30.0, 15.0, 5.0, 1.0)
MOST_VALUES, LEAST_ASKABLE = 40, 0.3
"""Of more values than these, or where few people could name one, as of directors, another one is no substitute."""


def widened(wishes: Sequence[Preference], rows: Rows, columns: Columns) -> tuple[Preference, ...] | None:
    """The wishes, each just wide enough that some of the rows, which nothing else stands in the way of, meet them all.

    None where one of them cannot be widened, or where several would have to be and not all are about numbers.
    """
    if len(wishes) == 1:
        one = _wider(wishes[0], rows, columns)
        return None if one is None else (one,)
    nearest = _nearest_to_all(wishes, rows, columns)
    found = [one for wish in wishes if (one := _wider(wish, nearest, columns))] if len(nearest) else []
    numbers = all(isinstance(wish.constraint.value, int | float | tuple) for wish in wishes)
    return tuple(found) if numbers and len(found) == len(wishes) else None


def _wider(wish: Preference, rows: Rows, columns: Columns) -> Preference | None:
    attribute = columns.catalogue.domain.attribute(wish.attribute)
    if attribute is None or wish.negative:
        return None
    constraint = _reaching(wish, attribute, rows, columns) if attribute.numeric else None
    if attribute.kind in NAMED and wish.source != "critique":
        constraint = _or_another(wish.constraint, attribute, rows, columns)
    return replace(wish, constraint=constraint, source="tapped", note="") if constraint else None


# --- numbers ----------------------------------------------------------------------------------------------------------


def _nearest_to_all(wishes: Sequence[Preference], rows: Rows, columns: Columns) -> Rows:
    """The row that is least far, by the spreads of the catalogue, from all bounds together; none without numbers."""
    far = np.zeros(len(rows))
    for wish in wishes:
        attribute = columns.catalogue.domain.attribute(wish.attribute)
        if attribute is None or not attribute.numeric or wish.negative:
            return rows[:0]
        numbers = columns.numbers(wish.attribute)
        far += beyond(wish.constraint, numbers[rows]) / (_spread(columns, wish.attribute) or 1.0)
    known = np.where(np.isnan(far), inf, far)
    return rows[[int(np.argmin(known))]] if len(rows) and known.min() < inf else rows[:0]


def _spread(columns: Columns, attribute: str) -> float:
    column = columns.column(attribute)
    return column.spread if isinstance(column, NumberColumn) else 0.0


def beyond(constraint: Constraint, numbers: Numbers) -> Numbers:
    """How far the numbers are outside, nan where there is none."""
    low, high = constraint.bounds
    return np.asarray(np.maximum(0.0, np.maximum(low - numbers, numbers - high)), dtype=np.float64)


def _reaching(wish: Preference, attribute: Attribute, rows: Rows, columns: Columns) -> Constraint | None:
    """The range with one end moved, on the side where something is nearer."""
    numbers = columns.numbers(attribute.name)[rows]
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return None
    low, high = wish.constraint.bounds
    missing = beyond(wish.constraint, numbers)
    above = numbers[int(np.argmin(missing))] >= high
    side = np.sort(missing[numbers >= high] if above else missing[numbers <= low])
    gap = side[FEW - 1] if len(side) >= FEW and side[FEW - 1] <= REACH * side[0] else side[0]
    if gap > FARTHEST * (_spread(columns, attribute.name) or inf):
        return None
    end = _rounded(high + gap if above else low - gap, float(gap), attribute, up=bool(above))
    return _range(attribute.name, low, end) if above else _range(attribute.name, end, high)


def _range(name: str, low: float, high: float) -> Constraint:
    if low == -inf:
        return Constraint(name, Operator.LE, high)
    return Constraint(name, Operator.GE, low) if high == inf else Constraint(name, Operator.BETWEEN, (low, high))


def _rounded(number: float, gap: float, attribute: Attribute, up: bool) -> float:
    """The roundest number at or past the given one that is not much farther away; a year stays as it is."""
    if attribute.kind is Kind.YEAR:
        return number
    for step in _steps(number, attribute.kind is Kind.DURATION):
        end = float(f"{(ceil if up else floor)(round(number / step, 6)) * step:.10g}")
        if abs(end - number) <= max(gap / 2, OVERSHOOT * abs(number)) * (1 + 1e-9):
            return end
    return number


def _steps(number: float, minutes: bool) -> tuple[float, ...]:
    """Round steps from a tenth of the number's size down to a thousandth of it."""
    if minutes:
        return MINUTES
    size = floor(log10(abs(number))) if number else 0
    return tuple(digit * 10.0**power for power in range(size - 1, size - 4, -1) for digit in ROUND)


# --- names ------------------------------------------------------------------------------------------------------------


def _or_another(wish: Constraint, attribute: Attribute, rows: Rows, columns: Columns) -> Constraint | None:
    """With one more value: the next on a scale, else the one that most of the rows have."""
    column = columns.column(attribute.name)
    wanted = wish.value if isinstance(wish.value, tuple) else (wish.value,)
    names = tuple(value for value in wanted if isinstance(value, str))
    if (
        wish.operator not in (Operator.EQ, Operator.IN)
        or len(names) < len(wanted)
        or not isinstance(column, NameColumn)
    ):
        return None
    choosable = len(column.names) <= MOST_VALUES and attribute.askability >= LEAST_ASKABLE
    if not (attribute.order or choosable):
        return None
    weights = np.zeros(columns.size)
    weights[rows] = 1.0
    totals = column.totals(weights)
    others = [str(column.names[code]) for code in np.argsort(-totals, kind="stable") if totals[code] > 0]
    others = [name for name in others if name not in names]
    if not others:
        return None
    nearest = min(others, key=lambda name: _apart(name, names, attribute.order)) if attribute.order else others[0]
    return Constraint(attribute.name, Operator.IN, (*names, nearest))


def wish_names(wish: Preference) -> tuple[str, ...]:
    """The values that a wish asks for by name, any of them; none for a refusal, a number or a yes-or-no."""
    return () if wish.negative else _names(wish.constraint)


def _names(test: Constraint) -> tuple[str, ...]:
    if test.operator not in (Operator.EQ, Operator.IN):
        return ()
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return tuple(value for value in values if isinstance(value, str))


def _apart(name: str, names: Sequence[str], order: Sequence[str]) -> int:
    """Steps on the scale between a value and the nearest wished one; a value off the scale is the farthest."""
    known = [order.index(one) for one in names if one in order]
    return min(abs(order.index(name) - place) for place in known) if name in order and known else len(order)
