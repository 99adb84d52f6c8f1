"""Lexical retrieval: the fact-checks that share the rarest terms of a text, by BM25."""

from collections.abc import Collection, Iterable, Mapping
from itertools import accumulate, islice

from factcheck.retrieval.bm25 import TermStatistics
from factcheck.store.word_index import WordIndex

# All terms of a long post take ten times as long as its rarest dozen. The time goes into scoring
# postings, one for each term of each fact-check: about a millisecond for 2,000.
MAX_TERMS = 24
MAX_POSTINGS = 40_000
_MIN_TERMS = 3
# Bounds how many different terms of a hostile text are counted at all.
_MAX_COUNTED_TERMS = 1_000


def search_terms(
    index: WordIndex,
    statistics: TermStatistics,
    terms: Iterable[str],
    limit: int,
    allowed: Collection[int] | None = None,
) -> list[tuple[int, float]]:
    """Find the fact-checks that share the rarest of *terms*, best first.

    Args:
        index: Of the fact-checks, or of other texts.
        statistics: Of the index.
        terms: Of the text that is looked up.
        limit: At most so many fact-checks.
        allowed: Only these numbers.

    Returns:
        (number, BM25 score); ties by number.
    """
    return index.search(terms_to_search(statistics, terms), limit, allowed)


def terms_to_search(
    statistics: TermStatistics, terms: Iterable[str], most_postings: int = MAX_POSTINGS
) -> list[str]:
    """Choose those of *terms* to search for, as `rarest_terms` does."""
    counted = islice(dict.fromkeys(terms), _MAX_COUNTED_TERMS)
    return rarest_terms(statistics.frequencies(counted), most_postings)


def rarest_terms(frequencies: Mapping[str, int], most_postings: int = MAX_POSTINGS) -> list[str]:
    """Choose the terms to search for, the rarest first.

    Args:
        frequencies: Number of fact-checks by term.
        most_postings: Bounds the time of a search.

    Returns:
        At most `MAX_TERMS` that stand in any fact-check, and no more than have *most_postings*
        together, but three at least.
    """
    known = [term for term, frequency in frequencies.items() if frequency]
    rarest = sorted(known, key=lambda term: (frequencies[term], term))[:MAX_TERMS]
    postings = accumulate(frequencies[term] for term in rarest)
    affordable = sum(1 for total in postings if total <= most_postings)
    return rarest[: max(affordable, _MIN_TERMS)]
