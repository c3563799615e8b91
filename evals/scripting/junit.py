"""A run as JUnit XML, which every CI service draws: a suite a catalogue, a case a script."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from evals.results import Played, Run


def write_junit(run: Run, path: Path) -> None:
    """A script that is known to fail is told as skipped, with its reasons."""
    root = Element("testsuites", {"name": f"tastemaker eval run: {run.label}", **_counts(run.played)})
    by_domain = sorted(run.played, key=lambda one: one.domain)
    for domain, several in groupby(by_domain, key=lambda one: one.domain):
        played = tuple(several)
        suite = SubElement(root, "testsuite", {"name": domain, **_counts(played)})
        for one in played:
            _case(suite, one)
    indent(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _case(suite: Element, one: Played) -> None:
    case = SubElement(suite, "testcase", classname=one.domain, name=one.name, time=_seconds((one,)))
    if one.passed:
        return
    reasons = [_printable(f"{f'turn {check.turn}, ' if check.turn else ''}{check.name}: {check.reason}")
               for check in one.failures]  # fmt: skip
    kind = "skipped" if one.known else "failure"
    told = SubElement(case, kind, message=_printable(one.known) or reasons[0])
    told.text = "\n".join(reasons)


def _counts(played: Sequence[Played]) -> dict[str, str]:
    return {
        "tests": str(len(played)),
        "failures": str(sum(not one.passed and not one.known for one in played)),
        "skipped": str(sum(not one.passed and bool(one.known) for one in played)),
        "errors": "0",
        "time": _seconds(played),
    }


def _seconds(played: Sequence[Played]) -> str:
    return f"{sum(turn.ms for one in played for turn in one.turns) / 1000:.3f}"


def _printable(text: str) -> str:
    """Without the control characters that XML can't hold."""
    return "".join(one if one.isprintable() or one in "\n\t" else "�" for one in text)
