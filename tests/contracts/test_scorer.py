"""What every scorer must do, whichever it is: of `retrieval.scorers`, and of `agents.scorers` behind those."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from agents.dialogue import Preference, Profile, Strength
from agents.grading import MOST, Grading, SecondScorer, Wanted, no_examples
from agents.models.model import ModelError, Prompt
from agents.scorers import first_scorer, load_second_scorer
from agents.scorers import kinds as second_kinds
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns
from retrieval.scorer import Candidate, Query, Score, Scorer, Wish
from retrieval.scorers import kinds, load_scorer
from retrieval.scorers.cross_encoder import CrossEncoding
from tests.doubles.scripted_model import ScriptedModel

DOMAIN = Domain("shop", "A shop", (Attribute("colour", Kind.CATEGORY), Attribute("stars", Kind.NUMBER)), rating="stars")
ITEMS = tuple(Item(str(n), f"Thing {n}", {"colour": ("red", "blue")[n % 2], "stars": n % 5 + 1.0}) for n in range(20))
CANDIDATES = tuple(Candidate(n, str(n), 1 - n / 20, dense=n / 20 - 0.2, lexical=None, likeness=0.1) for n in range(20))
QUERIES = [
    Query(),
    Query(text="something blue"),
    Query(
        wishes=(Wish(Constraint("colour", Operator.EQ, "red"), 1.0), Wish(Constraint("stars", Operator.GE, 4.0), -0.5))
    ),
]


CATALOGUE = Catalogue(DOMAIN, "1", ITEMS)


class WordOverlap:
    """A cross-encoder without a network: the share of the first text's words that are in the second."""

    def predict(self, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
        return [len({*a.split()} & {*b.replace(".", " ").split()}) / (len(a.split()) or 1) for a, b in pairs]


@pytest.fixture(params=kinds())
def scorer(request: pytest.FixtureRequest) -> Scorer:
    if request.param == "cross-encoder":
        return CrossEncoding("tiny", CATALOGUE, WordOverlap())
    return load_scorer(request.param, Columns(CATALOGUE))


@pytest.mark.parametrize("query", QUERIES)
async def test_one_score_a_candidate_between_nothing_and_one(scorer: Scorer, query: Query) -> None:
    found = await scorer.score(query, CANDIDATES)
    assert len(found) == len(CANDIDATES)
    assert all(0 <= score.value <= 1 for score in found)
    assert {(score.scored_by, score.version) for score in found} == {(scorer.name, scorer.version)}


@pytest.mark.parametrize("query", QUERIES)
async def test_the_same_alone_in_any_order_and_again(scorer: Scorer, query: Query) -> None:
    found = await scorer.score(query, CANDIDATES)
    assert await scorer.score(query, CANDIDATES[::-1]) == found[::-1]
    assert await scorer.score(query, CANDIDATES) == found


async def test_nothing_to_score_is_no_score(scorer: Scorer) -> None:
    assert await scorer.score(QUERIES[1], ()) == ()


async def test_an_item_that_meets_the_wishes_is_not_below_its_like(scorer: Scorer) -> None:
    pair = (Candidate(0, "0", 0.5), Candidate(5, "5", 0.5))  # both one star; red and blue
    wish = Wish(Constraint("colour", Operator.EQ, "red"), 1.0)
    red, blue = await scorer.score(Query(wishes=(wish,)), pair)
    assert red.value > blue.value


def test_unknown_scorer_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="utility"):
        load_scorer("oracle", Columns(CATALOGUE))


# --- behind them, with a language model -------------------------------------------------------------------------------

BEST = CANDIDATES[:MOST]
BEFORE = tuple(Score(0.9 - n / 40, {"wishes": 0.9 - n / 40}, "utility", "2") for n in range(MOST))
RED = Preference(Constraint("colour", Operator.EQ, "red"), Strength.PREFER, words="a red one", turn=1)
WANTED = Wanted(Profile((RED,)), Query("red"), "a red one", "mine")
ANSWERS = {"llm-grade": "3CA2E0BZ", "llm-list": "CAEBDFGHIJKLZ", "llm-yesno": ""}
PROMPTS = {"llm-grade": "grade", "llm-list": "pick", "llm-yesno": "yesno"}
SECOND = pytest.mark.parametrize("kind", second_kinds())


def chosen(prompt: Prompt) -> Sequence[float]:
    """Likelihoods of the letters of a list, or of yes and no."""
    red = [colour == "red" for colour in re.findall(r"(?m)^(?:[A-Z]: )?Thing \d+; (\w+)", prompt.user)]
    return [0.2 - n / 100 + is_red / 2 for n, is_red in enumerate(red)] if len(red) > 1 else [0.3 + red[0] / 2, 0.2]


def helpful(kind: str, delay: float = 0.0) -> ScriptedModel:
    return ScriptedModel(ANSWERS[kind], delay=delay, chooses=chosen)


def failing(error: ModelError) -> ScriptedModel:
    return ScriptedModel(error, chooses=error)


def second(kind: str, model: ScriptedModel, catalogue: Catalogue = CATALOGUE) -> SecondScorer:
    made = load_second_scorer(kind, model, catalogue, no_examples)
    assert made is not None
    return made


async def graded(kind: str, model: ScriptedModel, size: int = MOST) -> Grading:
    return await second(kind, model).grade(WANTED, BEST[:size], BEFORE[:size])


@SECOND
async def test_a_score_a_candidate_and_who_scored(kind: str) -> None:
    done = await graded(kind, helpful(kind))
    assert len(done.scores) == MOST
    assert all(0 <= score.value <= 1 for score in done.scores)
    assert done.scored_by == f"{kind} (openai:scripted)" == second(kind, helpful(kind)).name
    assert done.trouble == ""
    assert done.scores != BEFORE
    for score, before in zip(done.scores, BEFORE, strict=True):
        assert score == before or (score.scored_by == done.scored_by and score.version.startswith(PROMPTS[kind]))
        assert sum(score.parts.values()) == pytest.approx(score.value)
        assert {**score.parts, **before.parts} == score.parts
    assert all(0 <= grade <= 1 for grade in done.grades.values())
    assert set(done.grades) == {c.item_id for c, s in zip(BEST, done.scores, strict=True) if s.scored_by != "utility"}


@SECOND
async def test_every_call_is_counted(kind: str) -> None:
    model = helpful(kind)
    done = await graded(kind, model)
    assert len(done.calls) == (2 if kind == "llm-list" else 1)
    assert sum(call.tokens_in for call in done.calls) == sum(len(p.system + p.user) // 4 for p in model.prompts)
    assert {(call.model, call.prompt, call.trouble) for call in done.calls} == {
        ("openai:scripted", f"{PROMPTS[kind]}.v1", "")
    }
    assert all(call.ms > 0 for call in done.calls)


@SECOND
@pytest.mark.parametrize(
    "reason", ["timeout after 4 s", "paused for 15 s after 3 failures", "the day's money is spent"]
)
async def test_a_model_that_is_no_help_leaves_the_scores_and_is_told(kind: str, reason: str) -> None:
    done = await graded(kind, failing(ModelError(reason)))
    assert done.scores == BEFORE
    assert done.scored_by == f"utility ({kind}: {reason})"
    assert done.trouble == reason
    assert {call.trouble for call in done.calls} == {reason}
    assert done.misfits == frozenset()


@SECOND
async def test_a_model_that_was_no_help_is_asked_again(kind: str) -> None:
    model = failing(ModelError("timeout after 4 s"))
    grader = second(kind, model)
    await grader.grade(WANTED, BEST, BEFORE)
    asked = len(model.prompts)
    await grader.grade(WANTED, BEST, BEFORE)
    assert len(model.prompts) == 2 * asked


@SECOND
async def test_whoever_is_cancelled_hangs_up_at_once(kind: str) -> None:
    model = helpful(kind, delay=30.0)
    grading = asyncio.create_task(second(kind, model).grade(WANTED, BEST, BEFORE))
    await asyncio.sleep(0.02)
    grading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await grading
    assert model.cancelled == (2 if kind == "llm-list" else 1)


@SECOND
async def test_what_was_asked_before_is_not_asked_again(kind: str) -> None:
    model = helpful(kind)
    grader = second(kind, model)
    first = await grader.grade(WANTED, BEST, BEFORE)
    asked = len(model.prompts)
    elsewhere = replace(RED, words="red, please", turn=7, note="read so")
    more = replace(WANTED, profile=Profile((elsewhere,), shown=("0",), asked=frozenset({"stars"})), utterance="more")
    again = await grader.grade(more, BEST, BEFORE)
    assert len(model.prompts) == asked
    assert again == replace(first, calls=())


@SECOND
@pytest.mark.parametrize(
    "other",
    [
        replace(WANTED, profile=Profile((replace(RED, strength=Strength.AVOID),))),
        replace(WANTED, profile=Profile((RED,), liked=("3",))),
        replace(WANTED, profile=Profile((RED,), waived=frozenset({"stars"}))),
        replace(WANTED, query=Query("red and warm")),
    ],
)
async def test_other_wishes_are_asked_about_anew(kind: str, other: Wanted) -> None:
    model = helpful(kind)
    grader = second(kind, model)
    await grader.grade(WANTED, BEST, BEFORE)
    asked = len(model.prompts)
    assert (await grader.grade(other, BEST, BEFORE)).calls
    assert len(model.prompts) == 2 * asked


@SECOND
async def test_only_those_that_are_not_known_are_asked_for(kind: str) -> None:
    """An order is of all of its items, so a list is asked for as a whole."""
    model = helpful(kind)
    grader = second(kind, model)
    await grader.grade(WANTED, BEST[:8], BEFORE[:8])
    model.prompts.clear()
    await grader.grade(WANTED, BEST, BEFORE)
    titles = [f"Thing {n};" for n in range(MOST)]
    told = [title for title in titles if any(f" {title}" in p.user or f"\n{title}" in p.user for p in model.prompts)]
    assert told == (titles if kind == "llm-list" else titles[8:])


@SECOND
async def test_another_version_of_the_catalogue_or_another_model_knows_nothing(kind: str) -> None:
    one, other = helpful(kind), helpful(kind)
    await second(kind, one).grade(WANTED, BEST, BEFORE)
    await second(kind, other, replace(CATALOGUE, version="2")).grade(WANTED, BEST, BEFORE)
    assert one.prompts == other.prompts


@SECOND
async def test_one_candidate_and_none(kind: str) -> None:
    assert len((await graded(kind, helpful(kind), 1)).scores) == 1
    model = helpful(kind)
    done = await second(kind, model).grade(WANTED, (), ())
    assert (done.scores, done.calls, model.prompts) == ((), (), [])


@SECOND
async def test_those_beyond_the_twelve_are_left_alone(kind: str) -> None:
    more = (*BEFORE, *(Score(0.5 - n / 40, {}, "utility", "2") for n in range(8)))
    done = await second(kind, helpful(kind)).grade(WANTED, CANDIDATES, more)
    assert done.scores[MOST:] == more[MOST:]
    kept = {place for place, score in enumerate(done.scores[:MOST]) if score != BEFORE[place]}
    good = [done.scores[place].value for place in kept if CANDIDATES[place].item_id not in done.misfits]
    assert min(good) > max(score.value for score in more[MOST:])


@SECOND
def test_without_a_model_there_is_a_sentence(kind: str) -> None:
    with pytest.raises(ValueError, match=f"The scorer '{kind}' asks a language model, and there is none"):
        load_second_scorer(kind, None, CATALOGUE, no_examples)
    assert first_scorer(kind) == "utility"


def test_a_first_scorer_has_no_second() -> None:
    for spec in ("utility", "cross-encoder:NAME"):
        assert load_second_scorer(spec, ScriptedModel(), CATALOGUE, no_examples) is None
        assert first_scorer(spec) == spec


@pytest.mark.parametrize("spec", ["llm-oracle", "llm-grade:9", "llm-", "llm-_judging"])
def test_an_unknown_second_scorer_is_refused_with_those_there_are(spec: str) -> None:
    with pytest.raises(ValueError, match="llm-grade, llm-list, llm-yesno"):
        load_second_scorer(spec, ScriptedModel(), CATALOGUE, no_examples)
