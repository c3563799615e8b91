"""What is peculiar to each second scorer, with a scripted model; what all must keep to is in the contract tests."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from agents.dialogue import Preference, Profile, Strength
from agents.grading import Example, SecondScorer, Wanted, no_examples
from agents.models.model import ModelError, Prompt
from agents.scorers import load_second_scorer
from agents.scorers.llm_list import seed_of, shuffled
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.scorer import Candidate, Score
from tests.doubles.scripted_model import ScriptedModel

Pool = tuple[tuple[Candidate, ...], tuple[Score, ...]]
Pools = Callable[[int], Pool]


def scorer(kind: str, model: ScriptedModel, films: Catalogue) -> SecondScorer:
    made = load_second_scorer(kind, model, films, no_examples)
    assert made is not None
    return made


def by_value(candidates: tuple[Candidate, ...], scores: tuple[Score, ...]) -> list[str]:
    return [c.item_id for c, _ in sorted(zip(candidates, scores, strict=True), key=lambda pair: -pair[1].value)]


def letter(prompt: Prompt, title: str) -> str:
    return next(line[0] for line in prompt.user.splitlines() if line[1:].startswith(f": {title};"))


# --- grades -----------------------------------------------------------------------------------------------------------


async def test_the_best_come_first_and_the_misfits_last(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(12)
    model = ScriptedModel("3HA2K1B0CG")
    done = await scorer("llm-grade", model, films).grade(wanted, candidates, before)
    order = by_value(candidates, done.scores)
    ids = [c.item_id for c in candidates]
    assert order[:3] == [ids[0], ids[7], ids[10]]  # A and H fit, K nearly; A had the better first score
    assert order[3:9] == [ids[n] for n in (3, 4, 5, 8, 9, 11)]  # passed over: as they were
    assert order[9] == ids[1]
    assert done.misfits == {ids[2], ids[6]}
    assert done.trouble == ""
    assert [s for s, was in zip(done.scores, before, strict=True) if s is was] == [
        before[n] for n in (3, 4, 5, 8, 9, 11)
    ]
    assert set(done.scores[7].parts) == {"wishes", "grade"}
    assert done.grades["jam"] == 1.0
    assert (done.scores[7].scored_by, done.scores[7].version) == ("llm-grade (openai:scripted)", "grade.v1")


async def test_one_short_answer_to_one_plain_question(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    model = ScriptedModel("3A")
    done = await scorer("llm-grade", model, films).grade(wanted, *pool(12))
    (prompt,) = model.prompts
    assert prompt.schema is None
    assert prompt.longest <= 40
    assert len(done.calls) == 1
    assert (done.calls[0].prompt, done.calls[0].tokens_in > 0) == ("grade.v1", True)


async def test_grades_are_there_before_the_answer_ends(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    """All are named in the third piece; the rest would take seconds."""
    model = ScriptedModel("3ABCD2EFGHI0JKL and now an essay about each of them", between=0.02)
    start = asyncio.get_running_loop().time()
    done = await scorer("llm-grade", model, films).grade(wanted, *pool(12))
    assert asyncio.get_running_loop().time() - start < 0.15
    assert model.cancelled == 1
    assert len(done.misfits) == 3
    assert done.calls[0].trouble == ""
    assert done.calls[0].tokens_in > 100
    assert done.calls[0].tokens_out > 0


async def test_prose_is_given_up_at_its_first_word(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    model = ScriptedModel("Sure, here is what I think of every one of these films: 3ABC", between=0.05)
    candidates, before = pool(12)
    done = await scorer("llm-grade", model, films).grade(wanted, candidates, before)
    assert model.cancelled == 1
    assert done.scores == before
    assert done.scored_by == "utility (llm-grade: an answer without grades)"
    assert done.calls[0].trouble == "an answer without grades"


async def test_what_the_prompt_shows_as_an_example_names_nobody(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    """Small models repeat the example."""
    for kind in ("llm-grade", "llm-list"):
        model = ScriptedModel(lambda prompt: prompt.system.split("another list: ")[1].split(" ")[0])
        done = await scorer(kind, model, films).grade(wanted, *pool(12))
        assert done.scores == pool(12)[1]
        assert done.scored_by.startswith(f"utility ({kind}: ")


async def test_a_refused_grade_is_told_and_asked_again(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(12)
    model = ScriptedModel("7A3B", "3A")
    grader = scorer("llm-grade", model, films)
    done = await grader.grade(wanted, candidates, before)
    assert done.trouble == "a grade of 7, which is none of 0 to 3"
    assert done.scores[0] is before[0]
    assert done.grades == {"wet": 1.0}
    assert done.scored_by == "llm-grade (openai:scripted)"
    again = await grader.grade(wanted, candidates, before)
    assert again.grades == {"dry": 1.0, "wet": 1.0}  # B is known: now the first letter is the first film's
    assert len([line for line in model.prompts[1].user.splitlines() if line[1:3] == ": "]) == 11


# --- yes or no --------------------------------------------------------------------------------------------------------


def likes(*titles: str) -> Callable[[Prompt], tuple[float, float]]:
    def choose(prompt: Prompt) -> tuple[float, float]:
        place = next((n for n, title in enumerate(titles) if f"\n{title};" in prompt.user), -1)
        yes = 0.9 - 0.1 * place if place >= 0 else 0.3
        return yes, 1 - yes

    return choose


async def test_the_likelier_yes_is_the_better_score(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(12)
    model = ScriptedModel(chooses=likes("Rat Run", "Thin Ice"))
    done = await scorer("llm-yesno", model, films).grade(wanted, candidates, before)
    assert by_value(candidates, done.scores)[:3] == ["rat", "ice", "dry"]
    assert model.options == [("Yes", "No")]
    assert len(done.calls) == 1
    assert done.calls[0].tokens_out == 12
    assert done.misfits == frozenset()


async def test_prompts_differ_only_at_their_end(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    model = ScriptedModel(chooses=likes())
    await scorer("llm-yesno", model, films).grade(wanted, *pool(12))
    assert len({prompt.system for prompt in model.prompts}) == 1
    assert len({prompt.user.split("The film:")[0] for prompt in model.prompts}) == 1
    assert len({prompt.user for prompt in model.prompts}) == 12


async def test_a_no_to_one_where_others_are_a_yes_is_a_misfit(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(3)
    told = {"Dry Season": 0.8, "Wet Season": 0.5, "Fog Bank": 0.01}
    model = ScriptedModel(
        chooses=lambda p: next((yes, 1 - yes) for title, yes in told.items() if f"\n{title};" in p.user)
    )
    done = await scorer("llm-yesno", model, films).grade(wanted, candidates, before)
    assert done.misfits == {"fog"}
    assert done.scores[2].value < before[2].value


async def test_a_model_that_says_no_to_everything_still_orders(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    """Small models do; no candidate falls behind those that nobody asked about."""
    candidates, before = pool(3)
    yes = iter([0.01, 0.03, 0.02])
    model = ScriptedModel(chooses=lambda _: (one := next(yes), 1 - one))
    done = await scorer("llm-yesno", model, films).grade(wanted, candidates, before)
    assert by_value(candidates, done.scores) == ["wet", "fog", "dry"]
    assert min(score.value for score in done.scores) >= min(score.value for score in before)


@pytest.mark.parametrize("wrong", [1.2, -0.1, float("nan"), float("inf")])
async def test_a_likelihood_that_is_none_is_refused(
    films: Catalogue, wanted: Wanted, pool: Pools, wrong: float
) -> None:
    candidates, before = pool(3)
    yes = iter([0.5, wrong, 0.7])
    model = ScriptedModel(chooses=lambda _: (next(yes), 0.5))
    done = await scorer("llm-yesno", model, films).grade(wanted, candidates, before)
    assert done.scores[1] is before[1]
    assert done.trouble == f"a likelihood of {wrong:g}"
    assert done.scored_by == "llm-yesno (openai:scripted)"


async def test_a_model_that_tells_no_likelihoods_is_told(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    done = await scorer("llm-yesno", ScriptedModel(), films).grade(wanted, *pool(12))
    assert done.scored_by == "utility (llm-yesno: tells no likelihoods)"


# --- an order ---------------------------------------------------------------------------------------------------------


def first_letters(prompt: Prompt) -> str:
    """All that stand in the list, in its order: a model that only cares for where an item stands."""
    return "".join(line[0] for line in prompt.user.splitlines() if line[1:3] == ": ")


async def test_standing_first_is_worth_nothing(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(12)
    done = await scorer("llm-list", ScriptedModel(first_letters), films).grade(wanted, candidates, before)
    assert {round(grade, 9) for grade in done.grades.values()} == {0.5}
    assert by_value(candidates, done.scores) == [c.item_id for c in candidates]


async def test_two_orders_are_asked_for_at_the_same_time(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    model = ScriptedModel(first_letters, delay=0.1, chooses=lambda _: [n / 66 for n in range(12)])
    start = asyncio.get_running_loop().time()
    done = await scorer("llm-list", model, films).grade(wanted, *pool(12))
    assert asyncio.get_running_loop().time() - start < 0.19
    assert len(done.calls) == len(model.prompts) == 2
    one, other = ([line[3:] for line in p.user.splitlines() if line[1:3] == ": "] for p in model.prompts)
    assert one == other[::-1]
    assert [line.split(";")[0] for line in one] != [films.items[c.row].title for c in pool(12)[0]]


async def test_a_taste_comes_through_both_orders(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(12)
    taste = sorted((i.title for i in films.items), key=lambda title: title[::-1])
    model = ScriptedModel(lambda prompt: "".join(letter(prompt, title) for title in taste))
    done = await scorer("llm-list", model, films).grade(wanted, candidates, before)
    titles = {i.id: i.title for i in films.items}
    assert [titles[i] for i in by_value(candidates, done.scores)] == taste
    assert {score.version for score in done.scores} == {f"list.v1 seed {seed_of(films.items)}"}


def taste_of(prompt: Prompt) -> list[float]:
    """Likes titles that end early in the alphabet, and whatever stands early in the list as well."""
    lines = [line[3:].split(";")[0] for line in prompt.user.splitlines() if line[1:3] == ": "]
    likings = [(123 - ord(title[-1])) + 30 * (len(lines) - place) for place, title in enumerate(lines)]
    return [liking / sum(likings) for liking in likings]


async def test_an_order_is_one_token_where_likelihoods_are_told(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(12)
    model = ScriptedModel("never asked", chooses=taste_of)
    done = await scorer("llm-list", model, films).grade(wanted, candidates, before)
    assert model.options == [tuple("ABCDEFGHIJKL")] * 2
    assert [call.tokens_out for call in done.calls] == [1, 1]
    assert {score.version for score in done.scores} == {f"pick.v1 seed {seed_of(films.items)}"}
    assert max(done.grades.values()) < 0.8  # standing first was worth 1.0 in one order, and nothing in the other
    assert done.trouble == ""


async def test_a_model_without_likelihoods_writes_its_order_and_is_not_bothered_again(
    films: Catalogue, wanted: Wanted, pool: Pools
) -> None:
    for useless in (None, lambda _: [1 / 12] * 12, lambda _: [1.0] + [0.0] * 11, lambda _: [float("nan")] * 12):
        model = ScriptedModel("ABCDEFGHIJKL", chooses=useless)
        lister = scorer("llm-list", model, films)
        done = await lister.grade(wanted, *pool(12))
        assert [call.prompt for call in done.calls] == ["pick.v1", "list.v1"] * 2
        assert (done.trouble, done.scored_by) == ("", "llm-list (openai:scripted)")
        again = await lister.grade(wanted, *pool(11))
        assert [call.prompt for call in again.calls] == ["list.v1"] * 2


async def test_one_order_that_fails_leaves_the_other(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    candidates, before = pool(4)
    model = ScriptedModel("BA", ModelError("status 500"))
    done = await scorer("llm-list", model, films).grade(wanted, candidates, before)
    assert done.trouble == "status 500"
    assert done.scored_by == "llm-list (openai:scripted)"
    second, first = shuffled(films.items[:4])[:2]
    assert by_value(candidates, done.scores)[:2] == [first.id, second.id]
    assert sum(score.scored_by == "utility" for score in done.scores) == 2


async def test_letters_of_a_word_are_no_order(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    done = await scorer("llm-list", ScriptedModel("I CAN'T"), films).grade(wanted, *pool(12))
    assert done.scored_by == "utility (llm-list: an answer that is no order)"


async def test_the_shuffle_is_the_same_for_the_same_items(films: Catalogue) -> None:
    assert shuffled(films.items) == shuffled(films.items[::-1])
    assert seed_of(films.items) != seed_of(films.items[1:])


# --- examples ---------------------------------------------------------------------------------------------------------


FUNNY = Preference(Constraint("moods", Operator.EQ, "funny"), Strength.PREFER)
TOLD = Preference(Constraint("director", Operator.EQ, "my neighbour Klaus"), Strength.PREFER)


@pytest.mark.parametrize("kind", ["llm-grade", "llm-yesno", "llm-list"])
async def test_how_others_took_items_is_told_by_the_items_own_values(
    films: Catalogue, wanted: Wanted, pool: Pools, kind: str
) -> None:
    async def give() -> tuple[Example, ...]:
        return (
            Example("theirs", "jam", "liked", (FUNNY, TOLD)),
            Example("theirs too", "fog", "disliked", (FUNNY,)),
            Example("theirs as well", "gone", "liked", (FUNNY,)),
        )

    model = ScriptedModel("3A", chooses=lambda _: (0.5, 0.5))
    made = load_second_scorer(kind, model, films, give)
    assert made
    await made.grade(wanted, *pool(12))
    user = model.prompts[0].user
    assert user.startswith(
        "How other people took films:\n<<<\n"
        "liked Jam Tomorrow; had the wished mood funny; missed the wished director\n"
        "disliked Fog Bank; missed the wished mood\n>>>\n"
    )
    assert "Klaus" not in user


@pytest.mark.parametrize("conversation", ["mine", ""])
async def test_what_was_taken_in_this_very_conversation_is_no_example(
    films: Catalogue, wanted: Wanted, pool: Pools, conversation: str
) -> None:
    async def give() -> tuple[Example, ...]:
        return (Example("mine", "jam", "liked", (FUNNY,)),)

    model = ScriptedModel("3A")
    made = load_second_scorer("llm-grade", model, films, give)
    assert made
    await made.grade(replace(wanted, conversation=conversation), *pool(12))
    assert "How other people" not in model.prompts[0].user


async def test_the_prompt_tells_of_likes_and_refusals_too(films: Catalogue, wanted: Wanted, pool: Pools) -> None:
    model = ScriptedModel("3A")
    profile = Profile(wanted.profile.preferences, liked=("jam", "nowhere"), rejected=("fog",))
    await scorer("llm-grade", model, films).grade(replace(wanted, profile=profile), *pool(12))
    told = model.prompts[0].user.split(">>>")[0].splitlines()
    assert told[2:] == [
        "wishes: prefer mood funny; prefer length at most 1 h 35 min",
        "close to: Jam Tomorrow",
        "turned down: Fog Bank",
        "said last: something funny, short",
    ]
