"""Any address that speaks OpenAI's chat completions, asked for text, streamed or whole, or for likelihoods."""

from collections.abc import Callable, Sequence

from agents.models import Access, ModelSpecError
from agents.models.asking import each, in_time
from agents.models.model import NO_LIKELIHOODS, Answer, Choice, ModelError, Prompt
from agents.models.openai_endpoint import Endpoint, Refused, Response, ways
from agents.models.openai_stream import read_stream, read_whole
from agents.models.openai_wire import CHOOSING, SPOKEN, TEXT, Streaming, read_answer, read_choice

WHOLE: tuple[Streaming, ...] = ("off",)
STREAMED: tuple[Streaming, ...] = ("counted", "plain", "off")


def open_model(detail: str, access: Access) -> "OpenAIModel":
    """Raises ModelSpecError without a model's name."""
    if not detail:
        raise ModelSpecError('Which model? Write its name after "openai:", such as openai:gpt-5-mini.')
    return OpenAIModel(detail, access)


class OpenAIModel:
    def __init__(self, model: str, access: Access) -> None:
        self.name = f"openai:{model}"
        self._timeout = access.timeout
        self._endpoint = Endpoint(model, access)
        self._tells: bool | None = None
        """Whether the server tells likelihoods, once that is known."""

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        return await in_time(self._asked(prompt, on_text), self._timeout)

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        """The options are told apart by the token that an answer begins with: give words that are one token each."""
        if self._tells is False:
            raise ModelError(NO_LIKELIHOODS, free=True)
        asked = each(prompts, lambda prompt: self._choice(prompt, options), self._tells is True)
        return await in_time(asked, self._timeout)

    def warm(self) -> None:
        self._endpoint.warm()

    async def close(self) -> None:
        await self._endpoint.close()

    # --- text ---------------------------------------------------------------------------------------------------------

    async def _asked(self, prompt: Prompt, on_text: Callable[[str], None] | None) -> Answer:
        async def read(response: Response) -> Answer:
            chunks = aiter(response.iter_bytes())
            if on_text and response.headers.get("content-type", "").startswith("text/event-stream"):
                return await read_stream(chunks, prompt, on_text)
            answer = read_answer(await read_whole(chunks))
            if on_text:
                on_text(answer.text)
            return answer

        possible = ways(STREAMED if on_text else WHOLE, SPOKEN if prompt.schema else TEXT)
        return await self._endpoint.post(prompt, possible, read)

    # --- likelihoods --------------------------------------------------------------------------------------------------

    async def _choice(self, prompt: Prompt, options: Sequence[str]) -> Choice:
        async def read(response: Response) -> Choice | None:
            return read_choice(await read_whole(aiter(response.iter_bytes())), options)

        short = Prompt(prompt.name, prompt.system, prompt.user, longest=1)
        try:
            choice = await self._endpoint.post(short, ways(WHOLE, CHOOSING), read)
        except Refused:
            choice = None
        if choice is None:
            self._tells = bool(self._tells)
            raise ModelError(NO_LIKELIHOODS)
        self._tells = True
        return choice
