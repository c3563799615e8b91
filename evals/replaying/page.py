"""The same as a self-contained HTML page, in the style of `tastemaker eval report`; it runs no script."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from evals.replaying import telling
from evals.replaying.summing import Summary
from evals.replaying.worth import REWARDS, Ledger
from evals.reporting.page import FOLDER as REPORTING

FOLDER = Path(__file__).parent


def page(policy: str, catalogue: str, conversations: int, summary: Summary, ledger: Ledger) -> str:
    """The same for the same replay. Every text in it is untrusted; Jinja escapes it all."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    style = (REPORTING / "page.css").read_text(encoding="utf-8")
    style += (FOLDER / "page.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        policy=policy,
        catalogue=catalogue,
        style=style,
        digest=b64encode(sha256(style.encode()).digest()).decode(),
        short=list(telling.in_short(conversations, summary)) if summary.turns else [],
        known=[f"{count:,} {what}" for what, count in summary.counts.items() if count],
        broken=list(telling.broken(summary)),
        silence=ledger.silence,
        support=telling.support(ledger),
        partial=ledger.support < 1,
        without=telling.without(ledger),
        worth=[(REWARDS[one.reward], list(telling.estimates(one))) for one in ledger.worth()],
        largest=[(telling.heading(one), one) for one in summary.largest],
    )
