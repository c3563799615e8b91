"""The conversations that `bench turn` plays."""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from agents.dialogue import Move, Reply
from retrieval.catalogue import Catalogue

Talk = Sequence[str]
LOOKED_AT = 50_000
"""Of more items than these, some are looked at for the values that people name."""
BLANK = re.compile(r"\{(\w+)\}")


def read_talks() -> tuple[Talk, ...]:
    text = Path(__file__).with_name("talks.toml").read_text(encoding="utf-8")
    return tuple(tuple(talk["say"]) for talk in tomllib.loads(text)["talk"])


class Script:
    """Fills the blanks of templates, the same way for the same seed, catalogue and replies."""

    def __init__(self, catalogue: Catalogue, seed: int = 0) -> None:
        self._catalogue = catalogue
        self._chance = random.Random(seed)
        self._names: dict[str, list[str]] = {}

    def say(self, template: str, reply: Reply | None) -> Iterator[str]:
        """What is said after `reply`: the way out of a dead end that it offers, if any, then the template filled."""
        if reply and reply.move is Move.RELAX and reply.suggestions:
            yield reply.suggestions[0].utterance
        yield BLANK.sub(lambda blank: self._word(blank[1], reply), template)

    def _word(self, blank: str, reply: Reply | None) -> str:
        match blank:
            case "option":
                return self._answer(reply)
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

    def _answer(self, reply: Reply | None) -> str:
        options = reply.question.options if reply and reply.question else ()
        return self._chance.choice(options).utterance if options else "anything goes"

    def _value(self, attribute: str) -> str:
        """Frequent values come often, as with people. Raises ValueError if no item has one."""
        if attribute not in self._names:
            items = self._catalogue.items[:: max(1, len(self._catalogue.items) // LOOKED_AT)]
            self._names[attribute] = [name for item in items for name in item.tags(attribute)]
        if not self._names[attribute]:
            raise ValueError(
                f"A talk asks for a value of {attribute!r}, but no item of {self._catalogue.name!r} has one."
            )
        return self._chance.choice(self._names[attribute])
