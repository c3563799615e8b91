"""Scorers that need no language model; the name of a module is the kind of a scorer's spec."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from retrieval.columns import Columns
from retrieval.scorer import Scorer


class _Kind(Protocol):
    def open_scorer(self, detail: str, columns: Columns) -> Scorer: ...


def load_scorer(spec: str, columns: Columns) -> Scorer:
    """The scorer that `kind` or `kind:detail` names, for one catalogue.

    Raises ValueError for a kind there is none of, or a detail the kind doesn't know.
    """
    kind, _, detail = spec.partition(":")
    module = f"{__name__}.{kind.replace('-', '_')}"
    if not kind.replace("-", "").isalnum() or find_spec(module) is None:
        raise ValueError(f"There is no scorer {spec!r}; there are: {', '.join(kinds())}.")
    return cast(_Kind, import_module(module)).open_scorer(detail, columns)


def kinds() -> tuple[str, ...]:
    return tuple(sorted(p.stem.replace("_", "-") for p in Path(__file__).parent.glob("[!_]*.py")))
