"""Weigh terms by how rare they are in a store, and score documents by BM25."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

# BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
# (2009), with its usual constants; the inverse document frequency is Lucene's, never negative.
_K1 = 1.2
_B = 0.75
# The power of a term's weight that makes its rarity count more than in BM25.
_RARITY = 1.5

# Bounds the memory that the terms of a long list of claims take.
_CACHED_TERMS = 200_000

# A term is informative from this share of the weight of a term that stands in one document only.
_INFORMATIVE_SHARE = 0.55


@dataclass(slots=True)
class TermStatistics:
    """Inverse document frequencies of one store, read from it as terms are needed.

    Attributes:
        documents: Number of fact-checks.
        average_length: Mean number of terms of claim and title together.
        document_frequencies: Gives the number of fact-checks that each term stands in.
    """

    documents: int
    average_length: float
    document_frequencies: Callable[[Iterable[str]], Mapping[str, int]]
    _frequencies: dict[str, int] = field(default_factory=dict)
    _weights: dict[str, float] = field(default_factory=dict)
    _field_weights: dict[frozenset[str], float] = field(default_factory=dict)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Give the number of fact-checks that each term stands in, from the cache or the store."""
        wanted = list(terms)
        missing = [term for term in wanted if term not in self._frequencies]
        if missing and len(self._frequencies) + len(missing) > _CACHED_TERMS:
            self._frequencies.clear()
            missing = wanted
        if missing:
            self._frequencies.update(self.document_frequencies(missing))
        return {term: self._frequencies[term] for term in wanted}

    def load(self, query_terms: Iterable[str], fields: Sequence[frozenset[str]] = ()) -> None:
        """Read what the methods below need to know of terms and fields.

        Args:
            query_terms: Terms of the query.
            fields: Terms of each candidate's claim and of its title.
        """
        new_fields = [terms for terms in fields if terms not in self._field_weights]
        terms = set(query_terms).union(*new_fields)
        if len(self._weights) + len(terms) > _CACHED_TERMS:
            self._weights.clear()
            self._field_weights.clear()
            new_fields = list(fields)
            terms.update(*new_fields)
        for term, frequency in self.frequencies(terms - self._weights.keys()).items():
            odds = (self.documents - frequency + 0.5) / (frequency + 0.5)
            self._weights[term] = math.log(1 + odds)
        for field_terms in new_fields:
            self._field_weights[field_terms] = self.total_weight(field_terms)

    def weight(self, term: str) -> float:
        """Give the inverse document frequency of a loaded term, above 0."""
        return self._weights[term]

    def total_weight(self, terms: Iterable[str]) -> float:
        """Sum the weights of loaded terms, each given once."""
        weights = self._weights
        return sum([weights[term] for term in terms])

    def field_weight(self, terms: frozenset[str]) -> float:
        """Give the cached total weight of a claim's or a title's terms, as passed to `load`."""
        return self._field_weights[terms]

    def informative(self, terms: Iterable[str]) -> tuple[str, ...]:
        """Keep the loaded terms that are rare enough to be worth naming, rarest first."""
        least = _INFORMATIVE_SHARE * math.log(2 * self.documents + 2)
        kept = [term for term in terms if self._weights[term] >= least]
        return tuple(sorted(kept, key=lambda term: (-self._weights[term], term)))

    def bm25(
        self, query_terms: Set[str], counts: Mapping[str, int], length: int
    ) -> tuple[float, float]:
        """Score a document for a query whose terms are loaded.

        Args:
            query_terms: The terms of the query.
            counts: How often each term stands in the document.
            length: Number of terms in the document.

        Returns:
            BM25, and the same with the weights of the terms to the power of 1.5.
        """
        relative_length = length / (self.average_length or 1.0)
        damping = _K1 * (1 - _B + _B * relative_length)
        plain = rare = 0.0
        for term in query_terms & counts.keys():
            weight, count = self._weights[term], counts[term]
            saturation = count * (_K1 + 1) / (count + damping)
            plain += weight * saturation
            rare += weight**_RARITY * saturation
        return plain, rare
