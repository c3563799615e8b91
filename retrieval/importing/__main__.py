"""`python -m retrieval.importing FILE ...`: what would be inferred of each file, side by side, as Markdown."""

import sys
from pathlib import Path

from retrieval.catalogue import Attribute, Domain
from retrieval.importing.build import build_catalogue
from retrieval.importing.infer import infer
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Report, Tally
from retrieval.importing.rows import BadFileError, Limits
from retrieval.importing.survey import survey
from retrieval.wording import in_words


def main(paths: list[str]) -> int:
    for name in paths:
        path = Path(name)
        try:
            sys.stdout.write(_section(path))
        except BadFileError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


def _section(path: Path) -> str:
    domain, roles = infer(survey(read_rows(path, Tally()), Limits()), path)
    tally = Tally()
    catalogue, report = build_catalogue(read_rows(path, tally), domain, roles, tally=tally)
    return "\n".join([*_head(path, catalogue.domain, dict(roles), report), *_rows(catalogue.domain), "", ""])


def _head(path: Path, domain: Domain, roles: dict[str, str], report: Report) -> list[str]:
    played = ", ".join(f"{role} `{column}`" for role, column in roles.items())
    names = ("price", "rating", "rating_count", "popularity", "picture")
    parts = ", ".join(f"{part.replace('_', ' ')} `{name}`" for part in names if (name := getattr(domain, part)))
    return [
        f"### {path.parent.name}/{path.name}",
        "",
        f"{report.kept:,} of {report.rows:,} rows, one **{domain.noun}**, several **{domain.plural}**, "
        f"language `{domain.language}`. Roles: {played}. Parts: {parts or 'none'}. "
        f"Card: {', '.join(f'`{name}`' for name in domain.card) or 'none'}.",
        "",
        "Starters: " + "; ".join(f"“{starter}”" for starter in domain.starters),
        "",
        "| attribute | kind | asked | wished | question or words | low / high |",
        "|---|---|---|---|---|---|",
    ]


def _rows(domain: Domain) -> list[str]:
    ranked = sorted(domain.attributes, key=lambda a: (-a.askability, not a.informable, a.name))
    return [_row(attribute) for attribute in ranked if attribute.informable or attribute.requestable]


def _row(a: Attribute) -> str:
    bounds = [in_words(a, bound) for bound in (a.low, a.high) if bound is not None]
    words = a.question or ", ".join((*a.aliases, *a.lower, *a.low_words, *a.high_words)[:5])
    unit = f" {a.unit}" if a.unit else ""
    listed = f" `{a.separator}`" if a.separator else ""
    cells = (
        f"{a.label} (`{a.column}`)",
        f"{a.kind}{unit}{listed}",
        f"{a.askability:.2f}",
        "yes" if a.informable else "no",
    )
    return "| " + " | ".join(text.replace("|", "\\|") for text in (*cells, words, " / ".join(bounds))) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
