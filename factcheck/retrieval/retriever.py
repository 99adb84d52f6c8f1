"""Retrieve the fact-checks that may answer a claim: by link, by text, by words, by vectors."""

from collections.abc import Sequence, Set
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from factcheck.model import Message, Picture
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.judged import Alias, JudgedRetriever
from factcheck.retrieval.lexical import search_terms
from factcheck.retrieval.query import COMPARED, NOT_COMPARED, ONLY_TEXT, ExactMatch, Query
from factcheck.store.store import Store
from factcheck.store.vector_table import VectorTable
from factcheck.text.normalise import comparable
from factcheck.text.terms import terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.neural.encoder import Encoder
    from factcheck.retrieval.dense import DenseIndex
    from factcheck.retrieval.pictures import PictureIndex

# Candidates for each text of a query.
_LEXICAL_CANDIDATES = 50
_DENSE_CANDIDATES = 50
# Fact-checks whose terms are cached; some twenty megabytes.
_CACHED_CANDIDATES = 16_384


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored fact-check that may answer a claim.

    Attributes:
        number: Its row in the store.
        cosine: Of its vector and the text's, -1 to 1; None where either has no vector.
        alias: The confirmed wording that stands for its claim here; None for the claim itself.
    """

    number: int
    claim_terms: tuple[str, ...]
    title_terms: tuple[str, ...] = ()
    cosine: float | None = None
    language: str = "und"
    alias: Alias | None = None


@dataclass(frozen=True, slots=True)
class RetrievedText:
    """One text of a query, and the fact-checks that may answer it."""

    text: str
    terms: tuple[str, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class RetrievedQuery:
    """A query with the candidates for each of its texts."""

    query: Query
    texts: tuple[RetrievedText, ...]

    def without(self, numbers: Set[int]) -> "RetrievedQuery":
        """Leave out the fact-checks with these row numbers, exact matches too."""
        if not numbers:
            return self
        exact = tuple(each for each in self.query.exact if each.number not in numbers)
        judged = tuple(each for each in self.query.judged if each.number not in numbers)
        copies = tuple(each for each in self.query.copies if each.number not in numbers)
        texts = tuple(
            replace(text, candidates=tuple(c for c in text.candidates if c.number not in numbers))
            for text in self.texts
        )
        query = replace(self.query, exact=exact, judged=judged, copies=copies)
        return RetrievedQuery(query, texts)

    @property
    def terms(self) -> tuple[str, ...]:
        """Terms of the whole claim and of its byline; none where no text could be a claim."""
        return self.texts[0].terms + terms(self.query.byline) if self.texts else ()


class Retriever:
    """Searches one store, as it is when the retriever is made.

    Attributes:
        statistics: How common each term is in the store.
    """

    def __init__(
        self, store: Store, encoder: "Encoder | None", allowed: Set[int] | None = None
    ) -> None:
        """Open what every search needs: the vectors and the statistics of the terms.

        Args:
            store: Where the fact-checks are.
            encoder: Of the vectors, if there are any.
            allowed: Row numbers of the fact-checks that may answer; None for all.

        Raises:
            EncoderMismatch: The store's vectors come from another encoder.
        """
        self._store = store
        self._encoder = encoder
        self._allowed = allowed
        self._dense = self._open_dense(store.vectors)
        self._judged = self._open_judged()
        self._cache: dict[int, Candidate] = {}
        # Opened by the first picture, for all copies of this retriever.
        self._pictures: list[PictureIndex] = []
        documents, average_length = store.words.shape()
        self.statistics = TermStatistics(
            documents, average_length, store.words.document_frequencies
        )

    def restricted_to(self, allowed: Set[int] | None) -> Self:
        """Give a retriever of the same vectors and caches that finds only *allowed*; None, all."""
        restricted = copy(self)
        restricted._allowed = allowed
        if self._judged is not None:
            restricted._judged = self._judged.restricted_to(allowed)
        return restricted

    def without_judgements(self) -> Self:
        """Give a retriever of the same vectors and caches that knows nothing that people judged."""
        unjudged = copy(self)
        unjudged._judged = None
        return unjudged

    @property
    def has_vectors(self) -> bool:
        """Whether meaning can be compared at all."""
        return self._dense is not None

    def find_exact(self, query: Query) -> Query:
        """Add the fact-checks of this very text, of a page that the claim points to, and judged."""
        found = {
            number: ExactMatch(number, link)
            for link in query.links
            for number in self._store.by_url(link)
        }
        text = comparable(query.claim) if query.texts else ""
        for number in self._store.by_claim_key(text):
            found[number] = ExactMatch(number)
        allowed = self._allowed
        kept = (each for each in found.values() if allowed is None or each.number in allowed)
        judged = () if self._judged is None else self._judged.of_text(text)
        query = replace(query, exact=tuple(kept), judged=judged)
        return query if query.picture is None else self._find_copies(query, query.picture)

    def _find_copies(self, query: Query, picture: Picture) -> Query:
        """Add the fact-checks with a picture that looks like *picture*, and what was compared."""
        if not self._pictures:
            # lazy: loads numpy, and few claims are pictures
            from factcheck.retrieval.pictures import PictureIndex

            self._pictures.append(PictureIndex(self._store.pictures()))
        [index] = self._pictures
        if not len(index):
            return replace(query, notes=(*query.notes, ONLY_TEXT))
        if not picture.hash.is_usable:
            return replace(query, notes=(*query.notes, NOT_COMPARED))
        allowed = self._allowed
        copies = tuple(
            each for each in index.near(picture.pdq) if allowed is None or each.number in allowed
        )
        note = Message(COMPARED, count=len(index))
        return replace(query, copies=copies, notes=(*query.notes, note))

    def encode(self, queries: Sequence[Query]) -> "NDArray[np.float32] | None":
        """Encode every text of *queries*; None where there are no vectors to compare them with.

        It does not read the store, so that it may run in another thread.
        """
        texts = [text for query in queries for text in query.texts]
        if self._encoder is None or self._dense is None or not texts:
            return None
        return self._encoder.encode_claims(texts)

    def retrieve(
        self, queries: Sequence[Query], vectors: "NDArray[np.float32] | None"
    ) -> list[RetrievedQuery]:
        """Find the candidates of each query; one by one or in a batch, they are the same.

        Args:
            queries: What is looked up.
            vectors: What `encode` gave for *queries*: a row for each of their texts.
        """
        # Who signed a post is searched for with the whole of it, not with each sentence.
        texts = [
            (text, query.byline if place == 0 else "")
            for query in queries
            for place, text in enumerate(query.texts)
        ]
        if vectors is None or self._dense is None:
            found = iter([self._retrieve_text(text, byline, None, {}) for text, byline in texts])
        else:
            nearest = self._dense.search(vectors, _DENSE_CANDIDATES, self._allowed)
            found = iter(
                [
                    self._retrieve_text(*text, vector if vector.any() else None, dict(neighbours))
                    for text, vector, neighbours in zip(texts, vectors, nearest, strict=True)
                ]
            )
        return [RetrievedQuery(query, tuple(next(found) for _ in query.texts)) for query in queries]

    def _retrieve_text(
        self,
        text: str,
        byline: str,
        vector: "NDArray[np.float32] | None",
        cosines: dict[int, float],
    ) -> RetrievedText:
        """Join the nearest vectors, given with their *cosines*, with what shares words."""
        query_terms = terms(text)
        found = search_terms(
            self._store.words,
            self.statistics,
            query_terms + terms(byline),
            _LEXICAL_CANDIDATES,
            self._allowed,
        )
        lexical = {number for number, _ in found}
        if vector is not None and self._dense is not None:
            cosines |= self._dense.cosines(vector, sorted(lexical - cosines.keys()))
        candidates = tuple(
            replace(candidate, cosine=cosines.get(candidate.number))
            for candidate in self._candidates(lexical | cosines.keys())
        )
        return RetrievedText(text, query_terms, candidates + self._aliases(query_terms, vector))

    def _aliases(
        self, query_terms: tuple[str, ...], vector: "NDArray[np.float32] | None"
    ) -> tuple[Candidate, ...]:
        """Give candidates whose claim is worded as somebody confirmed."""
        if self._judged is None:
            return ()
        near = self._judged.near(query_terms, vector)
        own = {each.number: each for each in self._candidates({alias.number for alias, _ in near})}
        return tuple(
            Candidate(
                number=alias.number,
                claim_terms=alias.terms,
                title_terms=own[alias.number].title_terms,
                cosine=cosine,
                language=alias.language,
                alias=alias,
            )
            for alias, cosine in near
            if alias.number in own
        )

    def _candidates(self, numbers: Set[int]) -> list[Candidate]:
        """Give the fact-checks as candidates without a cosine, by number; most are cached."""
        missing: Set[int] = numbers - self._cache.keys()
        if len(self._cache) + len(missing) > _CACHED_CANDIDATES:
            self._cache.clear()
            missing = numbers
        rows = self._store.words.rows(missing) if missing else {}
        languages = self._store.languages(rows) if rows else {}
        for number, (claim, title) in rows.items():
            self._cache[number] = Candidate(
                number=number,
                claim_terms=tuple(claim.split()),
                title_terms=tuple(title.split()),
                language=languages.get(number, "und"),
            )
        return [self._cache[number] for number in sorted(numbers) if number in self._cache]

    def _open_dense(self, vectors: VectorTable) -> "DenseIndex | None":
        if self._encoder is None:
            return None
        # lazy: a look-up by words alone needs no numpy.
        from factcheck.retrieval.index_files import open_dense_index

        return open_dense_index(self._store, self._encoder.id, vectors)

    def _open_judged(self) -> JudgedRetriever | None:
        table = self._store.judgements
        if not table.has_any():
            return None
        dense = None if self._dense is None else self._open_dense(table.alias_vectors)
        return JudgedRetriever(table, dense).restricted_to(self._allowed)
