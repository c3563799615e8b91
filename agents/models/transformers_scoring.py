"""How likely each option is as a model's first word, for many prompts in one forward pass.

Prompts about the candidates of one turn begin alike. What the model makes of the common part (keys and values of every
layer) is computed once and shared by all rows; each row then adds only its own end.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from agents.models.asking import bare

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

ROWS = 16
"""Prompts in one forward pass; each holds a copy of the common part's keys and values."""
Ids = Sequence[int]


def common_length(rows: Sequence[Ids]) -> int:
    """Tokens that all rows begin with; at least one of each row is left out."""
    shortest = min(map(len, rows))
    return next((place for place in range(shortest) if len({row[place] for row in rows}) > 1), max(shortest - 1, 0))


def last_logits(model: "PreTrainedModel", rows: Sequence[Ids]) -> "Tensor":
    """(rows, vocabulary) at the end of each, the common beginning computed once."""
    import torch

    common = common_length(rows) if len(rows) > 1 else 0
    with torch.inference_mode():
        if not common:
            return torch.cat([_pass(model, some, None, 0) for some in _split(rows)])
        shared = model(_tensor(model, [rows[0][:common]]), use_cache=True, logits_to_keep=1).past_key_values
        ends = [row[common:] for row in rows]
        return torch.cat([_pass(model, some, shared, common) for some in _split(ends)])


def last_logits_apart(model: "PreTrainedModel", rows: Sequence[Ids]) -> "Tensor":
    """The same by one forward pass a row: what sharing is measured against."""
    import torch

    with torch.inference_mode():
        return torch.cat([model(_tensor(model, [row]), logits_to_keep=1).logits[:, -1] for row in rows])


def _pass(model: "PreTrainedModel", ends: Sequence[Ids], shared: object, common: int) -> "Tensor":
    """Padded on the left, so that every row ends in the last column; each token is told its true position."""
    import torch

    width = max(map(len, ends))
    padded = _tensor(model, [[0] * (width - len(end)) + list(end) for end in ends])
    own = _tensor(model, [[0] * (width - len(end)) + [1] * len(end) for end in ends])
    mask = torch.cat([torch.ones_like(own[:, :1]).expand(-1, common), own], dim=1)
    positions = (common + own.cumsum(1) - 1).clamp(min=0)
    before = deepcopy(shared)
    if before is not None:
        before.batch_repeat_interleave(len(ends))  # type: ignore[attr-defined]  # a cache of a library without types
    found = model(padded, attention_mask=mask, position_ids=positions, past_key_values=before, logits_to_keep=1)
    last: Tensor = found.logits[:, -1]
    return last


def _split(rows: Sequence[Ids]) -> Iterator[Sequence[Ids]]:
    return (rows[place : place + ROWS] for place in range(0, len(rows), ROWS))


def _tensor(model: "PreTrainedModel", rows: Sequence[Ids]) -> "Tensor":
    import torch

    made: Tensor = torch.tensor([list(row) for row in rows], device=model.device)
    return made


def spellings(tokenizer: "PreTrainedTokenizerBase", option: str) -> list[int]:
    """All tokens that spell the option, in any case and with or without a space before; else its first token."""
    tokens = tokenizer.convert_ids_to_tokens(range(len(tokenizer)))
    found = [place for place, token in enumerate(tokens) if token and bare(token) == bare(option)]
    return found or tokenizer.encode(option, add_special_tokens=False)[:1]


def option_shares(logits: "Tensor", options: Sequence[Sequence[int]]) -> list[tuple[float, ...]]:
    """One row of shares a row of logits, together 1; an option is any of its tokens."""
    import torch

    each = torch.stack([logits.float()[:, list(tokens)].logsumexp(1) for tokens in options], dim=1)
    return [tuple(row) for row in each.double().softmax(1).tolist()]
