"""Ratings of any scale as the 1 to 5 stars that are stored."""

import re
from dataclasses import dataclass

LOW, HIGH = 1.0, 5.0
HALF = 0.5


class ScaleError(ValueError):
    """Its text is for people."""


@dataclass(frozen=True, slots=True)
class Scale:
    """`low` and `high` of a log's ratings; without them, ratings are stars already."""

    low: float | None = None
    high: float | None = None

    @classmethod
    def read(cls, text: str) -> "Scale":
        """ "0-10". Raises ScaleError."""
        if not text:
            return cls()
        found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|to|\.\.)\s*(-?\d+(?:\.\d+)?)\s*", text)
        if not found or float(found[1]) >= float(found[2]):
            raise ScaleError(f"“{text}” is no scale of ratings; write LOW-HIGH, such as 0-10.")
        return cls(float(found[1]), float(found[2]))

    def stars(self, rating: float) -> float | None:
        """None for a rating off the scale. Half a star is kept as one, the lowest there is."""
        if self.low is None or self.high is None:
            return max(rating, LOW) if HALF <= rating <= HIGH else None
        if not self.low <= rating <= self.high:
            return None
        return LOW + (rating - self.low) / (self.high - self.low) * (HIGH - LOW)

    @property
    def plain(self) -> bool:
        """Ratings are stars already."""
        return self.low is None or self.high is None

    def __str__(self) -> str:
        return "1 to 5" if self.plain else f"{self.low:g} to {self.high:g}"


STARS = Scale()
