"""Read a claim and a published claim together: does one fact-check serve both, as it stands?

The bi-encoder reads each text alone, so near texts can be found among a million, but a claim and
its opposite get nearly the same vector. The cross-encoder reads both at once, which is slower and
more accurate. Its figures, training data and limits are in docs/cross-encoder.md.
"""

from importlib.resources import as_file, files
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from factcheck.errors import EncoderUnavailable
from factcheck.neural.batch_encoding import TokenIds, Vectors
from factcheck.neural.checksums import check_shipped_files
from factcheck.neural.e5_conversion import WEIGHTS_FILE
from factcheck.neural.e5_layers import E5Layers

WEIGHTS_FOLDER = "cross_encoder_weights"
HEAD_FILE = "head.npz"
CROSS_ENCODER_FILES = (WEIGHTS_FILE, HEAD_FILE)

# Start and end included. Claims are short; a longer text is cut.
MAX_CLAIM_TOKENS = 80
MAX_PUBLISHED_TOKENS = 64


def join_token_ids(claim: TokenIds, published: TokenIds) -> TokenIds:
    """Join two texts, each with start and end token, into one input as XLM-R reads pairs.

    ``<s> claim </s></s> published </s>``, with both texts cut to their limits.
    """
    start, end = claim[0], claim[-1]
    return (
        start,
        *claim[1:-1][: MAX_CLAIM_TOKENS - 2],
        end,
        end,
        *published[1:-1][: MAX_PUBLISHED_TOKENS - 2],
        end,
    )


class OnnxCrossEncoder:
    """The layers of the encoder with weights of their own, and a head of two small matrices."""

    def __init__(self, folder: Path) -> None:
        """Load the weights in *folder*.

        Raises:
            EncoderUnavailable: They are missing or damaged, or onnxruntime is missing.
        """
        check_shipped_files(folder, CROSS_ENCODER_FILES, "size")
        self._layers = E5Layers(folder)
        try:
            with np.load(folder / HEAD_FILE) as head:
                self._dense, self._dense_bias = head["dense"], head["dense_bias"]
                self._out, self._out_bias = head["out"], float(head["out_bias"])
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise EncoderUnavailable(
                f"{folder / HEAD_FILE} is damaged: {error}; install factcheck again"
            ) from error

    @classmethod
    def packaged(cls) -> "OnnxCrossEncoder":
        """Load the weights that come with factcheck.

        Raises:
            EncoderUnavailable: They are missing or damaged, or onnxruntime is missing.
        """
        with as_file(files("factcheck.neural") / WEIGHTS_FOLDER) as folder:
            return cls(folder)

    def first_contexts(self, embedded: Vectors) -> Vectors:
        """Read pairs, shape (pairs, tokens, 384); return the first token's, (pairs, 384)."""
        return self._layers.run(embedded)[:, 0]

    def log_odds(self, contexts: Vectors) -> Vectors:
        """Turn contexts, shape (pairs, 384), into log-odds, shape (pairs,).

        Not by a matrix product, which adds in another order for one row than for several.
        """
        hidden = np.tanh(np.einsum("pi,oi->po", contexts, self._dense) + self._dense_bias)
        return np.asarray(np.einsum("po,o->p", hidden, self._out) + self._out_bias, np.float32)
