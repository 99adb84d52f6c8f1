"""Measure how alike a claim and each of its candidates are, in words and in meaning."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

# BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
# (2009), with its usual constants; the inverse document frequency is Lucene's, never negative.
_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75

# Terms beyond these say nothing more about a claim and cost rapidfuzz time.
_WORDING_TERMS = 80

# A store counts only so many words at once, and the words of a long list must not fill the memory.
_COUNTED_TOGETHER = 500
_REMEMBERED_TERMS = 200_000

# A word is worth naming from this share of what a word that stands nowhere else would weigh.
_TELLING_SHARE = 0.55

# The "neighbourhood" of a claim: how near its ten nearest fact-checks are on average.
_NEIGHBOURS = 10
# In a young store even the nearest fact-checks are far, and whatever comes first would stand out.
# Three in four claims have a nearer neighbourhood than this among 300 fact-checks or more,
# measured with the bundled encoder on the training data of tools/train_score.py.
_NEIGHBOURHOOD_AT_LEAST = 0.84


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored fact-check that may answer a claim.

    Attributes:
        number: Its row in the store.
        cosine: Of its vector and the claim's, -1 to 1; None where either has no vector.
    """

    number: int
    claim_terms: tuple[str, ...]
    title_terms: tuple[str, ...] = ()
    cosine: float | None = None
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike a claim and one candidate are; all values but the logarithms are about 0 to 1.

    Attributes:
        meaning: Cosine of the two vectors, 0 where there is none.
        cosine_gap_to_top: How far that lies below the claim's best candidate, 0 or less.
        meaning_above_neighbours: How far it lies above the mean of the ten nearest, or above
            what that mean is in a store of some size.
        bm25_ratio_to_top: BM25 as a share of the claim's best candidate.
        words_of_claim: BM25 as a share of what the claim's words could reach.
        claim_covered: Share of the candidate's claim, by the weight of its words, that the
            asked claim says too.
        title_covered: The same for the candidate's title.
        asked_covered: Share of the asked claim that the candidate says too.
        wording: The wording of both claims, word order aside.
        wording_within: The same, for the one that is contained in the other.
        meaning_and_claim: *meaning_above_neighbours* times *claim_covered*. What is high in both
            is a repeat or a look-alike of it, so the two together say less than their sum.
        meaning_and_wording: *meaning_above_neighbours* times *wording_within*.
        asked_length: Logarithm of the number of words asked.
        shared_terms: The telling terms that both have, the rarest first.
    """

    number: int
    meaning: float
    cosine_gap_to_top: float
    meaning_above_neighbours: float
    bm25_ratio_to_top: float
    words_of_claim: float
    claim_covered: float
    title_covered: float
    asked_covered: float
    wording: float
    wording_within: float
    meaning_and_claim: float
    meaning_and_wording: float
    asked_length: float
    shared_terms: tuple[str, ...] = ()


@dataclass(slots=True)
class TermStatistics:
    """How telling a word is in this store: the rarer, the more.

    Attributes:
        documents: Number of fact-checks.
        average_length: Of claim and title together, in terms.
        count: Gives the number of fact-checks that each term stands in.
    """

    documents: int
    average_length: float
    count: Callable[[Iterable[str]], Mapping[str, int]]
    _weights: dict[str, float] = field(default_factory=dict)
    _totals: dict[frozenset[str], float] = field(default_factory=dict)

    def learn(self, asked: Iterable[str], written: Sequence[frozenset[str]] = ()) -> None:
        """Look up the weights of terms together, because one query is cheaper than many.

        Args:
            asked: Terms of the claim.
            written: Terms of each candidate's claim and title.
        """
        new = [terms for terms in written if terms not in self._totals]
        wanted = set(asked).union(*new)
        if len(self._weights) + len(wanted) > _REMEMBERED_TERMS:
            self._weights.clear()
            self._totals.clear()
            new = list(written)
            wanted.update(*new)
        self._learn(wanted)
        for terms in new:
            self._totals[terms] = self.total(terms)

    def _learn(self, wanted: Set[str]) -> None:
        unknown = sorted(wanted - self._weights.keys())
        for start in range(0, len(unknown), _COUNTED_TOGETHER):
            together = unknown[start : start + _COUNTED_TOGETHER]
            counts = self.count(together)
            for term in together:
                found = counts.get(term, 0)
                self._weights[term] = math.log(1 + (self.documents - found + 0.5) / (found + 0.5))

    def weight(self, term: str) -> float:
        """Give the inverse document frequency of a term that was learned, above 0."""
        return self._weights[term]

    def telling(self, terms: Iterable[str]) -> tuple[str, ...]:
        """Keep the terms that are rare enough to say something, the rarest first."""
        floor = _TELLING_SHARE * math.log(2 * self.documents + 2)
        kept = [term for term in terms if self._weights[term] >= floor]
        return tuple(sorted(kept, key=lambda term: (-self._weights[term], term)))

    def total(self, terms: Iterable[str]) -> float:
        """Add up the weights of different terms."""
        weights = self._weights
        return sum([weights[term] for term in terms])

    def total_written(self, terms: frozenset[str]) -> float:
        """Give the same for all terms of a claim or a title, added up once."""
        return self._totals[terms]


def compare(
    asked: Sequence[str], candidates: Sequence[Candidate], statistics: TermStatistics
) -> list[Comparison]:
    """Compare the terms *asked* with every candidate, in the candidates' order.

    All candidates of a claim are needed at once: what stands out among them matters more
    than any absolute value.
    """
    written = [written_terms(c.claim_terms, c.title_terms) for c in candidates]
    statistics.learn(asked, [terms for each in written for terms in (each.claim, each.title)])
    pool = _Pool.of(asked, candidates, written, statistics)
    return [pool.compare(*both) for both in zip(candidates, written, strict=True)]


@dataclass(frozen=True, slots=True)
class Written:
    """The terms of a fact-check, as every comparison needs them.

    Attributes:
        claim: Those of its claim, each once.
        title: Those of its title, each once.
        counts: How often each stands in either.
        length: Of both together, in terms.
        wording: The claim as far as its wording is compared.
    """

    claim: frozenset[str]
    title: frozenset[str]
    counts: Mapping[str, int]
    length: int
    wording: str


# The same fact-checks are candidates again and again.
@lru_cache(maxsize=16_384)
def written_terms(claim: tuple[str, ...], title: tuple[str, ...]) -> Written:
    """Take the terms of a fact-check apart."""
    counts: dict[str, int] = {}
    for term in (*claim, *title):
        counts[term] = counts.get(term, 0) + 1
    return Written(
        claim=frozenset(claim),
        title=frozenset(title),
        counts=counts,
        length=len(claim) + len(title),
        wording=" ".join(claim[:_WORDING_TERMS]),
    )


@dataclass(frozen=True, slots=True)
class _Pool:
    """A claim among its candidates."""

    asked: frozenset[str]
    asked_wording: str
    asked_weight: float
    asked_length: float
    bm25: Mapping[int, float]
    best_bm25: float
    best_cosine: float
    neighbours: float
    statistics: TermStatistics

    @classmethod
    def of(
        cls,
        asked: Sequence[str],
        candidates: Sequence[Candidate],
        written: Sequence[Written],
        statistics: TermStatistics,
    ) -> "_Pool":
        different = frozenset(asked)
        bm25 = {
            candidate.number: _bm25(different, each, statistics)
            for candidate, each in zip(candidates, written, strict=True)
        }
        cosines = sorted((c.cosine for c in candidates if c.cosine is not None), reverse=True)
        nearest = cosines[:_NEIGHBOURS]
        return cls(
            asked=different,
            asked_wording=" ".join(asked[:_WORDING_TERMS]),
            asked_weight=statistics.total(different),
            asked_length=math.log1p(len(asked)),
            bm25=bm25,
            best_bm25=max(bm25.values(), default=0.0),
            best_cosine=nearest[0] if nearest else 0.0,
            neighbours=max(_NEIGHBOURHOOD_AT_LEAST, sum(nearest) / (len(nearest) or 1)),
            statistics=statistics,
        )

    def compare(self, candidate: Candidate, written: Written) -> Comparison:
        shared = self.asked & written.counts.keys()
        wording = written.wording
        bm25 = self.bm25[candidate.number]
        cosine = candidate.cosine
        above = 0.0 if cosine is None else cosine - self.neighbours
        claim_covered = self._covered(written.claim)
        within = fuzz.token_set_ratio(self.asked_wording, wording) / 100
        return Comparison(
            number=candidate.number,
            meaning=cosine or 0.0,
            cosine_gap_to_top=0.0 if cosine is None else cosine - self.best_cosine,
            meaning_above_neighbours=above,
            bm25_ratio_to_top=_share(bm25, self.best_bm25),
            words_of_claim=_share(bm25, self.asked_weight),
            claim_covered=claim_covered,
            title_covered=self._covered(written.title),
            asked_covered=_share(self.statistics.total(shared), self.asked_weight),
            wording=fuzz.token_sort_ratio(self.asked_wording, wording) / 100,
            wording_within=within,
            meaning_and_claim=max(above, 0.0) * claim_covered,
            meaning_and_wording=max(above, 0.0) * within,
            asked_length=self.asked_length,
            shared_terms=self.statistics.telling(shared),
        )

    def _covered(self, terms: frozenset[str]) -> float:
        said = self.asked & terms
        return _share(self.statistics.total(said), self.statistics.total_written(terms))


def _bm25(asked: frozenset[str], written: Written, statistics: TermStatistics) -> float:
    counts = written.counts
    length = written.length / (statistics.average_length or 1.0)
    damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length)
    return sum(
        [
            statistics.weight(term) * counts[term] * (_SATURATION + 1) / (counts[term] + damping)
            for term in asked & counts.keys()
        ]
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
