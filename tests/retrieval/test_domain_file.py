import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Domain, Kind
from retrieval.domain_file import DomainFileError, read_domain, write_domain

MUGS = """\
name = "mugs"
title = "Mugs"
card = ["price"]
price = "price"

[roles]
title = "Mug"

[attributes.price]
kind = "money"
unit = "EUR"

[attributes.brew]
kind = "duration"
"""

words = (
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12).map(str.strip).filter(bool)
)
names = words.filter(lambda word: "=" not in word)
numbers = st.none() | st.floats(-1e6, 1e6)


@st.composite
def attributes(draw: st.DrawFn, name: str) -> Attribute:
    kind = draw(st.sampled_from(Kind))
    return Attribute(
        name=name,
        kind=kind,
        column=draw(words),
        label=draw(words),
        unit="min" if kind is Kind.DURATION else draw(st.sampled_from(["", "kg"])),
        separator=draw(st.sampled_from(["", "|", ", "])),
        informable=draw(st.booleans()),
        requestable=draw(st.booleans()),
        askability=draw(st.floats(0, 1)),
        question=draw(st.text(max_size=5).filter(lambda text: "\r" not in text)),
        aliases=tuple(draw(st.lists(words, max_size=3))),
        synonyms=draw(st.dictionaries(words, words, max_size=3)),
        low_words=tuple(draw(st.lists(words, max_size=2))),
        low=draw(numbers),
        better=draw(st.sampled_from(["", "lower", "higher"])),
    )


@st.composite
def domains(draw: st.DrawFn) -> Domain:
    called = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    body = tuple(draw(attributes(name)) for name in called)
    hints = draw(st.dictionaries(words, st.just(f"{called[0]}=x"), max_size=2))
    return Domain("mugs", draw(words), body, card=tuple(called[:1]), rating=called[-1], hints=hints)


@settings(max_examples=30, deadline=None)
@given(domain=domains(), again=domains())
def test_what_is_written_is_read_back_also_over_another_file(
    tmp_path_factory: pytest.TempPathFactory, domain: Domain, again: Domain
) -> None:
    path = tmp_path_factory.mktemp("domain") / "domain.toml"
    for each in (domain, again):
        write_domain(path, each, {"title": "Name of it"})
        assert read_domain(path) == (each, {"title": "Name of it"})


def test_a_file_by_hand_needs_little(tmp_path: Path) -> None:
    path = tmp_path / "domain.toml"
    path.write_text(MUGS)
    domain, roles = read_domain(path)
    assert roles == {"title": "Mug"}
    assert domain.attribute("price") == Attribute("price", Kind.MONEY, "price", "price", "EUR")
    brew = domain.attribute("brew")
    assert brew is not None
    assert brew.unit == "min"


def test_a_rewritten_file_keeps_the_comments_of_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "domain.toml"
    path.write_text(MUGS.replace('unit = "EUR"', 'unit = "EUR"  # not dollars!'))
    domain, roles = read_domain(path)
    write_domain(path, domain, {**roles, "link": "Page"})
    assert "# not dollars!" in path.read_text()
    assert tomllib.loads(path.read_text())["roles"] == {"title": "Mug", "link": "Page"}


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('kind = "money"', 'kind = "cash"', "line 10: attributes.price.kind \"cash\": it should be 'category'"),
        ('unit = "EUR"', 'colour = "red"', 'line 11: attributes.price.colour "red": this key is not known here'),
        ('card = ["price"]', 'card = ["weight"]', 'line 3: card names "weight", but no attribute is called that'),
        ('name = "mugs"', 'name = "My mugs"', 'line 1: name "My mugs"'),
        ('title = "Mugs"', "title = Mugs", "is not TOML: Invalid value (at line 2"),
        ('title = "Mugs"', "", "line 1: title: field required"),
        ('unit = "EUR"', "low = nan", "line 11: attributes.price.low"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    path = tmp_path / "domain.toml"
    path.write_text(MUGS.replace(wrong, right))
    with pytest.raises(DomainFileError) as caught:
        read_domain(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_another_encoding_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "domain.toml"
    path.write_bytes(MUGS.replace("Mugs", "Bücher").encode("cp1252"))
    with pytest.raises(DomainFileError, match="not UTF-8"):
        read_domain(path)
