"""The reader of pairs is asked about what is in doubt, and about nothing twice."""

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.lookup import Lookup
from factcheck.ranking import reranker
from factcheck.ranking.reranker import Reranker
from factcheck.store.store import open_store


class CountingReader:
    """Says of every pair how many words the two share."""

    id, dimensions = "counting/1", 4

    def __init__(self):
        self.asked = []

    def encode_claims(self, texts):
        return np.ones((len(texts), 4), np.float32)

    encode_fact_checks = encode_claims

    def score_pairs(self, pairs):
        self.asked.append(list(pairs))
        return np.array([len(set(a.split()) & set(b.split())) for a, b in pairs], np.float32)


@pytest.fixture
def reader():
    return CountingReader()


def test_all_pairs_are_read_at_once(reader):
    opinion = Reranker(reader)
    assert opinion.read([("a b", "a b"), ("a b", "c")]) == {("a b", "a b"): 2, ("a b", "c"): 0}
    assert reader.asked == [[("a b", "a b"), ("a b", "c")]]


def test_no_pair_is_read_twice(reader):
    opinion = Reranker(reader)
    opinion.read([("a", "a"), ("a", "a")])
    opinion.read([("a", "a"), ("a", "b")])
    assert reader.asked == [[("a", "a")], [("a", "b")]]


def test_an_encoder_that_cannot_read_pairs_has_no_opinion(encoder):
    assert Reranker(encoder).read([("a", "a")]) == {}


def test_without_an_encoder_there_is_no_opinion():
    assert Reranker(None).read([("a", "a")]) == {}


def test_what_is_remembered_is_bounded_and_the_current_pairs_are_never_forgotten(
    reader, monkeypatch
):
    monkeypatch.setattr(reranker, "_REMEMBERED", 10)
    opinion = Reranker(reader)
    for turn in range(20):
        current = [(f"claim {turn}", f"published {n}") for n in range(8)]
        assert opinion.read(current).keys() == set(current)
    assert len(opinion._remembered) < 20


def test_the_claims_of_a_list_are_read_together(reader, take_in, record, store_path):
    stored = ["The old bridge over the river was closed in May.", "Eggs became cheaper in June."]
    take_in([record(claim) for claim in stored], reader)
    claims = ["The old bridge was closed in May", "Are eggs cheaper since June?"]
    with open_store(store_path) as store:
        list(Lookup(store, reader).answers(claims))
    assert len(reader.asked) == 1


def test_a_reader_that_is_damaged_is_asked_once_and_its_trouble_is_told():
    class Damaged(CountingReader):
        def score_pairs(self, pairs):
            super().score_pairs(pairs)
            raise EncoderUnavailable("its weights are gone")

    damaged = Damaged()
    opinion = Reranker(damaged)
    assert opinion.read([("a", "a")]) == {}
    assert opinion.read([("a", "b")]) == {}
    assert len(damaged.asked) == 1
    assert opinion.trouble == "claims were not read in pairs: its weights are gone"
