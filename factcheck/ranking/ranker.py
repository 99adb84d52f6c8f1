"""Rank a query's candidates by a first score, and shortlist those worth a closer look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from factcheck.model import FactCheck
from factcheck.ranking.calibration import Scorer
from factcheck.ranking.features import PairFeatures, WholeClaim, compute_features
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.judged import Alias
from factcheck.retrieval.query import Query
from factcheck.retrieval.retriever import RetrievedQuery
from factcheck.text.language import UNKNOWN, same_language

# Candidates that are shortlisted, and those of them that are whatever their score: they are the
# nearest misses where nothing answers.
_MOST_SHORTLISTED = 10
_LEAST_SHORTLISTED = 3

# A pair with a lower first score cannot become an answer, and the reranker takes longest of
# all. Of 1,434 right answers in one language and 796 across, none began below 0.1.
_RERANK_FROM = 0.08

# Two claims that share so much of their words, by weight, are in one language.
_ONE_LANGUAGE_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A candidate beside the text of the query that fits it best.

    Attributes:
        score: Of the first stage, 0 to 1.
        text: The whole claim, or the sentence of a long post.
        cross_lingual: Whether the two are in different languages.
        alias: The confirmed wording that stands for the claim of the fact-check, if any.
        other: Where the candidate has both a claim and an alias: the pair with the other one,
            which did not fit as well at first.
    """

    score: float
    text: str
    features: PairFeatures
    cross_lingual: bool
    alias: Alias | None = None
    other: "ScoredPair | None" = None

    @property
    def wordings(self) -> "tuple[ScoredPair, ...]":
        """The pair itself, and that with the other wording of the candidate if there is one."""
        return (self,) if self.other is None else (self, self.other)

    def wording(self, fact_check: FactCheck) -> str:
        """Give the text of the candidate that the query's text is compared with."""
        return fact_check.claim if self.alias is None else self.alias.text

    @property
    def needs_reranking(self) -> bool:
        """Whether a closer look could still make an answer of the pair."""
        return self.score >= _RERANK_FROM


@dataclass(frozen=True, slots=True)
class RankedQuery:
    """A query with its scored candidates and the fact-checks that were shortlisted.

    Attributes:
        pairs: By the row number of the candidate, best first.
        fact_checks: By row number: all exact matches, all judged ones, all with a copy of the
            picture, and the shortlist.
    """

    query: Query
    pairs: Mapping[int, ScoredPair]
    fact_checks: Mapping[int, FactCheck]

    def pairs_to_rerank(self) -> Iterator[tuple[str, str]]:
        """Yield the text of the query and the wording of each pair worth reranking."""
        for number, fact_check in self.fact_checks.items():
            best = self.pairs.get(number)
            for pair in () if best is None else best.wordings:
                if pair.needs_reranking:
                    yield pair.text, pair.wording(fact_check)


def score_pairs(
    retrieved: RetrievedQuery, statistics: TermStatistics, scorer: Scorer
) -> Mapping[int, ScoredPair]:
    """Score every candidate beside the text that it fits best; the best candidate comes first."""
    candidates = (candidate for text in retrieved.texts for candidate in text.candidates)
    whole = WholeClaim.of(retrieved.terms, candidates, statistics)
    best: dict[tuple[int, bool], ScoredPair] = {}
    for text in retrieved.texts:
        features = compute_features(text.terms, text.candidates, statistics, whole)
        for candidate, each in zip(text.candidates, features, strict=True):
            cross_lingual = is_cross_lingual(
                retrieved.query.language, candidate.language, each.query_coverage
            )
            score = scorer.score(each, cross_lingual=cross_lingual)
            wording = (candidate.number, candidate.alias is None)
            earlier = best.get(wording)
            if earlier is None or score > earlier.score:
                best[wording] = ScoredPair(score, text.text, each, cross_lingual, candidate.alias)
    ranked: dict[int, ScoredPair] = {}
    for (number, _), pair in sorted(best.items(), key=lambda entry: (-entry[1].score, entry[0])):
        better = ranked.get(number)
        ranked[number] = pair if better is None else replace(better, other=pair)
    return ranked


def shortlist(query: Query, pairs: Mapping[int, ScoredPair], *, keep_all: bool) -> list[int]:
    """List the row numbers of the exact and judged ones and of the likeliest other candidates.

    Args:
        query: With its exact matches, and what people compared with its text.
        pairs: Of its candidates, best first.
        keep_all: Whether the likeliest stay on the list whatever their score.
    """
    found = (
        *(each.number for each in query.exact),
        *(each.number for each in query.judged),
        *(each.number for each in query.copies),
    )
    exact = list(dict.fromkeys(found))
    likeliest = [number for number in pairs if number not in exact][:_MOST_SHORTLISTED]
    kept = [
        number
        for rank, number in enumerate(likeliest)
        if rank < _LEAST_SHORTLISTED or keep_all or pairs[number].needs_reranking
    ]
    return [*exact, *kept]


def is_cross_lingual(query_language: str, candidate_language: str, coverage: float) -> bool:
    """Say whether two claims are in different languages.

    Args:
        query_language: Of the asked claim, as guessed from its text.
        candidate_language: Of the fact-check, as its publisher says.
        coverage: The share of the asked claim's words, by weight, that the candidate has too.
            Claims that share most words are in one language, whatever was guessed of a short one.
    """
    if UNKNOWN in (query_language, candidate_language) or shares_a_language(coverage):
        return False
    return not same_language(query_language, candidate_language)


def shares_a_language(coverage: float) -> bool:
    """Whether so much of a claim's words, by weight, shows that two claims are in one language."""
    return coverage >= _ONE_LANGUAGE_COVERAGE
