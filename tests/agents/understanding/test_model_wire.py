"""What a model writes: forgiven where its meaning is plain, refused where there is none."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.model import ModelError
from agents.understanding.model_wire import MOST, Pointed, Said, Wished, acts_of, parse, schema

ACT = {"do": "want", "on": "genres", "test": "is", "value": ["comedy"], "words": "a comedy"}
WISHED = Wished(do="want", on="genres", value=["comedy"], words="a comedy")
PLAIN = json.dumps({"language": "en", "acts": [ACT]})


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"Sure! Here it is:\n```json\n{PLAIN}\n```\nAnything else?",
        json.dumps({"language": "en", "acts": [ACT]}),
        json.dumps({"language": None, "acts": ACT}),
        PLAIN.replace('"', "'"),
        PLAIN[:-2],
        json.dumps({"acts": [{**ACT, "value": "comedy", "test": "="}]}),
        json.dumps({"acts": [{**ACT, "mood": "great"}]}),
    ],
)
def test_the_same_is_read_however_it_is_wrapped_or_broken_off(text: str) -> None:
    draft = parse(text)
    assert draft is not None
    assert acts_of(draft) == ([WISHED], [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I like comedies!",
        "[1, 2]",
        "null",
        '{"genre": "comedy"}',
        '{"acts": "wrong"}',
        '{"acts": 3}',
        '{"acts": {"acts"' * 3000,
        "[" * 50_000,
        f'{{"acts": "{"right " * 3000}',
    ],
)
def test_what_is_no_reading_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ModelError, match="no reading"):
        parse(text)


def test_right_confirms() -> None:
    assert parse('{"acts": "right"}') is None
    assert parse('{"acts":"Right"}') is None


def test_a_bad_act_spoils_no_other() -> None:
    bad = [{"do": "dance"}, 3, "want comedy", {"do": "want"}, {**ACT, "test": "roughly"}]
    draft = parse(json.dumps({"acts": [*bad, ACT, {"do": "like", "items": 2}, {"do": "more"}]}))
    assert draft is not None
    acts, troubles = acts_of(draft)
    assert acts == [WISHED, Pointed(do="like", items=[2]), Said(do="more")]
    assert len(troubles) == len(bad)
    assert all(len(t) < 120 for t in troubles)


def test_acts_beyond_a_sensible_number_are_left_out_and_counted() -> None:
    draft = parse(json.dumps({"acts": [ACT] * 500}))
    assert draft is not None
    acts, troubles = acts_of(draft)
    assert len(acts) == MOST
    assert troubles == [f"dropped {500 - MOST} acts beyond {MOST}"]


def test_text_that_cannot_be_stored_or_is_endless_is_made_short_and_plain() -> None:
    bad = {**ACT, "words": "\ud83d" + "a" * 9_000 + "\0", "value": ["\udfff"] * 900}
    draft = parse(
        json.dumps({"acts": [bad, {"do": ["\ud800"] * 99}, [[[[[[1]]]]]], {"do": "like", "items": [1] * 999}]})
    )
    assert draft is not None
    (wished, pointed), troubles = acts_of(draft)
    assert isinstance(wished, Wished)
    assert isinstance(pointed, Pointed)
    assert len(wished.words) <= 300
    assert len(wished.value) == len(pointed.items) == MOST
    assert "".join([wished.words, *map(str, wished.value), *troubles]).encode()


@given(st.text())
def test_any_text_is_a_reading_or_none(text: str) -> None:
    try:
        draft = parse(text)
    except ModelError:
        return
    assert draft is None or acts_of(draft) is not None


@pytest.mark.parametrize("checking", [True, False])
def test_the_schema_is_as_strict_as_servers_ask(checking: bool) -> None:
    def objects(node: object) -> list[Mapping[str, object]]:
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        own = [node] if isinstance(node, dict) and node.get("type") == "object" else []
        return [*own, *(one for value in inner for one in objects(value))]

    found = objects(schema(checking))
    assert len(found) >= 6
    for one in found:
        fields = one["properties"]
        assert isinstance(fields, dict)
        assert one["required"] == list(fields)
        assert one["additionalProperties"] is False
    assert ("right" in json.dumps(schema(checking))) is checking
