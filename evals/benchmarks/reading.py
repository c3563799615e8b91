"""What reading an utterance costs: the built-in reader alone, over synthetic catalogues, with and without its embedder.

What is said are the templates of `bench turn`, filled anew, half of them with three items on the table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from agents.dialogue import Conversation, Explanation, Move, Recommendation, Reply, Slate, Turn
from agents.understanding.builtin import BuiltinReader
from app.wiring import open_embedder
from evals.benchmarks.figures import Figures, Line, median, percentile, publish, table
from evals.benchmarks.staging import films, settings_in
from evals.benchmarks.synthetic import recombined
from evals.benchmarks.talks import Script, read_talks
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder
from retrieval.scorer import Score

SIZES = (2_000, 10_000)
P95_MS = 10.0
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reading:
    items: int
    warm_ms: float
    """What the reader builds before the first utterance."""
    samples_ms: tuple[float, ...]
    without_embedder_ms: tuple[float, ...]

    def figures(self) -> Figures:
        return {
            "items": self.items,
            "warm_ms": round(self.warm_ms, 1),
            "p50_ms": round(median(self.samples_ms), 3),
            "p95_ms": round(percentile(self.samples_ms, 0.95), 3),
            "rules_p50_ms": round(median(self.without_embedder_ms), 3),
            "rules_p95_ms": round(percentile(self.without_embedder_ms, 0.95), 3),
        }

    def lines(self) -> Iterator[Line]:
        yield Line("p50", median(self.samples_ms), "ms")
        yield Line("p95", percentile(self.samples_ms, 0.95), "ms", P95_MS)
        yield Line("p95 of the rules alone", percentile(self.without_embedder_ms, 0.95), "ms")
        yield Line("warming up", self.warm_ms, "ms")


def run(sizes: Sequence[int], utterances: int, as_json: bool, embedder: str) -> None:
    """Measures and publishes; the sizes in turn."""
    with TemporaryDirectory() as folder:
        opened = open_embedder(settings_in(Path(folder), embedder))
        found = [measure(size, utterances, opened) for size in sizes or SIZES]
    tables = [table(f"Reading, {one.items:,} items", one.lines()) for one in found]
    publish(tables, {"rows": [one.figures() for one in found]}, as_json)


def measure(items: int, utterances: int, embedder: Embedder) -> Reading:
    catalogue = recombined(films(), items)
    start = perf_counter()
    reader = BuiltinReader(catalogue, embedder)
    reader.warm()
    warm_ms = (perf_counter() - start) * 1000
    said = list(islice(_said(catalogue), utterances))
    rules = BuiltinReader(catalogue)
    rules.warm()
    return Reading(items, warm_ms, tuple(_timed(reader, said)), tuple(_timed(rules, said)))


def _timed(reader: BuiltinReader, said: Sequence[tuple[str, Conversation]]) -> Iterator[float]:
    for utterance, conversation in said:
        start = perf_counter()
        reader.read(utterance, conversation)
        yield (perf_counter() - start) * 1000


def _said(catalogue: Catalogue) -> Iterator[tuple[str, Conversation]]:
    script = Script(catalogue)
    scenes = cycle((Conversation("bench", catalogue.name), shown(catalogue)))
    for template in cycle(template for talk in read_talks() for template in talk):
        yield from ((utterance, next(scenes)) for utterance in script.say(template, None))


def shown(catalogue: Catalogue) -> Conversation:
    """A conversation whose last reply showed the catalogue's first items."""
    score = Score(0.5, {}, "bench", "1")
    cards = [
        Recommendation(f"i{rank}", item.id, rank, score, Explanation((), ""))
        for rank, item in enumerate(catalogue.items[:SHOWN], start=1)
    ]
    reply = Reply(Move.RECOMMEND, "", Slate("s", catalogue.version, tuple(cards)))
    return Conversation("bench", catalogue.name, (Turn(1, "hello", reply=reply),))
