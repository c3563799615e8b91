"""What is refused and not known is owned up to: a search for it would bring just that."""

import pytest

from agents.dialogue import Conversation, Other
from agents.understanding.builtin import BuiltinReader
from evals.benchmarks.staging import films


@pytest.fixture(scope="module")
def reader() -> BuiltinReader:
    return BuiltinReader(films())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("nothing from Tuscany", "Tuscany"),
        ("nothing with ukuleles", "ukuleles"),
        ("Nothing about beekeeping!", "beekeeping"),
    ],
)
def test_nothing_of_what_is_not_known(reader: BuiltinReader, said: str, words: str) -> None:
    (act,) = reader.read(said, Conversation("c", "films"))
    assert isinstance(act, Other)
    assert (act.reason, act.words) == ("not_in_catalogue", words)


def test_nothing_of_what_is_known_stays_a_refusal(reader: BuiltinReader) -> None:
    (act,) = reader.read("nothing from France", Conversation("c", "films"))
    assert act.kind == "reveal"
    assert act.preference.negative
