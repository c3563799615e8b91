"""From a file to a catalogue in force: read, infer, keep the owner's edits, build, index, publish."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import retrieval
from retrieval.catalogue import Catalogue, Domain
from retrieval.domain_file import DomainFileError, domain_from_table, domain_table, read_domain, write_domain
from retrieval.embedder import Progress, silent
from retrieval.importing.build import build_catalogue
from retrieval.importing.edits import with_edits, without_dangling
from retrieval.importing.infer import infer
from retrieval.importing.mapping import Mapped, mapped
from retrieval.importing.nouns import catalogue_name
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Report, Tally, listed
from retrieval.importing.rows import BadFileError, Limits, RawRow
from retrieval.importing.survey import survey
from retrieval.shelf import Shelf, ShelfError

IndexBuilder = Callable[[Catalogue, str | None, Progress], None]
"""Given a catalogue and the version before it, makes it ready to be searched."""

TROUBLES = (BadFileError, DomainFileError, ShelfError)
"""What an import can fail with that is the file's or the owner's to mend; their text is for people."""

BUNDLED = Path(retrieval.__file__).parent / "domains"
REPORTED = 5_000
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    catalogue: Catalogue
    report: Report
    roles: dict[str, str]
    empty: tuple[str, ...] = ()
    """Columns without a single value, which were left out."""
    previous: str = ""
    """The version in force before; empty if there was none."""
    edits: Path | None = None
    """The domain file that the owner may edit; None after a dry run."""

    @property
    def unchanged(self) -> bool:
        return self.previous == self.catalogue.version


@dataclass(frozen=True, slots=True)
class _Draft:
    domain: Domain
    roles: dict[str, str]
    inferred: Domain
    """Without the owner's edits and without `mapping`."""
    inferred_roles: dict[str, str]
    empty: tuple[str, ...] = field(default=())


def import_catalogue(
    path: Path,
    *,
    name: str = "",
    mapping: Sequence[str] = (),
    shelf: Shelf,
    index_builder: IndexBuilder,
    progress: Progress = silent,
    limits: Limits | None = None,
) -> ImportResult:
    """Puts the file's catalogue in force, or changes nothing at all.

    `mapping` are `column=role` entries. Raises one of TROUBLES, with a sentence.
    """
    called = name or catalogue_name(path)
    with shelf.lock(called):
        draft = _draft(path, called, mapping, shelf, progress, limits or Limits())
        catalogue, report = _built(path, draft, progress, limits or Limits())
        previous = shelf.current(called)
        shelf.stage(catalogue, report)
        index_builder(catalogue, previous or None, progress)
        edits = shelf.home(called) / "domain.toml"
        write_domain(edits, draft.domain, draft.roles)
        write_domain(edits.with_name(".inferred.toml"), draft.inferred, draft.inferred_roles)
        shelf.publish(called, catalogue.version)
        shelf.remove_old(called)
    return ImportResult(catalogue, report, draft.roles, draft.empty, previous, edits)


def dry_run(
    path: Path,
    *,
    name: str = "",
    mapping: Sequence[str] = (),
    shelf: Shelf,
    progress: Progress = silent,
    limits: Limits | None = None,
) -> ImportResult:
    """What an import would give, without leaving a trace. Raises one of TROUBLES."""
    called = name or catalogue_name(path)
    draft = _draft(path, called, mapping, shelf, progress, limits or Limits())
    catalogue, report = _built(path, draft, progress, limits or Limits())
    return ImportResult(catalogue, report, draft.roles, draft.empty, shelf.current(called))


def prepare_bundled(
    name: str, *, shelf: Shelf, index_builder: IndexBuilder, progress: Progress = silent
) -> ImportResult:
    """Puts a bundled catalogue in force; quick if it already is. Raises one of TROUBLES."""
    folder = BUNDLED / name
    if not (folder / "domain.toml").exists():
        there = listed(sorted(entry.parent.name for entry in BUNDLED.glob("*/domain.toml")))
        raise ShelfError(f'There is no bundled catalogue "{name}". There are {there}.')
    with shelf.lock(name):
        domain, roles = read_domain(folder / "domain.toml")
        tally = Tally()
        catalogue, report = build_catalogue(read_rows(folder / "items.jsonl", tally), domain, roles, tally=tally)
        previous = shelf.current(name)
        if previous != catalogue.version:
            shelf.stage(catalogue, report)
        index_builder(catalogue, previous or None, progress)
        if previous != catalogue.version:
            shelf.publish(name, catalogue.version)
            shelf.remove_old(name)
    return ImportResult(catalogue, report, dict(roles), (), previous)


# --- the steps --------------------------------------------------------------------------------------------------------


def _draft(path: Path, name: str, mapping: Sequence[str], shelf: Shelf, progress: Progress, limits: Limits) -> _Draft:
    """The domain as it will be, from the file, from what the owner says now and from what they edited before."""
    home = shelf.home(name)
    tally = Tally()
    seen = survey(_told(read_rows(path, tally, limits), "Looking at the file", progress), limits)
    if not seen.columns:
        raise BadFileError(_no_rows(path, tally))
    told = mapped(mapping, (*seen.columns, *seen.empty))
    inferred, inferred_roles = infer(seen, path, name, Mapped())
    wanted, wanted_roles = infer(seen, path, name, told) if mapping else (inferred, inferred_roles)
    domain, roles = _edited(home / "domain.toml", domain_table(wanted, wanted_roles), name)
    if "title" not in roles:
        columns = listed(seen.columns)
        raise BadFileError(f"No column of {path} looks like a title. Say which is: COLUMN=title. There are {columns}.")
    return _Draft(domain, dict(roles), inferred, dict(inferred_roles), seen.empty)


def _edited(path: Path, inferred: dict[str, object], name: str) -> tuple[Domain, dict[str, str]]:
    """The inferred domain with what the owner changed in the file since the last import."""
    if path.exists():
        read_domain(path)  # a mistake in it is told with its line, before anything is built on it
        last = path.with_name(".inferred.toml")
        before = tomllib.loads(last.read_text(encoding="utf-8")) if last.exists() else {}
        inferred = without_dangling(with_edits(inferred, before, tomllib.loads(path.read_text(encoding="utf-8-sig"))))
    domain, roles = domain_from_table({**inferred, "name": name}, "", path)
    return domain, dict(roles)


def _built(path: Path, draft: _Draft, progress: Progress, limits: Limits) -> tuple[Catalogue, Report]:
    tally = Tally()
    rows = _told(read_rows(path, tally, limits), "Reading items", progress)
    catalogue, report = build_catalogue(rows, draft.domain, draft.roles, tally=tally, limits=limits)
    if not catalogue.items:
        raise BadFileError(f"No row of {path} could become an item. {'; '.join(report.lines()[1:4])}".rstrip())
    return catalogue, report


def _no_rows(path: Path, tally: Tally) -> str:
    if not tally.problems:
        return f"{path} has a header and no rows."
    return f"No row of {path} could be read. {tally.left_out:,} were left out; the first: {tally.problems[0]}"


def _told(rows: Iterator[RawRow], step: str, progress: Progress) -> Iterator[RawRow]:
    number = 0
    for number, row in enumerate(rows, 1):
        if number % REPORTED == 1:
            progress(step, number - 1, 0)
        yield row
    progress(step, number, number)
