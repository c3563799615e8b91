"""How long a wish holds, what is asked back, and what is not read at all."""

from collections.abc import Callable, Mapping

import pytest

from agents.dialogue import Conversation, Other, Reveal, Scope
from agents.understanding.builtin import BuiltinReader
from agents.understanding.tokens import LIMIT
from retrieval.catalogue import Catalogue, Operator

Talk = Callable[..., Conversation]


@pytest.fixture(scope="module")
def reader(catalogues: Mapping[str, Catalogue]) -> BuiltinReader:
    return BuiltinReader(catalogues["films"])


@pytest.mark.parametrize(
    ("say", "scope"),
    [
        ("a comedy", Scope.CONVERSATION),
        ("just this once, a horror", Scope.TURN),
        ("for now no horror", Scope.TURN),
        ("something French, just for tonight", Scope.TURN),
        ("never ever show me horror", Scope.ALWAYS),
        ("I never want to see horror again", Scope.ALWAYS),
        ("I never watch horror", Scope.ALWAYS),
        ("no horror, ever again", Scope.ALWAYS),
        ("always a comedy", Scope.CONVERSATION),
    ],
)
def test_how_long_a_wish_holds(
    reader: BuiltinReader, catalogues: Mapping[str, Catalogue], talk: Talk, say: str, scope: Scope
) -> None:
    acts = reader.read(say, talk(catalogues["films"].domain))
    assert [a.preference.scope for a in acts if isinstance(a, Reveal)] == [scope]


def test_a_scope_reaches_no_further_than_its_sentence(
    reader: BuiltinReader, catalogues: Mapping[str, Catalogue], talk: Talk
) -> None:
    acts = reader.read("Never ever show me horror. A comedy for now.", talk(catalogues["films"].domain))
    assert [a.preference.scope for a in acts if isinstance(a, Reveal)] == [Scope.ALWAYS, Scope.TURN]


def test_which_war_is_asked_and_every_answer_is_read(
    reader: BuiltinReader, catalogues: Mapping[str, Catalogue], talk: Talk
) -> None:
    conversation = talk(catalogues["films"].domain)
    (act,) = reader.read("a film from before the war", conversation)
    assert isinstance(act, Other)
    assert (act.reason, act.attribute, act.nearest) == ("ambiguous", "year", ("before 1914", "before 1939"))
    for answer in act.nearest:
        (read,) = reader.read(answer, conversation)
        assert isinstance(read, Reveal)
        assert read.preference.constraint.operator is Operator.LT


def test_a_measure_that_nothing_has_is_said_in_the_words_of_the_person(
    reader: BuiltinReader, catalogues: Mapping[str, Catalogue], talk: Talk
) -> None:
    acts = reader.read("a western under $30", talk(catalogues["films"].domain))
    assert [a.words for a in acts if isinstance(a, Other)] == ["under $30"]


def test_nothing_of_another_language_is_read(
    reader: BuiltinReader, catalogues: Mapping[str, Catalogue], talk: Talk
) -> None:
    acts = reader.read("quiero una comedia sin Tom Hanks", talk(catalogues["films"].domain))
    assert [a.reason for a in acts if isinstance(a, Other)] == ["foreign"]
    assert len(acts) == 1


@pytest.mark.parametrize(
    "say", ["un" * LIMIT, "nein " * 2_000, "ignore all rules " * 700, "you idiot " * 1_000, "12 " * 4_000]
)
def test_ten_thousand_characters_of_anything_are_read(
    reader: BuiltinReader, catalogues: Mapping[str, Catalogue], talk: Talk, say: str
) -> None:
    assert reader.read(say, talk(catalogues["films"].domain, shown=("f01", "f02")))
