"""What a judge is asked: two conversations, or one, as material between fences, and the form of the answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from agents.models.model import Prompt
from agents.prompts import CLOSE, OPEN, clipped
from evals.judging.rubric import Rubric
from evals.results import Played

Line = tuple[str, str]
"""Who says it, and what."""
MOST_LINES, LONGEST_LINE = 60, 400
LONGEST_ANSWER = 150
"""Tokens: a word for each of eight criteria, and what stands around them."""

Side = Literal["first", "second", "same"]
SIDES: tuple[Side, ...] = ("first", "second", "same")
_SIDES = TypeAdapter(dict[str, Side])
_LEVELS = TypeAdapter(dict[str, int])


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as a judge sees it."""

    what: str
    """What is recommended, such as "films"."""
    lines: tuple[Line, ...]

    def fenced(self) -> str:
        """What is beyond `MOST_LINES` is left out, and said to be."""
        shown = [f"{who}: {clipped(text, LONGEST_LINE)}" for who, text in self.lines[:MOST_LINES]]
        left = len(self.lines) - len(shown)
        return "\n".join((OPEN, *shown, *([f"({left} more lines)"] if left > 0 else []), CLOSE))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer that is not what was asked for: it is counted, and nothing is guessed from it."""

    why: str


def talk_of(played: Played) -> Talk:
    return Talk(played.domain, tuple(_lines(played)))


def comparing(rubric: Rubric, first: Talk, second: Talk) -> Prompt:
    user = f"The first:\n{first.fenced()}\nThe second:\n{second.fenced()}\nYour answer:"
    return _prompt("compare.v1", rubric, first.what, user, {"type": "string", "enum": list(SIDES)})


def scoring(rubric: Rubric, talk: Talk) -> Prompt:
    most = max(len(criterion.levels) for criterion in rubric.criteria)
    form = {"type": "integer", "minimum": 1, "maximum": most}
    return _prompt("score.v1", rubric, talk.what, f"The conversation:\n{talk.fenced()}\nYour answer:", form)


def read_sides(text: str, rubric: Rubric) -> Mapping[str, Side] | Unreadable:
    """All criteria, and nothing else."""
    try:
        found = _SIDES.validate_json(_bare(text), strict=True)
    except ValidationError as error:
        return Unreadable(error.errors()[0]["msg"])
    return found if set(found) == set(rubric.names) else Unreadable(_other(found, rubric))


def read_levels(text: str, rubric: Rubric) -> Mapping[str, int] | Unreadable:
    try:
        found = _LEVELS.validate_json(_bare(text), strict=True)
    except ValidationError as error:
        return Unreadable(error.errors()[0]["msg"])
    if set(found) != set(rubric.names):
        return Unreadable(_other(found, rubric))
    beyond = [one.name for one in rubric.criteria if not 1 <= found[one.name] <= len(one.levels)]
    return Unreadable(f"no such level of {beyond[0]}") if beyond else found


def _prompt(name: str, rubric: Rubric, what: str, user: str, form: Mapping[str, object]) -> Prompt:
    system = _template(name).substitute(what=clipped(what, 60), criteria=rubric.told())
    schema = {
        "type": "object",
        "properties": dict.fromkeys(rubric.names, form),
        "required": list(rubric.names),
        "additionalProperties": False,
    }
    return Prompt(f"{name} {rubric.name}", system, user, schema, LONGEST_ANSWER)


def _lines(played: Played) -> Iterator[Line]:
    for turn in played.turns:
        yield "Person", turn.utterance
        yield "Assistant", turn.text
        yield from (("Card", f"{card.title}: {card.why}" if card.why else card.title) for card in turn.cards)


def _bare(text: str) -> str:
    """Without the marks of a code block, which some models cannot leave out."""
    return text.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()


def _other(found: Iterable[str], rubric: Rubric) -> str:
    return f"tells of {', '.join(sorted(found)) or 'nothing'}, asked for {', '.join(rubric.names)}"


@cache
def _template(name: str) -> Template:
    return Template((Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8").strip())
