"""What a review reads from the store and writes to it."""

import pytest

from factcheck.errors import FactCheckChanged, StoreBusy
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Judgement
from factcheck.review.review_queue import AskedClaim, Pair, Suggestion
from factcheck.review.stored_review import StoredReview
from factcheck.store.store import open_store

SAME, DIFFERENT, UNSURE = Judgement.SAME, Judgement.DIFFERENT, Judgement.UNSURE
POST = "Somebody says that the old bridge is closed."


@pytest.fixture
def bridge(take_in, record):
    row = record("The old bridge was closed for 12 years.", url="https://bridge.example/closed")
    take_in([row])
    return row


@pytest.fixture
def store(bridge, store_path):
    with open_store(store_path) as store:
        yield store


@pytest.fixture
def known_id(store):
    [number] = store.by_url("https://bridge.example/closed")
    return store.fact_checks([number])[number].id


@pytest.fixture
def suggested(known_id):
    return Pair(AskedClaim(POST, "en", 1, (Suggestion(known_id, 0.7),)), 0)


@pytest.fixture
def judge(store_path, known_id):
    """Judge the pair, as each of several people."""

    def judge(**judgements):
        with open_store(store_path, mode="write") as store:
            record_judgements(
                store, [Judging(POST, known_id, each, by) for by, each in judgements.items()]
            )

    return judge


def test_an_answer_is_in_the_store_before_anything_else_happens(store, suggested, store_path):
    run = StoredReview(store, "Ana").save(suggested, DIFFERENT, "another bridge")
    with open_store(store_path) as other:
        [judged] = other.judgements.of_text(POST)

    assert (judged.judgement, judged.judged_by, judged.note) == (DIFFERENT, "Ana", "another bridge")
    assert judged.run_id == run


def test_what_is_taken_back_is_no_longer_judged(store, suggested):
    review = StoredReview(store, "Ana")
    review.take_back(review.save(suggested, SAME, ""))

    assert store.judgements.of_text(POST) == ()


def test_taking_back_what_was_said_before_keeps_it(store, suggested, judge):
    judge(Ana=SAME)
    review = StoredReview(store, "Ana")
    review.take_back(review.save(suggested, SAME, ""))

    assert len(store.judgements.of_text(POST)) == 1


@pytest.mark.parametrize(
    ("judgements", "expected"),
    [
        pytest.param({}, None, id="nobody"),
        pytest.param({"Ana": UNSURE}, UNSURE, id="this person was unsure"),
        pytest.param({"Edo": UNSURE}, None, id="another person was unsure"),
        pytest.param({"Edo": SAME}, SAME, id="another person decided"),
        pytest.param({"Edo": SAME, "Ina": DIFFERENT}, None, id="two disagree"),
        pytest.param({"Edo": SAME, "Ana": DIFFERENT}, DIFFERENT, id="this person disagrees"),
    ],
)
def test_a_pair_is_asked_about_unless_it_is_decided(store, suggested, judge, judgements, expected):
    judge(**judgements)

    assert StoredReview(store, "Ana").judged(suggested) is expected


def test_a_corrected_verdict_is_asked_about_again(store, suggested, judge, take_in, bridge):
    judge(Ana=SAME)
    take_in([bridge | {"rating": "True"}])

    assert StoredReview(store, "Ana").judged(suggested) is None


def test_suggestions_that_the_store_has_not_are_counted(store, suggested):
    review = StoredReview(store, "Ana")
    strange = AskedClaim("x", "en", 1, (Suggestion("zzzzzzzzzzzz", 0.7),))
    mixed = AskedClaim(POST, "en", 2, (*strange.suggestions, suggested.suggestion))
    [claim] = review.known([strange, mixed])

    assert (claim.line, claim.suggestions, review.unknown) == (2, (suggested.suggestion,), 2)


def test_a_store_that_somebody_else_writes_to_is_named(store, suggested, store_path, monkeypatch):
    monkeypatch.setattr("factcheck.review.stored_review._WAIT_SECONDS", 0.01)
    review = StoredReview(store, "Ana")
    with open_store(store_path, mode="write"), pytest.raises(StoreBusy):
        review.save(suggested, SAME, "")


def test_the_pair_is_shown_as_it_is_in_the_store_now(store, suggested, judge):
    judge(Edo=UNSURE)
    view = StoredReview(store, "Ana").view(suggested)

    assert view.url == "https://bridge.example/closed"
    assert any(line.text.startswith("unsure by Edo on ") for line in view.lines)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"rating": "True"}, id="another rating"),
        pytest.param({"rating": "True", "state": "withdrawn"}, id="and withdrawn"),
    ],
)
def test_what_changed_while_it_was_shown_is_not_judged(store, suggested, take_in, bridge, change):
    review = StoredReview(store, "Ana")
    review.view(suggested)
    take_in([bridge | change])
    with pytest.raises(FactCheckChanged, match=r"changed while it was shown.* now it is .*true: "):
        review.save(suggested, SAME, "")
    refused = store.judgements.of_text(POST)
    review.view(suggested)
    review.save(suggested, SAME, "")

    assert refused == ()
    assert [each.verdict for each in store.judgements.of_text(POST)] == ["true"]
