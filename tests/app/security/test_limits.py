"""Counting: how many, of whom, and never more counters than there is room for."""

import time

import pytest

from app.security.limits import Counters, LimitError, Limits, neighbourhood
from app.security.refused import TooManyRequests


def limits(rate: str) -> Limits:
    return Limits(rate, rate, rate)


def test_as_many_as_the_rate_says_and_then_no_more() -> None:
    counted = limits("3/minute")
    for _ in range(3):
        counted.of_address("203.0.113.1")
    with pytest.raises(TooManyRequests, match="more than 3 requests from your address in a minute") as refused:
        counted.of_address("203.0.113.1")
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60


def test_each_is_counted_for_itself() -> None:
    counted = limits("1/minute")
    counted.of_address("203.0.113.1")
    counted.of_address("203.0.113.2")
    counted.of_key("203.0.113.1")
    counted.of_conversation("203.0.113.1")


def test_of_several_rates_each_holds() -> None:
    counted = limits("5/minute;2/second")
    counted.of_key("k")
    counted.of_key("k")
    with pytest.raises(TooManyRequests, match="in a second"):
        counted.of_key("k")


def test_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, started = limits("1/minute"), time.time()
    monkeypatch.setattr(time, "time", lambda: started)
    counted.of_key("k")
    monkeypatch.setattr(time, "time", lambda: started + 59)
    with pytest.raises(TooManyRequests, match="in 1 second") as refused:
        counted.of_key("k")
    assert refused.value.headers["Retry-After"] == "1"
    monkeypatch.setattr(time, "time", lambda: started + 61)
    counted.of_key("k")


def test_no_limit_is_a_limit_too() -> None:
    counted = limits("none")
    for _ in range(5000):
        counted.of_key("k")


@pytest.mark.parametrize("written", ["", "many", "600", "600/fortnight", "-1/minute"])
def test_what_is_no_rate_is_a_sentence(written: str) -> None:
    with pytest.raises(LimitError, match=r'TASTEMAKER_RATE_ADDRESS=".*" is no rate; write one such as 600/minute'):
        limits(written)


def test_however_many_ask_the_counters_are_bounded() -> None:
    counters = Counters(most=100)
    for number in range(10_000):
        counters.incr(f"address {number}", 60)
    assert counters.reset() == 100
    assert counters.get("address 9999") == 0


def test_counting_costs_next_to_nothing() -> None:
    counted = limits("600/minute")
    began = time.perf_counter()
    refused = 0
    for number in range(20_000):
        try:
            counted.of_address(f"203.0.113.{number % 7}")
        except TooManyRequests:
            refused += 1
    assert refused == 20_000 - 7 * 600
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("203.0.113.1", "203.0.113.2", False),
        ("no address", "no address", True),
    ],
)
def test_a_customer_has_a_whole_network_of_ipv6(one: str, other: str, same: bool) -> None:
    assert (neighbourhood(one) == neighbourhood(other)) is same
