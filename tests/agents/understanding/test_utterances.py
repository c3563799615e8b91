"""Every utterance of the tables is read exactly as written there."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from agents.dialogue import Conversation, Profile
from agents.profile import apply
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder
from tests.agents.understanding.notation import Case, cases, writings

TABLES = sorted(Path(__file__).parent.glob("utterances_*.toml"))


@pytest.fixture(scope="session")
def readers(catalogues: Mapping[str, Catalogue]) -> dict[str, BuiltinReader]:
    return {}


@pytest.mark.parametrize("case", [case for table in TABLES for case in cases(table)], ids=lambda case: case.say)
def test_an_utterance_is_read_as_the_table_says(
    case: Case,
    catalogues: Mapping[str, Catalogue],
    readers: dict[str, BuiltinReader],
    fake_embedder: Embedder,
    talk: Callable[..., Conversation],
) -> None:
    catalogue = catalogues[case.domain]
    reader = readers.setdefault(case.domain, BuiltinReader(catalogue, fake_embedder))
    profile = Profile()
    for before in case.before:
        profile = apply(profile, reader.read(before, talk(catalogue.domain)), catalogue, talk(catalogue.domain))
    conversation = talk(catalogue.domain, **(case.scene or {}), profile=profile if case.before else None)
    assert writings(reader.read(case.say, conversation)) in case.right
