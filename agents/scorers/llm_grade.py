"""One call grades up to twelve candidates: a grade, which is its reason too, and the letters of those that earned it.

The answer names only those that stand out, in some five tokens, because every token is time before the cards. Who is
not named is somewhere in between and keeps the score it had.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.dialogue import ModelCall
from agents.grading import Wanted
from agents.models.model import LanguageModel
from agents.prompts import load_prompt
from agents.scorers._coded import CodedQuestion
from agents.scorers._codes import Code, read_grades
from agents.scorers._judging import Judged
from agents.scorers._prompting import Prompter
from agents.scorers._verdicts import Verdict
from retrieval.catalogue import Item

GRADE = "grade.v1"
REASONS = ("misfit", "weak", "near", "fits")
"""By grade: 0 is beside what was said, 3 is all that is wanted. The prompt does without 1."""
BEST = len(REASONS) - 1
MISFITS = 2
"""More are not asked for: with the second one the answer is over, whether or not the model ends it."""
NOTHING = "an answer without grades"


class GradeJudge:
    kind = "llm-grade"
    part = "grade"
    version = GRADE
    together = False

    def __init__(self, model: LanguageModel, prompter: Prompter) -> None:
        self.model = model.name
        self._prompter = prompter
        system = load_prompt(GRADE).substitute(prompter.nouns)
        self._question = CodedQuestion(model, GRADE, system, read, NOTHING)

    async def judge(self, items: Sequence[Item], wanted: Wanted, examples: str) -> Judged:
        listed = self._prompter.items(items, wanted.profile)
        code, call = await self._question.ask(f"{examples}{self._prompter.wanted(wanted)}\n{listed}", len(items))
        return Judged({}, (call,), call.trouble) if code is None else _judged(items, code, call)

    def version_of(self, items: Sequence[Item]) -> str:
        return self.version


def read(said: str, count: int) -> Code:
    code = read_grades(said, count, BEST)
    misfits = sum(not grade for grade in code.grades.values())
    return replace(code, over=True) if misfits >= MISFITS else code


def _judged(items: Sequence[Item], code: Code, call: ModelCall) -> Judged:
    """Where all of the answer could be taken, who was not named was passed over, and need not be asked for again."""
    named = {items[place].id: verdict(grade) for place, grade in code.grades.items()}
    passed_over: dict[str, Verdict | None] = {} if code.refused else {item.id: None for item in items}
    return Judged({**passed_over, **named}, (call,), "; ".join(code.refused))


def verdict(grade: int) -> Verdict:
    return Verdict(grade / BEST, poor=REASONS[grade] in ("misfit", "weak"), misfit=REASONS[grade] == "misfit")


def open_judge(model: LanguageModel, prompter: Prompter) -> GradeJudge:
    return GradeJudge(model, prompter)
