"""What else to search for where the words that were said find little: one question to a language model.

When it may be asked. A turn asks models at most three times and waits for one round trip before its first card. So
rewriting takes the place of grading: where the built-in search came back `thin`, the rewriting begins beside the
model's reading instead of the grades (both are waited for together: still one trip), the search is run again with its
texts, and the first scorer orders what comes of it. It is not asked where a reading leads elsewhere for a second time,
nor where the turn has asked three times. Where most is understood (wishes, likes) or little is left, it is never asked:
there the words are not all there is to go by.

What it may do. Its texts are searched for, beside what was said and for less; they are never wishes. Hard wishes hold
for whatever they find, because every search is made under the same tests. A text that names what is refused, or the
title of an item that was turned down, is dropped here, whatever the model was told.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from agents.dialogue import ModelCall, Profile
from agents.models.model import Answer, LanguageModel, ModelError, Prompt
from agents.phrasing import join
from agents.prompts import clipped, fenced, load_prompt
from agents.rewritten import Kind, Rewriting, checked, refused
from retrieval.catalogue import Catalogue
from retrieval.fusion import Ranking, fuse
from retrieval.scorer import Candidate, Query

REWRITE = "rewrite.v1"
WORTH: Mapping[Kind, float] = {"same": 0.9, "wider": 0.7, "instead": 0.7}
"""What being found by a rewriting counts, beside 1 for what was said: its rank, and its similarity. By judgement."""
NEAR = 0.33
"""Cosine (MiniLM) from which an item is about the words; the same as in `agents.policy`."""
ENOUGH = 3
"""Near items that leave nothing to be wished: a slate."""
FEW = 12
"""Candidates up to which all are looked at anyway, and other words could find no more."""
LONGEST_TEXT, LONGEST_REFUSALS, LONGEST_ANSWER = 300, 300, 60
KEPT = 256

Retrieve = Callable[[Query], Awaitable[tuple[Candidate, ...]]]


@dataclass(frozen=True, slots=True)
class Rewrites:
    texts: tuple[Rewriting, ...] = ()
    call: ModelCall | None = None
    """None where the answer was known already."""
    dropped: tuple[str, ...] = ()
    """What the model wrote and is not searched for, with the reason, one sentence each; for the record."""

    @property
    def notice(self) -> str:
        """For people, and the record; empty where nothing else is searched for."""
        named = join([f"“{one.text}”" for one in self.texts])
        return f"Little is near to those words, so I also looked for {named}." if named else ""


# --- when -------------------------------------------------------------------------------------------------------------


def thin(candidates: Sequence[Candidate], query: Query) -> bool:
    """Whether words are all there is to go by, and fewer than `ENOUGH` of more than `FEW` candidates are near them."""
    if not query.text or query.required or query.wishes or query.like or len(candidates) <= FEW:
        return False
    return sum(c.dense is not None and c.dense >= NEAR for c in candidates) < ENOUGH


# --- the question -----------------------------------------------------------------------------------------------------


class Rewriter:
    """Asks no model twice for the same words under the same wishes."""

    def __init__(self, model: LanguageModel, catalogue: Catalogue) -> None:
        self.name = model.name
        self._model = model
        self._catalogue = catalogue
        self._kept: OrderedDict[Hashable, Rewrites] = OrderedDict()

    async def rewrite(self, profile: Profile, text: str) -> Rewrites:
        """Never raises but CancelledError: without an answer there are no texts, and the call says why."""
        asked = text, frozenset((p.constraint, p.strength) for p in profile.preferences), profile.rejected
        if asked in self._kept:
            self._kept.move_to_end(asked)
            return replace(self._kept[asked], call=None)
        done = await rewrite(self._model, self._catalogue, profile, text)
        if done.call and not done.call.trouble:
            self._kept[asked] = done
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return done


async def rewrite(model: LanguageModel, catalogue: Catalogue, profile: Profile, text: str) -> Rewrites:
    """As `Rewriter.rewrite`, and asks each time."""
    start, answer, trouble = perf_counter(), Answer(""), ""
    texts: tuple[Rewriting, ...] = ()
    dropped: tuple[str, ...] = ()
    try:
        answer = await model.ask(_prompt(catalogue, profile, text))
        texts, dropped = checked(answer.text, catalogue, profile, text)
        trouble = "" if texts or dropped else "an answer that is no rewriting"
    except ModelError as error:
        trouble = str(error)
    ms = round((perf_counter() - start) * 1000, 1)
    return Rewrites(texts, ModelCall(model.name, REWRITE, answer.tokens_in, answer.tokens_out, ms, trouble), dropped)


def _prompt(catalogue: Catalogue, profile: Profile, text: str) -> Prompt:
    domain = catalogue.domain
    words = {"noun": clipped(domain.noun, 30), "plural": clipped(domain.plural, 30), "language": domain.language}
    unwanted = dict.fromkeys(name for name, _ in refused(catalogue, profile))
    asked = f"They look for:\n{fenced(text, LONGEST_TEXT)}"
    if unwanted:
        asked += f"\nThey do not want:\n{fenced('; '.join(unwanted), LONGEST_REFUSALS)}"
    return Prompt(REWRITE, load_prompt(REWRITE).substitute(words), asked, longest=LONGEST_ANSWER)


# --- the search -------------------------------------------------------------------------------------------------------


async def searched(
    retrieve: Retrieve, query: Query, candidates: tuple[Candidate, ...], rewrites: Rewrites
) -> tuple[Candidate, ...]:
    """`candidates` of the query together with what the rewritings find under the same tests; at most `query.limit`."""
    found = [(candidates, 1.0)]
    for one in rewrites.texts:
        found.append((await retrieve(replace(query, text=one.text)), WORTH[one.kind]))
    return merged(found)[: query.limit] if rewrites.texts else candidates


def merged(found: Sequence[tuple[Sequence[Candidate], float]]) -> tuple[Candidate, ...]:
    """By weighted reciprocal rank; each with the best evidence there is of it, by weight."""
    rankings = [Ranking(np.array([c.row for c in some], dtype=np.int64), worth) for some, worth in found]
    rows, fused = fuse(rankings)
    seen: dict[int, Candidate] = {}
    for some, worth in found:
        for one in some:
            weighed = replace(one, dense=_times(one.dense, worth), lexical=_times(one.lexical, worth))
            seen[one.row] = _better(seen[one.row], weighed) if one.row in seen else weighed
    return tuple(replace(seen[int(row)], fused=float(score)) for row, score in zip(rows, fused, strict=True))


def _better(one: Candidate, other: Candidate) -> Candidate:
    return replace(one, dense=_most(one.dense, other.dense), lexical=_most(one.lexical, other.lexical))


def _times(evidence: float | None, worth: float) -> float | None:
    return None if evidence is None else evidence * worth


def _most(one: float | None, other: float | None) -> float | None:
    return max((known for known in (one, other) if known is not None), default=None)
