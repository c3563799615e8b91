"""One call grades up to twelve candidates: a grade, which is its reason too, and the letters of those that earned it.

The answer names only those that stand out, in some seven tokens, because every token is time before the cards. Who is
not named is somewhere in between and keeps the score it had.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.dialogue import ModelCall
from agents.grading import Wanted
from agents.models.model import LanguageModel, Prompt
from agents.prompts import load_prompt
from agents.scorers._asking import ask
from agents.scorers._codes import Code, read_grades
from agents.scorers._judging import Judged
from agents.scorers._prompting import Prompter
from agents.scorers._verdicts import Verdict
from retrieval.catalogue import Item

GRADE = "grade.v1"
REASONS = ("misfit", "weak", "near", "fits")
"""By grade: 0 is beside what was said, 3 is all that is wanted."""
BEST = len(REASONS) - 1
LONGEST = 40
"""Tokens of an answer; twelve letters, each with a grade of its own, are 24."""
NOTHING = "an answer without grades"


class GradeJudge:
    kind = "llm-grade"
    version = GRADE
    together = False

    def __init__(self, model: LanguageModel, prompter: Prompter) -> None:
        self.model = model.name
        self._model = model
        self._prompter = prompter
        self._system = load_prompt(GRADE).substitute(prompter.nouns)

    async def judge(self, items: Sequence[Item], wanted: Wanted, examples: str) -> Judged:
        listed = self._prompter.items(items, wanted.profile)
        prompt = Prompt(
            GRADE, self._system, f"{examples}{self._prompter.wanted(wanted)}\n{listed}\nThe code:", longest=LONGEST
        )
        asked = await ask(self._model, prompt, lambda said: read_grades(said, len(items), BEST).over)
        if asked.call.trouble:
            return Judged({}, (asked.call,), asked.call.trouble)
        return _judged(items, read_grades(asked.text, len(items), BEST), asked.call)

    def version_of(self, items: Sequence[Item]) -> str:
        return self.version


def _judged(items: Sequence[Item], code: Code, call: ModelCall) -> Judged:
    """Where all of the answer could be taken, who was not named was passed over, and need not be asked for again."""
    trouble = "; ".join(code.refused) or ("" if code.grades else NOTHING)
    if not code.grades:
        return Judged({}, (replace(call, trouble=trouble),), trouble)
    named = {items[place].id: verdict(grade) for place, grade in code.grades.items()}
    passed_over: dict[str, Verdict | None] = {} if trouble else {item.id: None for item in items}
    return Judged({**passed_over, **named}, (call,), trouble)


def verdict(grade: int) -> Verdict:
    return Verdict(grade / BEST, poor=REASONS[grade] in ("misfit", "weak"), misfit=REASONS[grade] == "misfit")


def open_judge(model: LanguageModel, prompter: Prompter) -> GradeJudge:
    return GradeJudge(model, prompter)
