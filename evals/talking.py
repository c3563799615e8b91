"""Written conversations, held over HTTP: is it quick, and does every recommendation keep every hard wish?"""

import asyncio
import json
import statistics
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import httpx2

from app.client import Api, ApiError, Talk
from app.wire import shapes
from retrieval.catalogue import Constraint, Item, Operator


@dataclass(frozen=True, slots=True)
class Told:
    """One turn as it went."""

    utterance: str
    ms: float
    answered: shapes.Answered


@dataclass(frozen=True, slots=True)
class Figures:
    conversations: int
    turns: int
    recommended: int
    violations: tuple[str, ...]
    """A sentence for each recommendation that breaks a hard wish; there must be none."""
    p50_ms: float
    p95_ms: float
    """Of a whole answer, from sending to the last byte."""


def scripts(text: str) -> Iterator[list[str]]:
    """An utterance a line; an empty line begins another conversation, and what begins with # is a remark."""
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    script: list[str] = []
    for line in [*lines, ""]:
        if line:
            script.append(line)
        elif script:
            yield script
            script = []


async def held(api: Api, catalogue: str, script: Iterable[str]) -> tuple[list[Told], list[str]]:
    """The turns of one conversation, and a sentence for each recommendation that breaks a hard wish."""
    talk = await api.open(catalogue, "eval")
    told = [await _turn(talk, utterance) for utterance in script]
    broken = [sentence for one in told for sentence in await _broken(api, catalogue, one)]
    await talk.forget()
    return told, broken


async def _turn(talk: Talk, utterance: str) -> Told:
    begun = perf_counter()
    answered = await talk.say(utterance)
    return Told(utterance, (perf_counter() - begun) * 1000, answered)


async def _broken(api: Api, catalogue: str, told: Told) -> list[str]:
    hard = [wish for wish in told.answered.profile.preferences if wish.strength in ("must", "never")]
    found = []
    for one in told.answered.reply.recommendations if hard else ():
        item = await api.item(catalogue, one.item_id)
        found += [
            f"“{told.utterance}”: {item.title} is not {w.words} ({w.strength})" for w in hard if not kept(w, item)
        ]
    return found


def kept(wish: shapes.Preference, item: shapes.Item) -> bool:
    """Worked out anew from the item's values, not from what the answer says of itself."""
    test = Constraint(wish.attribute, Operator(wish.operator), wish.value)
    values = {
        name: float(v) if isinstance(v, int) and not isinstance(v, bool) else v for name, v in item.values.items()
    }
    return test.accepts(Item(item.id, item.title, values)) != (wish.strength == "never")


async def measure(url: str, catalogue: str, key: str, text: str) -> Figures:
    """Raises ApiError, and httpx2.TransportError where there is no server."""
    async with Api(url, key) as api:
        talks = [await held(api, catalogue, script) for script in scripts(text)]
    turns = [told for told_all, _ in talks for told in told_all]
    times = [told.ms for told in turns] or [0.0]
    return Figures(
        conversations=len(talks),
        turns=len(turns),
        recommended=sum(len(told.answered.reply.recommendations) for told in turns),
        violations=tuple(sentence for _, broken in talks for sentence in broken),
        p50_ms=round(statistics.median(times), 1),
        p95_ms=round(statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0], 1),
    )


def run(url: str, catalogue: str, key: str, file: Path, out: Path | None, as_json: bool) -> None:
    """Raises SystemExit: with 1 if a hard wish was broken, with a sentence if there is nobody to talk to."""
    try:
        figures = asyncio.run(measure(url, catalogue, key, file.read_text(encoding="utf-8")))
    except ApiError as error:
        raise SystemExit(str(error)) from error
    except httpx2.TransportError as error:
        raise SystemExit(f"Nobody answers at {url} ({error}). Start one with: tastemaker serve") from error
    line = json.dumps(asdict(figures), ensure_ascii=False)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(line + "\n", encoding="utf-8")
    sys.stdout.write(f"{line if as_json else chr(10).join(lines(figures))}\n")
    if figures.violations:
        raise SystemExit(1)


def lines(figures: Figures) -> list[str]:
    verdict = "every one keeps every hard wish" if not figures.violations else "these break a hard wish:"
    return [
        f"{figures.conversations:,} conversations, {figures.turns:,} turns: p50 {figures.p50_ms:,.0f} ms, "
        f"p95 {figures.p95_ms:,.0f} ms",
        f"{figures.recommended:,} recommendations; {verdict}",
        *(f"  {sentence}" for sentence in figures.violations),
    ]
