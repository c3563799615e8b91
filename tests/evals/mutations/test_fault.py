"""Faults are applied, and gone again; each of them still finds what it breaks."""

import math
from collections.abc import Callable

import pytest

from agents import profile
from agents.understanding.builtin import BuiltinReader
from evals.mutations.fault import BrokenFault, Fault, applied
from evals.mutations.faults import FAULTS


def _ten(_: Callable[..., object]) -> Callable[..., object]:
    return lambda *args: 10


def test_a_function_and_a_method_are_faulty_as_long_as_the_context_lasts() -> None:
    fault = Fault("ten", "", {"math:sqrt": _ten, "agents.understanding.builtin:BuiltinReader.read": _ten})
    real = BuiltinReader.read
    with applied(fault):
        assert math.sqrt(4) == 10
        assert BuiltinReader.read is not real
    assert math.sqrt(4) == 2
    assert BuiltinReader.read is real


def test_what_breaks_under_a_fault_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError), applied(Fault("ten", "", {"math:sqrt": _ten})):
        math.floor(1 / 0)
    assert math.sqrt(4) == 2


@pytest.mark.parametrize("gone", ["math:root", "maths:sqrt", "agents.profile:Undoing.undo"])
def test_a_place_that_is_gone_is_told_and_nothing_is_swapped(gone: str) -> None:
    fault = Fault("mine", "", {"math:sqrt": _ten, gone: _ten})
    with pytest.raises(BrokenFault, match=f'"mine" swaps "{gone}", which is not there any more'), applied(fault):
        pass
    assert math.sqrt(4) == 2


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_finds_its_places_and_puts_them_back(fault: Fault) -> None:
    undo = profile.undo
    with applied(fault):
        pass
    assert profile.undo is undo
    assert fault.does
    assert set(fault.domains) <= {"films", "outdoor", "wines"}


def test_there_are_enough_faults_and_no_two_of_one_name() -> None:
    assert len(FAULTS) >= 24
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
