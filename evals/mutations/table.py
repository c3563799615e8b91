"""Which fault is caught by whom, as a page of the documentation and as JSON."""

from collections.abc import Iterator, Mapping, Sequence

from evals.mutations.catching import Caught
from evals.mutations.fault import PEOPLE_IN

NAMED = 2
"""Scripts that are named; the others are counted."""
HEAD = """# Deliberate faults

Do our evaluations notice when the product is broken? Each fault below is a tiny patch of one function
(`evals/mutations/faults`): the product runs with it, in a process of its own, and scripted conversations and simulated
people are played as always. A fault is **caught** by a script that passes without it and fails with it, and by a figure
of the simulated people that gets worse: a count by one or more, a rate by more than its paired interval of 95 %. Times
don't count. What is known to fail anyway catches nothing.

```
tastemaker eval mutations                        # all of them; what was played of this version is not played again
tastemaker eval mutations undo-does-nothing      # one, with the names of all scripts that catch it
tastemaker eval mutations --write docs/mutations.md
```

The command ends with status 1 where a fault is caught by nobody: then a script, or a law that holds in every
conversation (docs/evals.md), is missing. Only the scripts of the named domains are played under a fault; people talk
about {people_in} gear. This page is written by the command alone.

"""


def page(found: Sequence[Caught], domains: Mapping[str, Sequence[str]], people: int, older: bool = False) -> str:
    """`domains`: of each fault those whose scripts were played. `older`: some of it was played some time ago."""
    unseen = [one.fault for one in found if not one.noticed]
    told = f"{len(found) - len(unseen)} of {len(found)} faults are caught"
    told += f"; **not caught: {', '.join(unseen)}**." if unseen else "."
    by_scripts = sum(bool(one.scripts) for one in found)
    by_people = sum(bool(one.figures) for one in found)
    told += f" Scripts catch {by_scripts} of them, "
    told += f"{people} simulated people {by_people}." if people else "simulated people were not asked."
    told += " Some of this was played with earlier versions of the program, or with fewer scripts." if older else ""
    rows = (f"| `{one.fault}` | {one.does} | {', '.join(domains[one.fault])} | {_by(one)} |\n" for one in found)
    head = HEAD.format(people_in=PEOPLE_IN)
    return f"{head}{told}\n\n| fault | what it does | scripts about | caught by |\n|---|---|---|---|\n{''.join(rows)}"


def _by(one: Caught) -> str:
    parts = [_scripts(one), f"people: {'; '.join(one.figures)}" if one.figures else ""]
    return ". ".join(part for part in parts if part) or "**nobody**"


def _scripts(one: Caught) -> str:
    """The scripts that fail most tellingly first: those that say what should have been, not a law."""
    count = len(one.scripts)
    named = list(_telling(one.scripts))[:NAMED]
    words = ", ".join(f"`{name}` ({check})" for name, check in named)
    more = f" and {count - len(named)} more" if count > len(named) else ""
    return f"{count} {'script' if count == 1 else 'scripts'}: {words}{more}" if count else ""


def _telling(scripts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """One for each check that failed, then the others."""
    firsts = {check.rpartition(", ")[2]: (name, check) for name, check in reversed(tuple(scripts.items()))}
    yield from reversed(firsts.values())
    yield from ((name, check) for name, check in scripts.items() if (name, check) not in firsts.values())


def lines(found: Sequence[Caught], in_full: bool) -> Iterator[str]:
    """For the terminal."""
    for one in found:
        yield f"{'caught' if one.noticed else 'NOT CAUGHT':<10}  {one.fault}: {one.does}"
        yield f"            {_by(one)}" if not in_full else "\n".join(_all(one))


def _all(one: Caught) -> Iterator[str]:
    yield from (f"            {name}: {check}" for name, check in one.scripts.items())
    yield from (f"            people: {told}" for told in one.figures)


def as_json(found: Sequence[Caught]) -> dict[str, object]:
    return {
        one.fault: {"caught": one.noticed, "scripts": dict(one.scripts), "figures": list(one.figures)} for one in found
    }
