"""From candidates to the slate that leaves, and what its reply tells of how it came about."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.dialogue import Profile, Recommendation, Reply, Slate
from agents.explaining import explain
from agents.gatekeeper import Rules
from agents.grading import MOST, Grading
from agents.meanwhile import Meanwhile
from agents.ranking import Choice, Pick, Pool, choose_slate, notices
from agents.rewriting import Rewrites, searched
from agents.trading import next_best
from agents.world import World
from retrieval.scorer import Candidate, Query, Score

POOL = 40
"""Candidates that the pre-filter lets through to the scorer."""

NOTHING = Choice(())

Scored = tuple[tuple[Candidate, Score], ...]
"""Best first, by the first scorer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates after a language model, if there is one, was heard."""

    scored: Scored
    grading: Grading | None = None
    rewrites: Rewrites | None = None
    choice: Choice = NOTHING


async def scored(world: World, query: Query, candidates: tuple[Candidate, ...]) -> Scored:
    pool = candidates[:POOL]
    scores = await world.scorer.score(query, pool)
    return tuple(sorted(zip(pool, scores, strict=True), key=lambda pair: (-pair[1].value, -pair[0].fused)))


async def judged(
    world: World, query: Query, candidates: tuple[Candidate, ...], before: Scored, meanwhile: Meanwhile
) -> Judged:
    """Waits for what was begun: grades of the best, or other words to search for."""
    if meanwhile.grading:
        grading = await meanwhile.grading.result()
        graded = zip((candidate for candidate, _ in before), grading.scores, strict=False)
        return Judged((*graded, *before[MOST:]), grading)
    if not meanwhile.rewriting:
        return Judged(before)
    rewrites = await meanwhile.rewriting.result()
    if not rewrites.texts:
        return Judged(before, rewrites=rewrites)
    found = await searched(world.retriever.retrieve, query, candidates, rewrites)
    return Judged(await scored(world, query, found), rewrites=rewrites)


def chosen(world: World, query: Query, known: Profile, heard: Judged, seed: str) -> Judged:
    """With the choice; the last look at every hard wish is in it."""
    candidates, scores = [c for c, _ in heard.scored], [s for _, s in heard.scored]
    pool = Pool(candidates, scores, world.retriever.vectors([c.row for c in candidates]))
    misfits = heard.grading.misfits if heard.grading else frozenset()
    rules = Rules(world.catalogue, known, query.exclude, world.blocked, misfits)
    return replace(heard, choice=choose_slate(pool, rules, world.standing, world.dials, seed))


def slate(world: World, known: Profile, picks: Sequence[Pick]) -> Slate:
    catalogue = world.catalogue
    like = tuple(item for i in known.liked[-1:] if (item := catalogue.find(i)))
    items = tuple(catalogue.items[pick.candidate.row] for pick in picks)
    reasons = [
        explain(item, known, catalogue.domain, like, world.columns.share, next_best(items, place))
        for place, item in enumerate(items)
    ]
    recommendations = tuple(
        Recommendation(uuid.uuid4().hex, item.id, rank, pick.score, reason, pick.propensity)
        for rank, (pick, item, reason) in enumerate(zip(picks, items, reasons, strict=True), start=1)
    )
    return Slate(uuid.uuid4().hex, catalogue.version, recommendations)


def told(reply: Reply, heard: Judged, world: World) -> Reply:
    """The reply with who scored, what that took, what was held back, and what the person should know of it."""
    grading, rewrites = heard.grading, heard.rewrites
    also = (rewrites.notice,) if rewrites and rewrites.notice else ()
    asked = (rewrites.call,) if rewrites and rewrites.call else ()
    return replace(
        reply,
        notices=(*reply.notices, *also, *notices(heard.choice, world.catalogue)),
        scored_by=grading.scored_by if grading else world.scorer.name,
        calls=(*reply.calls, *(grading.calls if grading else ()), *asked),
        cut=rewrites.dropped if rewrites else (),
        held_back=tuple(one.reason for one in heard.choice.dropped),
    )
