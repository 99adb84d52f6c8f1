"""Read likely candidates together with the claim, all that are in doubt at once."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from factcheck.errors import EncoderUnavailable

if TYPE_CHECKING:
    from factcheck.neural.encoder import CrossEncoder, Encoder

# The same post comes again and again in a stream, and so do its candidates.
_REMEMBERED = 20_000


class Reranker:
    """Asks the reader of pairs, where the encoder is one, and remembers what it said.

    Attributes:
        trouble: Why nobody is asked any more, in words for whoever reads the answers; empty
            while all is well.
    """

    def __init__(self, encoder: "Encoder | None") -> None:
        """Take the encoder; one that cannot read pairs has no opinion."""
        self._reader = _reader_of(encoder)
        self._remembered: dict[tuple[str, str], float] = {}
        self.trouble = ""

    def read(self, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], float]:
        """Read all *pairs* of a claim and a published claim.

        Returns:
            For each pair the log-odds that one fact-check serves both; nothing where nobody
            can read them.
        """
        wanted = dict.fromkeys(pairs)
        if self._reader is None or not wanted:
            return {}
        unread = [pair for pair in wanted if pair not in self._remembered]
        try:
            opinions = self._reader.score_pairs(unread).tolist() if unread else []
        except EncoderUnavailable as error:
            # The encoder alone still answers, as it did before there was a reader.
            self._reader = None
            self.trouble = f"claims were not read in pairs: {error}"
            return {}
        if len(self._remembered) + len(unread) > _REMEMBERED:
            known = {pair: self._remembered[pair] for pair in wanted if pair in self._remembered}
            self._remembered = known
        self._remembered.update(zip(unread, opinions, strict=True))
        return {pair: self._remembered[pair] for pair in wanted}


def _reader_of(encoder: "Encoder | None") -> "CrossEncoder | None":
    if encoder is None:
        return None
    # lazy: a look-up by words alone needs no numpy.
    from factcheck.neural.encoder import CrossEncoder

    return encoder if isinstance(encoder, CrossEncoder) else None
