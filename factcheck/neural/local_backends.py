"""Run models from a folder: a network in ONNX, or one fixed vector for each piece of a word."""

from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderError, EncoderUnavailable, MissingExtra
from factcheck.neural.batch_encoding import Batch, Vectors, mean_of_pieces
from factcheck.neural.onnx_session import OnnxSession


class Pooling(StrEnum):
    """How the vectors of pieces become the vector of a text."""

    MEAN = "mean"
    FIRST = "cls"


class Model(Protocol):
    """What a FolderEncoder needs of a model.

    Attributes:
        wants_special_pieces: Whether a text has a start and an end.
        unknown_piece: A piece to leave out, or None.
    """

    wants_special_pieces: bool
    unknown_piece: int | None

    def run(self, batch: Batch) -> Vectors:
        """Encode texts of one length, shape (texts, pieces), into (texts, dimensions).

        Raises:
            EncoderError: The model does not take them.
        """


class OnnxModel:
    """A network with the inputs and outputs that exported encoders usually have."""

    wants_special_pieces = True
    unknown_piece: int | None = None

    def __init__(self, path: Path, pooling: Pooling) -> None:
        """Load the network.

        Raises:
            EncoderUnavailable: It cannot be loaded, or has inputs of another kind.
        """
        self._engine = OnnxSession(path, optimise=True)
        self._pooling = pooling
        strange = set(self._engine.inputs) - {"input_ids", "attention_mask", "token_type_ids"}
        if strange:
            raise EncoderUnavailable(f"{path} wants {', '.join(sorted(strange))}, not only text")
        # Some exports pool themselves and say so.
        pooled = "sentence_embedding"
        outputs = self._engine.outputs
        self._output = pooled if pooled in outputs else outputs[0]

    def run(self, batch: Batch) -> Vectors:
        """Encode texts of one length; nothing is padded, so every piece counts."""
        offered = {
            "input_ids": batch,
            "attention_mask": np.ones_like(batch),
            "token_type_ids": np.zeros_like(batch),
        }
        made = self._engine.run({name: offered[name] for name in self._engine.inputs}, self._output)
        if made.ndim == 2:
            return made
        if made.ndim != 3:
            raise EncoderError(f"the encoder gave shape {made.shape}, expected vectors")
        if self._pooling is Pooling.FIRST:
            return made[:, 0]
        return mean_of_pieces(made)


class StaticModel:
    """A table of vectors, as model2vec and sentence-transformers' StaticEmbedding keep it."""

    wants_special_pieces = False

    def __init__(self, path: Path, *, unknown_piece: int | None) -> None:
        """Read the table.

        Raises:
            EncoderUnavailable: The file is damaged or holds another kind of model.
            MissingExtra: factcheck-claims[models] is not installed.
        """
        self.unknown_piece = unknown_piece
        tensors = _read_tensors(path)
        table = tensors.get("embeddings", tensors.get("embedding.weight"))
        if table is None or table.ndim != 2:
            raise EncoderUnavailable(
                f"{path} is no model2vec table; export other models to ONNX (model.onnx)"
            )
        self._table = table.astype(np.float32)
        # Newer models let several pieces share a vector and weigh pieces.
        self._mapping = tensors.get("mapping")
        self._weights = tensors.get("weights")

    def run(self, batch: Batch) -> Vectors:
        """Average the vectors of each text's pieces."""
        try:
            rows = batch if self._mapping is None else self._mapping[batch]
            vectors = self._table[rows]
            if self._weights is not None:
                vectors = vectors * self._weights[batch][..., None]
        except IndexError as error:
            raise EncoderError("the vocabulary has more pieces than the table") from error
        return mean_of_pieces(vectors)


def _read_tensors(path: Path) -> dict[str, NDArray[Any]]:
    try:
        from safetensors import SafetensorError  # lazy: optional extra
        from safetensors.numpy import load_file  # lazy: as above
    except ImportError as error:
        raise MissingExtra(
            "an encoder from a folder needs more: pip install 'factcheck-claims[models]'"
        ) from error
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise EncoderUnavailable(f"{path} cannot be read: {error}") from error
