import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.lexical import MAX_POSTINGS, MAX_TERMS, rarest_terms, search_terms
from factcheck.store.store import open_store
from factcheck.text.terms import terms

CLAIMS = (
    "The bridge over the river is closed",
    "The river flooded the old bridge and the market",
    "The market is closed",
    "The mayor spoke",
    "COVID-19 or the flu",
    "NEAR the claim AND title NOT words",
)
HOSTILE = st.text(
    st.sampled_from(string.punctuation + ' \n\t\x00abORNEAR"') | st.characters(), max_size=12
)


AT = "2024-05-06T07:08:09Z"


@pytest.fixture
def store(tmp_path, fact_check):
    with open_store(tmp_path / "claims.db", mode="write") as opened:
        made = [fact_check(claim=text, review_url=f"https://x.example/{text}") for text in CLAIMS]
        opened.repository.save_batch(opened.repository.begin_run("checks.csv", AT), made, AT)
        yield opened


@pytest.fixture
def search(store):
    statistics = TermStatistics(*store.words.shape(), store.words.document_frequencies)

    def search(terms, limit=10, allowed=None):
        return [n for n, _ in search_terms(store.words, statistics, terms, limit, allowed)]

    return search


def test_the_fact_check_with_the_rarer_terms_comes_first(search):
    assert search(terms("flooded closed")) == [2, 3, 1]


def test_a_term_that_is_repeated_counts_once(search):
    assert search(["closed", "flooded", "closed"]) == search(["closed", "flooded"])


def test_only_allowed_fact_checks_are_found(search):
    assert search(["closed", "river"], allowed={3}) == [3]


def test_unknown_terms_and_no_terms_find_nothing(search):
    assert search(["zebra"]) == search([]) == []


def test_a_flood_of_terms_is_answered(search):
    assert search([f"w{n}" for n in range(100_000)]) == []


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(HOSTILE | st.sampled_from(["OR", "NOT", "NEAR(", "claim:", "*", '"']), max_size=8))
def test_no_text_is_read_as_an_operator_or_raises(search, store, terms):
    found = set(search(terms, 50))

    rows = store.words.rows(range(20))
    # SQLite folds case again, so an upper-case term may find nothing; it never finds more.
    assert found <= {n for n, row in rows.items() if set(terms) & set(" ".join(row).split())}


@pytest.mark.parametrize(
    ("frequencies", "chosen"),
    [
        pytest.param({"b": 2, "a": 2, "c": 1}, ["c", "a", "b"], id="rarest first, then by letter"),
        pytest.param({"a": 0, "b": 1}, ["b"], id="unknown terms are left out"),
        pytest.param({}, [], id="none"),
        pytest.param(
            {f"t{n:02}": n + 1 for n in range(30)},
            [f"t{n:02}" for n in range(MAX_TERMS)],
            id="no more than a dozen or so",
        ),
        pytest.param(
            dict(zip("abcdef", [MAX_POSTINGS // 5] * 6, strict=True)),
            ["a", "b", "c", "d", "e"],
            id="no more than are quick to score",
        ),
        pytest.param(
            dict.fromkeys("abcdef", MAX_POSTINGS), ["a", "b", "c"], id="but three, however common"
        ),
    ],
)
def test_the_terms_that_are_searched_for(frequencies, chosen):
    assert rarest_terms(frequencies) == chosen


def test_a_search_that_may_cost_less_keeps_the_rarest_terms():
    frequencies = {"often": 900, "seldom": 3, "once": 1, "common": 1_500, "known": 200}

    assert rarest_terms(frequencies, 1_200) == ["once", "seldom", "known", "often"]
    assert rarest_terms(frequencies, 10) == ["once", "seldom", "known"]
