"""What a judge answers: `{"A":2,"B":0}`, a grade a letter; and what is read of an answer, whatever stands around it."""

import re
from collections.abc import Mapping, Sequence

from agents.scorers._prompting import LETTERS

GRADES = ("0", "1", "2", "3")
BEST = len(GRADES) - 1
_GRADE = re.compile(r"(?<!\w)(?P<letter>[A-Z])[\"'*`]*\s*[:=]\s*[\"'*`]*(?P<grade>-?\d+(?:\.\d+)?)(?!\w)", re.ASCII)


def schema(count: int) -> Mapping[str, object]:
    """Of a grade for each of the first `count` letters, and nothing else."""
    letters = list(LETTERS[:count])
    grade = {"type": "integer", "enum": list(range(BEST + 1))}
    return {
        "type": "object",
        "properties": dict.fromkeys(letters, grade),
        "required": letters,
        "additionalProperties": False,
    }


def form(count: int) -> str:
    """What is asked for after the items, for models whose server holds them to no schema."""
    return "The grades, as {" + ",".join(f'"{letter}":GRADE' for letter in LETTERS[:count]) + "}:"


def read(text: str, count: int) -> Mapping[int, float]:
    """Whole grades by the place of their letter. None for what has no grade, two different ones, or one that is none.

    Letters beyond `count` are passed over.
    """
    named: dict[int, set[str]] = {}
    for found in _GRADE.finditer(text):
        grade = found["grade"].removesuffix(".0")
        named.setdefault(LETTERS.index(found["letter"]), set()).add(grade)
    return {
        place: float(next(iter(grades)))
        for place, grades in named.items()
        if place < count and len(grades) == 1 and grades <= set(GRADES)
    }


def expected(likelihoods: Sequence[float]) -> float | None:
    """The mean grade, 0–3, by how likely each is (Liu et al. 2023, arXiv 2303.16634); None where nothing is known."""
    if len(likelihoods) != len(GRADES) or not all(0 <= one <= 1 for one in likelihoods):
        return None
    if max(likelihoods) - min(likelihoods) < 1e-9:
        return None
    return sum(grade * one for grade, one in enumerate(likelihoods)) / sum(likelihoods)
