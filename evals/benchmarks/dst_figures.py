"""What was heard as figures: joint goal accuracy, slot F1, and a sample of errors to read by hand."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.benchmarks.dst_cases import DONTCARE, NAMES, Slots
from evals.benchmarks.dst_replay import Heard
from evals.benchmarks.dst_slots import right
from evals.intervals import RESAMPLES, TAILS, estimate

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Error:
    """The first turn at which one slot is wrong; `turns` is how many turns in a row it stays so."""

    case: str
    place: int
    slot: str
    said: str
    found: tuple[str, ...]
    wanted: tuple[str, ...]
    turns: int


def is_right(found: Slots, wanted: Slots, slot: str) -> bool:
    return right(slot, found.get(slot, NOTHING), wanted.get(slot, NOTHING))


def joint(heard: Iterable[Heard], slots: Sequence[str], opened: bool = False) -> float:
    """Share of the turns in which all slots are right; with `opened`, a waived slot and an open one are the same."""
    judged = [all(is_right(_state(h.found, opened), _state(h.wanted, opened), s) for s in slots) for h in heard]
    return sum(judged) / len(judged) if judged else 0.0


def _state(slots: Slots, opened: bool) -> Slots:
    return {s: v for s, v in slots.items() if v != {DONTCARE}} if opened else slots


def f1(heard: Iterable[Heard], slots: Sequence[str]) -> float:
    """Of slot and value, over all turns; a wrong value is one found too many and one missed."""
    hits, both = _found(heard, slots)
    return 2 * hits / both if both else 1.0


def _found(heard: Iterable[Heard], slots: Sequence[str]) -> tuple[int, int]:
    """How many slots are filled rightly, and how many are filled, by either side."""
    hits = both = 0
    for one in heard:
        for slot in slots:
            both += (slot in one.found) + (slot in one.wanted)
            hits += slot in one.found and slot in one.wanted and is_right(one.found, one.wanted, slot)
    return hits, both


def _joint_interval(dialogues: Sequence[Sequence[Heard]], slots: Sequence[str]) -> tuple[float, float]:
    each = [[joint([one], slots) for one in dialogue] for dialogue in dialogues]
    found = estimate(each)
    return _rounded(found.low), _rounded(found.high)


def _f1_interval(dialogues: Sequence[Sequence[Heard]], slots: Sequence[str]) -> tuple[float, float]:
    """By the same draws as every interval here: how often each dialogue is drawn weighs its counts."""
    counts = np.array([_found(dialogue, slots) for dialogue in dialogues], dtype=np.float64).reshape(-1, 2)
    if len(counts) < 2 or not counts[:, 1].sum():
        return float("nan"), float("nan")
    drawn = np.random.default_rng(7).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), RESAMPLES) @ counts
    low, high = np.percentile(2 * drawn[:, 0] / np.maximum(drawn[:, 1], 1), TAILS)
    return _rounded(low), _rounded(high)


def figures(dialogues: Sequence[Sequence[Heard]], slots: Sequence[str]) -> dict[str, object]:
    """Of every turn of the dialogues; `active` of those that speak of the domain. Intervals draw whole dialogues."""
    heard = [one for dialogue in dialogues for one in dialogue]
    active = [one for one in heard if one.active]
    return {
        "jga": _rounded(joint(heard, slots)),
        "jga_active": _rounded(joint(active, slots)),
        "jga_without_name": _rounded(joint(heard, [s for s in slots if s not in NAMES])),
        "jga_waived_as_open": _rounded(joint(heard, slots, opened=True)),
        "slot_f1": _rounded(f1(heard, slots)),
        "turns": len(heard),
        "turns_active": len(active),
        "dialogues": len(dialogues),
        "interval": {"jga": _joint_interval(dialogues, slots), "slot_f1": _f1_interval(dialogues, slots)},
        "slots": {slot: {"f1": _rounded(f1(heard, [slot])), "jga": _rounded(joint(heard, [slot]))} for slot in slots},
    }


def _rounded(value: float) -> float:
    return round(float(value), 4)


# --- errors to read ---------------------------------------------------------------------------------------------------


def errors(dialogues: Iterable[Sequence[Heard]], slots: Sequence[str]) -> list[Error]:
    return [error for dialogue in dialogues for slot in slots for error in _of(dialogue, slot)]


def _of(dialogue: Sequence[Heard], slot: str) -> Iterable[Error]:
    at = 0
    while at < len(dialogue):
        wrong = _run(dialogue[at:], lambda h: not is_right(h.found, h.wanted, slot))
        if wrong:
            h = dialogue[at]
            found, wanted = sorted(h.found.get(slot, ())), sorted(h.wanted.get(slot, ()))
            yield Error(h.case, h.place, slot, h.said, tuple(found), tuple(wanted), wrong)
        at += wrong + 1


def _run(dialogue: Sequence[Heard], test: Callable[[Heard], bool]) -> int:
    return next((at for at, one in enumerate(dialogue) if not test(one)), len(dialogue))


def sample(found: Sequence[Error], n: int, seed: int) -> list[Error]:
    """Drawn without weights."""
    return random.Random(seed).sample(list(found), min(n, len(found)))
