"""Read a claim and a published claim together: does one fact-check serve both, as it stands?

The encoder gives every text a place, so that near texts can be found among a million. What it
cannot see is that one word turns a claim into its opposite, because each text is read alone. The
reader of pairs has both before it at once, which is slower, and sees more. Its figures, its data
and its limits are in docs/reader.md.
"""

from importlib.resources import as_file, files
from zipfile import BadZipFile

import numpy as np

from factcheck.errors import EncoderUnavailable
from factcheck.neural.batch_encoding import Vectors
from factcheck.neural.cross_encoder_files import FOLDER, HEAD_FILE, check_sizes
from factcheck.neural.onnx_session import OnnxSession
from factcheck.neural.weight_conversion import GRAPH_FILE

# Start and end included. Claims are short; of a long post the part that fits is read.
CLAIM_PIECES = 80
PUBLISHED_PIECES = 64


def join_token_ids(claim: tuple[int, ...], published: tuple[int, ...]) -> tuple[int, ...]:
    """Put the pieces of two texts, each with start and end, into one row: as XLM-R reads pairs.

    ``<s> claim </s></s> published </s>``, with both texts cut to their limits.
    """
    start, end = claim[0], claim[-1]
    return (
        start,
        *claim[1:-1][: CLAIM_PIECES - 2],
        end,
        end,
        *published[1:-1][: PUBLISHED_PIECES - 2],
        end,
    )


class OnnxCrossEncoder:
    """The reader's network, loaded when the first pair is in doubt.

    It is the encoder's graph with other weights, and two small matrices that make a number of it.
    """

    def __init__(self) -> None:
        """Load the weights that come with factcheck.

        Raises:
            EncoderUnavailable: They are missing or damaged, or onnxruntime is.
        """
        room = files("factcheck.neural")
        with as_file(room / FOLDER) as folder, as_file(room / GRAPH_FILE) as graph:
            check_sizes(folder)
            self._engine = OnnxSession(graph, optimise=False, weights=folder)
            try:
                with np.load(folder / HEAD_FILE) as head:
                    self._dense, self._dense_bias = head["dense"], head["dense_bias"]
                    self._out, self._out_bias = head["out"], float(head["out_bias"])
            except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
                raise EncoderUnavailable(
                    f"the reader of pairs is damaged: {error}; install factcheck again"
                ) from error

    def contexts(self, words: Vectors) -> Vectors:
        """Read pairs, shape (pairs, pieces, 384); what the first piece has gathered of each."""
        return self._engine.run({"words": words}, "contexts")[:, 0]

    def log_odds(self, contexts: Vectors) -> Vectors:
        """Turn contexts, shape (pairs, 384), into log-odds, shape (pairs,).

        Not by a product of matrices: those add in another order for one row than for several.
        """
        hidden = np.tanh(np.einsum("pi,oi->po", contexts, self._dense) + self._dense_bias)
        return np.asarray(np.einsum("po,o->p", hidden, self._out) + self._out_bias, np.float32)
