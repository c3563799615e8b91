"""What goes wrong at providers behind LangChain, in our words. They share no errors, only habits."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from typing import TypeGuard

from agents.models import ModelSpecError
from agents.models.model import ModelError
from agents.models.openai_wire import REFUSED, status_reason

KEY = "TASTEMAKER_MODEL_KEY"
OURS = __name__.partition(".")[0]
CLIENTS_RAISE = (
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Python's own errors that clients let out: of a connection, of an answer in a shape that they don't expect."""


class Unsupported(ModelError):
    """The provider, or what LangChain has for it, doesn't take such a question."""


def is_the_providers(error: BaseException | None) -> TypeGuard[Exception]:
    """Whether its kind is of a package that isn't ours, or is one of Python's that clients let out."""
    module = type(error).__module__
    if module == "builtins":
        return isinstance(error, CLIENTS_RAISE)
    return isinstance(error, Exception) and module.partition(".")[0] != OURS


class InOurWords(AbstractContextManager[None]):
    """What the provider raises inside is raised as it is `told`. Whatever else is raised stays itself."""

    def __init__(self, told: Callable[[Exception], Exception]) -> None:
        self._told = told

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if is_the_providers(error):
            raise self._told(error) from None


def as_model_error() -> InOurWords:
    """Around calls of the provider and nothing else. Never its own text: that may repeat what was sent, or the key."""
    return InOurWords(_unanswered)


def model_opening(spec: str, provider: str) -> InOurWords:
    """Around the opening of a model: ModelSpecError says what it needs."""
    return InOurWords(partial(_unopened, spec, provider))


def _unanswered(error: Exception) -> ModelError:
    if isinstance(error, NotImplementedError | TypeError | ValueError):
        return Unsupported(_reason(error), unavailable=True, free=True)
    status = _status(error)
    kind = Unsupported if status in REFUSED else ModelError
    return kind(_reason(error), unavailable=True, free=bool(status))


def _unopened(spec: str, provider: str, error: Exception) -> ModelSpecError:
    if isinstance(error, ImportError):
        package = error.name.partition(".")[0].replace("_", "-") if error.name else f"langchain-{provider}"
        return ModelSpecError(
            f'"{spec}" needs the package of its provider, "{package}", which is not installed: pip install {package}.'
        )
    if isinstance(error, ValueError) and "Unsupported provider" in str(error):
        return ModelSpecError(
            f'LangChain knows no provider "{provider}"; write one that it does, such as langchain:anthropic:NAME.'
        )
    return ModelSpecError(f'"{spec}" can\'t be opened ({type(error).__name__}); does it need a key? Set {KEY}.')


def _reason(error: Exception) -> str:
    name = type(error).__name__
    status = _status(error)
    if status:
        return status_reason(status)
    if "Timeout" in name:
        return "timeout"
    if isinstance(error, OSError) or "Connect" in name:
        return "cannot be reached"
    return f"no answer ({name})"


def _status(error: Exception) -> int:
    """The HTTP status where there was one; 0 else."""
    for holder in (error, getattr(error, "response", None)):
        for name in ("status_code", "status", "code"):
            status = getattr(holder, name, None)
            if isinstance(status, int) and 400 <= status < 600:
                return int(status)
    return 0
