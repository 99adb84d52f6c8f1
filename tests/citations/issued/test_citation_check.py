from dataclasses import replace

import pytest

from factcheck.citations.citation_check import checked
from factcheck.citations.citation_data import PublicationStatus
from factcheck.citations.citation_log import issued
from factcheck.citations.citation_requests import Wanted, gathered
from factcheck.model import State, Verdict
from factcheck.store.link_check_table import StoredCheck

from .conftest import LATER

URL = "https://bridge.example/closed"


@pytest.fixture
def cite(store):
    def cites(public):
        return issued(store, gathered(store, Wanted(public), "en"), "plain", "2024-05-08T00:00:00Z")

    return cites


@pytest.fixture
def standing(store):
    def stands(*entries):
        return [(each.standing, "; ".join(each.reasons)) for each in checked(store, entries)]

    return stands


def test_what_did_not_change_still_holds(cite, keep, standing):
    assert standing(cite(keep())) == [(PublicationStatus.SAME, "")]


def test_a_new_rating_makes_a_citation_corrected(cite, keep, standing):
    entry = cite(keep())
    keep(at=LATER, rating="Mostly false")
    ((found, reasons),) = standing(entry)

    assert found is PublicationStatus.CORRECTED
    assert "the rating was “False” and is “Mostly false”" in reasons


def test_other_words_of_the_publisher_count_too(cite, keep, standing):
    entry = cite(keep())
    keep(at=LATER, title="Two years, not twelve", summary="New figures.")
    ((found, reasons),) = standing(entry)

    assert found is PublicationStatus.CORRECTED
    assert reasons == "changed since it was cited: summary, title"


def test_a_correction_that_was_cited_is_no_news(cite, keep, standing):
    public = keep()
    keep(at=LATER, rating="Mostly false")

    assert standing(cite(public)) == [(PublicationStatus.SAME, "")]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (State.WITHDRAWN, PublicationStatus.WITHDRAWN),
        (State.VOID, PublicationStatus.WITHDRAWN),
        (State.CORRECTED, PublicationStatus.CORRECTED),
        (State.EXPIRED, PublicationStatus.EXPIRED),
        (State.RETIRED, PublicationStatus.EXPIRED),
    ],
)
def test_what_its_publisher_did_with_it_is_told_with_the_reason(state, found, cite, keep, standing):
    entry = cite(keep())
    keep(at=LATER, state=state, state_reason="The source was forged.")
    ((told, reasons),) = standing(entry)

    assert told is found
    assert "The source was forged." in reasons


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("gone", PublicationStatus.GONE),
        ("changed", PublicationStatus.CHANGED),
        ("moved", PublicationStatus.MOVED),
    ],
)
def test_what_became_of_its_page_is_told(page, found, store, cite, keep, standing):
    public = keep()
    entry = cite(public)
    store.source_checks.add([StoredCheck(public, LATER, URL, page, "", ("in words",))])

    assert standing(entry) == [(found, "in words")]


def test_a_page_that_answers_badly_once_is_not_called_gone(store, cite, keep, standing):
    public = keep()
    entry = cite(public)
    store.source_checks.add([StoredCheck(public, LATER, URL, "unreachable", "", ("slow",))])

    assert standing(entry) == [(PublicationStatus.SAME, "")]


def test_our_own_new_reading_is_not_called_a_correction(cite, keep, fact_check, standing):
    entry = cite(keep())
    reading = replace(fact_check().reading, verdict=Verdict.MIXED)
    keep(at=LATER, reading=reading)
    ((found, reasons),) = standing(entry)

    assert found is PublicationStatus.REREAD
    assert "our reading of the rating was false and is mixed" in reasons


def test_what_the_store_does_not_have_is_missing(cite, keep, standing):
    entry = replace(cite(keep()), id="zzzzzzzzzzzz")

    assert [found for found, _ in standing(entry)] == [PublicationStatus.MISSING]


def test_the_worst_comes_first_and_all_is_told(store, cite, keep, standing):
    public = keep()
    entry = cite(public)
    keep(at=LATER, rating="True", state=State.WITHDRAWN, state_reason="Forged.")
    store.source_checks.add([StoredCheck(public, LATER, URL, "gone", "", ("HTTP 410",))])
    ((found, reasons),) = standing(entry)

    assert found is PublicationStatus.WITHDRAWN
    assert all(word in reasons for word in ("Forged.", "“True”", "HTTP 410"))
