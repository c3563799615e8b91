"""Which conversations training is told of, and how they are split."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records import Channel
from storage.store import StoreError

SIMULATED: tuple[Channel, ...] = ("eval",)
"""Channels of conversations that programs had with the product to measure it."""


class BadFilters(StoreError):
    pass


@dataclass(frozen=True, slots=True)
class Filters:
    catalogue: str = ""
    """Empty: all of them."""
    since: datetime | None = None
    """Conversations opened then or later; with its time zone."""
    until: datetime | None = None
    """Conversations opened before then."""
    channels: tuple[Channel, ...] = ()
    """Empty: all but those of simulated people."""
    consent: Literal["given", "not-refused"] = "not-refused"
    split_by: Literal["person", "time"] = "person"
    shares: tuple[float, float, float] = (0.8, 0.1, 0.1)
    """Of train, valid and test: of people, or of conversations in the order of time."""
    min_trust: float = 0.0
    """0–1: conversations of people who are trusted less are left out, as at 0 are those who are not trusted at all."""

    def __post_init__(self) -> None:
        if min(self.shares) < 0 or not math.isclose(sum(self.shares), 1):
            written = ", ".join(f"{share:g}" for share in self.shares)
            raise BadFilters(
                f'The shares of train, valid and test are "{written}"; they must be 0 or more and sum to 1.'
            )
        if not 0 <= self.min_trust <= 1:
            raise BadFilters(f'The least trust is "{self.min_trust:g}"; it must be from 0 to 1.')
        for moment in (self.since, self.until):
            if moment and moment.tzinfo is None:
                raise BadFilters(f'The time "{moment.isoformat()}" has no time zone; give it one, such as +00:00.')
        if self.since and self.until and self.since >= self.until:
            raise BadFilters(
                f'Nothing lies from "{self.since.isoformat()}" until "{self.until.isoformat()}"; '
                "the first must be the earlier one."
            )
