"""The language-model reader: the same acts as the built-in one's, from one bounded question to a model."""

import asyncio
from collections.abc import Sequence
from time import perf_counter

from agents.dialogue import Act, Conversation, ModelCall
from agents.models.model import Answer, LanguageModel, ModelError
from agents.understanding.model_acts import check
from agents.understanding.model_linking import Linker
from agents.understanding.model_prompt import READ, Prompter
from agents.understanding.model_wire import acts_of, parse
from agents.understanding.scene import Scene
from agents.understanding.settling import ModelReading
from agents.understanding.tokens import LIMIT, tokenise
from agents.understanding.vocabulary import Vocabulary
from retrieval.embedder import Embedder

PLAINLY = 0.6
"""Share of a message's words that leaves no doubt of its language, whatever a model says."""


class ModelReader:
    """Reads any domain in any language that the model knows. One call an utterance; never raises but CancelledError."""

    def __init__(self, model: LanguageModel, vocabulary: Vocabulary, embedder: Embedder | None = None) -> None:
        self.name = model.name
        self._model = model
        self._vocabulary = vocabulary
        self._prompter = Prompter(vocabulary)
        self._linker = Linker(vocabulary, embedder)

    def warm(self) -> None:
        """Does now what the first utterance would wait for."""
        self._vocabulary.warm()

    async def read(self, utterance: str, conversation: Conversation, draft: Sequence[Act] = ()) -> ModelReading:
        """`draft` is a reading to confirm or to replace: where it is right, the answer is short and quick."""
        text = utterance[:LIMIT]
        scene = Scene(conversation, self._vocabulary, text, tokenise(text))
        start = perf_counter()
        answer = Answer("")
        try:
            answer = await self._model.ask(self._prompter.prompt(scene, draft))
            call = self._call(answer, start)
            return await asyncio.to_thread(self._checked, answer.text, scene, draft, call)
        except ModelError as error:
            return ModelReading(self._call(answer, start, str(error)))

    def _call(self, answer: Answer, start: float, trouble: str = "") -> ModelCall:
        ms = round((perf_counter() - start) * 1000, 1)
        return ModelCall(self.name, READ, answer.tokens_in, answer.tokens_out, ms, trouble)

    def _checked(self, text: str, scene: Scene, draft: Sequence[Act], call: ModelCall) -> ModelReading:
        """Raises ModelError for an answer that is no reading."""
        own_language = self._vocabulary.catalogue.domain.language
        written = parse(text)
        if written is None:
            if not draft:
                raise ModelError("an answer that is no reading")
            return ModelReading(call, tuple(draft), agrees=True, language=own_language)
        found, malformed = acts_of(written)
        language = _code(written.language) or own_language
        if language != own_language and self._plainly_own(scene):
            malformed.append(f"the message is plainly {own_language}, not {language}")
            language = own_language
        acts, dropped = check(found, scene, self._linker, foreign=language != own_language)
        return ModelReading(call, acts, language=language, dropped=(*malformed, *dropped))

    def _plainly_own(self, scene: Scene) -> bool:
        """Whether most of its words are everyday words of the catalogue's texts."""
        words = [t.text for t in scene.tokens if t.text.isalpha() and len(t.text) > 1]
        known = sum(w in self._vocabulary.common for w in words)
        return bool(words) and known >= PLAINLY * len(words)


def _code(language: str) -> str:
    """ "pt-BR" is "pt"; what is no code is nothing."""
    code = language.strip().lower().replace("_", "-").split("-")[0]
    return code if 2 <= len(code) <= 3 and code.isalpha() and code.isascii() else ""
