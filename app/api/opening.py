"""Which catalogues a caller may open; those of others are as if they were not there."""

from fastapi import Security
from fastapi.security import APIKeyHeader, HTTPBearer

from app.api.parts import Parts
from app.api.problems import ProblemError, shortened
from app.security.caller import Caller

BY_KEY = Security(
    APIKeyHeader(
        name="X-Tastemaker-Key",
        scheme_name="key",
        auto_error=False,
        description="A site, server or owner key (`tastemaker keys create`). On one's own machine none is needed.",
    )
)
BY_TOKEN = Security(
    HTTPBearer(
        scheme_name="conversation",
        auto_error=False,
        description="The token that came with the conversation; it opens that one alone.",
    )
)
"""For the documentation; `app.security.door` is what checks."""


def theirs(parts: Parts, caller: Caller) -> tuple[str, ...]:
    return tuple(name for name in parts.service.catalogues() if caller.may_open(name))


def require(parts: Parts, caller: Caller, catalogue: str) -> None:
    """Raises ProblemError, with what there is instead."""
    there = theirs(parts, caller)
    if catalogue not in there:
        have = f"There are {', '.join(there)}." if there else "There is none yet."
        raise ProblemError("not-found", f"There is no catalogue “{shortened(catalogue)}”. {have}")
