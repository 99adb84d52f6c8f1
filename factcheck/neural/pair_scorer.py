"""Score pairs of claims with the interaction head.

Its figures and limits are in docs/networks.md.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

from factcheck.neural.batch_encoding import Batch, TokenIds, Vectors, map_batches
from factcheck.neural.e5_layers import E5Layers
from factcheck.neural.e5_weights import E5WeightsFile
from factcheck.neural.interaction_head import InteractionHead, TokenView

# Start, prefix and end included. The head learned from claims; a longer text is cut.
MAX_HEAD_TOKENS = 68
# Claims wait for their pairs, 1.5 kB a token; candidates come again, 1 kB a token.
_KEPT_CONTEXTS = 400
_KEPT_VIEWS = 1_000
# Pairs whose views are held at the same time.
_PAIRS_AT_ONCE = 512

# The head learned next to nothing from equal texts, which need no reading.
_EQUAL_TEXTS = 6.0

Value = TypeVar("Value")


class PairScorer:
    """The head, and what it needs of the texts that it met last."""

    def __init__(
        self, layers: E5Layers, wheel: E5WeightsFile, prefix: TokenIds, *, threads: int
    ) -> None:
        """Score with the encoder's layers.

        Args:
            layers: Of the encoder, whose vectors in context the head compares.
            wheel: Vectors of the tokens.
            prefix: What the encoder reads before a claim.
            threads: Batches that run at the same time.
        """
        self._layers = layers
        self._wheel = wheel
        self._prefix = prefix
        self._threads = threads
        self._contexts = _Latest[Vectors](_KEPT_CONTEXTS)
        self._views = _Latest[TokenView](_KEPT_VIEWS)

    def contexts(self, batch: Batch) -> Vectors:
        """Run claims with their prefix through the encoder, and keep what the head needs of it."""
        last, middle = self._layers.run_with_middle(self._wheel.embed(batch))
        if batch.shape[1] <= MAX_HEAD_TOKENS:
            texts = map(tuple, batch.tolist())
            self._contexts.update(zip(texts, middle, strict=True))
        return last

    def log_odds(self, pairs: Sequence[tuple[TokenIds, TokenIds]]) -> Vectors:
        """Give the log-odds that one fact-check serves both texts of each pair.

        Args:
            pairs: Token ids of the claim and the published claim, without a prefix, each with
                start and end; an empty tuple stands for a text without meaning.

        Returns:
            Shape (pairs,), not calibrated; 0 where a text has no meaning.

        Raises:
            EncoderUnavailable: The weights of the head are damaged.
        """
        log_odds = np.zeros(len(pairs), np.float32)
        readable = [row for row, texts in enumerate(pairs) if all(texts)]
        for start in range(0, len(readable), _PAIRS_AT_ONCE):
            rows = readable[start : start + _PAIRS_AT_ONCE]
            log_odds[rows] = self._log_odds([pairs[row] for row in rows])
        return log_odds

    def _log_odds(self, pairs: Sequence[tuple[TokenIds, TokenIds]]) -> Vectors:
        both = [(self._head_input(claim), self._head_input(other)) for claim, other in pairs]
        views = self._views_of(text for texts in both for text in texts)
        log_odds = [
            _EQUAL_TEXTS if claim == other else self._head.log_odds(views[claim], views[other])
            for claim, other in both
        ]
        return np.array(log_odds, np.float32)

    def _head_input(self, token_ids: TokenIds) -> TokenIds:
        start, *inner, end = token_ids
        return (start, *self._prefix, *inner[: MAX_HEAD_TOKENS - len(self._prefix) - 2], end)

    def _views_of(self, texts: Iterable[TokenIds]) -> Mapping[TokenIds, TokenView]:
        """View texts that are cut for the head; new ones go through the encoder first."""
        wanted = set(texts)
        views = self._views.get(wanted)
        contexts = self._contexts.get(wanted - views.keys())

        def run(batch: Batch) -> Iterable[Vectors]:
            _, middle = self._layers.run_with_middle(self._wheel.embed(batch))
            return middle

        missing = wanted - views.keys() - contexts.keys()
        contexts |= map_batches(missing, run, threads=self._threads)
        new = {text: self._view(text, each) for text, each in contexts.items()}
        self._views.update(new.items())
        return views | new

    def _view(self, text: TokenIds, middle: Vectors) -> TokenView:
        # The prefix ends in a colon, which stays, as does the end: so the head was trained.
        first = len(self._prefix)
        bare = self._wheel.token_vectors(np.array(text[first:], np.int64))
        return self._head.view(middle[first:], bare)

    # Loaded with the first pair: many lookups need none.
    @cached_property
    def _head(self) -> InteractionHead:
        return InteractionHead.packaged()


class _Latest(Generic[Value]):
    """What was computed for the latest texts; safe for several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[TokenIds, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, texts: Iterable[TokenIds]) -> dict[TokenIds, Value]:
        """Give what is kept of *texts*."""
        with self._lock:
            found = {text: self._values[text] for text in texts if text in self._values}
            for text in found:
                self._values.move_to_end(text)
            return found

    def update(self, values: Iterable[tuple[TokenIds, Value]]) -> None:
        with self._lock:
            self._values.update(values)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
