"""What all second scorers do alike: ask only for what is not known yet, place the verdicts, tell who scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from agents.dialogue import ModelCall
from agents.grading import MOST, Examples, Grading, Wanted
from agents.scorers._caching import Verdicts, taste
from agents.scorers._prompting import Prompter
from agents.scorers._verdicts import Verdict, placed
from retrieval.catalogue import Item
from retrieval.scorer import Candidate, Score


@dataclass(frozen=True, slots=True)
class Judged:
    """`verdicts` by item id: None for an item that the model passed over, none at all for what it is to be asked again.

    Without an answer there are no verdicts, and `trouble` says why.
    """

    verdicts: Mapping[str, Verdict | None] = field(default_factory=dict)
    calls: tuple[ModelCall, ...] = ()
    trouble: str = ""


class Judge(Protocol):
    kind: str
    """As in the settings: `llm-grade`."""
    part: str
    """What its verdicts are called among the parts of a score."""
    model: str
    version: str
    """Name and version of the prompt: `grade.v1`."""
    together: bool
    """Whether a verdict holds only beside the others of its list: then all are asked for, or none."""

    def version_of(self, items: Sequence[Item]) -> str:
        """Of scores of these: that of the prompt, and whatever else it takes to ask the same again."""
        ...

    async def judge(self, items: Sequence[Item], wanted: Wanted, examples: str) -> Judged:
        """Raises nothing but CancelledError. `examples` is a part of the prompt, as a whole, or empty."""
        ...


class JudgedScorer:
    """A `SecondScorer` from a judge."""

    def __init__(self, judge: Judge, prompter: Prompter, examples: Examples) -> None:
        self.name = f"{judge.kind} ({judge.model})"
        self._judge = judge
        self._prompter = prompter
        self._examples = examples
        self._verdicts = Verdicts()

    async def grade(self, wanted: Wanted, candidates: Sequence[Candidate], scores: Sequence[Score]) -> Grading:
        items = [self._prompter.catalogue.items[candidate.row] for candidate in candidates[:MOST]]
        judged = await self._judged(items, wanted)
        verdicts = [judged.verdicts.get(item.id) for item in items]
        rest = scores[len(items) :]
        if judged.trouble and not any(verdicts):
            return Grading(tuple(scores), self._fallback(scores, judged.trouble), judged.calls, trouble=judged.trouble)
        done = placed(scores[: len(items)], verdicts, self._judge.part, self.name, self._judge.version_of(items))
        misfits = frozenset(i.id for i, v in zip(items, verdicts, strict=True) if v and v.misfit)
        grades = {i.id: v.grade for i, v in zip(items, verdicts, strict=True) if v}
        return Grading((*done, *rest), self.name, judged.calls, misfits, judged.trouble, grades)

    async def _judged(self, items: Sequence[Item], wanted: Wanted) -> Judged:
        asked = self._key(items, wanted)
        known = self._verdicts.find(asked, [item.id for item in items])
        if len(known) == len(items):
            return Judged(known)
        if self._judge.together:
            known = {}
        examples = self._prompter.examples(await self._examples(), wanted.conversation)
        judged = await self._judge.judge([item for item in items if item.id not in known], wanted, examples)
        self._verdicts.keep(asked, judged.verdicts)
        return Judged({**known, **judged.verdicts}, judged.calls, judged.trouble)

    def _key(self, items: Sequence[Item], wanted: Wanted) -> tuple[object, ...]:
        beside = frozenset(item.id for item in items) if self._judge.together else frozenset()
        judge, version = self._judge, self._prompter.catalogue.version
        return judge.kind, judge.model, judge.version, version, taste(wanted), beside

    def _fallback(self, scores: Sequence[Score], trouble: str) -> str:
        first = scores[0].scored_by if scores else "none"
        return f"{first} ({self._judge.kind}: {trouble})"
