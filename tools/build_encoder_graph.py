"""Build the graphs of the encoder and of the interaction head's own layers, without weights.

    python tools/build_encoder_graph.py [FOLDER]

Needs `onnx`. The graph names weights by their offset in `weights.bin`, whose layout is in
factcheck/neural/e5_config.py. A test builds the graph again and compares it with the committed
files. If a new graph changes vectors, raise GRAPH_VERSION in the same commit.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from factcheck.neural.e5_config import (
    DIMENSIONS,
    GRAPH_INPUT,
    GRAPH_OUTPUT,
    HEADS,
    LAYERS,
    MIDDLE_LAYER,
    MIDDLE_OUTPUT,
    NORM_EPSILON,
    OUTLIER_CHANNELS,
    Tensor,
    list_tensors,
)
from factcheck.neural.e5_conversion import GRAPH_FILE, UPPER_GRAPH_FILE, WEIGHTS_FILE

FOLDER = Path(__file__).parent.parent / "factcheck" / "neural"

# Operators of onnxruntime that ONNX lacks: quantised products, attention, activation with bias.
CONTRIBUTED = "com.microsoft"
ONNX_OPSET = 17
IR_VERSION = 9

_ELEMENT_TYPES = {"float32": TensorProto.FLOAT, "int8": TensorProto.INT8}


class GraphBuilder:
    """Collects nodes and constants; methods return the name of what they add."""

    def __init__(self) -> None:
        """Add the constants that several nodes share."""
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.constant("one", np.array(1, np.float32))
        self.constant("zero_point", np.array(128, np.uint8))
        self.constant("step", np.array(1 / 127, np.float32))
        self.constant("smallest", np.array(1e-12, np.float32))
        self.constant("last_axis", np.array([-1], np.int64))
        self.constant("rows", np.array([-1, DIMENSIONS], np.int64))
        self.constant("outlier_channels", np.array(OUTLIER_CHANNELS, np.int64))
        ordinary = np.ones(DIMENSIONS, np.float32)
        ordinary[list(OUTLIER_CHANNELS)] = 0
        self.constant("ordinary_channels", ordinary)

    def constant(self, name: str, value: NDArray[np.generic]) -> None:
        """Add a small constant that is part of the graph file."""
        self.constants.append(numpy_helper.from_array(value, name))

    def weights(self, tensor: Tensor) -> None:
        """Add a tensor of the weights file."""
        proto = onnx.TensorProto(
            name=tensor.name, data_type=_ELEMENT_TYPES[tensor.dtype], dims=tensor.shape
        )
        proto.data_location = TensorProto.EXTERNAL
        location = {
            "location": WEIGHTS_FILE,
            "offset": str(tensor.offset),
            "length": str(tensor.length),
        }
        for key, value in location.items():
            proto.external_data.add(key=key, value=value)
        self.constants.append(proto)

    def node(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object
    ) -> str:
        """Add a node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def norm(self, value: str, name: str) -> str:
        """Add a layer normalisation of every row."""
        return self.node(
            "LayerNormalization",
            [value, f"{name}.weight", f"{name}.bias"],
            f"{name}.out",
            axis=-1,
            epsilon=NORM_EPSILON,
        )

    def quantise(self, value: str, name: str) -> tuple[str, str]:
        """Quantise every row with a scale of its own; return bytes and scales.

        One scale for a whole batch, as usual, would make a text's vector depend on the batch
        and lose more.
        """
        largest = self.node(
            "ReduceMax",
            [self.node("Abs", [value], f"{name}.abs")],
            f"{name}.largest",
            axes=[-1],
            keepdims=0,
        )
        largest = self.node("Max", [largest, "smallest"], f"{name}.positive")
        scales = self.node("Mul", [largest, "step"], f"{name}.row_scales")
        zero_points = self.node(
            "ConstantOfShape",
            [self.node("Shape", [scales], f"{name}.row_count")],
            f"{name}.zero_points",
            value=numpy_helper.from_array(np.array([128], np.uint8)),
        )
        quantised = self.node(
            "QuantizeLinear", [value, scales, zero_points], f"{name}.bytes", axis=0
        )
        return quantised, self.node("Unsqueeze", [scales, "last_axis"], f"{name}.column")

    def product(self, quantised: tuple[str, str], name: str) -> str:
        """Multiply quantised rows with quantised weights."""
        row_bytes, row_scales = quantised
        product = self.node(
            "MatMulIntegerToFloat",
            [row_bytes, f"{name}.weights", "one", f"{name}.scales", "zero_point"],
            f"{name}.whole",
            CONTRIBUTED,
        )
        return self.node("Mul", [product, row_scales], f"{name}.scaled")

    def split(self, value: str, name: str) -> tuple[tuple[str, str], str]:
        """Quantise the ordinary channels; return them and the outliers as floats."""
        ordinary = self.node("Mul", [value, "ordinary_channels"], f"{name}.ordinary")
        outliers = self.node("Gather", [value, "outlier_channels"], f"{name}.outlying", axis=1)
        return self.quantise(ordinary, name), outliers

    def split_product(self, parts: tuple[tuple[str, str], str], name: str) -> str:
        """Multiply ordinary channels as bytes and outliers as floats."""
        quantised, outliers = parts
        precise = self.node("MatMul", [outliers, f"{name}.outliers"], f"{name}.precise")
        return self.node("Add", [self.product(quantised, name), precise], f"{name}.out")

    def residual(self, value: str, before: str, name: str) -> str:
        """Add the bias and the residual, then normalise.

        onnxruntime's SkipLayerNormalization does the same in one node, ten times as slowly.
        """
        biased = self.node("Add", [value, f"{name}.bias"], f"{name}.biased")
        return self.norm(self.node("Add", [biased, before], f"{name}.sum"), f"{name}.norm")

    def layer(self, value: str, number: int) -> str:
        """Add one transformer layer: attention, then the feed-forward network."""
        name = str(number)
        parts = self.split(value, f"{name}.attention")
        heads = [
            self.node(
                "Reshape",
                [self.split_product(parts, f"{name}.{part}"), "shape"],
                f"{name}.{part}.rows",
            )
            for part in ("query", "key", "value")
        ]
        attended = self.node(
            "MultiHeadAttention",
            [*heads, f"{name}.attention.bias"],
            f"{name}.attended",
            CONTRIBUTED,
            num_heads=HEADS,
        )
        attended = self.node("Reshape", [attended, "rows"], f"{name}.attended.rows")
        mixed = self.product(self.quantise(attended, f"{name}.mix"), f"{name}.mix")
        value = self.residual(mixed, value, f"{name}.mix")
        wide = self.split_product(self.split(value, f"{name}.widen"), f"{name}.widen")
        active = self.node("BiasGelu", [wide, f"{name}.widen.bias"], f"{name}.active", CONTRIBUTED)
        narrow = self.product(self.quantise(active, f"{name}.narrow"), f"{name}.narrow")
        return self.residual(narrow, value, f"{name}.narrow")


def build_graph(builder: GraphBuilder) -> onnx.ModelProto:
    """Build the graph from token vectors to token vectors in context.

    Texts of a batch have one length, so there is no padding and no mask, and a text's result
    does not depend on its batch. Mean pooling is left to numpy, because onnxruntime rounds
    differently for one text and for several.
    """
    for tensor in list_tensors():
        builder.weights(tensor)
    builder.node("Shape", [GRAPH_INPUT], "shape")
    value = builder.node("Reshape", [builder.norm(GRAPH_INPUT, "words.norm"), "rows"], "words.rows")
    for number in range(LAYERS):
        value = builder.layer(value, number)
        if number == MIDDLE_LAYER - 1:
            builder.node("Reshape", [value, "shape"], MIDDLE_OUTPUT)
    builder.node("Reshape", [value, "shape"], GRAPH_OUTPUT)
    return _model(builder, GRAPH_INPUT, (GRAPH_OUTPUT, MIDDLE_OUTPUT))


def build_upper_graph(builder: GraphBuilder) -> onnx.ModelProto:
    """Build the graph of the layers above the middle one, from its vectors in context."""
    for tensor in list_tensors(MIDDLE_LAYER):
        builder.weights(tensor)
    builder.node("Shape", [MIDDLE_OUTPUT], "shape")
    value = builder.node("Reshape", [MIDDLE_OUTPUT, "rows"], "middle.rows")
    for number in range(MIDDLE_LAYER, LAYERS):
        value = builder.layer(value, number)
    builder.node("Reshape", [value, "shape"], GRAPH_OUTPUT)
    return _model(builder, MIDDLE_OUTPUT, (GRAPH_OUTPUT,))


def _model(builder: GraphBuilder, taken: str, given: tuple[str, ...]) -> onnx.ModelProto:
    def described(name: str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(
            name, TensorProto.FLOAT, ["texts", "length", DIMENSIONS]
        )

    graph = helper.make_graph(
        builder.nodes,
        "multilingual-e5-small",
        [described(taken)],
        [described(name) for name in given],
        builder.constants,
    )
    opsets = [helper.make_opsetid("", ONNX_OPSET), helper.make_opsetid(CONTRIBUTED, 1)]
    model = helper.make_model(graph, producer_name="factcheck", opset_imports=opsets)
    model.ir_version = IR_VERSION
    return model


def main() -> None:
    """Write both graphs to the folder named on the command line, or into the package."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, build in ((GRAPH_FILE, build_graph), (UPPER_GRAPH_FILE, build_upper_graph)):
        target = folder / name
        target.write_bytes(build(GraphBuilder()).SerializeToString(deterministic=True))
        print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
