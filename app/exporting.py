"""Stored conversations as training data: the store, the catalogue, the scrubber and the secret put together."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from app.security.secret import open_secret
from app.settings import Settings
from app.wiring import open_shelf
from retrieval.embedder import Progress, silent
from storage.engine import open_engine
from storage.exports.counting import conversations_about
from storage.exports.format import ExportError, Format
from storage.exports.shelf import ItemShelf
from storage.exports.writing import Exported, export
from storage.labels.filters import Filters
from storage.labels.reading import Training
from storage.scrubbing import Scrubber


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations to export, and how."""

    catalogue: str
    since: datetime | None = None
    until: datetime | None = None
    consent: Literal["given", "not-refused"] = "not-refused"
    split_by: Literal["person", "time"] = "person"
    synthetic: bool = False

    @property
    def filters(self) -> Filters:
        return Filters(
            catalogue=self.catalogue,
            since=self.since,
            until=self.until,
            consent=self.consent,
            split_by=self.split_by,
        )

    def told(self) -> dict[str, object]:
        """As the manifest says it."""
        return {
            "catalogue": self.catalogue,
            "since": self.since,
            "until": self.until,
            "consent": self.consent,
            "split_by": self.split_by,
            "shares": self.filters.shares,
        }


def export_conversations(
    form: Format, wanted: Wanted, out: Path, settings: Settings, force: bool = False, progress: Progress = silent
) -> Exported:
    """Raises ExportError, ShelfError for a catalogue that there is not, StoreError, SecretError."""
    items = ItemShelf(open_shelf(settings).load(wanted.catalogue))
    secret = open_secret(settings.var / "secret", settings.secret.get_secret_value())
    scrubber = Scrubber()
    engine = open_engine(settings.database_url)
    try:
        expected = _expected(conversations_about(engine), wanted.catalogue)
        training = Training(engine, wanted.filters, scrubber, secret)
        return export(
            form,
            training.told(),
            items,
            out,
            filters=wanted.told(),
            totals=lambda: {**training.totals.figures(), "scrubbed": dict(sorted(scrubber.replaced.items()))},
            synthetic=wanted.synthetic,
            force=force,
            progress=progress,
            expected=expected,
        )
    finally:
        engine.dispose()


def _expected(about: dict[str, int], catalogue: str) -> int:
    if count := about.get(catalogue, 0):
        return count
    others = ", ".join(f"“{name}” ({count:,})" for name, count in sorted(about.items()))
    hint = f"There are some about {others}: name it with --catalogue." if others else "Talk first: tastemaker chat."
    raise ExportError(f"There are no conversations about “{catalogue}” to export. {hint}")
