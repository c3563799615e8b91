"""What a language model answered while a script was played, kept beside it, and told again without the model.

A cassette is JSON Lines: a head, a line for each question with its answer, and an end that tells how many there are.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from agents.models.model import Answer, Choice, LanguageModel, ModelError, Prompt
from evals.scripting.reading import Read, ScriptError

FORMAT = 1
FOLDER = "cassettes"
CUT_OFF = "cut off while it was recorded"
AGAIN = "record it again with: tastemaker eval run --cassette record"
Way = Literal["record", "replay"]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Head(_Line):
    cassette: int
    script: str
    model: str


class _Told(_Line):
    key: str
    prompt: str
    answer: Answer | None = None
    choices: tuple[Choice, ...] | None = None
    trouble: str = ""
    unavailable: bool = False

    def raise_trouble(self) -> None:
        if self.trouble:
            raise ModelError(self.trouble, unavailable=self.unavailable)


class _End(_Line):
    end: int


T = TypeVar("T", bound=_Line)


@dataclass(slots=True)
class Tape:
    """One script's cassette while it is recorded or replayed."""

    path: Path
    script: str
    model: str
    told: dict[str, list[_Told]] = field(default_factory=dict)
    """By key: a question that was asked several times is answered in that order; the last answer stays."""
    missed: list[str] = field(default_factory=list)
    """A sentence for each question that is not on it."""

    def keep(self, told: _Told) -> None:
        self.told.setdefault(told.key, []).append(told)

    def tell(self, key: str, prompt: str) -> _Told:
        """Raises ModelError where it is not on the cassette; that is remembered, as the product gets over it."""
        several = self.told.get(key)
        if not several:
            others = sorted({one.prompt for found in self.told.values() for one in found})
            hint = "" if prompt in others else f", which knows {', '.join(others) or 'no question'} only"
            self.missed.append(f'the question "{prompt}" is not on {self.path}{hint}; {AGAIN}')
            raise ModelError("not on the cassette", free=True)
        return several.pop(0) if len(several) > 1 else several[0]

    def save(self) -> None:
        lines: list[Mapping[str, object]] = [{"cassette": FORMAT, "script": self.script, "model": self.model}]
        lines += [one.model_dump(exclude_defaults=True) for several in self.told.values() for one in several]
        lines.append({"end": len(lines) - 1})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        draft.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
        draft.replace(self.path)


PLAYING: ContextVar[Tape | None] = ContextVar("playing", default=None)
"""The cassette of the script that is being played in this task."""


class Taped:
    """A language model that is recorded; without one, what was recorded."""

    def __init__(self, name: str, model: LanguageModel | None = None) -> None:
        self.name = name
        self._model = model

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        key, tape = key_of([prompt]), _tape()
        if self._model is None:
            told = tape.tell(key, prompt.name)
            told.raise_trouble()
            answer = told.answer or Answer("")
            if on_text and answer.text:
                on_text(answer.text)
            return answer
        try:
            answer = await self._model.ask(prompt, on_text)
        except (ModelError, asyncio.CancelledError) as error:
            tape.keep(_trouble(key, prompt.name, error))
            raise
        tape.keep(_Told(key=key, prompt=prompt.name, answer=answer))
        return answer

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        name = prompts[0].name if prompts else ""
        key, tape = key_of(prompts, options), _tape()
        if self._model is None:
            told = tape.tell(key, name)
            told.raise_trouble()
            return told.choices or ()
        try:
            choices = await self._model.choose(prompts, options)
        except (ModelError, asyncio.CancelledError) as error:
            tape.keep(_trouble(key, name, error))
            raise
        tape.keep(_Told(key=key, prompt=name, choices=choices))
        return choices

    def warm(self) -> None:
        if self._model:
            self._model.warm()

    async def close(self) -> None:
        if self._model:
            await self._model.close()


def key_of(prompts: Sequence[Prompt], options: Sequence[str] = ()) -> str:
    """Equal questions have equal keys: all that is sent is in it."""
    sent = [[asdict(prompt) for prompt in prompts], list(options)]
    return sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()[:20]


def _tape() -> Tape:
    tape = PLAYING.get()
    if tape is None:
        raise ModelError("no script is being played", free=True)
    return tape


def _trouble(key: str, prompt: str, error: BaseException) -> _Told:
    if isinstance(error, ModelError):
        return _Told(key=key, prompt=prompt, trouble=str(error), unavailable=error.unavailable)
    return _Told(key=key, prompt=prompt, trouble=CUT_OFF)


# --- files ------------------------------------------------------------------------------------------------------------


def path_of(script: Read) -> Path:
    return script.path.parent / FOLDER / f"{script.path.stem}.jsonl"


def blank(script: Read, model: str) -> Tape:
    return Tape(path_of(script), script.name, model)


def load(script: Read) -> Tape:
    """Raises ScriptError: there is none, it is of another version, damaged, or cut short."""
    path = path_of(script)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise ScriptError(f'There is no cassette of "{script.name}" at {path}; {AGAIN}') from error
    head = _parsed(_Head, path, lines, 0)
    if head.cassette != FORMAT:
        raise ScriptError(
            f"{path}, line 1: recorded by another version (format {head.cassette}, here {FORMAT}); {AGAIN}"
        )
    if len(lines) < 2 or not lines[-1].startswith('{"end"'):
        raise ScriptError(f"{path}, line {len(lines)}: the cassette is cut short; {AGAIN}")
    tape = Tape(path, script.name, head.model)
    for place in range(1, len(lines) - 1):
        tape.keep(_parsed(_Told, path, lines, place))
    if _parsed(_End, path, lines, len(lines) - 1).end != len(lines) - 2:
        raise ScriptError(f"{path}, line {len(lines)}: lines of the cassette are missing; {AGAIN}")
    return tape


def _parsed(kind: type[T], path: Path, lines: Sequence[str], place: int) -> T:
    text = lines[place] if place < len(lines) else ""
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise ScriptError(f"{path}, line {place + 1}: this is no line of a cassette; {AGAIN}") from error
