"""Language models; the name of a module is the kind of a model's spec. There may be none: `builtin`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from agents.models.model import LanguageModel

BUILTIN = "builtin"
NOT_A_KIND = ("asking", "costs", "model", "patience", "spending")
"""Nor are modules with an underscore in their name: those are parts of a kind."""


@dataclass(frozen=True, slots=True)
class Access:
    """How a model is reached. `key` is a function, so that no repr, log or traceback can show it."""

    url: str = ""
    key: Callable[[], str] = lambda: ""
    timeout: float = 4.0
    """Seconds for one question with all its retries."""
    retries: int = 2


class ModelSpecError(ValueError):
    """There is no such model; its text is a sentence for people."""


class _Kind(Protocol):
    def open_model(self, detail: str, access: Access) -> LanguageModel: ...


def load_model(spec: str, access: Access) -> LanguageModel | None:
    """The model that `kind:detail` names, not connected yet; None for `builtin`.

    Raises ModelSpecError for a kind there is none of or a detail the kind doesn't know.
    """
    kind, _, detail = spec.partition(":")
    if spec == BUILTIN:
        return None
    module = f"{__name__}.{kind}"
    if not kind.isidentifier() or kind not in kinds():
        names = " or ".join(f"{name}:NAME" for name in kinds())
        raise ModelSpecError(f'There is no model "{spec}"; write builtin or {names}.')
    return cast(_Kind, import_module(module)).open_model(detail, access)


def kinds() -> tuple[str, ...]:
    return tuple(
        sorted(p.stem for p in Path(__file__).parent.glob("[!_]*.py") if p.stem not in NOT_A_KIND and "_" not in p.stem)
    )
