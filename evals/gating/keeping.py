"""What was accepted, as it stands in the repository: figures and names, a line a conversation; nobody's words.

Of a script it holds how many expectations it has and which of them fail, of a simulated person the figures and a
digest of the first utterance, which tells whether it is still the same person.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from evals.results import BrokenRun, Check, Played, Run

ACCEPTED = Path(__file__).parent.parent / "accepted"
FORMAT = 1
FIGURES = (
    "success",
    "satisfaction",
    "regret",
    "turns",
    "questions",
    "wasted",
    "broken",
    "repeated",
    "asked_again",
    "misheard",
    "leaks",
)
"""What is kept of a person; none of them is a time."""


@dataclass(frozen=True, slots=True)
class Head:
    format: int
    product: str
    seed: int
    scripts: int
    people: int


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    domain: str
    checks: int
    persona: str = ""
    seed: int = 0
    failed: tuple[str, ...] = ()
    """As "2 move": the turn and the expectation."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    domain: str
    persona: str
    seed: int
    began: str
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    run: Run
    """Conversations without their turns."""
    began: dict[tuple[str, str], str]
    """By domain and name of a person: digest of the first utterance."""


Line = TypeVar("Line", Head, Script, Person)


def keep(run: Run, folder: Path = ACCEPTED) -> None:
    """What was there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    scripts = [_script(one) for one in run.played if one.kind == "script"]
    people = [_person(one) for one in run.played if one.kind == "simulated"]
    head = Head(FORMAT, run.product, run.seed, len(scripts), len(people))
    (folder / "scripts.jsonl").write_text("".join(map(_line, scripts)), encoding="utf-8")
    (folder / "people.jsonl").write_text("".join(map(_line, people)), encoding="utf-8")
    (folder / "head.json").write_text(_line(head), encoding="utf-8")


def accepted(folder: Path = ACCEPTED) -> Accepted | None:
    """None until one was accepted. Raises BrokenRun, with file and line."""
    if not (folder / "head.json").exists():
        return None
    (head,) = _read(folder / "head.json", TypeAdapter(Head))
    if head.format != FORMAT:
        raise BrokenRun(f'"{folder}" was accepted by another version; accept anew with: tastemaker eval gate --accept')
    scripts = list(_read(folder / "scripts.jsonl", TypeAdapter(Script)))
    people = list(_read(folder / "people.jsonl", TypeAdapter(Person)))
    if (len(scripts), len(people)) != (head.scripts, head.people):
        raise BrokenRun(
            f'"{folder}" is cut short: it holds {len(scripts)} scripts and {len(people)} people, '
            f"head.json tells of {head.scripts} and {head.people}."
        )
    played = (*map(_played_script, scripts), *map(_played_person, people))
    run = Run("accepted", head.product, "builtin", "utility", head.seed, played)
    return Accepted(run, {(one.domain, one.name): one.began for one in people})


def began(one: Played) -> str:
    return sha256(one.turns[0].utterance.encode()).hexdigest()[:8] if one.turns else ""


def _script(one: Played) -> Script:
    failed = tuple(f"{check.turn} {check.name}" for check in one.failures)
    return Script(one.name, one.domain, len(one.checks), one.persona, one.seed, failed)


def _person(one: Played) -> Person:
    figures = {name: _short(one.figures[name]) for name in FIGURES if name in one.figures}
    return Person(one.name, one.domain, one.persona, one.seed, began(one), figures)


def _short(value: float) -> float:
    """7 instead of 7.0."""
    return int(value) if value == int(value) else value


def _line(one: Head | Script | Person) -> str:
    """Without what is empty, and without a script's seed, which it seldom has."""
    told = {
        name: value for name, value in asdict(one).items() if value not in ("", ()) and (name, value) != ("seed", 0)
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


def _played_script(one: Script) -> Played:
    failed = [_check(told) for told in one.failed]
    met = [Check("met", True, "")] * (one.checks - len(failed))
    return Played(one.name, one.domain, "script", one.persona, one.seed, (), (*met, *failed))


def _check(told: str) -> Check:
    turn, _, name = told.partition(" ")
    return Check(name, False, "it failed when accepted", int(turn))


def _played_person(one: Person) -> Played:
    return Played(one.name, one.domain, "simulated", one.persona, one.seed, (), (), one.figures)


def _read(file: Path, reads: TypeAdapter[Line]) -> Iterator[Line]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise BrokenRun(f'"{file}" is missing; accept anew with: tastemaker eval gate --accept') from error
    for number, line in enumerate(lines, 1):
        try:
            yield reads.validate_json(line)
        except ValidationError as error:
            raise BrokenRun(f'"{file}", line {number}: {error.errors()[0]["msg"]}.') from error
