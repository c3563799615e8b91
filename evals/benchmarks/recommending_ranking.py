"""From what was overheard to ranked items: the product's retriever and scorer, with the parts of every score kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.benchmarks.recommending_figures import Hit, place
from evals.benchmarks.recommending_replay import Asked
from retrieval.retriever import Retriever
from retrieval.scorers.utility import Utility, shared_out

Parts = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One turn that counts: the candidates, and by part what each of them has."""

    dialogue: str
    names: tuple[str, ...]
    parts: Parts
    """Shape (parts, candidates), 0–1 each."""
    at: tuple[int | None, ...]
    """The places of the named items among the candidates; None for one that is not among them."""
    fresh: tuple[bool, ...]


def rank(asked: Asked, retriever: Retriever, scorer: Utility) -> Ranked:
    found = retriever.candidates(asked.query)
    places = {candidate.item_id: at for at, candidate in enumerate(found)}
    parts = scorer.parts(asked.query, found) if found else {}
    return Ranked(
        asked.dialogue,
        tuple(parts),
        np.array(list(parts.values()), dtype=np.float32).reshape(len(parts), len(found)),
        tuple(places.get(item) for item in asked.truths),
        tuple(item in asked.fresh for item in asked.truths),
    )


def hits(ranked: Iterable[Ranked], weights: Mapping[str, float], without: Sequence[str] = ()) -> Iterator[Hit]:
    """Under weights of the scorer; `without` some parts, as if there were nothing to go by for them."""
    for one in ranked:
        shares = shared_out(weights, [name for name in one.names if name not in without])
        each = np.array([shares.get(name, 0.0) for name in one.names])
        scores = np.asarray(each @ one.parts, dtype=np.float64)
        for at, fresh in zip(one.at, one.fresh, strict=True):
            yield Hit(one.dialogue, fresh, np.inf if at is None else place(scores, at))
