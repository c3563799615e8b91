"""Scorers that ask a language model about the best by the first scorer; a module's name is a kind, as in settings."""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from agents.grading import Examples, SecondScorer, no_examples
from agents.models.model import LanguageModel
from agents.scorers._judging import Judge, JudgedScorer
from agents.scorers._prompting import Prompter
from retrieval.catalogue import Catalogue

FIRST = "utility"
"""Scores before a language model does, and where it is no help."""
PREFIX = "llm-"


class _Kind(Protocol):
    def open_judge(self, model: LanguageModel, prompter: Prompter) -> Judge: ...


def load_second_scorer(
    spec: str, model: LanguageModel | None, catalogue: Catalogue, examples: Examples = no_examples
) -> SecondScorer | None:
    """The one that the setting names; None for a first scorer such as `utility`, which needs no model.

    Raises ValueError for an `llm-` scorer there is none of, or that has no model to ask.
    """
    if not spec.startswith(PREFIX):
        return None
    if spec not in kinds():
        raise ValueError(f"There is no scorer {spec!r}; with a language model there are: {', '.join(kinds())}.")
    if model is None:
        raise ValueError(f"The scorer {spec!r} asks a language model, and there is none: set one, or use {FIRST!r}.")
    prompter = Prompter(catalogue)
    kind = cast(_Kind, import_module(f"{__name__}.{spec.replace('-', '_')}"))
    return JudgedScorer(kind.open_judge(model, prompter), prompter, examples)


def first_scorer(spec: str) -> str:
    """What scores first under a setting: itself, or `utility` before a scorer with a language model."""
    return FIRST if spec.startswith(PREFIX) else spec


def kinds() -> tuple[str, ...]:
    return tuple(sorted(p.stem.replace("_", "-") for p in Path(__file__).parent.glob("[!_]*.py")))
