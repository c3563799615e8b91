"""Logs without secrets: keys, tokens and passwords are cut from messages, their arguments and tracebacks."""

import logging
import re
from collections.abc import Callable
from typing import Final

_CUT: Final = (
    (re.compile(r"\btm_(site|server|owner|identity)_[A-Za-z0-9_-]+"), r"tm_\1_…"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), "eyJ…"),
    (re.compile(r"(authorization\W{1,6}b?\W?(?:bearer|basic)\s+)(?!…)[^\s'\",;)\]}]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"\b(Bearer|Basic)(\s+|%20)[A-Za-z0-9._~+/=-]{12,}", re.IGNORECASE), r"\1 …"),
    (re.compile(r"\bsk-[A-Za-z0-9_-]{12,}"), "sk-…"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/@]+@", re.IGNORECASE), r"\1:…@"),
    (
        re.compile(
            r"((?:api[-_]?key|token|secret|password)[\"']?\s*[=:]\s*[\"']?)(?!…)[^\s\"',;&)}\]]{8,}", re.IGNORECASE
        ),
        r"\1…",
    ),
)


def masked(words: str) -> str:
    """The words with … in place of what opens something."""
    for pattern, instead in _CUT:
        words = pattern.sub(instead, words)
    return words


class Redaction(logging.Filter):
    """Lets every record through, without its secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = _said(record)
        if (cut := masked(said)) != said:
            record.msg, record.args = cut, None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            # A formatter takes the text that is there, and makes none of its own.
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True


def install() -> None:
    """For all loggers and handlers of the process, those to come too. Installing it again changes nothing."""
    make = logging.getLogRecordFactory()
    if isinstance(make, _Masking):
        return
    logging.setLogRecordFactory(_Masking(make))


class _Masking:
    """Records are cut where they are made: a filter on a logger does not see what loggers below it hand up."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make
        self._redaction = Redaction()

    def __call__(self, *args: object, **kwargs: object) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        self._redaction.filter(record)
        return record


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # The caller's mistake: what they meant is said as far as it can be.
        return f"{record.msg} {record.args}"
