"""The conversations that `bench turn` plays."""

import random
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from agents.dialogue import Question
from retrieval.catalogue import Catalogue

Talk = Sequence[str]
BLANK = re.compile(r"\{(\w+)\}")


def read_talks() -> tuple[Talk, ...]:
    text = Path(__file__).with_name("talks.toml").read_text(encoding="utf-8")
    return tuple(tuple(talk["say"]) for talk in tomllib.loads(text)["talk"])


class Script:
    """Fills the blanks of templates, the same way for the same seed, catalogue and questions."""

    def __init__(self, catalogue: Catalogue, seed: int = 0) -> None:
        self._catalogue = catalogue
        self._chance = random.Random(seed)
        self._names: dict[str, list[str]] = {}

    def fill(self, template: str, question: Question | None) -> str:
        """`question` is the one that the assistant's last reply asked."""
        return BLANK.sub(lambda blank: self._word(blank[1], question), template)

    def _word(self, blank: str, question: Question | None) -> str:
        match blank:
            case "option":
                options = question.options if question else ()
                return self._chance.choice(options).utterance if options else "anything goes"
            case "title":
                return self._chance.choice(self._catalogue.items).title
            case "decade":
                return str(self._chance.randrange(1940, 2020, 10))
            case "years":
                return str(self._chance.randrange(1960, 2020))
            case "minutes":
                return str(self._chance.randrange(80, 180))
            case attribute:
                return self._value(attribute)

    def _value(self, attribute: str) -> str:
        """Frequent values come often, as with people. Raises ValueError if no item has one."""
        if attribute not in self._names:
            self._names[attribute] = [name for item in self._catalogue.items for name in item.tags(attribute)]
        if not self._names[attribute]:
            raise ValueError(
                f"A talk asks for a value of {attribute!r}, but no item of {self._catalogue.name!r} has one."
            )
        return self._chance.choice(self._names[attribute])
