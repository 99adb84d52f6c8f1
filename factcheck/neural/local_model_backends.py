"""Run models from a folder: a network in ONNX, or a table with one fixed vector per token."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderError, EncoderUnavailable, MissingExtra
from factcheck.neural.batch_encoding import Batch, Vectors, mean_pooling
from factcheck.neural.onnx_session import OnnxSession


class Pooling(StrEnum):
    """How the vectors of tokens become the vector of a text."""

    MEAN = "mean"
    FIRST = "cls"


class OnnxModel:
    """A network with the inputs and outputs that exported encoders usually have.

    Attributes:
        has_special_tokens: Whether a text gets a start and an end token.
        ignored_token: Id of a token to leave out of a text, or None.
    """

    has_special_tokens = True
    ignored_token: int | None = None

    def __init__(self, path: Path, pooling: Pooling) -> None:
        """Load the network.

        Raises:
            EncoderUnavailable: It cannot be loaded, or has inputs of another kind.
        """
        self._session = OnnxSession(path, optimise=True)
        self._pooling = pooling
        unknown = set(self._session.inputs) - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown:
            raise EncoderUnavailable(f"{path} wants {', '.join(sorted(unknown))}, not only text")
        # Some exports pool themselves and say so.
        pooled = "sentence_embedding"
        outputs = self._session.outputs
        self._output = pooled if pooled in outputs else outputs[0]

    def run(self, batch: Batch) -> Vectors:
        """Encode texts of one length, shape (texts, tokens), into (texts, dimensions).

        Nothing is padded, so the attention mask is all ones.

        Raises:
            EncoderError: The network does not take them.
        """
        offered = {
            "input_ids": batch,
            "attention_mask": np.ones_like(batch),
            "token_type_ids": np.zeros_like(batch),
        }
        inputs = {name: offered[name] for name in self._session.inputs}
        output = self._session.run(inputs, self._output)
        if output.ndim == 2:
            return output
        if output.ndim != 3:
            raise EncoderError(f"the encoder gave shape {output.shape}, expected vectors")
        if self._pooling is Pooling.FIRST:
            return output[:, 0]
        return mean_pooling(output)


class StaticModel:
    """A table of token vectors, as model2vec and sentence-transformers' StaticEmbedding keep it.

    Attributes:
        has_special_tokens: Whether a text gets a start and an end token.
        ignored_token: Id of a token to leave out of a text, or None.
    """

    has_special_tokens = False

    def __init__(self, path: Path, *, ignored_token: int | None) -> None:
        """Read the table.

        Raises:
            EncoderUnavailable: The file is damaged or holds another kind of model.
            MissingExtra: factcheck-claims[models] is not installed.
        """
        self.ignored_token = ignored_token
        tensors = _read_tensors(path)
        table = tensors.get("embeddings", tensors.get("embedding.weight"))
        if table is None or table.ndim != 2:
            raise EncoderUnavailable(
                f"{path} is no model2vec table; export other models to ONNX (model.onnx)"
            )
        self._table = table.astype(np.float32)
        # Newer models let several tokens share a vector, and weigh tokens.
        self._mapping = tensors.get("mapping")
        self._weights = tensors.get("weights")

    def run(self, batch: Batch) -> Vectors:
        """Average the vectors of each text's tokens, shape (texts, tokens).

        Raises:
            EncoderError: A token has no vector.
        """
        try:
            rows = batch if self._mapping is None else self._mapping[batch]
            vectors = self._table[rows]
            if self._weights is not None:
                vectors = vectors * self._weights[batch][..., None]
        except IndexError as error:
            raise EncoderError("the vocabulary has more tokens than the table") from error
        return mean_pooling(vectors)


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
