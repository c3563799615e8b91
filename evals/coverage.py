"""Which of what people ask for is played by which scripts: `python -m evals.coverage > docs/evals-coverage.md`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from evals.scripting.reading import Read, find, read_all

ROWS: Mapping[str, str] = {
    "3a-1": "What was rejected, seen or owned does not come back",
    "3a-2": "A no keeps its reason, and is no no to all that is like it",
    "3a-3": "Numbers and names are kept to the letter",
    "3a-4": "What is refused stays out, however it is refused",
    "3a-5": "Where nothing fits that is said, with what would, and how many",
    "3a-6": "Why this one, and why before another: facts that are so",
    "3a-7": "Nothing is made up: no item, no value, no title",
    "3a-8": "Questions only where they help, with a way out, none twice",
    "3a-9": "Wishes are corrected, taken back and undone",
    "3a-10": "Two or three side by side",
    "3a-11": "From an item that is known to others: like it, but shorter, cheaper, less famous",
    "3a-12": "Languages: of the items, and of whoever speaks",
    "3a-13": "The first words, when nothing is known yet",
    "3a-14": "Answers come in time",
    "3a-15": "Nothing is asked of a language model where none is needed",
}
"""By the key that scripts name in `covers`."""
LEAST = 3
"""Scripts that a row should have."""
COMMAND = "python -m evals.coverage > docs/evals-coverage.md"


def covering(scripts: Sequence[Read]) -> dict[str, list[str]]:
    """The scripts of each row, by name, in their order."""
    return {row: [one.name for one in scripts if row in one.script.covers] for row in ROWS}


def unknown(scripts: Sequence[Read]) -> Iterator[str]:
    """A sentence for each key that looks like a row's and is none."""
    for one in scripts:
        for key in one.script.covers:
            if key.startswith("3a-") and key not in ROWS:
                yield f'{one.at("covers")}: "{key}" is no row; there are 3a-1 to 3a-{len(ROWS)}.'


def page(scripts: Sequence[Read]) -> str:
    found = covering(scripts)
    domains = sorted({one.domain for one in scripts})
    counts = ", ".join(f"{sum(one.domain == name for one in scripts)} about {name}" for name in domains)
    lines = [
        "# What the scripts cover",
        "",
        f"{len(scripts)} scripts: {counts}. Each names in `covers` what it is there for; one may be there for several.",
        f"Written by `{COMMAND}`; a test tells when it is out of date.",
        "",
        "| | what people ask for | scripts |",
        "|---|---|---|",
        *(f"| {row} | {words} | {len(found[row])} |" for row, words in ROWS.items()),
        "",
        *(line for row, words in ROWS.items() for line in (f"## {row}: {words}", "", *_names(found[row]), "")),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _names(names: Sequence[str]) -> Iterator[str]:
    for folder, several in groupby(sorted(names), lambda name: name.partition("/")[0]):
        yield f"- {folder}: {', '.join(name.partition('/')[2] or name for name in several)}"


def main() -> None:
    sys.stdout.write(page(read_all(find(()))))


if __name__ == "__main__":
    main()
