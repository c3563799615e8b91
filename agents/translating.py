"""The finished reply in the person's language: worded by a model, and kept only if every fact of it is still there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from agents.dialogue import Conversation, ModelCall, Preference
from agents.models.model import Answer, LanguageModel, ModelError, Prompt
from agents.prompts import CLOSE, OPEN, load_prompt

TRANSLATE = "translate.v1"
LONGEST = 2_000
"""Characters of a reply that is translated."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MARKED = re.compile(r"\[\[(.*?)\]\]")
ROOM = 3
"""A translation may be this many times as long."""


@dataclass(frozen=True, slots=True)
class Translation:
    """`text` is what to say: the translation, or the computed text where that failed its check."""

    text: str
    call: ModelCall
    lost: str = ""
    """Why the computed text stands; empty if it was translated."""


class Translator:
    def __init__(self, model: LanguageModel, plural: str) -> None:
        self.name = model.name
        self._model = model
        self._plural = plural

    async def translate(self, text: str, language: str, keep: Iterable[str]) -> Translation:
        """`keep` are the titles and values that may stand in the text; numbers are kept in any case. Never raises."""
        pieces = _pieces(text, keep)
        start, answer = perf_counter(), Answer("")
        try:
            if len(text) > LONGEST:
                raise ModelError("too long to translate")
            answer = await self._model.ask(self._prompt(text, language, pieces))
            translated = MARKED.sub(r"\1", answer.text).replace(OPEN, "").replace(CLOSE, "").strip()
            check(text, translated, pieces)
        except ModelError as error:
            return Translation(text, self._call(answer, start, str(error)), str(error))
        return Translation(translated, self._call(answer, start))

    def _prompt(self, text: str, language: str, pieces: Sequence[str]) -> Prompt:
        marked = _pattern(pieces).sub(lambda found: f"[[{found.group()}]]", text) if pieces else text
        plain = marked.replace(OPEN, "").replace(CLOSE, "")
        system = load_prompt(TRANSLATE).substitute(plural=self._plural)
        asked = (
            f'Translate from English into the language with the ISO 639-1 code "{language}":\n{OPEN}\n{plain}\n{CLOSE}'
        )
        return Prompt(TRANSLATE, system, asked, longest=150 + len(text))

    def _call(self, answer: Answer, start: float, trouble: str = "") -> ModelCall:
        ms = round((perf_counter() - start) * 1000, 1)
        return ModelCall(self.name, TRANSLATE, answer.tokens_in, answer.tokens_out, ms, trouble)


def check(text: str, translated: str, pieces: Sequence[str]) -> None:
    """Raises ModelError unless every fact is still there, and no number is new."""
    if not translated or translated.casefold() == text.casefold():
        raise ModelError("it was not translated")
    if len(translated) > ROOM * len(text) + 100:
        raise ModelError("the translation says more than the text")
    if lost := next((piece for piece in pieces if piece not in translated), ""):
        raise ModelError(f"the translation lost “{lost}”")
    new = set(NUMBER.findall(_without(translated, pieces))) - set(NUMBER.findall(text))
    if new:
        raise ModelError(f"the translation invented “{min(new)}”")


def _pieces(text: str, keep: Iterable[str]) -> tuple[str, ...]:
    """What of the text must stay as it is, longest first: the titles and values that stand in it, and its numbers."""
    named = [one for one in dict.fromkeys(keep) if one and re.search(_word(one), text)]
    rest = _without(text, named)
    return tuple(sorted({*named, *NUMBER.findall(rest)}, key=lambda piece: (-len(piece), piece)))


def _without(text: str, pieces: Sequence[str]) -> str:
    return _pattern(sorted(pieces, key=len, reverse=True)).sub(" ", text) if pieces else text


def _pattern(pieces: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_word(piece) for piece in pieces))


def _word(piece: str) -> str:
    return rf"(?<!\w){re.escape(piece)}(?!\w)"


def spoken_before(conversation: Conversation) -> str:
    """The language that the person last wrote in, as a model read it; empty if none did."""
    readings = (t.reading for t in reversed(conversation.turns) if t.reading)
    return next((r.language for r in readings if r.language), "")


def values_of(wishes: Iterable[Preference]) -> Iterable[str]:
    """The names among the values of wishes."""
    for wish in wishes:
        value = wish.constraint.value
        yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str))
