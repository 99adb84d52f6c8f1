"""Measure how alike a claim and each of its candidates are, in words and in meaning."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.retriever import Candidate

# Terms beyond these say nothing more about a claim and cost rapidfuzz time.
_WORDING_TERMS = 80

# The "neighbourhood" of a claim: how near its ten nearest fact-checks are on average.
_NEIGHBOURS = 10
# In a young store even the nearest fact-checks are far, and whatever comes first would stand out.
# Three in four claims have a nearer neighbourhood than this among 300 fact-checks or more,
# measured with the bundled encoder on the training data of tools/train_score.py.
_NEIGHBOURHOOD_AT_LEAST = 0.84


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
        shared_terms: The informative terms that both have, the rarest first.
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


def compare(
    asked: Sequence[str], candidates: Sequence[Candidate], statistics: TermStatistics
) -> list[Comparison]:
    """Compare the terms *asked* with every candidate, in the candidates' order.

    All candidates of a claim are needed at once: what stands out among them matters more
    than any absolute value.
    """
    written = [written_terms(c.claim_terms, c.title_terms) for c in candidates]
    statistics.load(asked, [terms for each in written for terms in (each.claim, each.title)])
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
            candidate.number: statistics.bm25(different, each.counts, each.length)
            for candidate, each in zip(candidates, written, strict=True)
        }
        cosines = sorted((c.cosine for c in candidates if c.cosine is not None), reverse=True)
        nearest = cosines[:_NEIGHBOURS]
        return cls(
            asked=different,
            asked_wording=" ".join(asked[:_WORDING_TERMS]),
            asked_weight=statistics.total_weight(different),
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
            asked_covered=_share(self.statistics.total_weight(shared), self.asked_weight),
            wording=fuzz.token_sort_ratio(self.asked_wording, wording) / 100,
            wording_within=within,
            meaning_and_claim=max(above, 0.0) * claim_covered,
            meaning_and_wording=max(above, 0.0) * within,
            asked_length=self.asked_length,
            shared_terms=self.statistics.informative(shared),
        )

    def _covered(self, terms: frozenset[str]) -> float:
        said = self.asked & terms
        return _share(self.statistics.total_weight(said), self.statistics.field_weight(terms))


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
