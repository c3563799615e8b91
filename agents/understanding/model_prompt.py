"""What a language model is shown of the catalogue, the conversation and the message: bounded, whatever their size."""

from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Compare,
    Critique,
    Other,
    Preference,
    Reject,
    Retract,
    Reveal,
    Revise,
    Seen,
    Waive,
)
from agents.models.model import Prompt
from agents.prompts import clipped, fenced, load_prompt
from agents.understanding.model_wire import schema
from agents.understanding.scene import Scene
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import NAMED, Attribute, Kind
from retrieval.wording import wish_in_words

READ = "read.v1"
LONGEST_MESSAGE = 1_000
ATTRIBUTES = 1_500
"""Characters for the description of all attributes; with many values or attributes, fewer values of each are named."""
VALUES = (14, 10, 7, 5, 3, 1, 0)
LONGEST_VALUE, LONGEST_TITLE = 28, 60
WISHES, SHOWN = 12, 5
LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch"}


class Prompter:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._domain = vocabulary.catalogue.domain

    @cached_property
    def _system(self) -> str:
        return load_prompt(READ).substitute(
            noun=self._domain.noun,
            plural=self._domain.plural,
            language=LANGUAGES.get(self._domain.language, self._domain.language),
            attributes=self._attributes(),
        )

    def prompt(self, scene: Scene, draft: Sequence[Act]) -> Prompt:
        """With `draft`, the model may answer that another reader's acts are right; without, it reads afresh."""
        lines = [
            f"Wishes so far: {self._wishes(scene)}",
            f"Shown last: {self._shown(scene)}",
            *([f"Before the person's eyes, what “this” means: {looked}"] if (looked := self._looked_at(scene)) else []),
            f"Open question: {self._question(scene)}",
            f"The message:\n{fenced(scene.text, LONGEST_MESSAGE)}",
        ]
        if draft:
            read = "; ".join(self._told(act, scene) for act in draft)
            lines.append(
                f"Another reader understood: {clipped(read, 600)}\n"
                'If nothing in that is missing, wrong or too strong, answer {"acts":"right"}. '
                "Else answer only with the acts that are missing, or that should stand in place of a wrong one."
            )
        return Prompt(READ, self._system, "\n".join(lines), schema(bool(draft)))

    # --- the catalogue ------------------------------------------------------------------------------------------------

    def _attributes(self) -> str:
        """One line an attribute, those first that people can best say something about."""
        known = [a for a in self._domain.informable if a.kind is not Kind.TEXT]
        known.sort(key=lambda a: -a.askability)
        for most in VALUES:
            text = "\n".join(self._attribute(a, most) for a in known)
            if len(text) <= ATTRIBUTES:
                return text
        return text[:ATTRIBUTES].rsplit("\n", 1)[0]

    def _attribute(self, attribute: Attribute, most: int) -> str:
        label = "" if attribute.label in ("", attribute.name) else f" ({attribute.label})"
        return f"- {attribute.name}{label}: {self._range(attribute, most)}"

    def _range(self, attribute: Attribute, most: int) -> str:
        if attribute.kind is Kind.FLAG:
            return "true or false"
        if attribute.kind not in NAMED:
            values = self._vocabulary.ranges.numbers[attribute.name]
            unit = f" {attribute.unit}" if attribute.unit else ""
            return f"{values[0]:g} to {values[-1]:g}{unit}" if len(values) else f"a number{unit}"
        counts = self._vocabulary.counts[attribute.name]
        names = attribute.name in self._vocabulary.names
        listed = [clipped(v, LONGEST_VALUE) for v, _ in islice(counts.most_common(), 2 if names and most else most)]
        rest = len(counts) - len(listed)
        more = f"{', ' if listed else ''}{rest} {'others' if listed else 'values'}" if rest else ""
        return ", ".join(listed) + more

    # --- the conversation ---------------------------------------------------------------------------------------------

    def _wishes(self, scene: Scene) -> str:
        wishes = scene.profile.preferences[-WISHES:]
        return clipped("; ".join(self._wish(p) for p in wishes), 500) or "none"

    def _shown(self, scene: Scene) -> str:
        titles = [clipped(item.title, LONGEST_TITLE) for item in scene.shown[:SHOWN]]
        return "; ".join(f"{n}. {title}" for n, title in enumerate(titles, 1)) or "nothing"

    def _looked_at(self, scene: Scene) -> str:
        """Empty where it is what was shown last anyway."""
        looked = () if scene.looked_at == scene.conversation.on_the_table else scene.looked_at
        return ", ".join(clipped(title, LONGEST_TITLE) for title in scene.titles(looked))

    def _question(self, scene: Scene) -> str:
        question = scene.conversation.open_question
        return f"{clipped(question.text, 120)} ({question.attribute})" if question else "none"

    def _wish(self, wish: Preference) -> str:
        attribute = self._domain.attribute(wish.attribute)
        words = wish_in_words(attribute, wish.constraint) if attribute else str(wish.constraint.value)
        return f"{wish.attribute} {words} ({wish.strength})"

    def _told(self, act: Act, scene: Scene) -> str:
        """An act as the model is told of it."""
        match act:
            case Reveal(preference=wish) | Revise(preference=wish):
                return f"{act.kind} {self._wish(wish)} from “{wish.words}”"
            case Retract(attribute=name, value=value):
                return f"forget {name} {value}".strip()
            case Waive(attribute=name):
                return f"any {name or 'further attribute'}"
            case Critique(item_ids=ids, changes=changes):
                told = ", ".join(f"{c.direction} {c.attribute}" for c in changes)
                return f"{'like' if act.similar else 'change'} {_titles(scene, ids)} {told}".strip()
            case Reject(item_ids=ids) | Seen(item_ids=ids) | Compare(item_ids=ids):
                return f"{act.kind} {_titles(scene, ids)}"
            case Ask(topic=topic, item_ids=ids, attribute=name):
                return f"ask {topic} {name} {_titles(scene, ids)}"
            case Accept(item_id=item_id):
                return f"take {_titles(scene, (item_id,))}"
            case Other(reason=reason, words=words):
                return f"{reason.replace('_', ' ')} “{words}”"
            case _:
                return act.kind


def _titles(scene: Scene, ids: Sequence[str]) -> str:
    return ", ".join(clipped(title, LONGEST_TITLE) for title in scene.titles(ids)) or "what was shown"
