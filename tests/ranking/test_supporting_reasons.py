import pytest

from factcheck.ranking.features import compute_features
from factcheck.ranking.supporting_reasons import reranker_signal, supporting_signals
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.retriever import Candidate
from factcheck.text.terms import terms

TEXT = "Bridge Mostaru closed"


def signals(claim, cosine, *, cross_lingual=False):
    statistics = TermStatistics(50, 5.0, lambda terms: dict.fromkeys(terms, 1))
    candidate = Candidate(1, tuple(claim.split()), (), cosine)
    [features] = compute_features(terms(TEXT), [candidate], statistics)
    return {s.name: s for s in supporting_signals(features, TEXT, cross_lingual=cross_lingual)}


def test_shared_words_are_named_as_they_were_asked():
    assert "“mostaru”" in signals("mostar bridge", 0.5)["shared_words"].text


def test_meaning_says_when_it_crosses_languages():
    assert "across two languages" in signals("most", 0.91, cross_lingual=True)["same_meaning"].text


def test_what_any_two_claims_share_is_not_worth_a_line():
    assert signals("weather", 0.55) == {}


def test_support_never_counts_as_a_conflict():
    found = signals("closed mostar bridge", 0.95)

    assert set(found) == {"same_meaning", "shared_words", "similar_wording"}
    assert not any(signal.conflict for signal in found.values())


@pytest.mark.parametrize(
    ("log_odds", "name", "conflict"),
    [
        pytest.param(3.0, "read_as_same", False, id="sure"),
        pytest.param(-3.0, "read_otherwise", True, id="against"),
        pytest.param(-1.1, "read_otherwise", True, id="a doubt"),
    ],
)
def test_what_was_read_is_told(log_odds, name, conflict):
    signal = reranker_signal(log_odds)

    assert (signal.name, signal.conflict) == (name, conflict)
    assert 0 <= signal.value <= 1


def test_what_is_not_clear_is_not_worth_a_line():
    assert reranker_signal(0.5) is None
