"""The page: one self-contained HTML file, which asks no other machine for anything and runs no script.

Every text in it is untrusted (people's words, titles, reasons). Jinja escapes it all, and the page's own policy
(`Content-Security-Policy`) lets nothing but its one style sheet work, should anything ever slip through.
"""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from evals.compare import Comparison, compared
from evals.reporting.chats import failing, reasons
from evals.reporting.measures import shown
from evals.reporting.plots import histogram
from evals.reporting.scorecard import beside, scorecard, tiles
from evals.reporting.slices import found_within, sliced
from evals.results import BrokenRun, Run

FOLDER = Path(__file__).parent
CHATS = 60
"""Failing conversations shown in full."""


def page(run: Run, before: Run | None = None, baselines: Sequence[Run] = (), chats: int = CHATS) -> str:
    """The same for the same runs. Raises BrokenRun where a baseline shares no conversation with the run."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    since, unlike = _since(run, before)
    comparisons = [compared(one, run) for one in baselines]
    failed = failing(run, since)
    named = [(run.label, run), *([(f"{before.label}, before", before)] if before else [])]
    named += [(one.label, one) for one in baselines]
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown
    return environment.get_template("page.html").render(
        run=run,
        style=style,
        digest=b64encode(sha256(style.encode()).digest()).decode(),
        before=before,
        since=since,
        unlike=unlike,
        tiles=list(tiles(run, since)),
        parts=scorecard(run, since),
        baselines=baselines,
        beside=beside(comparisons),
        slices=list(sliced(run, before)),
        within=found_within(named),
        times=histogram([turn.ms for one in run.played for turn in one.turns if turn.move]),
        reasons=list(reasons(run)),
        chats=failed[:chats],
        left_out=len(failed[chats:]),
        seeds=sorted({one.seed for one in run.played}),
    )


def _since(run: Run, before: Run | None) -> tuple[Comparison | None, str]:
    """It may share nothing with what was accepted, such as when other scripts were; the page then says so."""
    try:
        return (compared(before, run) if before else None), ""
    except BrokenRun as error:
        return None, str(error)
