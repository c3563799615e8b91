import os
import sys
from mmap import PAGESIZE, mmap

import pytest

from evals.benchmarks.footprint import peak_mib, resident_mib
from evals.benchmarks.fresh import in_new_process

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")


@linux_only
def test_what_is_allocated_becomes_resident_and_stays_in_the_peak() -> None:
    before = resident_mib()
    with mmap(-1, 40 * 2**20) as block:  # from the system, not from what earlier tests gave back to Python
        for start in range(0, len(block), PAGESIZE):
            block[start] = 1
        during = resident_mib()
    assert during - before > 30
    assert peak_mib() >= during - 1


def test_the_peak_is_a_number_of_megabytes_everywhere() -> None:
    assert 5 < peak_mib() < 100_000


@linux_only
def test_a_process_can_be_named() -> None:
    assert resident_mib(os.getpid()) == pytest.approx(resident_mib(), rel=0.05)
    assert resident_mib(os.getppid()) > 0


def test_a_new_process_is_another_one() -> None:
    assert in_new_process(os.getpid) != os.getpid()


@linux_only
def test_a_new_process_does_not_inherit_the_peak() -> None:
    block = bytearray(os.urandom(1)) * (200 * 2**20)
    mine = peak_mib()
    assert in_new_process(peak_mib) < mine - 50
    del block
