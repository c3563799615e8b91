"""Whether a language model grades the same candidates alike when they stand in another order: Kendall's tau.

Needs a real model (`TASTEMAKER_MODEL`) to say anything about one. Without, a stub that grades by the title's letters
stands in: its figures prove that the mechanics keep grades with their items, and nothing else, and are named so.

`llm-grade` shows the candidates in the order they come in, and `llm-list` in an order of its own, here another each
time. `llm-yesno` shows one at a time, so its tau is 1 with any model that answers the same to the same.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random
from statistics import mean
from zlib import crc32

import numpy as np

from agents.dialogue import Conversation, Profile
from agents.grading import MOST, Wanted, no_examples
from agents.models.model import Answer, Choice, LanguageModel, Prompt
from agents.profile import apply
from agents.scorers import kinds, load_second_scorer
from agents.understanding.builtin import BuiltinReader
from agents.wishes import query
from app.settings import load_settings
from app.wiring import open_model
from evals.benchmarks.figures import Figures, Line, publish, table
from evals.benchmarks.staging import films
from retrieval.catalogue import Catalogue
from retrieval.columns import Columns
from retrieval.scorer import Candidate, Score
from retrieval.scorers import load_scorer

SAID = (
    "something funny but clever, not too long",
    "a tense thriller for a rainy evening",
    "a gentle film for the whole family",
    "science fiction that makes you think",
    "a sad love story from the 1960s",
    "a documentary about people at work",
)
BETWEEN = 0.5
"""Counts as the grade of a candidate that the model passed over: between the good and the weak."""
SHOWN = 3
ITEMS = 400
"""Of those that keep the hard wishes, from which the first scorer picks twelve."""


@dataclass(frozen=True, slots=True)
class Scene:
    wanted: Wanted
    candidates: tuple[Candidate, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Stability:
    kind: str
    model: str
    gradings: int
    failed: int
    """Gradings that came to nothing; they are in no tau."""
    taus: tuple[float, ...]
    """Tau-b of each pair of gradings of one scene, where both tell some candidates apart."""
    alike: int
    """Pairs with a grading that tells no candidate from another: no tau."""
    kept: tuple[float, ...]
    """For each pair, the share of the best three that are the same."""

    def figures(self) -> Figures:
        told = {"kind": self.kind, "model": self.model, "gradings": self.gradings, "failed": self.failed}
        return {**told, "tau": _mean(self.taus), "pairs": len(self.taus), "alike": self.alike, "top3": _mean(self.kept)}

    def lines(self) -> Iterator[Line]:
        yield Line("Kendall tau of two orders, mean", mean(self.taus) if self.taus else float("nan"), "")
        yield Line("lowest", min(self.taus, default=float("nan")), "")
        yield Line("pairs of gradings in that", len(self.taus), "")
        yield Line("pairs with a grading that tells nothing apart", self.alike, "")
        yield Line("the same among the best three", mean(self.kept) if self.kept else float("nan"), "")
        yield Line("gradings that failed", self.failed, f"of {self.gradings}")


def run(shuffles: int, seed: int, as_json: bool, wanted: Sequence[str] = ()) -> None:
    """Measures the kinds in turn, all if none is named, and publishes."""
    found = asyncio.run(_measured(wanted or kinds(), shuffles, seed))
    tables = [table(f"Stability of {one.kind}, {one.model}", one.lines()) for one in found]
    publish(tables, {"seed": seed, "rows": [one.figures() for one in found]}, as_json)


async def _measured(wanted: Sequence[str], shuffles: int, seed: int) -> list[Stability]:
    model = open_model(load_settings()) or Stub()
    catalogue = films()
    try:
        asked = await scenes(catalogue, SAID)
        return [await measure(kind, model, catalogue, asked, shuffles, seed) for kind in wanted]
    finally:
        await model.close()


async def scenes(catalogue: Catalogue, said: Sequence[str]) -> tuple[Scene, ...]:
    """What the built-in reader and the first scorer make of a first message, without an index."""
    columns = Columns(catalogue)
    reader, first = BuiltinReader(catalogue), load_scorer("utility", columns)
    found = []
    for utterance in said:
        conversation = Conversation("", catalogue.name)
        profile = apply(Profile(), reader.read(utterance, conversation), catalogue, conversation)
        asked = query(profile, utterance, frozenset())
        rows = np.flatnonzero(columns.mask(asked.required, asked.forbidden))[:ITEMS]
        pool = tuple(Candidate(int(row), catalogue.items[row].id, 1.0) for row in rows)
        scored = list(zip(pool, await first.score(asked, pool), strict=True))
        best = sorted(scored, key=lambda pair: -pair[1].value)[:MOST]
        scene = Scene(Wanted(profile, asked, utterance), tuple(c for c, _ in best), tuple(s for _, s in best))
        found += [scene] if len(best) > 1 else []
    return tuple(found)


async def measure(
    kind: str, model: LanguageModel, catalogue: Catalogue, asked: Sequence[Scene], shuffles: int, seed: int
) -> Stability:
    """Each scene is graded `shuffles` times, each time in another order and by a scorer that remembers nothing."""
    random = Random(seed)
    by_scene = [[await _graded(kind, model, catalogue, scene, random) for _ in range(shuffles)] for scene in asked]
    taus, kept = [], []
    for gradings in by_scene:
        for one, other in combinations([g for g in gradings if g], 2):
            taus.append(kendall_tau(list(one.values()), [other[item_id] for item_id in one]))
            kept.append(len({*_best(one)} & {*_best(other)}) / min(SHOWN, len(one)))
    every = [grades for gradings in by_scene for grades in gradings]
    told = tuple(tau for tau in taus if not np.isnan(tau))
    return Stability(kind, model.name, len(every), every.count({}), told, len(taus) - len(told), tuple(kept))


async def _graded(
    kind: str, model: LanguageModel, catalogue: Catalogue, scene: Scene, random: Random
) -> Mapping[str, float]:
    """Grades by item id; empty if the model was no help. Ids are others each time, for `llm-list` shuffles by them."""
    order = random.sample(range(len(scene.candidates)), len(scene.candidates))
    places, tag = [scene.candidates[place] for place in order], f"{random.random()} "
    items = tuple(replace(catalogue.items[place.row], id=tag + place.item_id) for place in places)
    scorer = load_second_scorer(kind, model, Catalogue(catalogue.domain, catalogue.version, items), no_examples)
    if scorer is None:
        raise ValueError(f"The scorer {kind!r} asks no language model.")
    candidates = [Candidate(row, item.id, 1.0) for row, item in enumerate(items)]
    done = await scorer.grade(scene.wanted, candidates, [scene.scores[place] for place in order])
    return {c.item_id.removeprefix(tag): done.grades.get(c.item_id, BETWEEN) for c in candidates if done.grades}


def _best(grades: Mapping[str, float]) -> list[str]:
    return sorted(grades, key=lambda item_id: (-grades[item_id], item_id))[:SHOWN]


def kendall_tau(one: Sequence[float], other: Sequence[float]) -> float:
    """Tau-b of two gradings of the same items, -1..1: pairs in the same order against pairs in the opposite one.

    nan where one of them ties all items. Kendall 1945; with n = 12 all pairs are simply compared.
    """
    a, b = (np.sign(np.subtract.outer(values, values)) for values in (np.asarray(one), np.asarray(other)))
    above = np.triu_indices(len(one), 1)
    a, b = a[above], b[above]
    ties = float(np.count_nonzero(a)) * float(np.count_nonzero(b))
    return float((a * b).sum() / ties**0.5) if ties else float("nan")


def _mean(values: Sequence[float]) -> float | None:
    return round(mean(values), 4) if values else None


class Stub:
    """Grades by a number made of the title: a model without a taste, and without an eye for where an item stands."""

    name = "stub: mechanics only"

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        rank = _listed(prompt)
        order = sorted(rank, key=lambda letter: -rank[letter])
        text = "".join(order) if prompt.name.startswith("list") else f"{''.join(order[:2])}2{order[2]}0{order[-1]}"
        if on_text:
            on_text(text)
        return Answer(text)

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        shares = [tuple(_listed(p).values()) or (_number(p.user.split("<<<\n")[-1]),) for p in prompts]
        return tuple(Choice(one if len(one) > 1 else (one[0], 1 - one[0])) for one in shares)

    def warm(self) -> None: ...

    async def close(self) -> None: ...


def _listed(prompt: Prompt) -> Mapping[str, float]:
    return {line[0]: _number(line[3:]) for line in re.findall(r"(?m)^[A-Z]: .*$", prompt.user)}


def _number(facts: str) -> float:
    """0–1."""
    return crc32(facts.partition(";")[0].encode()) / 2**32
