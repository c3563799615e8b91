"""What people say about values is read alike in the bundled catalogues and in one that nobody wrote rules for."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import evals
import retrieval
from agents.dialogue import Conversation, Profile
from agents.profile import apply
from agents.understanding.builtin import BuiltinReader
from agents.understanding.families import narrower
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Catalogue
from retrieval.domain_file import read_domain
from retrieval.importing.build import build_catalogue
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally
from tests.agents.understanding.imported import FILES, imported
from tests.agents.understanding.notation import Case, cases, writings

CASES = tuple(cases(Path(__file__).parent / "values_said.toml"))
Talk = Callable[..., Conversation]


@cache
def catalogue_of(name: str) -> Catalogue:
    if name in FILES:
        return imported(name)
    bundled, scripted = Path(retrieval.__file__).parent / "domains", Path(evals.__file__).parent / "scripts"
    folder, file = (scripted, "catalogue.csv") if name in ("hotels", "books") else (bundled, "items.jsonl")
    domain, roles = read_domain(folder / name / "domain.toml")
    return build_catalogue(read_rows(folder / name / file, Tally()), domain, roles)[0]


@cache
def reader_of(name: str) -> BuiltinReader:
    return BuiltinReader(catalogue_of(name))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.domain}: {case.say}")
def test_what_is_said_about_values_is_read(case: Case, talk: Talk) -> None:
    conversation = talk(catalogue_of(case.domain).domain, **(case.scene or {}))
    reader = reader_of(case.domain)
    found = writings(reader.read(case.say, conversation))
    assert found in case.right


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (["no wool"], ["wool", "merino wool"]),
        (["no wool", "actually wool is fine"], []),
        (["no wool", "merino wool is fine"], ["wool"]),
        (["no wool", "wool socks"], []),
        (["no wool or leather", "leather is fine"], ["wool", "merino wool"]),
        (["no merino wool"], ["merino wool"]),
    ],
)
def test_a_refusal_of_the_whole_family_is_taken_back_whole(said: list[str], left: list[str], talk: Talk) -> None:
    catalogue, profile = catalogue_of("outdoor"), Profile()
    for words in said:
        conversation = talk(catalogue.domain, profile=profile)
        profile = apply(profile, reader_of("outdoor").read(words, conversation), catalogue, conversation)
    assert [p.constraint.value for p in profile.on("material") if p.negative] == left


@pytest.mark.parametrize(
    ("domain", "attribute", "value", "kinds"),
    [
        ("outdoor", "material", "wool", ("merino wool",)),
        ("outdoor", "material", "merino wool", ()),
        ("outdoor", "type", "bag", ("sleeping bag", "bike bag", "dry bag")),
        ("cheeses", "style", "gouda", ("smoked gouda",)),
        ("cheeses", "texture", "hard", ()),  # semi-hard is not hard
        ("films", "country", "Germany", ()),  # nor is West Germany
        ("films", "age_rating", "rated", ()),
    ],
)
def test_the_last_word_says_what_a_thing_is(domain: str, attribute: str, value: str, kinds: tuple[str, ...]) -> None:
    assert sorted(narrower(Vocabulary(catalogue_of(domain)), attribute, value)) == sorted(kinds)


@pytest.mark.parametrize("said", ["ok, a pool is fine", "a pool would be ok after all", "a pool is fine", "pool is ok"])
def test_a_pool_refused_may_be_there_after_all(said: str, talk: Talk) -> None:
    catalogue, profile = catalogue_of("hotels"), Profile()
    for words in ("a resort, no pool", said):
        conversation = talk(catalogue.domain, profile=profile)
        profile = apply(profile, reader_of("hotels").read(words, conversation), catalogue, conversation)
    assert [(p.constraint.value, p.negative) for p in profile.preferences] == [("resort", False)]
