"""Send texts through an encoder in batches, so that no text's vector depends on another's."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderError

# Small batches stay in the processor's cache: 8 texts of 43 pieces are 16 % faster than 32.
MAX_TEXTS = 32
MAX_PIECES = 512

Batch = NDArray[np.int64]
Vectors = NDArray[np.float32]


def encode_batches(
    texts: Sequence[tuple[int, ...]],
    run: Callable[[Batch], Vectors],
    *,
    dimensions: int,
    threads: int = 1,
) -> Vectors:
    """Encode numbered pieces; return one vector of length 1 for each text, in order.

    Args:
        texts: Pieces of each text; an empty tuple stands for a text without meaning.
        run: Encodes a batch of shape (texts, pieces) into (texts, dimensions).
        dimensions: Length of a vector.
        threads: How many batches may run at the same time.

    Returns:
        Shape (texts, dimensions). A text without meaning, or whose vector came out as zero or
        not finite, has a row of zeros.

    Raises:
        EncoderError: The encoder gave back another shape.
    """
    return normalise(run_batches(texts, run, dimensions=dimensions, threads=threads))


def run_batches(
    texts: Sequence[tuple[int, ...]],
    run: Callable[[Batch], Vectors],
    *,
    dimensions: int,
    threads: int = 1,
) -> Vectors:
    """Run numbered pieces through a network; return what it gives for each text, in order.

    A batch holds texts of the same number of pieces. Nothing is padded, which saves the work
    and makes a text's result the same, to the bit, alone or among others.

    Args and errors are those of encode_batches; a text without pieces has a row of zeros.
    """
    vectors = np.zeros((len(texts), dimensions), np.float32)
    places: dict[tuple[int, ...], list[int]] = {}
    for place, pieces in enumerate(texts):
        if pieces:
            places.setdefault(pieces, []).append(place)
    batches = _batches(sorted(places, key=len))

    def encode(batch: list[tuple[int, ...]]) -> Vectors:
        found = run(np.array(batch, np.int64))
        if found.shape != (len(batch), dimensions):
            raise EncoderError(
                f"the encoder gave shape {found.shape} for {len(batch)} texts, "
                f"expected {dimensions} numbers each"
            )
        return found

    for batch, encoded in zip(batches, _map(encode, batches, threads), strict=True):
        for pieces, vector in zip(batch, encoded, strict=True):
            vectors[places[pieces]] = vector
    return vectors


def mean_of_pieces(contexts: Vectors) -> Vectors:
    """Average over pieces, shape (texts, pieces, dimensions), always in the same order."""
    return np.asarray(np.add.reduce(contexts, axis=1) / contexts.shape[1], np.float32)


def normalise(vectors: Vectors) -> Vectors:
    """Bring every row to length 1; a row that has no direction becomes zeros."""
    with np.errstate(invalid="ignore", over="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    usable = np.isfinite(lengths) & (lengths > np.finfo(np.float32).tiny)
    result = np.zeros_like(vectors)
    result[usable] = vectors[usable] / lengths[usable, None]
    return result


def _batches(texts: Sequence[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
    """Cut texts, sorted by length, into batches of one length."""
    batches: list[list[tuple[int, ...]]] = []
    for pieces in texts:
        length = len(pieces)
        batch = batches[-1] if batches else []
        room = min(MAX_TEXTS, MAX_PIECES // length)
        if batch and len(batch[0]) == length and len(batch) < room:
            batch.append(pieces)
        else:
            batches.append([pieces])
    return batches


def _map(
    encode: Callable[[list[tuple[int, ...]]], Vectors],
    batches: list[list[tuple[int, ...]]],
    threads: int,
) -> list[Vectors]:
    if threads == 1 or len(batches) < 2:
        return [encode(batch) for batch in batches]
    pool = ThreadPoolExecutor(threads)
    try:
        return list(pool.map(encode, batches))
    finally:
        # After Ctrl-C nobody wants what is still waiting.
        pool.shutdown(cancel_futures=True)
