"""JSON text of the dialogue's values: exact, and readable after the classes have changed."""

from collections.abc import Mapping
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from agents.dialogue import (
    Accept,
    Compare,
    Greet,
    ModelCall,
    More,
    Move,
    Other,
    Profile,
    Reading,
    Reject,
    Reply,
    Restart,
    Seen,
    Slate,
    Thank,
    Undo,
)
from retrieval.scorer import Score
from storage.coding import Acts, decode, encode, storable


def test_what_a_class_no_longer_has_is_ignored_and_what_is_new_takes_its_default() -> None:
    old = '{"liked": ["a"], "mood": "sunny", "waived": ["year"]}'
    assert decode(Profile, old) == Profile(liked=("a",), waived=frozenset({"year"}))
    old = """{"move": "recommend", "text": "Here.", "tone": 3, "slate":
        {"id": "s", "catalogue_version": "v", "colour": "red", "recommendations": []}}"""
    assert decode(Reply, old) == Reply(Move.RECOMMEND, "Here.", Slate("s", "v", ()))
    assert decode(Acts, '[{"kind": "reject", "loudly": true}, {"kind": "more"}]') == (Reject(), More())


def test_acts_are_told_by_their_kind() -> None:
    assert [type(act) for act in (More(), Reject())] == [type(act) for act in _again(Acts, (More(), Reject()))]


def test_a_read_only_mapping_and_an_infinite_part_are_kept() -> None:
    score = Score(0.5, MappingProxyType({"likeness": float("-inf")}), "utility", "1")
    assert decode(Score, encode(Score, score)) == score


def test_both_readings_of_an_utterance_come_back_with_each_act_as_what_it_was() -> None:
    acts = (
        Undo(),
        Restart(),
        Greet(),
        Thank(),
        More(),
        Seen(("a",)),
        Accept("a"),
        Compare(),
        Reject(),
        Other("foreign"),
    )
    reading = Reading(
        acts, acts[::-1], "overruled", ("why",), "pt", (ModelCall("openai:x", "read.v1", trouble="slow"),)
    )
    decoded = decode(Reading, encode(Reading, reading))
    assert repr(decoded) == repr(reading)


@given(st.dictionaries(st.text(), st.floats(allow_nan=False)))
def test_numbers_come_back_to_the_last_bit(parts: dict[str, float]) -> None:
    assert decode(Mapping[str, float], encode(Mapping[str, float], parts)) == parts


@given(st.frozensets(st.text()), st.lists(st.text()).map(tuple))
def test_a_profile_comes_back_equal(waived: frozenset[str], shown: tuple[str, ...]) -> None:
    profile = Profile(waived=waived, shown=shown)
    assert decode(Profile, encode(Profile, profile)) == profile


@given(st.text(st.characters()))
def test_any_text_becomes_storable_and_good_text_stays(typed: str) -> None:
    kept = storable(typed)
    kept.encode()
    assert "\0" not in kept
    assert storable(kept) == kept
    good = "".join(c for c in typed if c != "\0" and not "\ud800" <= c <= "\udfff")
    assert storable(good) == good


def _again(shape: object, value: object) -> tuple[object, ...]:
    decoded = decode(shape, encode(shape, value))
    assert isinstance(decoded, tuple)
    return decoded
