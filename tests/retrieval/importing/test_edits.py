from hypothesis import given
from hypothesis import strategies as st

from retrieval.importing.edits import with_edits, without_dangling
from retrieval.importing.toml_text import Table

leaves = st.integers(0, 3) | st.text(max_size=2)
tables = st.recursive(leaves, lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8)
domains = st.dictionaries(st.sampled_from("abc"), tables, max_size=3)


def attribute(**values: object) -> Table:
    return {"attributes": {"price": {"kind": "money", "unit": "EUR", **values}}}


def test_what_the_owner_changed_stays_and_the_rest_follows_the_file() -> None:
    last = attribute(low=10, question="How much?")
    edited = attribute(low=12, question="How much?")
    inferred = attribute(low=20, question="What may it cost?", high=50)
    assert with_edits(inferred, last, edited) == attribute(low=12, question="What may it cost?", high=50)


def test_what_the_owner_took_out_stays_out_and_what_they_added_stays_in() -> None:
    last = {"attributes": {"a": {"kind": "tags"}, "b": {"kind": "tags"}}, "hints": {}}
    edited = {"attributes": {"b": {"kind": "tags"}, "own": {"kind": "flag"}}, "hints": {"date night": "b=x"}}
    inferred = {"attributes": {"a": {"kind": "tags"}, "b": {"kind": "tags"}, "c": {"kind": "year"}}}
    merged = with_edits(inferred, last, edited)
    assert list(merged["attributes"]) == ["b", "c", "own"]  # type: ignore[call-overload]  # a dict there
    assert merged["hints"] == {"date night": "b=x"}


def test_what_is_gone_from_the_file_goes_unless_the_owner_worked_on_it() -> None:
    last: Table = {"attributes": {"a": {"kind": "tags"}, "b": {"kind": "tags"}}}
    edited: Table = {"attributes": {"a": {"kind": "tags"}, "b": {"kind": "tags", "label": "mine"}}}
    merged = with_edits({"attributes": {}}, last, edited)
    assert merged == {"attributes": {"b": {"kind": "tags", "label": "mine"}}}


def test_names_of_attributes_that_are_gone_go_too() -> None:
    table: Table = {"card": ["a", "b"], "price": "a", "rating": "b", "hints": {"x": "a=1"}, "attributes": {"b": {}}}
    assert without_dangling(table) == {"card": ["b"], "rating": "b", "attributes": {"b": {}}}


@given(inferred=domains, last=domains)
def test_without_edits_the_file_is_followed(inferred: Table, last: Table) -> None:
    assert with_edits(inferred, last, last) == inferred


@given(edited=domains, last=domains)
def test_with_the_same_file_the_edits_stand(edited: Table, last: Table) -> None:
    assert with_edits(last, last, edited) == edited
