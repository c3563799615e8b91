"""What goes wrong at providers behind LangChain, in our words. They share no errors, only habits."""

from collections.abc import Iterator
from contextlib import contextmanager

from agents.models import ModelSpecError
from agents.models.model import ModelError
from agents.models.openai_wire import REFUSED, status_reason

KEY = "TASTEMAKER_MODEL_KEY"


class Unsupported(ModelError):
    """The provider, or what LangChain has for it, doesn't take such a question."""


@contextmanager
def as_model_error() -> Iterator[None]:
    """Never the provider's own text: it may repeat what was sent, or the key."""
    try:
        yield
    except ModelError:
        raise
    except (NotImplementedError, TypeError, ValueError) as error:
        raise Unsupported(_reason(error), unavailable=True, free=True) from None
    except Exception as error:  # noqa: BLE001  every provider has errors of its own, without a common base
        kind = Unsupported if _status(error) in REFUSED else ModelError
        raise kind(_reason(error), unavailable=True, free=bool(_status(error))) from None


@contextmanager
def model_opening(spec: str, provider: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        package = error.name.partition(".")[0].replace("_", "-") if error.name else f"langchain-{provider}"
        raise ModelSpecError(
            f'"{spec}" needs the package of its provider, "{package}", which is not installed: pip install {package}.'
        ) from None
    except Exception as error:  # noqa: BLE001  as above; at this point most likely a key that is missing
        unknown = isinstance(error, ValueError) and "Unsupported provider" in str(error)
        raise ModelSpecError(
            f'LangChain knows no provider "{provider}"; write one that it does, such as langchain:anthropic:NAME.'
            if unknown
            else f'"{spec}" can\'t be opened ({type(error).__name__}); does it need a key? Set {KEY}.'
        ) from None


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
