"""What people read on the terminal: in short, what is worth what, the turns that differ most."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.replaying.differing import Difference, Line
from evals.replaying.summing import Summary
from evals.replaying.worth import REWARDS, Ledger, Worth

COLOURS = {"kept": "green", "moved": "yellow", "gone": "red", "no longer there": "red", "new": "cyan"}


def tell(policy: str, catalogue: str, conversations: int, summary: Summary, ledger: Ledger) -> None:
    console = Console(highlight=False)
    if not summary.turns:
        console.print(f"Nothing to replay: no stored turn of “{escape(catalogue)}” showed anything.")
        for line in left_out(summary):
            console.print(line)
        return
    heads = f"[bold]“{escape(catalogue)}” as {escape(policy)} would have it[/bold], beside what was shown"
    console.print(heads, soft_wrap=True)
    console.print()
    for name, value in in_short(conversations, summary):
        console.print(f"  {name:<44}{value}")
    for line in left_out(summary):
        console.print(line, soft_wrap=True)
    for line in broken(summary):
        console.print(f"[bold red]{escape(line)}[/bold red]", soft_wrap=True)
    _worth(console, ledger)
    _largest(console, summary)


def in_short(conversations: int, summary: Summary) -> Iterator[tuple[str, str]]:
    turns = summary.turns
    yield "turns that showed something", f"{turns:,} in {conversations:,} conversations"
    yield "unchanged: the same cards in the same order", f"{summary.same:,} ({summary.same / turns:.1%})"
    yield "overlap, the mean share of cards that stay", f"{summary.overlaps / turns:.3f}"
    yield "rank-biased overlap, mean", f"{summary.rbos / turns:.3f}"
    if summary.accepted:
        stays = f"{summary.stays:,} of {summary.accepted:,} ({summary.stays / summary.accepted:.1%})"
        yield "accepted cards that stay on the slate", stays
    if summary.stays:
        then, now = summary.ranks_then / summary.stays, summary.ranks_now / summary.stays
        yield "their mean rank, then → now", f"{then:.2f} → {now:.2f}"
    yield "cards that break a hard wish", f"{summary.violations:,}"


def left_out(summary: Summary) -> list[str]:
    counts = [f"{count:>6,}  {what}" for what, count in summary.counts.items() if count]
    return ["", "  To know:", *(f"    {line}" for line in counts)] if counts else []


def broken(summary: Summary) -> Iterator[str]:
    if summary.violations:
        yield f"Error: {summary.violations:,} cards must not be shown. The first ones:"
    for one in summary.broken:
        yield from (f"  {one.talk[:12]}, turn {one.number}: {sentence}" for sentence in one.violations)


# --- what it is worth -------------------------------------------------------------------------------------------------


def support(ledger: Ledger) -> str:
    count = len(ledger.chances)
    told = f"The log has support on {count:,} of {ledger.turns:,} turns ({ledger.support:.1%})"
    return f"{told}; effective sample size {ledger.effective:,.0f}." if count else f"{told}."


def without(ledger: Ledger) -> list[str]:
    """How many turns the log says nothing of, by the reason."""
    return [f"{count:>6,}  {reason}" for reason, count in ledger.without.most_common()]


def estimates(one: Worth) -> Iterator[tuple[str, str, str]]:
    """Name, value, 95 % interval."""
    yield "logged", f"{one.logged:.3f}", ""
    for name, found in (("IPS", one.ips), ("SNIPS", one.snips), ("doubly robust", one.robust)):
        yield name, f"{found.value:.3f}", f"{found.low:.3f} to {found.high:.3f}"


def _worth(console: Console, ledger: Ledger) -> None:
    console.print("\n[bold]What it would have earned[/bold], turn by turn, judged by what people did then\n")
    console.print(f"  {ledger.silence or support(ledger)}", soft_wrap=True)
    if ledger.without:
        console.print("\n  Without support, slates that")
        for line in without(ledger):
            console.print(f"    {line}", soft_wrap=True)
    for one in ledger.worth():
        console.print(f"\n  {REWARDS[one.reward]}")
        for name, value, ends in estimates(one):
            console.print(f"    {name:<16}{value}{f'   ({ends})' if ends else ''}")
    if not ledger.silence and ledger.support < 1:
        console.print("\n  All of this of the turns with support alone; of the others nothing can be said.")


# --- turns ------------------------------------------------------------------------------------------------------------


def _largest(console: Console, summary: Summary) -> None:
    if not summary.largest:
        return
    console.print("\n[bold]Where it differs most[/bold]")
    for one in summary.largest:
        console.print(f"\n  [bold]{escape(heading(one))}[/bold]  {one.talk[:12]}, turn {one.number}", soft_wrap=True)
        if one.wishes:
            console.print(f"  wishes: {escape('; '.join(one.wishes))}", soft_wrap=True)
        console.print(f"  overlap {one.overlap:.2f}, rank-biased overlap {one.rbo:.2f}")
        console.print(_cards(one))


def heading(one: Difference) -> str:
    return f"“{one.said}”" if one.said.strip() else "(no words)"


def _cards(one: Difference) -> Table:
    table = Table(box=None, show_header=True, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("  then", justify="right")
    table.add_column("now", justify="right")
    for column in ("", "item", "what the person did"):
        table.add_column(column)
    for line in one.lines:
        fate = f"[{COLOURS[line.fate]}]{line.fate}[/]"
        table.add_row(*ranks(line), fate, escape(line.title), ", ".join(line.did))
    return table


def ranks(line: Line) -> tuple[str, str]:
    return str(line.then or "–"), str(line.now or "–")
