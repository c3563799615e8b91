"""What evaluations leave behind: conversations as they went, what was checked of them, and the figures of a run."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

RUNS = Path("var/evals")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation, met or not."""

    name: str
    passed: bool
    reason: str
    """Always told: what was found, whether it passed or not."""
    turn: int = 0
    """From 1; 0: of the whole conversation."""


@dataclass(frozen=True, slots=True)
class Card:
    item_id: str
    title: str
    rank: int
    """From 1."""
    why: str


@dataclass(frozen=True, slots=True)
class PlayedTurn:
    number: int
    """From 1."""
    utterance: str
    text: str
    """The reply."""
    move: str
    cards: tuple[Card, ...]
    question: str
    """The attribute asked about, or empty."""
    wishes: tuple[str, ...]
    """Every wish after the turn, as "must runtime <= 95"."""
    ms: float
    calls: int
    """Of language models."""
    tokens: int


@dataclass(frozen=True, slots=True)
class Played:
    """One conversation, played from a script or with a simulated person."""

    name: str
    domain: str
    kind: Literal["script", "simulated"]
    persona: str
    seed: int
    turns: tuple[PlayedTurn, ...]
    checks: tuple[Check, ...]
    figures: Mapping[str, float] = field(default_factory=dict)
    known: str = ""
    """Why it is known to fail: an honest miss, which stops nobody."""

    @property
    def failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class Run:
    label: str
    product: str
    """Version and commit."""
    model: str
    scorer: str
    seed: int
    played: tuple[Played, ...]
    figures: Mapping[str, float] = field(default_factory=dict)


class BrokenRun(Exception):
    """A saved run that is absent or damaged; its text says where."""


_PLAYED = TypeAdapter(Played)
_HEAD = TypeAdapter(dict[str, str | int | dict[str, float]])


def save(run: Run, folder: Path) -> None:
    """As `run.json` and `played.jsonl`, a conversation a line; what was there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    head = asdict(run)
    played = head.pop("played")
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in played]
    (folder / "played.jsonl").write_text("".join(lines), encoding="utf-8")
    told = {"format": FORMAT, "conversations": len(lines), **head}
    (folder / "run.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def load(folder: Path) -> Run:
    """Raises BrokenRun: there is none, it is of another format, or it was cut short."""
    head_file, played_file = folder / "run.json", folder / "played.jsonl"
    try:
        head = _HEAD.validate_json(head_file.read_text(encoding="utf-8"))
        played = tuple(_played(played_file))
    except FileNotFoundError as error:
        raise BrokenRun(f'There is no saved run in "{folder}": {error.filename} is missing.') from error
    except ValidationError as error:
        raise BrokenRun(f'"{head_file}" is not the head of a saved run: {error.errors()[0]["msg"]}.') from error
    if head.pop("format", 0) != FORMAT:
        raise BrokenRun(f'"{head_file}" was saved by another version; play it again with: tastemaker eval run')
    if head.pop("conversations", -1) != len(played):
        raise BrokenRun(f'"{played_file}" is cut short: it holds {len(played)} conversations; {head_file} tells more.')
    return TypeAdapter(Run).validate_python({**head, "played": played})


def _played(file: Path) -> Iterator[Played]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield _PLAYED.validate_json(line)
        except ValidationError as error:
            raise BrokenRun(f'"{file}", line {number}: not a conversation ({error.errors()[0]["msg"]}).') from error
