"""What an import did with every row: kept, repaired, or left out and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LISTED = 200
"""How many left-out rows a report lists; all are counted."""
SHOWN = 60
"""Longest piece of an offending value that is repeated to people."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was left out. `line` is the row's line in the file, or its number where the format has no lines."""

    line: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column!r}" if self.column else f"line {self.line}"
        return f'{place}: {self.reason} "{self.value}"' if self.value else f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """`warnings` counts what was repaired or dropped inside rows that were kept, by sentence."""

    rows: int
    kept: int
    left_out: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "kept": self.kept,
            "left_out": self.left_out,
            "problems": [
                {"line": p.line, "column": p.column, "reason": p.reason, "value": p.value} for p in self.problems
            ],
            "warnings": dict(self.warnings),
        }

    def lines(self) -> list[str]:
        """The report for people, one sentence a line."""
        kept = f"{self.kept:,} of {self.rows:,} rows became items."
        more = self.left_out - len(self.problems)
        return [
            kept if not self.left_out else f"{kept} {self.left_out:,} were left out:",
            *(f"  {problem}" for problem in self.problems),
            *([f"  and {more:,} more like these"] if more > 0 else []),
            *(f"{count:,} × {sentence}" for sentence, count in self.warnings.items()),
        ]


class Tally:
    """Counts while rows stream by; `report` says what it came to."""

    def __init__(self) -> None:
        self.rows = 0
        self.left_out = 0
        self.problems: list[Problem] = []
        self.warnings: dict[str, int] = {}

    def reject(self, problem: Problem) -> None:
        self.left_out += 1
        if len(self.problems) < LISTED:
            self.problems.append(problem)

    def warn(self, sentence: str, times: int = 1) -> None:
        self.warnings[sentence] = self.warnings.get(sentence, 0) + times

    def report(self, kept: int) -> Report:
        problems = tuple(sorted(self.problems, key=lambda problem: problem.line))
        warnings = dict(sorted(self.warnings.items(), key=lambda entry: -entry[1]))
        return Report(self.rows, kept, self.left_out, problems, warnings)


def shorten(value: object) -> str:
    """A value as a report may repeat it: one line, at most `SHOWN` characters."""
    text = " ".join(str(value)[: SHOWN * 4].split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def listed(words: Iterable[str]) -> str:
    """Names in one sentence: `"a", "b" and "c"`."""
    *head, last = [f'"{word}"' for word in words] or [""]
    return f"{', '.join(head)} and {last}" if head else last
