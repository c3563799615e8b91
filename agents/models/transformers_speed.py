"""How fast choosing is in process: prompts that share their beginning, against one by one and against arithmetic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from agents.models.transformers_scoring import Ids, common_length, last_logits, last_logits_apart

if TYPE_CHECKING:
    from transformers import PreTrainedModel


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds for the same logits, the least of the runs: of processor time, or of waiting where a GPU computes."""

    shared: float
    apart: float
    floor: float
    """The multiplications that sharing can't avoid, at the rate at which this machine multiplies alone."""
    flops: float
    rate: float
    """Floating-point operations a second, of a multiplication as large as the model's own."""
    difference: float
    """The largest between two likelihoods, shared and apart."""


def measure(model: "PreTrainedModel", rows: Sequence[Ids], runs: int = 3) -> Speed:
    """Interleaved, so that what else the machine does falls on all alike. Blocks."""
    shared, apart, rates = [], [], []
    common = common_length(rows)
    for _ in range(runs):
        shared.append(_seconds(model, lambda: last_logits(model, rows)))
        rates.append(matmul_rate(model, common))
        apart.append(_seconds(model, lambda: last_logits_apart(model, rows)))
    flops = arithmetic(model, common, [len(row) - common for row in rows])
    found = last_logits(model, rows).softmax(1) - last_logits_apart(model, rows).softmax(1)
    return Speed(min(shared), min(apart), flops / max(rates), flops, max(rates), float(found.abs().max()))


def arithmetic(model: "PreTrainedModel", common: int, ends: Sequence[int]) -> float:
    """Floating-point operations: two a weight and token, what attention adds, and the words at the end of each row."""
    config = model.config
    words = config.vocab_size * config.hidden_size
    tied = config.tie_word_embeddings
    weights = sum(p.numel() for p in model.parameters()) - words * (1 if tied else 2)
    looked_at = common * common / 2 + sum(end * common + end * end / 2 for end in ends)
    tokens = common + sum(ends)
    attention = 4 * config.num_hidden_layers * config.hidden_size * looked_at
    return float(2 * weights * tokens + attention + 2 * words * len(ends))


def matmul_rate(model: "PreTrainedModel", rows: int, seconds: float = 0.3) -> float:
    import torch

    config = model.config
    left = torch.randn(rows, config.hidden_size, dtype=model.dtype, device=model.device)
    right = torch.randn(config.hidden_size, config.intermediate_size, dtype=model.dtype, device=model.device)
    fastest, end = float("inf"), perf_counter() + seconds
    while perf_counter() < end:
        fastest = min(fastest, _seconds(model, lambda: left @ right))
    return float(2 * rows * config.hidden_size * config.intermediate_size / fastest)


def _seconds(model: "PreTrainedModel", work: Callable[[], object]) -> float:
    import torch

    gpu = model.device.type != "cpu"
    clock = perf_counter if gpu else process_time  # what else the machine does is no matter
    start = clock()
    work()
    if gpu:
        torch.cuda.synchronize()
    return clock() - start
