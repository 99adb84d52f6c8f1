"""Take batches of claims through every step, against the store as it is at one moment.

take apart → encode → search → read together → judge

Encoding and reading touch neither the store nor one another, so another thread can do them for
one batch while the next is searched for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from factcheck.batching.answer_cache import AnswerCache, CacheEntry
from factcheck.model import Answer, Filters, Match
from factcheck.ranking.ranker import Ranker, Readings, ScoredQuery, needs_reranking
from factcheck.retrieval.retriever import Candidates, ExactMatch, Query, Retriever
from factcheck.store.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.neural.encoder import Encoder

# Candidates that are looked at closely, and those of them that are whatever their score: they
# are the nearest misses where nothing answers.
_LOOKED_AT = 10
_NEAREST = 3

Assembled = Callable[[Query, tuple[Match, ...]], Answer]
# Takes the numbers of fact-checks to leave out; call it with none for the usual ranking.
Ranking = Callable[[frozenset[int]], tuple[Match, ...]]


@dataclass(slots=True)
class Batch:
    """Claims that are answered together.

    Attributes:
        asked: All of them, each with the place of its answer.
        new: Those that nobody has asked before.
        questions: What has to be judged of the new ones, once they were searched for.
    """

    asked: list[tuple[Query, CacheEntry]] = field(default_factory=list)
    new: list[tuple[Query, dict[int, ExactMatch], CacheEntry]] = field(default_factory=list)
    questions: list[ScoredQuery] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """All that is looked up."""
        return [text for asked, _, _ in self.new for text in asked.texts]


class SearchSession:
    """What a look-up knows of a store, as long as nobody changes the store.

    Attributes:
        version: Of the store; another one means that this moment is over.
    """

    def __init__(
        self,
        store: Store,
        encoder: "Encoder | None",
        filters: Filters,
        judge: Ranker,
        *,
        remembered: int,
    ) -> None:
        """Read what is the same for every claim.

        Raises:
            EncoderMismatch: The store's vectors come from another encoder.
        """
        self.version = store.version()
        self._store = store
        self._judge = judge
        self._finder = Retriever(store, encoder, store.matching(filters))
        self._copies = AnswerCache(remembered)

    @property
    def engine(self) -> str:
        """What answers, as `Answer.engine` says it."""
        return "words+vectors" if self._finder.has_vectors else "words"

    def batch(self, claims: Sequence[Query], run: object) -> Batch:
        """Put aside the claims that are copies of what was asked before, in *run* or answered."""
        batch = Batch()
        for asked in claims:
            known = self._finder.known(asked)
            place, is_new = self._copies.place_of(asked, known, run)
            batch.asked.append((asked, place))
            if is_new:
                batch.new.append((asked, known, place))
        return batch

    def encode(self, batch: Batch) -> "NDArray[np.float32] | None":
        """Give every text its vector; None where there is nothing to compare them with."""
        return self._finder.encode(batch.texts)

    def search(self, batch: Batch, vectors: "NDArray[np.float32] | None") -> Batch:
        """Find out what has to be judged."""
        found = iter(self._finder.search(batch.texts, vectors))
        for asked, known, _ in batch.new:
            searched = [next(found) for _ in asked.texts]
            batch.questions.append(self._question(asked, known, searched))
        return batch

    def read(self, batch: Batch) -> Readings:
        """Read together what is in doubt."""
        return self._judge.read(batch.questions)

    def answers(self, batch: Batch, readings: Readings, assembled: Assembled) -> Iterator[Answer]:
        """Judge what is new, and answer all in their order."""
        judged = self._judge.answer(batch.questions, readings)
        for (asked, _, place), matches in zip(batch.new, judged, strict=True):
            place.answer = assembled(asked, matches)
        return (place.answer_to(asked) for asked, place in batch.asked)

    def rankings(self, claims: Sequence[Query]) -> Iterator[Ranking]:
        """Give for each claim a function that ranks all that came near but what is hidden."""
        texts = [text for asked in claims for text in asked.texts]
        found = iter(self._finder.search(texts, self._finder.encode(texts)))
        for asked in claims:
            yield partial(self._ranked, asked, [next(found) for _ in asked.texts])

    def _ranked(
        self, asked: Query, found: Sequence[Candidates], hidden: frozenset[int]
    ) -> tuple[Match, ...]:
        known = {n: why for n, why in self._finder.known(asked).items() if n not in hidden}
        searched = [each.without(hidden) for each in found]
        question = self._question(asked, known, searched, keep_all=True)
        return next(self._judge.answer([question], self._judge.read([question])))

    def _question(
        self,
        asked: Query,
        known: dict[int, ExactMatch],
        found: Sequence[Candidates],
        *,
        keep_all: bool = False,
    ) -> ScoredQuery:
        pairs = self._judge.best_pairs(asked, found, self._finder.statistics)
        likeliest = [number for number in pairs if number not in known][:_LOOKED_AT]
        near = [
            number
            for place, number in enumerate(likeliest)
            if place < _NEAREST or keep_all or needs_reranking(pairs[number])
        ]
        return ScoredQuery(asked, known, pairs, self._store.fact_checks([*known, *near]))
