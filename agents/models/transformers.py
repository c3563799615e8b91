"""A model in this process: `transformers:FOLDER`, with weights that transformers can load (safetensors or one GGUF).

Needs the extra `local`. The only kind that sends nothing anywhere; it shares the machine with the turns it serves.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import TypeVar

from agents.models import Access, ModelSpecError
from agents.models.asking import Pieces, answered, in_time
from agents.models.model import Answer, Choice, ModelError, Prompt
from agents.models.transformers_loaded import Loaded, load

INSTALL = "sh scripts/install.sh local"

T = TypeVar("T")


def open_model(detail: str, access: Access) -> "TransformersModel":
    """Raises ModelSpecError for a folder without a model, or where the extra is not installed."""
    folder = Path(detail).expanduser()
    if not detail or not ((folder / "config.json").is_file() or any(folder.glob("*.gguf"))):
        raise ModelSpecError(
            f'There is no model in the folder "{detail}"; name one with a config.json and weights, or a .gguf file.'
        )
    missing = [name for name in ("torch", "transformers") if find_spec(name) is None]
    if missing:
        raise ModelSpecError(f'"transformers:{detail}" needs the extra "local" ({", ".join(missing)}): {INSTALL}.')
    return TransformersModel(detail, folder, access.timeout)


class TransformersModel:
    """Loaded when first needed (seconds). One question at a time has the machine; the time waited counts too."""

    def __init__(self, name: str, folder: Path, timeout: float) -> None:
        self.name = f"transformers:{name}"
        self._folder = folder
        self._timeout = timeout
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="transformers")
        self._loaded: Loaded | None = None

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        """No schema is enforced: the prompt alone says what is wanted."""
        return await in_time(self._asked(prompt, on_text or (lambda _: None)), self._timeout)

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        """All prompts in one forward pass, what they have in common computed once."""
        if not prompts:
            return ()
        return await in_time(self._run(lambda gone: self._ready().choose(prompts, options, gone)), self._timeout)

    def warm(self) -> None:
        self._thread.submit(self._ready).exception()

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._loaded = None

    def _ready(self) -> Loaded:
        self._loaded = self._loaded or load(self._folder)
        return self._loaded

    async def _asked(self, prompt: Prompt, on_text: Callable[[str], None]) -> Answer:
        loop, arrived = asyncio.get_running_loop(), asyncio.Queue[str | None]()

        def told(piece: str) -> None:
            loop.call_soon_threadsafe(arrived.put_nowait, piece)

        def write(gone: Event) -> tuple[int, int]:
            return self._ready().write(prompt, told, gone)

        pieces = Pieces(on_text)
        writing = asyncio.create_task(self._run(write))
        writing.add_done_callback(lambda _: arrived.put_nowait(None))
        try:
            while (piece := await arrived.get()) is not None:
                pieces.add(piece)
            return answered(pieces.text, *await writing)
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def _run(self, work: Callable[[Event], T]) -> T:
        """In the model's thread. Whoever is cancelled does not wait for it to end, which it does at its next token."""
        gone = Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, gone)
        except RuntimeError as error:  # of torch, which has no other; or of a thread that was shut down
            raise ModelError(f"broke down ({type(error).__name__})", unavailable=True) from None
        finally:
            gone.set()
