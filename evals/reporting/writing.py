"""`tastemaker eval report`: the page of the runs that were named, written to a file."""

import sys
from collections.abc import Sequence
from pathlib import Path

from evals.reporting.finding import accepted, found, joined, latest
from evals.reporting.page import CHATS, page
from evals.results import BrokenRun, Run


def write(labels: Sequence[str], out: Path, against: str = "", beside: Sequence[str] = (), chats: int = CHATS) -> str:
    """What the page is about; without labels, of the run saved last. Raises BrokenRun, and then leaves `out` alone."""
    run = joined([found(label) for label in labels or (latest(),)])
    html = page(run, found(against) if against else accepted(), [_baseline(label) for label in beside], chats)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(html, encoding="utf-8")
    return run.label


def _baseline(labels: str) -> Run:
    """One policy's runs, such as over two catalogues, by comma."""
    return joined([found(label) for label in labels.split(",")])


def run(labels: Sequence[str], out: Path, against: str = "", beside: Sequence[str] = (), chats: int = CHATS) -> None:
    """Raises SystemExit with a sentence."""
    try:
        label = write(labels, out, against, beside, chats)
    except BrokenRun as error:
        raise SystemExit(str(error)) from error
    except OSError as error:
        raise SystemExit(f'The report cannot be written to "{out}": {error.strerror}.') from error
    sys.stdout.write(f'"{label}" in {out}; open it in a browser.\n')
