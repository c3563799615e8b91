"""Conversations and runs for these tests, made by hand."""

from collections.abc import Iterable, Mapping
from typing import Literal

from evals.results import Card, Check, Played, PlayedTurn, Run


def turn(number: int = 1, ms: float = 20.0, utterance: str = "short ones", question: str = "") -> PlayedTurn:
    cards = (Card("a", "Ä <b>film</b>", 1, "It is short."),)
    move = "elicit" if question else "recommend"
    return PlayedTurn(number, utterance, "Here:", move, () if question else cards, question, ("must x <= 3",), ms, 0, 0)


def played(
    name: str = "one",
    passed: bool = True,
    turns: Iterable[PlayedTurn] = (),
    figures: Mapping[str, float] | None = None,
    kind: Literal["script", "simulated"] = "script",
    domain: str = "films",
    persona: str = "",
    known: str = "",
) -> Played:
    checks = (Check("move", passed, f"it was {'recommend' if passed else 'elicit, not recommend'}", 1),)
    return Played(
        name, domain, kind, persona, 7, tuple(turns) or (turn(),), checks if kind == "script" else (),
        figures or {}, known,
    )  # fmt: skip


def run(label: str, ones: Iterable[Played]) -> Run:
    return Run(label, "0.1.0 abc", "builtin", "utility", 7, tuple(ones))
