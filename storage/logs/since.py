"""When something is taken to have happened of which a log tells no time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Since:
    at: datetime
    """With its time zone."""
    told: str
    """Where it comes from, for people."""

    @classmethod
    def of(cls, path: Path, at: datetime | None = None) -> "Since":
        """What the owner says, else when the file was last written. Raises OSError if it is not there."""
        if at:
            return cls(at, "as you said")
        changed = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
        return cls(changed, "when the file was last written; say --at for another time")
