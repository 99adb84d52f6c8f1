"""Suggestions to judge, and a list of what was saved."""

import pytest

from factcheck.model import Signal
from factcheck.review.review_queue import AskedClaim, Pair, ReviewOrder, Suggestion
from factcheck.review.review_session import ReviewSession


def a_claim(text, *scores, line=1, count=1, conflict=None, one_claim=False):
    signals = (
        *([conflict] if conflict else ()),
        Signal("same_words", 0.4, False, 'Both name "gripa".'),
    )
    suggestions = tuple(
        Suggestion(f"{text[:1].lower()}{rank}", score, (str(rank * (not one_claim)),), signals)
        for rank, score in enumerate(scores)
    )
    return AskedClaim(text, "bs", line, suggestions, count)


@pytest.fixture(name="claim")
def claim_fixture():
    return a_claim


class Notebook:
    """Stands for the store: judgements by run, as a session saves them."""

    def __init__(self):
        self.saved = {}

    def save(self, pair, judgement, note):
        run = max(self.saved, default=0) + 1
        self.saved[run] = (pair.claim.text, pair.suggestion.fact_check_id, judgement, note)
        return run

    def take_back(self, run):
        del self.saved[run]

    @property
    def pairs(self):
        return [(text, id, str(judgement)) for text, id, judgement, _ in self.saved.values()]


@pytest.fixture
def notebook():
    return Notebook()


@pytest.fixture
def session(notebook):
    def session(*claims, order=ReviewOrder.UNCERTAIN, judged=lambda _: None):
        return ReviewSession(
            claims, order, save=notebook.save, take_back=notebook.take_back, judged=judged
        )

    return session


@pytest.fixture
def shown():
    """Name a pair by the beginning of its claim and the rank of its suggestion."""

    def shown(pair):
        return pair and f"{pair.claim.text[:1]}{pair.rank}"

    return shown


@pytest.fixture
def pair():
    return Pair
