"""What turns text into vectors. The embedders themselves are modules of `retrieval.embedders`."""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def silent(step: str, done: int, total: int) -> None:
    """The progress nobody watches."""


class Embedder(Protocol):
    """Equal names mean equal vectors for equal texts: whoever changes the vectors changes the name.

    The name is part of folder and collection names: letters, digits and hyphens only.
    """

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 a text, in their order; an empty text gets a row like any other. Safe in threads."""
        ...


class _Kind(Protocol):
    def open_embedder(self, detail: str, cache: Path, progress: Progress) -> Embedder: ...


def load_embedder(spec: str, cache: Path, progress: Progress = silent) -> Embedder:
    """The embedder that `kind` or `kind:detail` names; `cache` is where it may keep what it builds.

    Raises ValueError for a kind there is none of, or a detail the kind doesn't know.
    """
    kind, _, detail = spec.partition(":")
    module = f"retrieval.embedders.{kind.replace('-', '_')}"
    if not kind.replace("-", "").isalnum() or find_spec(module) is None:
        raise ValueError(f"There is no embedder {spec!r}; there are: {', '.join(kinds())}.")
    return cast(_Kind, import_module(module)).open_embedder(detail, cache, progress)


def kinds() -> tuple[str, ...]:
    folder = Path(__file__).with_name("embedders")
    return tuple(sorted(p.stem.replace("_", "-") for p in folder.glob("[!_]*.py")))
