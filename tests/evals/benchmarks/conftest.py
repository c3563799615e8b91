from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from evals.benchmarks import importing, turn

P = ParamSpec("P")
T = TypeVar("T")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Everything in this process and nothing in the owner's folder: what is measured is of no interest here."""

    def in_this_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path / "var"))
    for module in (turn, importing):
        monkeypatch.setattr(module, "in_new_process", in_this_process)
    return tmp_path
