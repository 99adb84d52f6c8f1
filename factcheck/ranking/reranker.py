"""Score likely pairs with the encoder's own reranker, which compares the two claims."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from factcheck.errors import EncoderUnavailable
from factcheck.model import Message

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder, RerankingEncoder

# The same post comes again and again in a stream, and so do its candidates.
_CACHED_PAIRS = 20_000

# The log-odds for a text of the query and a published claim.
PairLogOdds = Mapping[tuple[str, str], float]


class Reranker:
    """Scores pairs with the encoder, where it can, and caches the scores.

    Attributes:
        notes: Why pairs are not reranked any more, for whoever reads the answers; usually empty.
    """

    def __init__(self, encoder: "Encoder | None") -> None:
        """Rerank with *encoder*; one that cannot score pairs leaves them as they are."""
        self._encoder = _as_reranking(encoder)
        self._cache: dict[tuple[str, str], float] = {}
        self.notes: tuple[str, ...] = ()

    @property
    def reads_pairs(self) -> bool:
        """Whether pairs can be scored."""
        return self._encoder is not None

    def score(self, pairs: Iterable[tuple[str, str]]) -> PairLogOdds:
        """Score all *pairs* of a text and a published claim.

        Returns:
            For each pair the log-odds that one fact-check serves both; nothing where
            the encoder cannot.
        """
        wanted = dict.fromkeys(pairs)
        if self._encoder is None or not wanted:
            return {}
        missing = [pair for pair in wanted if pair not in self._cache]
        try:
            log_odds = self._encoder.score_pairs(missing).tolist() if missing else []
        except EncoderUnavailable as error:
            # Without its reranker the encoder alone still answers.
            self._encoder = None
            self.notes = (Message("claims were not read in pairs: {reason}", reason=str(error)),)
            return {}
        if len(self._cache) + len(missing) > _CACHED_PAIRS:
            self._cache = {pair: self._cache[pair] for pair in wanted if pair in self._cache}
        self._cache.update(zip(missing, log_odds, strict=True))
        return {pair: self._cache[pair] for pair in wanted}


def _as_reranking(encoder: "Encoder | None") -> "RerankingEncoder | None":
    if encoder is None:
        return None
    # lazy: a look-up by words alone needs no numpy.
    from factcheck.neural.encoder import RerankingEncoder

    return encoder if isinstance(encoder, RerankingEncoder) else None
