"""Beside us, in the same run: the sixty lines of LangGraph, langchain-chroma and one call that one would write instead.

The double gives the rival's model the first three films that it was handed. So its time, tokens and memory are real,
and what it hands its model is; which three a good model would pick is not. `possible` tells how often any model
could have picked three that keep the wishes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from agents.events import CardsReady
from app.commands.progress import bars
from app.wiring import open_embedder, open_shelf
from evals.benchmarks import rival_starts
from evals.benchmarks.figures import Figures
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.model_double import double
from evals.benchmarks.model_turns import opened, seen
from evals.benchmarks.model_ways import FIRST, said
from evals.benchmarks.rival_figures import figures
from evals.benchmarks.rival_requests import Request, requests
from evals.benchmarks.staging import SYNTHETIC, settings_in
from retrieval.catalogue import Catalogue

if TYPE_CHECKING:
    from evals.benchmarks.rival_shop import Assistant, RivalSample

NEEDED = ("langchain_chroma", "langchain_openai")
MISSING = "The rival is left out: it needs packages of the extra `dev`; `uv pip install -e '.[dev]'` installs them."
VARIANTS = {"prose": False, "structured": True}
REQUESTS, AT_ONCE, STARTS = 30, 8, 3


def missing() -> str:
    """A sentence on what to install; empty if the rival can be asked."""
    return "" if all(find_spec(name) for name in NEEDED) else MISSING


def measured(folder: Path, embedder: str, turns: int, speed: tuple[float, float]) -> Figures:
    """`folder` holds the built catalogue; the rival's store comes beside it. All in processes of their own."""
    in_new_process(stock, folder, embedder)
    rows = [in_new_process(turns_of, folder, embedder, name, turns, speed) for name in VARIANTS]
    with double(*speed) as url:
        starts = {
            name: rival_starts.middle([in_new_process(start, folder, embedder, url) for _ in range(STARTS)])
            for name, start in (("ours", rival_starts.ours), ("rival", rival_starts.rivals))
        }
    kept = {"ours": in_new_process(kept_by_us, folder, embedder), "rival": in_new_process(kept_by_it, folder, embedder)}
    return {"rows": [row for found in rows for row in found], "starts": starts, "wishes": kept}


def stock(folder: Path, embedder: str) -> None:
    from evals.benchmarks.rival_shop import fill, open_store

    settings = settings_in(folder, embedder)
    with bars() as progress:
        fill(open_store(folder / "rival", open_embedder(settings)), open_shelf(settings).load(SYNTHETIC), progress)


# --- turns ------------------------------------------------------------------------------------------------------------


def turns_of(folder: Path, embedder: str, variant: str, turns: int, speed: tuple[float, float]) -> list[Figures]:
    with bars() as progress, double(*speed) as url:
        assistant = _assistant(folder, embedder, url, variant)
        told = asyncio.run(_turns(assistant, variant, turns, url))
        progress(f"the rival: {variant}", turns, turns)
    return told


async def _turns(assistant: "Assistant", variant: str, turns: int, url: str) -> list[Figures]:
    from evals.benchmarks.rival_shop import conversation

    structured, number = VARIANTS[variant], count()
    samples: tuple[list[RivalSample], list[RivalSample]] = ([], [])
    for done in range(-1, turns):
        await seen(url)
        thread: list[RivalSample] = []
        for one in await conversation(assistant, [said(FIRST, next(number)), FIRST.then], structured):
            thread.append(one)
        trips = sorted(await seen(url), key=lambda trip: trip.began)
        if done >= 0:
            samples[0].append(replace(thread[0], trips=tuple(trips[:1])))
            samples[1].append(replace(thread[1], trips=tuple(trips[1:])))
    alone = [
        figures(f"{variant}, {turn}", found) for turn, found in zip(("first turn", "follow-up"), samples, strict=True)
    ]
    cpu = process_time()
    many = await asyncio.gather(
        *(conversation(assistant, [said(FIRST, next(number))], structured) for _ in range(AT_ONCE))
    )
    cpu_ms = (process_time() - cpu) * 1000 / AT_ONCE
    together = [replace(one, cpu_ms=cpu_ms) for talk in many for one in talk]
    return [*alone, figures(f"{variant}, first turn, {AT_ONCE} at once", together, counted=False)]


def _assistant(folder: Path, embedder: str, url: str, variant: str) -> "Assistant":
    from evals.benchmarks.rival_shop import open_assistant

    return open_assistant(
        folder / "rival", open_embedder(settings_in(folder, embedder)), url, structured=VARIANTS[variant]
    )


# --- hard wishes ------------------------------------------------------------------------------------------------------


def kept_by_us(folder: Path, embedder: str) -> Figures:
    """Through the product as it comes, without a model."""
    settings = settings_in(folder, embedder)
    catalogue = open_shelf(settings).load(SYNTHETIC)

    async def shown(asked: Sequence[Request]) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        async with opened(settings) as service:
            for request in asked:
                begun = await service.start(SYNTHETIC)
                events = [e async for e in service.say(begun.conversation.id, begun.token, request.utterance)]
                found.append(next((e.slate.item_ids for e in events if isinstance(e, CardsReady)), ()))
        return found

    asked = requests(catalogue, REQUESTS)
    slates = asyncio.run(shown(asked))
    keeps = [_keeps(request, i, catalogue) for request, ids in zip(asked, slates, strict=True) for i in ids]
    return {
        "requests": len(asked),
        "shown": len(keeps),
        "violations": keeps.count(False),
        "empty": sum(not ids for ids in slates),
    }


def kept_by_it(folder: Path, embedder: str) -> Figures:
    """Its picks are the first three of what its store found; `handed` are all that it found."""
    from evals.benchmarks.rival_shop import conversation

    catalogue = open_shelf(settings_in(folder, embedder)).load(SYNTHETIC)
    asked = requests(catalogue, REQUESTS)

    async def answered(url: str) -> "list[RivalSample]":
        assistant = _assistant(folder, embedder, url, "structured")
        return [(await conversation(assistant, [one.utterance], structured=True))[0] for one in asked]

    with double(0.0, 1e6) as url:
        told = asyncio.run(answered(url))
    handed = [[_keeps(request, i, catalogue) for i in one.found] for request, one in zip(asked, told, strict=True)]
    picked = [kept for keeps, one in zip(handed, told, strict=True) for kept in keeps[: len(one.titles)]]
    return {
        "requests": len(asked),
        "shown": len(picked),
        "violations": picked.count(False),
        "handed": sum(map(len, handed)),
        "handed_that_keep": sum(map(sum, handed)),
        "possible": sum(sum(keeps) >= 3 for keeps in handed),
    }


def _keeps(request: Request, item_id: str, catalogue: Catalogue) -> bool:
    item = catalogue.find(item_id)
    return item is not None and request.kept_by(item)
