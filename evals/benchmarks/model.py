"""What a language model of known speed costs a turn: cards, whole reply, our own CPU, calls and tokens, path by path.

The model is a double (`evals.benchmarks.openai_double`) in a process of its own: real HTTP, a fixed time to the first
token, then a fixed rate. What it answers is written down here, so nothing in these figures is about quality.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from rich.table import Table

from agents.dialogue import ModelCall
from agents.events import CardsReady, Replied
from app.commands.progress import bars
from app.service import ChatService
from app.settings import Settings
from app.wiring import open_service
from evals.benchmarks.figures import Figures, Line, median, percentile, publish, table
from evals.benchmarks.fresh import in_new_process
from evals.benchmarks.openai_double import Behaviour, Request, serve_for_ever
from evals.benchmarks.staging import SYNTHETIC, build_synthetic, settings_in
from retrieval.embedder import Progress

LATENCY, RATE = 0.4, 50.0
"""Seconds to the first token, and tokens a second after it, as in part E of the published comparison."""
WARMING = 2.0
"""Seconds in which a catalogue does in the background what is no turn's."""
AGREED, DIFFERED, BUILTIN_MS, CPU_MS, TOKENS = 1.3, 2.3, 60.0, 40.0, 1_650.0


@dataclass(frozen=True, slots=True)
class Way:
    """A way through a turn: what is said, and what the model makes of it."""

    name: str
    utterance: str
    acts: Sequence[Mapping[str, object]] = ()
    language: str = "en"


def _wish(on: str, value: str, words: str) -> dict[str, object]:
    return {"do": "want", "on": on, "value": [value], "words": words}


SHOW = {"do": "any", "on": "", "value": [], "words": ""}
PATHS = (
    Way("certain", "just show me"),
    Way("agreed", "just show me a comedy from the nineties"),
    Way(
        "corrected",
        "just show me a comedy, my grandmother watches too",
        (_wish("moods", "heartwarming", "my grandmother watches too"),),
    ),
    Way("foreign", "montre-moi une comédie", (SHOW, _wish("genres", "comedy", "une comédie")), "fr"),
)


def answer(request: Request) -> str:
    """What the double answers: the path's acts, "right" where there are none, and a translation as it was marked."""
    messages = request["messages"]
    told = str(messages[-1]["content"]) if isinstance(messages, list) else ""
    if told.startswith("Translate"):
        return "Voici : " + told.split("<<<\n")[1].split("\n>>>")[0]
    path = max((p for p in PATHS if p.utterance in told), key=lambda p: len(p.utterance))
    if not path.acts:
        return '{"acts":"right"}'
    language = {} if path.language == "en" else {"language": path.language}
    return json.dumps({**language, "acts": path.acts}, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Sample:
    cards_ms: float
    reply_ms: float
    cpu_ms: float
    understood_by: str
    calls: tuple[ModelCall, ...]


def run(items: int, turns: int, latency: float, rate: float, as_json: bool, embedder: str = "minilm") -> None:
    with TemporaryDirectory(prefix="tastemaker-bench-") as folder:
        in_new_process(build, Path(folder), items, embedder)
        samples = in_new_process(measure, Path(folder), turns, latency, rate, embedder)
    rows = [figures(name, found, latency) for name, found in samples.items()]
    publish([draw(name, found, latency) for name, found in samples.items()], {"items": items, "rows": rows}, as_json)


def build(folder: Path, items: int, embedder: str) -> None:
    with bars() as progress:
        build_synthetic(settings_in(folder, embedder), items, progress)


def measure(folder: Path, turns: int, latency: float, rate: float, embedder: str) -> dict[str, list[Sample]]:
    with bars() as progress, double(latency, rate) as url:
        settings = settings_in(folder, embedder).model_copy(update={"model": "openai:double", "model_url": url})
        return asyncio.run(_measure(settings, turns, progress))


async def _measure(settings: Settings, turns: int, progress: Progress) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {path.name: [] for path in PATHS}
    async with opened(settings) as service:
        for done in range(-1, turns):  # one round that is not counted: the client is made, caches fill
            for path in PATHS:
                sample = await _turn(service, path.utterance)
                if done >= 0:
                    samples[path.name].append(sample)
            progress("turns of each path", done + 1, turns)
    return samples


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[ChatService]:
    service = await open_service(settings)
    try:
        await service.world(SYNTHETIC)
        await asyncio.sleep(WARMING)
        yield service
    finally:
        await service.close()


async def _turn(service: ChatService, utterance: str) -> Sample:
    conversation = await service.start(SYNTHETIC)
    cards = 0.0
    last: Replied | None = None
    cpu, start = process_time(), perf_counter()
    async for event in service.say(conversation.conversation.id, conversation.token, utterance):
        if isinstance(event, CardsReady):
            cards = (perf_counter() - start) * 1000
        elif isinstance(event, Replied):
            last = event
    end, cpu_ms = perf_counter(), (process_time() - cpu) * 1000
    if last is None or last.reading is None or not cards:
        raise RuntimeError(f"The turn {utterance!r} ended without cards.")
    return Sample(cards, (end - start) * 1000, cpu_ms, last.reply.understood_by, last.reading.calls)


# --- the double -------------------------------------------------------------------------------------------------------


@contextmanager
def double(latency: float, rate: float) -> Iterator[str]:
    """Its address; it runs in another process, so that its CPU is not counted as ours."""
    command = [sys.executable, "-m", "evals.benchmarks.model", str(latency), str(rate)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise RuntimeError("the double has no output to tell its address on")
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


# --- figures ----------------------------------------------------------------------------------------------------------


def figures(name: str, samples: Sequence[Sample], latency: float) -> Figures:
    cards, replies = [s.cards_ms for s in samples], [s.reply_ms for s in samples]
    return {
        "path": name,
        "turns": len(samples),
        "understood_by": samples[0].understood_by,
        "calls": max(len(s.calls) for s in samples),
        "tokens_in": round(median([sum(c.tokens_in for c in s.calls) for s in samples])),
        "tokens_out": round(median([sum(c.tokens_out for c in s.calls) for s in samples])),
        "cards_p50_ms": round(median(cards), 1),
        "cards_p95_ms": round(percentile(cards, 0.95), 1),
        "cards_in_latencies": round(median(cards) / 1000 / latency, 2),
        "reply_p50_ms": round(median(replies), 1),
        "cpu_ms": round(median([s.cpu_ms for s in samples]), 1),
    }


def draw(name: str, samples: Sequence[Sample], latency: float) -> Table:
    row = figures(name, samples, latency)
    value = {key: float(str(row[key])) for key in row if key not in ("path", "understood_by")}
    in_latencies = {"agreed": AGREED, "corrected": DIFFERED, "foreign": DIFFERED}.get(name)
    cards = BUILTIN_MS if name == "certain" else None
    lines = [
        Line("cards, p50", value["cards_p50_ms"], "ms", cards),
        Line("cards, p95", value["cards_p95_ms"], "ms"),
        Line("cards, p50, in latencies", value["cards_in_latencies"], "L", in_latencies),
        Line("whole reply, p50", value["reply_p50_ms"], "ms"),
        Line("our CPU, median", value["cpu_ms"], "ms", CPU_MS),
        Line("calls", value["calls"], "", 2),
        Line("tokens, in and out", value["tokens_in"] + value["tokens_out"], "", TOKENS),
    ]
    return table(f"{name}: {row['understood_by']}, {len(samples)} turns", lines)


if __name__ == "__main__":
    asyncio.run(serve_for_ever(Behaviour(answer, first_token=float(sys.argv[1]), rate=float(sys.argv[2]))))
