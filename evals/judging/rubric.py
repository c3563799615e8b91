"""By what conversations are judged: criteria, each with levels from the worst to the best, in a TOML file."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.scripting.places import line_of

OURS = Path(__file__).parent / "rubric.toml"


class BrokenRubric(Exception):
    """A rubric that nobody can judge by; its text is a sentence a line."""


class _Criterion(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern=r"^[a-z][a-z_]{0,30}$")
    asks: str = Field(min_length=1, max_length=500)
    levels: tuple[str, ...] = Field(min_length=2, max_length=7)


class _Rubric(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=80)
    criterion: tuple[_Criterion, ...] = Field(min_length=1, max_length=8)


@dataclass(frozen=True, slots=True)
class Criterion:
    name: str
    asks: str
    levels: tuple[str, ...]
    """The worst first."""


@dataclass(frozen=True, slots=True)
class Rubric:
    name: str
    criteria: tuple[Criterion, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(criterion.name for criterion in self.criteria)

    def told(self) -> str:
        """As a judge reads it."""
        return "\n".join(line for criterion in self.criteria for line in _lines(criterion))


def read_rubric(file: Path = OURS) -> Rubric:
    """Raises BrokenRubric."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        told = _Rubric.model_validate(tomllib.loads(text))
    except OSError as error:
        raise BrokenRubric(f'There is no rubric "{file}" that can be read ({error.strerror}).') from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenRubric(f'"{file}" is not TOML, or is cut short: {error}.') from error
    except ValidationError as error:
        raise BrokenRubric("\n".join(_sentences(error, text, file))) from error
    names = [one.name for one in told.criterion]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise BrokenRubric(f'"{file}": two criteria are called "{twice}"; give each a name of its own.')
    return Rubric(told.name, tuple(Criterion(one.name, one.asks, one.levels) for one in told.criterion))


def _sentences(error: ValidationError, text: str, file: Path) -> Iterator[str]:
    for one in error.errors():
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in one["loc"])
        known = ", ".join((_Criterion if len(one["loc"]) > 1 else _Rubric).model_fields)
        hint = f"; there are {known}" if one["type"] == "extra_forbidden" else ""
        yield f'"{file}", line {line_of(text, one["loc"])}: {key}: {one["msg"]}{hint}.'


def _lines(criterion: Criterion) -> Iterator[str]:
    yield f'"{criterion.name}": {criterion.asks}'
    yield from (f"  {number}: {level}" for number, level in enumerate(criterion.levels, 1))
