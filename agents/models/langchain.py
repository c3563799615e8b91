"""Every provider that LangChain knows: `langchain:PROVIDER:NAME`, such as `langchain:anthropic:claude-haiku-4-5`.

The only file that imports `langchain`, which is an extra, as is the package of each provider.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from agents.models import Access, ModelSpecError
from agents.models.asking import Pieces, answered, each, in_time, shares
from agents.models.langchain_errors import Unsupported, as_model_error, model_opening
from agents.models.model import NO_LIKELIHOODS, Answer, Choice, ModelError, Prompt
from agents.models.openai_wire import LIKELIEST, Likelihoods

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

LIMITS = ("max_tokens", "max_output_tokens", "max_new_tokens", "num_predict")
"""What providers call the tokens that an answer may have."""
INSTALL = 'sh scripts/install.sh langchain, or: pip install "langchain"'


def open_model(detail: str, access: Access) -> "LangChainModel":
    """Raises ModelSpecError for a provider that LangChain doesn't know, or whose package is not installed."""
    spec = f"langchain:{detail}"
    provider, _, name = detail.partition(":")
    if not provider or not name:
        raise ModelSpecError(
            f'Which provider and model? Write both, such as langchain:anthropic:claude-haiku-4-5; not "{spec}".'
        )
    if find_spec("langchain") is None:
        raise ModelSpecError(f'"{spec}" needs the extra "langchain", which is not installed: {INSTALL}.')
    return LangChainModel(spec, _chat_model(spec, provider, name, access), access.timeout)


def _chat_model(spec: str, provider: str, name: str, access: Access) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"base_url": access.url, "api_key": access.key()}  # what `init_chat_model` passes on
    with model_opening(spec, provider):
        opened: BaseChatModel = init_chat_model(
            name,
            model_provider=provider,
            temperature=0,
            timeout=access.timeout,
            max_retries=access.retries,
            **{key: value for key, value in given.items() if value},
        )
    return opened


class LangChainModel:
    """Retries are the provider's client's, within our time; its errors become ours."""

    def __init__(self, name: str, chat_model: "BaseChatModel", timeout: float) -> None:
        self.name = name
        self._model = chat_model
        self._timeout = timeout
        self._structured = True
        """Whether the provider takes a schema, as far as is known."""
        self._tells: bool | None = None
        """Whether it tells likelihoods, once that is known."""

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        """With `on_text` the schema is not enforced by the provider; the prompt alone says what is wanted."""
        question = self._streamed(prompt, on_text) if on_text else self._whole(prompt)
        return await in_time(question, self._timeout)

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        if self._tells is False:
            raise ModelError(NO_LIKELIHOODS, free=True)
        asked = each(prompts, lambda prompt: self._choice(prompt, options), self._tells is True)
        return await in_time(asked, self._timeout)

    def warm(self) -> None: ...

    async def close(self) -> None:
        """Nothing to do: LangChain shares the connections of all models and closes them with the process."""

    def _limited(self, longest: int) -> "BaseChatModel":
        """The same model and connections, for answers of so many tokens."""
        known = [name for name in LIMITS if name in type(self._model).model_fields]
        return self._model.model_copy(update=dict.fromkeys(known[:1], longest))

    # --- text ---------------------------------------------------------------------------------------------------------

    async def _streamed(self, prompt: Prompt, on_text: Callable[[str], None]) -> Answer:
        pieces = Pieces(on_text)
        tokens_in = tokens_out = 0
        async for chunk in _told(self._limited(prompt.longest).astream(_messages(prompt))):
            pieces.add(str(chunk.text))
            more_in, more_out = _tokens(chunk)
            tokens_in, tokens_out = tokens_in + more_in, tokens_out + more_out
        return answered(pieces.text, tokens_in, tokens_out)

    async def _whole(self, prompt: Prompt) -> Answer:
        if prompt.schema and self._structured:
            try:
                with as_model_error():
                    return await self._by_schema(prompt, prompt.schema)
            except Unsupported:
                self._structured = False
        with as_model_error():
            message = await self._limited(prompt.longest).ainvoke(_messages(prompt))
        return answered(str(message.text).strip(), *_tokens(message))

    async def _by_schema(self, prompt: Prompt, schema: Mapping[str, object]) -> Answer:
        """By whatever means the provider has: a format, a grammar, or a tool that it must call."""
        titled = {"title": prompt.name.replace(".", "_"), "description": "The answer.", **schema}
        asked = self._limited(prompt.longest).with_structured_output(titled, include_raw=True)
        told = cast("Mapping[str, object]", await asked.ainvoke(_messages(prompt)))
        message = cast("BaseMessage", told["raw"])
        text = str(message.text).strip()
        if not text and told["parsed"] is not None:
            text = json.dumps(told["parsed"], ensure_ascii=False)
        return answered(text, *_tokens(message))

    # --- likelihoods --------------------------------------------------------------------------------------------------

    async def _choice(self, prompt: Prompt, options: Sequence[str]) -> Choice:
        try:
            with as_model_error():
                asked = self._limited(1).bind(logprobs=True, top_logprobs=LIKELIEST)
                message = await asked.ainvoke(_messages(prompt))
        except Unsupported:
            message = None
        tokens = _first_token(message.response_metadata) if message else {}
        if message is None or not tokens:
            self._tells = bool(self._tells)
            raise ModelError(NO_LIKELIHOODS)
        self._tells = True
        return Choice(shares(tokens, options), *_tokens(message))


async def _told(chunks: AsyncIterator["AIMessageChunk"]) -> AsyncIterator["AIMessageChunk"]:
    """The same; what the provider raises is ours, while what is made of the chunks keeps its own errors."""
    with as_model_error():
        async for chunk in chunks:
            yield chunk


def _messages(prompt: Prompt) -> list[tuple[str, str]]:
    return [("system", prompt.system), ("user", prompt.user)]


def _tokens(message: "BaseMessage") -> tuple[int, int]:
    """Sent and written, as the provider counts them; 0 where it doesn't say."""
    used = getattr(message, "usage_metadata", None) or {}
    return used.get("input_tokens", 0), used.get("output_tokens", 0)


def _first_token(response: Mapping[str, object]) -> dict[str, float]:
    """The likeliest first tokens with the logarithms of their likelihoods, where they are told as OpenAI does."""
    try:
        return Likelihoods.model_validate(response.get("logprobs") or {}).of_the_first()
    except ValidationError:
        return {}
