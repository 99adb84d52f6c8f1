"""Compute the features of a claim and each of its candidates, from words and vectors."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.retriever import Candidate

# Terms beyond these say nothing more about a claim and cost rapidfuzz time.
_FUZZY_TERMS = 80

_NEIGHBOURS = 10
# In a young store even the nearest fact-checks are far, and whatever comes first would stand out.
# Three in four claims have a higher mean than this among 300 fact-checks or more, measured with
# the bundled encoder on the training data of tools/train_score.py.
_LEAST_NEIGHBOUR_COSINE = 0.44


@dataclass(frozen=True, slots=True)
class PairFeatures:
    """How alike a claim and one candidate are; weights.json weighs the features by their names.

    All but the gap and the logarithm lie between 0 and about 1. The *weight* of a term is its
    inverse document frequency.

    Attributes:
        number: The candidate's row in the store.
        cosine: Of the two vectors, 0 where there is none.
        cosine_gap_to_top: *cosine* minus that of the claim's best candidate, 0 or less.
        cosine_above_neighbours: *cosine* minus the mean of the claim's ten nearest candidates,
            or minus what that mean is in a store of some size.
        bm25_ratio_to_top: BM25 of the whole claim as a share of its best candidate's.
        bm25_per_query_weight: BM25 of the whole claim as a share of the weight of its terms.
        claim_coverage: Share of the candidate's claim, by weight, that the asked claim has too.
        title_coverage: The same for the candidate's title.
        query_coverage: Share of the asked claim, by weight, that the candidate has too.
        token_sort_ratio: rapidfuzz similarity of both claims, word order aside.
        token_set_ratio: The same, high where one claim contains the other.
        cosine_times_claim_coverage: *cosine_above_neighbours* times *claim_coverage*. What is
            high in both is a repeat or a look-alike of it, so the two together say less than
            their sum.
        cosine_times_token_set: *cosine_above_neighbours* times *token_set_ratio*.
        log_query_length: Logarithm of one plus the number of terms asked.
        rare_bm25_ratio_to_top: As *bm25_ratio_to_top*, but rare terms count more.
        shared_terms: The informative terms that both have, the rarest first.
    """

    number: int
    cosine: float
    cosine_gap_to_top: float
    cosine_above_neighbours: float
    bm25_ratio_to_top: float
    bm25_per_query_weight: float
    claim_coverage: float
    title_coverage: float
    query_coverage: float
    token_sort_ratio: float
    token_set_ratio: float
    cosine_times_claim_coverage: float
    cosine_times_token_set: float
    log_query_length: float
    rare_bm25_ratio_to_top: float
    shared_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeClaim:
    """A claim with all its candidates, those of its sentences too, compared by BM25.

    A sentence of a post has a best candidate even where the post is about something else, so
    BM25 is always that of the whole claim.

    Attributes:
        weight: Of the claim's terms.
        top_bm25: Of the best candidate, and where rare terms count more; an alias does not count.
    """

    weight: float
    top_bm25: tuple[float, float]
    _bm25: Mapping[tuple[int, bool], tuple[float, float]]

    @classmethod
    def of(
        cls, terms: Iterable[str], candidates: Iterable[Candidate], statistics: TermStatistics
    ) -> "WholeClaim":
        """Compare the *terms* of a claim with each of *candidates*, which may come repeatedly."""
        distinct = frozenset(terms)
        different = {(each.number, each.alias is None): each for each in candidates}
        documents = {key: _document_of(each) for key, each in different.items()}
        statistics.load(distinct, [t for d in documents.values() for t in (d.claim, d.title)])
        bm25 = {
            key: statistics.bm25(distinct, document.counts, document.length)
            for key, document in documents.items()
        }
        own = [scores for (_, is_own), scores in bm25.items() if is_own]
        top = (
            max((plain for plain, _ in own), default=0.0),
            max((rare for _, rare in own), default=0.0),
        )
        return cls(statistics.total_weight(distinct), top, bm25)

    def bm25(self, candidate: Candidate) -> tuple[float, float]:
        """Give the BM25 of one of the candidates, and where rare terms count more."""
        return self._bm25[candidate.number, candidate.alias is None]


def compute_features(
    query_terms: Sequence[str],
    candidates: Sequence[Candidate],
    statistics: TermStatistics,
    whole: WholeClaim | None = None,
) -> list[PairFeatures]:
    """Compute the features of every candidate, in the candidates' order.

    All candidates of a claim are needed at once: what stands out among them matters more
    than any absolute value. An alias is measured among the others, and does not change what
    they are measured by.

    Args:
        query_terms: Of the text that is compared: the claim, or one of its sentences.
        candidates: Of this text.
        statistics: Of the store.
        whole: The claim that the text belongs to; None where the text is all of it.
    """
    whole = whole or WholeClaim.of(query_terms, candidates, statistics)
    documents = [_document_of(each) for each in candidates]
    statistics.load(query_terms, [terms for d in documents for terms in (d.claim, d.title)])
    pool = _CandidatePool.of(query_terms, candidates, whole, statistics)
    return [pool.features_of(*each) for each in zip(candidates, documents, strict=True)]


@dataclass(frozen=True, slots=True)
class _Document:
    """The terms of a fact-check, as the features need them.

    Attributes:
        claim: Those of its claim, each once.
        title: Those of its title, each once.
        counts: How often each stands in either.
        length: Of both together, in terms.
        fuzzy_text: The claim as far as rapidfuzz compares it.
    """

    claim: frozenset[str]
    title: frozenset[str]
    counts: Mapping[str, int]
    length: int
    fuzzy_text: str


def _document_of(candidate: Candidate) -> _Document:
    return _document(candidate.claim_terms, candidate.title_terms)


# The same fact-checks are candidates again and again.
@lru_cache(maxsize=16_384)
def _document(claim: tuple[str, ...], title: tuple[str, ...]) -> _Document:
    counts: dict[str, int] = {}
    for term in (*claim, *title):
        counts[term] = counts.get(term, 0) + 1
    return _Document(
        claim=frozenset(claim),
        title=frozenset(title),
        counts=counts,
        length=len(claim) + len(title),
        fuzzy_text=" ".join(claim[:_FUZZY_TERMS]),
    )


@dataclass(frozen=True, slots=True)
class _CandidatePool:
    """A claim among its candidates."""

    terms: frozenset[str]
    fuzzy_text: str
    weight: float
    log_length: float
    whole: WholeClaim
    top_cosine: float
    neighbour_cosine: float
    statistics: TermStatistics

    @classmethod
    def of(
        cls,
        query_terms: Sequence[str],
        candidates: Sequence[Candidate],
        whole: WholeClaim,
        statistics: TermStatistics,
    ) -> "_CandidatePool":
        distinct = frozenset(query_terms)
        own = (each.cosine for each in candidates if not each.alias and each.cosine is not None)
        cosines = sorted(own, reverse=True)
        nearest = cosines[:_NEIGHBOURS]
        return cls(
            terms=distinct,
            fuzzy_text=" ".join(query_terms[:_FUZZY_TERMS]),
            weight=statistics.total_weight(distinct),
            log_length=math.log1p(len(query_terms)),
            whole=whole,
            top_cosine=nearest[0] if nearest else 0.0,
            neighbour_cosine=_neighbour_cosine(nearest),
            statistics=statistics,
        )

    def features_of(self, candidate: Candidate, document: _Document) -> PairFeatures:
        bm25, rare_bm25 = self.whole.bm25(candidate)
        top_bm25, top_rare_bm25 = self.whole.top_bm25
        shared = self.terms & document.counts.keys()
        cosine = candidate.cosine
        above = 0.0 if cosine is None else cosine - self.neighbour_cosine
        claim_coverage = self._coverage(document.claim)
        token_set = fuzz.token_set_ratio(self.fuzzy_text, document.fuzzy_text) / 100
        return PairFeatures(
            number=candidate.number,
            cosine=cosine or 0.0,
            cosine_gap_to_top=0.0 if cosine is None else min(cosine - self.top_cosine, 0.0),
            cosine_above_neighbours=above,
            bm25_ratio_to_top=min(_share(bm25, top_bm25), 1.0),
            bm25_per_query_weight=_share(bm25, self.whole.weight),
            claim_coverage=claim_coverage,
            title_coverage=self._coverage(document.title),
            query_coverage=_share(self.statistics.total_weight(shared), self.weight),
            token_sort_ratio=fuzz.token_sort_ratio(self.fuzzy_text, document.fuzzy_text) / 100,
            token_set_ratio=token_set,
            cosine_times_claim_coverage=max(above, 0.0) * claim_coverage,
            cosine_times_token_set=max(above, 0.0) * token_set,
            log_query_length=self.log_length,
            rare_bm25_ratio_to_top=min(_share(rare_bm25, top_rare_bm25), 1.0),
            shared_terms=self.statistics.informative(shared),
        )

    def _coverage(self, terms: frozenset[str]) -> float:
        shared_weight = self.statistics.total_weight(self.terms & terms)
        return _share(shared_weight, self.statistics.field_weight(terms))


def _neighbour_cosine(nearest: Sequence[float]) -> float:
    """Average the nearest; those that a small store lacks count as far, or one would be its own."""
    missing = _NEIGHBOURS - len(nearest)
    mean = (sum(nearest) + missing * _LEAST_NEIGHBOUR_COSINE) / _NEIGHBOURS
    return max(_LEAST_NEIGHBOUR_COSINE, mean)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
