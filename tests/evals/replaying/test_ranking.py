"""One stored turn, ranked again."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from agents.dialogue import Preference, Profile, Strength
from agents.grading import Grading, Wanted
from agents.ranking import Pick
from app.settings import Settings
from evals.replaying.policy import in_force, other
from evals.replaying.ranking import Ranked, candidates, ranked, violations
from evals.replaying.running import Order
from evals.replaying.stored import Reading, Shown
from evals.replaying.worlds import NOBODY, Bench, Opener, opener
from retrieval.catalogue import Constraint, Operator
from retrieval.scorer import Candidate, Query, Score
from storage.engine import open_engine


@pytest.fixture(scope="module")
def opened(settings: Settings) -> Opener:
    return opener(settings, "outdoor")


@pytest.fixture(scope="module")
def turns(settings: Settings) -> Iterator[list[Shown]]:
    engine = open_engine(settings.database_url)
    reading = Reading(engine, Order("outdoor", in_force(settings)).filters, b"secret", latest=5)
    yield [one for talk in reading.shown() for one in talk]
    engine.dispose()


def again(shown: Shown, bench: Bench) -> Ranked:
    looked_for, found = asyncio.run(candidates(shown, bench.world))
    return asyncio.run(ranked(shown, bench, looked_for, found))


def test_chances_are_what_is_drawn(turns: list[Shown], settings: Settings, opened: Opener) -> None:
    """Over seeds, the last card is as often each item as is told."""
    bench, one, times = opened(in_force(settings)), turns[0], 300
    looked_for, found = asyncio.run(candidates(one, bench.world))

    async def drawn() -> list[Ranked]:
        named = (replace(one, before=replace(one.before, id=f"talk {seed}")) for seed in range(times))
        return [await ranked(shown, bench, looked_for, found) for shown in named]

    all_drawn = asyncio.run(drawn())
    chances = all_drawn[0].chances
    assert all(each.chances == chances for each in all_drawn)
    assert {each.item_ids[:-1] for each in all_drawn} == {chances.first}
    likely = chances.all(settings.explore)
    for each in all_drawn:
        assert each.picks[-1].propensity == pytest.approx(likely[each.item_ids[-1]])
    often = Counter(each.item_ids[-1] for each in all_drawn)
    assert often[chances.last] / times == pytest.approx(1 - settings.explore, abs=0.1)
    assert len(often) > 5


def test_the_plain_ranker_shows_the_best_scores(turns: list[Shown], settings: Settings, opened: Opener) -> None:
    bench = opened(other(settings, "", "", None, "plain"))
    for shown in turns:
        values = [pick.score.value for pick in again(shown, bench).picks]
        assert values == sorted(values, reverse=True)


def test_policies_that_search_alike_share_the_search(settings: Settings, opened: Opener) -> None:
    ours, theirs = opened(in_force(settings)), opened(other(settings, "embedding", "explore=0", None, ""))
    turned = opened(other(settings, "", "tail=1", None, ""))
    assert ours.world.retriever is theirs.world.retriever
    assert ours.world.retriever is not turned.world.retriever


def test_a_broken_wish_is_seen_beside_the_gatekeeper(settings: Settings, opened: Opener) -> None:
    world = opened(in_force(settings)).world
    item = world.catalogue.items[0]
    pick = Pick(Candidate(0, item.id, 1.0), Score(1.0, {}, "test", "1"))
    cheap = Preference(Constraint("price", Operator.LT, 0.0), Strength.MUST)
    odd = Preference(Constraint("price", Operator.LT, "much"), Strength.MUST)
    assert violations([pick], Profile(), Query(), world) == []
    assert "breaks the wish" in violations([pick], Profile((cheap,)), Query(), world)[0]
    assert "breaks the wish" in violations([pick], Profile((odd,)), Query(), world)[0]
    assert "not to be shown" in violations([pick], Profile(rejected=(item.id,)), Query(), world)[0]
    assert "not to be shown" in violations([pick], Profile(), Query(exclude=frozenset({item.id})), world)[0]


async def test_nobody_reads_or_writes(turns: list[Shown]) -> None:
    with pytest.raises(RuntimeError, match="reads nothing"):
        NOBODY.read("a tent", turns[0].before)
    with pytest.raises(RuntimeError, match="writes nothing"):
        await NOBODY.finish_turn("talk", turns[0].turn)


class UpsideDown:
    """A language model that likes best what the scorer likes least."""

    name = "llm-grade (double)"

    def __init__(self) -> None:
        self.asked: list[Wanted] = []

    async def grade(self, wanted: Wanted, candidates: Sequence[Candidate], scores: Sequence[Score]) -> Grading:
        self.asked.append(wanted)
        turned = tuple(replace(one, value=1 - one.value, scored_by=self.name) for one in scores)
        return Grading(turned, self.name, trouble="half of it was cut off")


def test_a_model_judges_the_best_by_what_was_said_then(turns: list[Shown], settings: Settings, opened: Opener) -> None:
    bench, double = opened(in_force(settings)), UpsideDown()
    judged = again(turns[0], Bench(replace(bench.world, second_scorer=double)))
    assert double.asked[0].utterance == turns[0].turn.utterance
    assert double.asked[0].profile == turns[0].profile
    assert judged.picks[0].score.scored_by == double.name
    assert judged.item_ids != again(turns[0], bench).item_ids
    assert judged.trouble == "half of it was cut off"
