"""A model and its tokenizer in memory: writes token by token, or tells how likely options are. Blocks its thread.

One of the files that import `torch` and `transformers`, when they are used.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from agents.models.model import Choice, ModelError, Prompt
from agents.models.transformers_scoring import last_logits, option_shares, spellings

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

UNFINISHED = "\ufffd"
"""What a tokenizer shows of a character whose bytes are not all there yet."""


def load(folder: Path) -> "Loaded":
    """Raises ModelError. On a GPU where there is one, as the weights are stored; else in single precision."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    gpu = torch.cuda.is_available()
    packed = None if (folder / "config.json").exists() else next(file.name for file in folder.glob("*.gguf"))
    source = {"gguf_file": packed} if packed else {}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, **source)
        model = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, dtype="auto" if gpu else torch.float32, **source
        )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise ModelError(f"cannot be loaded ({type(error).__name__})", unavailable=True) from None
    return Loaded(model.to("cuda" if gpu else "cpu").eval(), tokenizer)


class Loaded:
    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase") -> None:
        self.model = model
        self.tokenizer = tokenizer
        self._spellings = cache(lambda option: spellings(tokenizer, option))

    def ids(self, prompt: Prompt) -> list[int]:
        """Raises ModelError where they leave no room for the answer."""
        turns = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        if self.tokenizer.chat_template:
            text = self.tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        else:
            text = f"{prompt.system}\n\n{prompt.user}\n\n"
        found: list[int] = self.tokenizer.encode(text, add_special_tokens=False)
        room = getattr(self.model.config, "max_position_embeddings", None)
        if room and len(found) + prompt.longest > room:
            raise ModelError(f"question of {len(found):,} tokens is longer than the model reads")
        return found

    def write(self, prompt: Prompt, on_text: Callable[[str], None], gone: Event) -> tuple[int, int]:
        """Tokens read and written. Ends early, between two tokens, once nobody waits for it."""
        import torch
        from transformers import GenerationConfig, StoppingCriteriaList

        ids = self.ids(prompt)
        if gone.is_set():
            return len(ids), 0
        telling = _Telling(self.tokenizer, on_text)
        ends = self.model.generation_config.eos_token_id or self.tokenizer.eos_token_id
        config = GenerationConfig(
            max_new_tokens=prompt.longest, do_sample=False, eos_token_id=ends, pad_token_id=self.tokenizer.pad_token_id
        )
        sent = torch.tensor([ids], device=self.model.device)
        stops = StoppingCriteriaList([lambda row, *_, **__: torch.full((len(row),), gone.is_set(), device=row.device)])
        written = self.model.generate(
            sent,
            attention_mask=torch.ones_like(sent),
            generation_config=config,
            stopping_criteria=stops,
            streamer=telling,
        )
        return len(ids), int(written.shape[1]) - len(ids)

    def choose(self, prompts: Sequence[Prompt], options: Sequence[str], gone: Event) -> tuple[Choice, ...]:
        rows = [self.ids(prompt) for prompt in prompts]
        if gone.is_set():
            return ()
        found = option_shares(last_logits(self.model, rows), [self._spellings(option) for option in options])
        return tuple(Choice(shares, len(row), 1) for shares, row in zip(found, rows, strict=True))


class _Telling:
    """What `generate` calls a streamer: is given the prompt first, then each token."""

    def __init__(self, tokenizer: "PreTrainedTokenizerBase", on_text: Callable[[str], None]) -> None:
        self._tokenizer = tokenizer
        self._on_text = on_text
        self._ids: list[int] | None = None
        self._told = 0

    def put(self, tokens: "Tensor") -> None:
        if self._ids is None:
            self._ids = []
            return
        self._ids += tokens.flatten().tolist()
        text = self._tokenizer.decode(self._ids, skip_special_tokens=True)
        if not text.endswith(UNFINISHED):
            self._on_text(text[self._told :])
            self._told = len(text)

    def end(self) -> None: ...
