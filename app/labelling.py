"""The labels of stored conversations: the store, the scrubber and the secret put together."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from glob import escape
from pathlib import Path

from app.security.secret import open_secret
from app.settings import Settings
from retrieval.embedder import Progress, silent
from storage.engine import open_engine
from storage.exports.files import Hashed, dumped, open_writer
from storage.exports.format import Columns, Kind, Table
from storage.labels.explaining import Explained, explained
from storage.labels.filters import Filters
from storage.labels.label import Label
from storage.labels.reading import Training
from storage.labels.tally import Tally
from storage.labels.told import Told
from storage.labels.totals import Totals
from storage.scrubbing import scrub
from storage.store import StoreError

KINDS: dict[str, Kind] = {".jsonl": "jsonl", ".parquet": "parquet"}
NUMBERS = ("relevance", "weight", "confidence", "propensity", "examination", "trust")
COLUMNS: Columns = {
    "person": "text",
    "split": "text",
    **{
        one.name: "number" if one.name in NUMBERS else "whole" if one.name in ("turn", "version") else "text"
        for one in fields(Label)
    },
    "clipped": "flag",
}
EVERY = 500
"""Conversations between two signs of progress."""

Write = Callable[[Told], None]


class NoLabels(StoreError):
    pass


class BadPlace(StoreError):
    pass


@dataclass(frozen=True, slots=True)
class Labelled:
    catalogue: str
    tally: Tally
    totals: Totals

    def figures(self) -> dict[str, object]:
        suspects = [
            {"person": one.person, **_plain(asdict(one.conduct)), "trust": one.conduct.trust}
            for one in self.totals.suspects
        ]
        return {
            "catalogue": self.catalogue,
            **self.tally.figures(),
            "read": self.totals.figures(),
            "suspects": suspects,
        }


def label_conversations(
    catalogue: str, settings: Settings, out: Path | None = None, force: bool = False, progress: Progress = silent
) -> Labelled:
    """Counts the labels and, with `out`, writes them there, whole or not at all.

    Raises StoreUnavailable, SecretError; BadPlace where `out` cannot be written, or is there and `force` is not given;
    NoLabels if nothing is to be written.
    """
    secret = open_secret(settings.var / "secret", settings.secret.get_secret_value())
    engine = open_engine(settings.database_url)
    tally = Tally()
    try:
        training = Training(engine, Filters(catalogue=catalogue), scrub, secret)
        with _writing(out, force) as write:
            for done, told in enumerate(training.told(), 1):
                tally.add(told)
                write(told)
                if done % EVERY == 0:
                    progress("Labelling conversations", done, 0)
            if out and not tally.labels:
                raise NoLabels(
                    f"Nobody said anything of what was shown of “{catalogue}” yet, so there are no labels; "
                    f"“{out}” was not written."
                )
    finally:
        engine.dispose()
    return Labelled(catalogue, tally, training.totals)


def explain_impression(impression_id: str, settings: Settings) -> Explained:
    """Raises NoSuchImpression, StoreUnavailable."""
    engine = open_engine(settings.database_url)
    try:
        return explained(engine, impression_id)
    finally:
        engine.dispose()


def check_place(out: Path | None, force: bool) -> None:
    """Raises BadPlace; to be known before anything long, or dear, begins."""
    if out and out.suffix not in KINDS:
        raise BadPlace(f"“{out.name}” ends in neither .jsonl nor .parquet, the two that labels can be written as.")
    if out and out.exists() and not force:
        raise BadPlace(f"“{out}” is there already. Replace it with --force, or name another file with --out.")


@contextmanager
def _writing(out: Path | None, force: bool) -> Iterator[Write]:
    """What writes a conversation's labels to a draft beside `out`, which takes its place at the end."""
    if out is None:
        yield lambda told: None
        return
    check_place(out, force)
    draft = out.with_name(f".{out.name}.draft-{os.getpid()}")
    try:
        _sweep(out)
        file = Hashed(draft)
    except OSError as error:
        raise BadPlace(f"“{out}” cannot be written: {error.strerror or error}.") from error
    try:
        writer = open_writer(file, Table(out.name, COLUMNS, KINDS[out.suffix]), COLUMNS)

        def write(told: Told) -> None:
            for label in told.labels:
                row = {"person": told.person, "split": told.split, **asdict(label)}
                writer.write(row, dumped(row))

        yield write
        writer.close()
        draft.replace(out)
    except OSError as error:
        raise BadPlace(f"“{out}” cannot be written: {error.strerror or error}.") from error
    finally:
        file.abandon()
        with suppress(FileNotFoundError):
            draft.unlink()


def _sweep(out: Path) -> None:
    """Removes the drafts that killed runs left."""
    for draft in out.parent.glob(f".{escape(out.name)}.draft-*"):
        number = draft.name.rpartition("-")[2]
        if number.isdecimal() and not _runs(int(number)):
            draft.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _plain(conduct: dict[str, float]) -> dict[str, float | None]:
    """JSON knows no infinity."""
    return {name: value if value != float("inf") else None for name, value in conduct.items()}
