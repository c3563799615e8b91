"""Errors that are sentences already end a command as such; anything else is ours and keeps its traceback."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def as_sentences() -> Iterator[None]:
    from agents.models import ModelSpecError
    from app.duels import ChallengerError
    from app.security.addresses import ProxyError
    from app.security.limits import LimitError
    from app.security.origins import OriginError
    from app.security.secret import SecretError
    from app.security.trouble import SecurityError
    from retrieval.embedders.minilm import WeightsError
    from retrieval.index import UnusableIndexError
    from retrieval.shelf import ShelfError
    from storage.store import StoreError

    try:
        yield
    except UnusableIndexError as error:
        way_out = "For a bundled catalogue: tastemaker prepare --again; else import its file again."
        raise SystemExit(f"{error} {way_out}") from error
    except (ModelSpecError, SecurityError, ShelfError, StoreError, WeightsError) as error:
        raise SystemExit(str(error)) from error
    except (ChallengerError, LimitError, OriginError, ProxyError, SecretError) as error:
        raise SystemExit(str(error)) from error
