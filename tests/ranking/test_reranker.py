"""Likely pairs are scored by the reranker, each once."""

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.lookup import Lookup
from factcheck.ranking import reranker as reranker_module
from factcheck.ranking.reranker import Reranker
from factcheck.store.store import open_store


class CountingReranker:
    """Scores every pair by the number of shared words, and notes its calls."""

    id, dimensions = "counting/1", 4

    def __init__(self):
        self.calls = []

    def encode_claims(self, texts):
        return np.ones((len(texts), 4), np.float32)

    encode_fact_checks = encode_claims

    def score_pairs(self, pairs):
        self.calls.append(list(pairs))
        return np.array([len(set(a.split()) & set(b.split())) for a, b in pairs], np.float32)


@pytest.fixture
def counting():
    return CountingReranker()


def test_all_pairs_are_scored_in_one_call(counting):
    reranker = Reranker(counting)
    assert reranker.score([("a b", "a b"), ("a b", "c")]) == {("a b", "a b"): 2, ("a b", "c"): 0}
    assert counting.calls == [[("a b", "a b"), ("a b", "c")]]


def test_no_pair_is_scored_twice(counting):
    reranker = Reranker(counting)
    reranker.score([("a", "a"), ("a", "a")])
    reranker.score([("a", "a"), ("a", "b")])
    assert counting.calls == [[("a", "a")], [("a", "b")]]


def test_an_encoder_that_is_no_reranker_scores_nothing(encoder):
    assert Reranker(encoder).score([("a", "a")]) == {}


def test_without_an_encoder_nothing_is_scored():
    assert Reranker(None).score([("a", "a")]) == {}


def test_the_cache_may_overflow_without_losing_the_current_pairs(counting, monkeypatch):
    monkeypatch.setattr(reranker_module, "_CACHED_PAIRS", 10)
    reranker = Reranker(counting)
    rounds = [[(f"claim {turn}", f"published {n}") for n in range(8)] for turn in range(20)]
    for pairs in rounds:
        assert reranker.score(pairs).keys() == set(pairs)
    reranker.score(rounds[0])

    assert counting.calls == [*rounds, rounds[0]]


def test_the_claims_of_a_list_are_scored_in_one_call(counting, take_in, record, store_path):
    stored = ["The old bridge over the river was closed in May.", "Eggs became cheaper in June."]
    take_in([record(claim) for claim in stored], counting)
    claims = ["The old bridge was closed in May", "Are eggs cheaper since June?"]
    with open_store(store_path) as store:
        list(Lookup(store, counting).answers(claims))
    assert len(counting.calls) == 1


def test_a_damaged_reranker_is_called_once_and_a_note_says_so():
    class Damaged(CountingReranker):
        def score_pairs(self, pairs):
            super().score_pairs(pairs)
            raise EncoderUnavailable("its weights are gone")

    damaged = Damaged()
    reranker = Reranker(damaged)
    assert reranker.score([("a", "a")]) == {}
    assert reranker.score([("a", "b")]) == {}
    assert len(damaged.calls) == 1
    assert reranker.notes == ("claims were not read in pairs: its weights are gone",)
