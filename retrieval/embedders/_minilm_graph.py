"""all-MiniLM-L6-v2 written down as an ONNX graph: tokens in, a sentence's unit vector out.

A BERT encoder (Devlin et al. 2019) of 6 layers, 12 heads and width 384; the mean over all tokens but padding and
the division by the length are part of the graph, as in sentence-transformers (Reimers and Gurevych 2019).
Only this file needs the `onnx` library, and only while building.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD = WIDTH // HEADS
EPSILON = 1e-12
OPSET, IR = 17, 8

Weights = Mapping[str, npt.NDArray[np.float32]]
Array = npt.NDArray[np.float32] | npt.NDArray[np.int64]


class _Graph:
    """Nodes and constants in the order they are added; every method gives back the name of its output."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, value: Array) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def integers(self, *values: int) -> str:
        return self.constant("int_" + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def number(self, value: float) -> str:
        return self.constant(f"float_{value:g}", np.array(value, dtype=np.float32))

    def add(self, operation: str, *inputs: str, output: str = "", **attributes: int | float | Sequence[int]) -> str:
        output = output or f"{operation.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [output], **attributes))
        return output

    def linear(self, x: str, name: str) -> str:
        weight = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.add("Add", self.add("MatMul", x, weight), bias)

    def normalise(self, x: str, name: str) -> str:
        scale, bias = (self.constant(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)

    def gelu(self, x: str) -> str:
        bell = self.add("Erf", self.add("Div", x, self.number(float(np.sqrt(2)))))
        return self.add("Mul", self.add("Mul", x, self.add("Add", bell, self.number(1))), self.number(0.5))


def build(weights: Weights, target: Path, progress: Callable[[int, int], None]) -> None:
    """Writes the model to `target`: `input_ids` and `attention_mask` (n, tokens) in, `vectors` (n, 384) out."""
    graph = _Graph(weights)
    x, hidden = _embeddings(graph), _hidden_padding(graph)
    for layer in range(LAYERS):
        progress(layer, LAYERS + 1)
        x = _layer(graph, x, hidden, f"encoder.layer.{layer}")
    _pool(graph, x)
    progress(LAYERS, LAYERS + 1)
    target.write_bytes(_model(graph).SerializeToString())
    progress(LAYERS + 1, LAYERS + 1)


def _embeddings(graph: _Graph) -> str:
    """Word plus position plus the (always first) token type, normalised."""
    part = "embeddings.{}_embeddings.weight".format
    words = graph.constant(part("word"), graph.weights[part("word")])
    places = graph.constant("places", graph.weights[part("position")] + graph.weights[part("token_type")][0])
    tokens = graph.add("Slice", graph.add("Shape", "input_ids"), graph.integers(1), graph.integers(2))
    here = graph.add("Slice", places, graph.integers(0), tokens, graph.integers(0))
    return graph.normalise(graph.add("Add", graph.add("Gather", words, "input_ids"), here), "embeddings.LayerNorm")


def _hidden_padding(graph: _Graph) -> str:
    """(n, 1, 1, tokens): 0 where there is a token, very negative where there is padding; added to attention scores."""
    mask = graph.add("Cast", "attention_mask", output="mask", to=TensorProto.FLOAT)
    wide = graph.add("Unsqueeze", mask, graph.integers(1, 2))
    return graph.add("Mul", graph.add("Sub", graph.number(1), wide), graph.number(-1e9))


def _layer(graph: _Graph, x: str, hidden: str, name: str) -> str:
    attended = graph.linear(_attention(graph, x, hidden, f"{name}.attention.self"), f"{name}.attention.output.dense")
    x = graph.normalise(graph.add("Add", attended, x), f"{name}.attention.output.LayerNorm")
    inner = graph.gelu(graph.linear(x, f"{name}.intermediate.dense"))
    return graph.normalise(graph.add("Add", graph.linear(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")


def _attention(graph: _Graph, x: str, hidden: str, name: str) -> str:
    query, key, value = (_heads(graph, graph.linear(x, f"{name}.{part}"), part) for part in ("query", "key", "value"))
    scores = graph.add("Div", graph.add("MatMul", query, key), graph.number(float(np.sqrt(HEAD))))
    shares = graph.add("Softmax", graph.add("Add", scores, hidden), axis=-1)
    mixed = graph.add("Transpose", graph.add("MatMul", shares, value), perm=(0, 2, 1, 3))
    return graph.add("Reshape", mixed, graph.integers(0, 0, WIDTH))


def _heads(graph: _Graph, x: str, part: str) -> str:
    """(n, heads, tokens, head), the key's last two turned round, ready to be multiplied."""
    split = graph.add("Reshape", x, graph.integers(0, 0, HEADS, HEAD))
    return graph.add("Transpose", split, perm=(0, 2, 3, 1) if part == "key" else (0, 2, 1, 3))


def _pool(graph: _Graph, x: str) -> None:
    kept = graph.add("Mul", x, graph.add("Unsqueeze", "mask", graph.integers(2)))
    total = graph.add("ReduceSum", kept, graph.integers(1), keepdims=0)
    count = graph.add("ReduceSum", "mask", graph.integers(1), keepdims=1)
    mean = graph.add("Div", total, graph.add("Max", count, graph.number(1e-9)))
    length = graph.add("ReduceL2", mean, axes=(1,), keepdims=1)
    graph.add("Div", mean, graph.add("Max", length, graph.number(1e-12)), output="vectors")


def _model(graph: _Graph) -> ModelProto:
    shape = ("n", "tokens")
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ("n", WIDTH))]
    whole = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, list(graph.constants.values()))
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="tastemaker")
    model.ir_version = IR
    checker.check_model(model)
    return model
