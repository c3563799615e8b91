"""Every utterance of the tables is read exactly as written there, but for the known misses, which must be misses."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from agents.dialogue import Conversation, Profile
from agents.profile import apply
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder
from tests.agents.understanding.imported import FILES, imported
from tests.agents.understanding.notation import Case, cases, writings

HERE = Path(__file__).parent
BLIND = tuple(case for table in sorted(HERE.glob("blind_*.toml")) for case in cases(table))
"""Written without a look at the code that reads them."""
OTHERS = tuple(case for table in sorted(HERE.glob("utterances_*.toml")) for case in cases(table))
MISSES = tuple(tomllib.loads((HERE / "known_misses.toml").read_text(encoding="utf-8")).get("miss", ()))
EXACT = 0.95
Read = Callable[[Case], tuple[str, ...]]


@pytest.fixture(scope="module")
def readers() -> dict[str, BuiltinReader]:
    return {}


@pytest.fixture
def read(
    catalogues: Mapping[str, Catalogue],
    readers: dict[str, BuiltinReader],
    fake_embedder: Embedder,
    talk: Callable[..., Conversation],
) -> Read:
    """The reading of a case in the notation of the tables."""

    def reading(case: Case) -> tuple[str, ...]:
        catalogue = imported(case.domain) if case.domain in FILES else catalogues[case.domain]
        reader = readers.setdefault(case.domain, BuiltinReader(catalogue, fake_embedder))
        profile = Profile()
        for before in case.before:
            profile = apply(profile, reader.read(before, talk(catalogue.domain)), catalogue, talk(catalogue.domain))
        conversation = talk(catalogue.domain, **(case.scene or {}), profile=profile if case.before else None)
        return writings(reader.read(case.say, conversation))

    return reading


def is_known_miss(case: Case) -> bool:
    scene = {**(case.scene or {}), "before": list(case.before)}
    return any(
        miss["table"] == case.table
        and miss["say"] == case.say
        and all(scene.get(key) == miss[key] for key in ("shown", "question", "before") if key in miss)
        for miss in MISSES
    )


@pytest.mark.parametrize("case", [*OTHERS, *BLIND], ids=lambda case: f"{case.table}: {case.say}")
def test_an_utterance_is_read_as_the_table_says(case: Case, read: Read) -> None:
    found = read(case)
    if is_known_miss(case):
        assert found not in case.right, "a known miss is read right now: take it off known_misses.toml"
    else:
        assert found in case.right


@pytest.mark.parametrize("table", [BLIND, (*OTHERS, *BLIND)], ids=["blind", "all"])
def test_nearly_all_of_the_tables_are_read_exactly(table: tuple[Case, ...], read: Read) -> None:
    exact = sum(read(case) in case.right for case in table)
    assert exact >= EXACT * len(table), f"{exact} of {len(table)}"


def test_every_known_miss_is_in_a_table() -> None:
    said = {(case.table, case.say) for case in (*OTHERS, *BLIND)}
    assert [miss for miss in MISSES if (miss["table"], miss["say"]) not in said] == []
