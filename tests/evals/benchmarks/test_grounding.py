from collections import Counter
from random import Random

import pytest

from agents.dialogue import Strength
from agents.grounding import sentences
from agents.verifying.grounds import Grounds
from evals.benchmarks.bundled import bundled
from evals.benchmarks.grounding import Staged, labelled, looked_at, shown
from evals.benchmarks.grounding_cases import cases, preference
from retrieval.catalogue import Operator


@pytest.fixture(scope="module", params=["films", "outdoor"])
def staged(request: pytest.FixtureRequest) -> Staged:
    return looked_at(bundled(request.param))


def test_computed_reasons_pass_the_verifier_and_the_second_check(staged: Staged) -> None:
    people = shown(staged, Random(11))
    for number in range(60):
        slate = next(people)
        place = number % len(slate.items)
        reason, grounds = slate.reason(place, staged), slate.grounds(place)
        for part in sentences(reason, grounds):
            assert staged.verifier.verify(part, grounds).findings == (), f"{grounds.item.title}: {reason}"
        assert staged.check.invented(reason, grounds.item, grounds.wishes, grounds.others) == [], reason


def test_the_labelled_sentences_are_told_apart() -> None:
    staged = {name: looked_at(bundled(name)) for name in ("films", "outdoor")}
    rows = labelled(staged)[1]["labelled"]
    assert isinstance(rows, dict)
    for half in ("tune", "held"):
        assert rows[half]["recall"] >= 0.97
        assert rows[half]["precision"] >= 0.8


def test_half_of_the_labelled_sentences_hold_an_invention_of_many_kinds() -> None:
    found = list(cases())
    assert (len(found), sum(case.ok for case in found)) == (200, 100)
    assert len(Counter(case.kind for case in found)) > 12
    assert {case.half for case in found} == {"tune", "held"}


def test_wishes_are_read_with_their_strength() -> None:
    films = bundled("films")
    assert preference("!genres=horror", films).strength is Strength.NEVER
    soft = preference("~runtime<=95", films)
    assert (soft.strength, soft.constraint.operator, soft.constraint.value) == (Strength.PREFER, Operator.LE, 95.0)
    with pytest.raises(ValueError, match="no wish"):
        preference("price<3", films)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("A funny comedy of 101 min with Bill Murray.", ""),
        ("A funny horror film.", "horror"),
        ("It runs 102 min.", "102"),
        ("A comedy with Tom Hanks.", "Hanks"),
        ("It is like Mad Max 2.", "Mad Max 2"),
        ("The best comedy.", "best"),
        ("Critics loved it.", "Critics"),
    ],
)
def test_the_second_check_finds_plain_inventions(sentence: str, found: str) -> None:
    staged = looked_at(bundled("films"))
    item = staged.catalogue.find("groundhog-day-1993")
    assert item is not None
    said = " ".join(staged.check.invented(sentence, item))
    assert (found.casefold() in said.casefold()) if found else not said
    assert bool(found) == bool(staged.verifier.verify(sentence, Grounds(item)).findings)
