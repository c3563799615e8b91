"""Four bits a number: an eighth of the room, and a scan of everything in a quarter of the time.

Each 64 numbers of a vector share a scale. The product of such codes and a float vector is an operator of ONNX Runtime,
`MatMulNBits`, which the built-in embedder brings along; numpy has no product of small whole numbers that is fast. Its
cosines are some thousandths off, so they only choose what is scored exactly. What is looked at doesn't depend on how
the vectors lie, as it would in clusters or graphs: no query is far from everything that was prepared.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.embedder import Vectors

if TYPE_CHECKING:
    from onnx import TensorProto

COMPACT_FROM = 20_000
"""Vectors from which on the copy is made: multiplying fewer takes some three milliseconds anyway."""
BLOCK = 64
BITS = 4
ZERO, MOST = 8, 7
"""The code of nothing, and how far codes go from there."""
CHUNK = 16_384
REMEMBERED = 4
"""Vectors whose cosines are kept: within a turn the same text is looked for more than once, under other constraints."""
GRAPH, CODES, SCALES = "compact.onnx", "compact.codes", "compact.scales"


class CompactScan:
    def __init__(self, folder: Path, size: int) -> None:
        """Of the `size` vectors that `write_compact` wrote to the folder. Raises OSError or ValueError if it can't."""
        import onnxruntime as ort
        from onnxruntime.capi import onnxruntime_pybind11_state as errors

        for name in (GRAPH, CODES, SCALES):
            (folder / name).stat()  # ONNX Runtime would raise errors of its own for a file that isn't there
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = ort.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        except (errors.Fail, errors.InvalidProtobuf, errors.InvalidGraph, errors.NotImplemented) as error:
            raise ValueError(f"The compact copy in '{folder}' can't be read: {error}") from error
        if (found := self._session.get_outputs()[0].shape[1]) != size:
            raise ValueError(f"The compact copy in '{folder}' is of {found:,} vectors, not {size:,}.")

        self._remembered = lru_cache(maxsize=REMEMBERED)(self._cosines)

    def cosines(self, vector: Vectors) -> npt.NDArray[np.float32]:
        """Of all rows, some thousandths off; not to be changed, for the next question may be about the same vector."""
        return self._remembered(np.asarray(vector, dtype=np.float32).tobytes())

    def _cosines(self, vector: bytes) -> npt.NDArray[np.float32]:
        (found,) = self._session.run(["cosines"], {"vector": np.frombuffer(vector, dtype=np.float32)[None, :]})
        cosines = np.asarray(found, dtype=np.float32).reshape(-1)
        cosines.flags.writeable = False
        return cosines


def write_compact(folder: Path, vectors: Vectors) -> None:
    """Beside each other in the folder: the graph, the codes, their scales. Takes a chunk of vectors at a time."""
    size, dimension = vectors.shape
    blocks = -(-dimension // BLOCK)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / CODES).open("wb") as codes, (folder / SCALES).open("wb") as scales:
        for start in range(0, size, CHUNK):
            coded, scale = quantised(vectors[start : start + CHUNK], blocks)
            codes.write(coded.tobytes())
            scales.write(scale.tobytes())
    _write_graph(folder / GRAPH, size, dimension, blocks)


def quantised(vectors: Vectors, blocks: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Codes, two a byte, the earlier in the lower half; and a scale each block. `(code - 8) * scale` is the number."""
    size, dimension = vectors.shape
    padded = np.zeros((size, blocks * BLOCK), dtype=np.float32)
    padded[:, :dimension] = vectors
    parts = padded.reshape(size, blocks, BLOCK)
    scales = np.maximum(np.abs(parts).max(axis=2) / MOST, np.finfo(np.float32).tiny)
    codes = (np.rint(parts / scales[:, :, None]) + ZERO).astype(np.uint8)
    return codes[:, :, 0::2] | (codes[:, :, 1::2] << BITS), scales


def _write_graph(path: Path, size: int, dimension: int, blocks: int) -> None:
    from onnx import TensorProto, helper, save

    codes = _kept_beside("codes", TensorProto.UINT8, (size, blocks, BLOCK * BITS // 8), CODES)
    scales = _kept_beside("scales", TensorProto.FLOAT, (size * blocks,), SCALES)
    product = helper.make_node(
        "MatMulNBits",
        ["vector", "codes", "scales"],
        ["cosines"],
        domain="com.microsoft",
        K=dimension,
        N=size,
        bits=BITS,
        block_size=BLOCK,
        accuracy_level=4,  # whole numbers inside, which is what makes it fast
    )
    graph = helper.make_graph(
        [product],
        "compact",
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, dimension])],
        [helper.make_tensor_value_info("cosines", TensorProto.FLOAT, [1, size])],
        [codes, scales],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=8), os.fspath(path))


def _kept_beside(name: str, kind: int, shape: tuple[int, ...], file: str) -> "TensorProto":
    from onnx import TensorProto

    tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
    place = tensor.external_data.add()
    place.key, place.value = "location", file
    return tensor
