"""Instructions in the manner of P5: one row a judgement and task, worded by templates that are kept as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from storage.exports.asking import Example, Task, examples
from storage.exports.format import Format, Line, by_split
from storage.exports.shelf import ItemShelf
from storage.exports.wording import BadTemplate, check, read
from storage.labels.told import Split, Told

P5 = "p5.v1"

GIVEN: Mapping[Task, frozenset[str]] = {
    "rating": frozenset({"wishes", "title", "facts"}),
    "liking": frozenset({"wishes", "title", "facts"}),
    "ranking": frozenset({"wishes", "candidates"}),
    "next-item": frozenset({"wishes", "history"}),
    "explanation": frozenset({"wishes", "title", "facts"}),
    "review-summary": frozenset({"title", "facts", "words"}),
}
"""What a task's prompts may have in braces, beside `noun`, `plural`, `Noun` and `Plural`."""
ASKED: Mapping[Task, str] = {
    "rating": "stars",
    "liking": "verdict",
    "ranking": "ranking",
    "next-item": "title",
    "explanation": "why",
    "review-summary": "summary",
}
"""What its completions have in braces."""
NOUNS = frozenset({"noun", "plural", "Noun", "Plural"})


@dataclass(frozen=True, slots=True)
class Template:
    task: Task
    name: str
    prompt: str
    completion: str
    held_out: bool = False
    """Only in valid and test."""


@cache
def templates() -> Mapping[Task, tuple[Template, ...]]:
    """By task. Raises BadTemplate."""
    found = read(P5).get("template")
    if not isinstance(found, list):
        raise BadTemplate(f"{P5}.toml has no [[template]].")
    made = [as_template(entry) for entry in found]
    by_task = {task: tuple(one for one in made if one.task == task) for task in GIVEN}
    for task, some in by_task.items():
        if not any(one.held_out for one in some) or all(one.held_out for one in some):
            raise BadTemplate(f"{P5}.toml: “{task}” needs a template to train on and one that is held out.")
    return by_task


def as_template(entry: Mapping[str, object]) -> Template:
    """Raises BadTemplate, also where a prompt gives its answer away."""
    where = f"{P5}.toml, “{entry.get('name', '?')}”"
    if missing := {"task", "name", "prompt", "completion"} - entry.keys():
        raise BadTemplate(f"{where}: “{min(missing)}” is missing.")
    task = next((one for one in GIVEN if one == entry["task"]), None)
    if task is None:
        raise BadTemplate(f"{where}: “{entry['task']}” is no task; there are {', '.join(GIVEN)}.")
    prompt = check(str(entry["prompt"]), GIVEN[task] | NOUNS, f"{where}, prompt")
    completion = check(str(entry["completion"]), {ASKED[task]}, f"{where}, completion")
    return Template(task, str(entry["name"]), prompt, completion, entry.get("held_out") is True)


def chosen(example: Example, split: Split) -> Template:
    """By the example alone, so that it is worded alike in every export."""
    known = [one for one in templates()[example.task] if split != "train" or not one.held_out]
    mark = "/".join((example.origin.conversation, str(example.origin.turn), example.task, *example.origin.items))
    return known[int.from_bytes(sha256(mark.encode()).digest()[:8]) % len(known)]


def _rows(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    domain = shelf.domain
    nouns = {"noun": domain.noun, "plural": domain.plural}
    nouns |= {name.capitalize(): _capital(word) for name, word in nouns.items()}
    for example in examples(told, shelf):
        one = chosen(example, told.split)
        row = {
            "prompt": one.prompt.format(**nouns, **example.given),
            "completion": one.completion.format(**{ASKED[example.task]: example.answer}),
            "task": example.task,
            "template": one.name,
            "held_out": one.held_out,
        }
        yield Line(told.split, row, example.origin)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


INSTRUCTIONS = Format(
    name="p5",
    about="instructions and answers: rating, liking, ranking, next item, explanation, review summary",
    consumer="any text-to-text trainer: TRL's SFTTrainer, transformers' Seq2SeqTrainer",
    rows=_rows,
    tables=by_split({"prompt": "text", "completion": "text", "task": "text", "template": "text", "held_out": "flag"}),
    notes=("Held-out templates are in valid and test alone, beside the others: compare the two.",),
)
