from dataclasses import replace

import pytest

from factcheck.citations.citation_check import PublicationStatus, check_citations
from factcheck.citations.citation_data import CitationStyle
from factcheck.citations.citation_log import log_entry
from factcheck.citations.citation_requests import CitationRequest, load_citation_data
from factcheck.model import State, Verdict
from factcheck.store.link_check_table import StoredCheck
from factcheck.store.snapshot import take_snapshot
from factcheck.store.store import open_store

from .conftest import LATER, save

URL = "https://bridge.example/closed"


@pytest.fixture
def cite(store):
    def cites(public):
        data = load_citation_data(store, CitationRequest(public), "en")
        return log_entry(store, data, CitationStyle.PLAIN, "2024-05-08T00:00:00Z")

    return cites


@pytest.fixture
def statuses(store):
    def checked(*entries):
        check = check_citations(store, entries)
        return [(each.status, "; ".join(each.reasons)) for each in check.citations]

    return checked


def test_an_unchanged_fact_check_is_the_same(cite, keep, statuses):
    assert statuses(cite(keep())) == [(PublicationStatus.SAME, "")]


def test_a_new_rating_makes_a_citation_corrected(cite, keep, statuses):
    entry = cite(keep())
    keep(at=LATER, rating="Mostly false")
    ((found, reasons),) = statuses(entry)

    assert found is PublicationStatus.CORRECTED
    assert "the rating was “False” and is “Mostly false”" in reasons


def test_other_changed_fields_of_the_publisher_make_a_citation_corrected(cite, keep, statuses):
    entry = cite(keep())
    keep(at=LATER, title="Two years, not twelve", summary="New figures.")
    ((found, reasons),) = statuses(entry)

    assert found is PublicationStatus.CORRECTED
    assert reasons == "changed since it was cited: summary, title"


def test_a_correction_that_the_citation_mentions_is_not_reported(cite, keep, statuses):
    public = keep()
    keep(at=LATER, rating="Mostly false")

    assert statuses(cite(public)) == [(PublicationStatus.SAME, "")]


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
def test_a_new_state_is_reported_with_its_reason(state, found, cite, keep, statuses):
    entry = cite(keep())
    keep(at=LATER, state=state, state_reason="The source was forged.")
    ((told, reasons),) = statuses(entry)

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
def test_a_new_page_state_is_reported(page, found, store, cite, keep, statuses):
    public = keep()
    entry = cite(public)
    store.link_checks.add([StoredCheck(public, LATER, URL, page, "", ("in words",))])

    assert statuses(entry) == [(found, "in words")]


def test_an_unreachable_page_is_not_reported_as_gone(store, cite, keep, statuses):
    public = keep()
    entry = cite(public)
    store.link_checks.add([StoredCheck(public, LATER, URL, "unreachable", "", ("slow",))])

    assert statuses(entry) == [(PublicationStatus.SAME, "")]


def test_our_own_new_reading_is_not_called_a_correction(cite, keep, bridge_check, statuses):
    entry = cite(keep())
    reading = replace(bridge_check().reading, verdict=Verdict.MIXED)
    keep(at=LATER, reading=reading)
    ((found, reasons),) = statuses(entry)

    assert found is PublicationStatus.REREAD
    assert "our reading of the rating was false and is mixed" in reasons


def test_what_the_store_does_not_have_is_missing(cite, keep, statuses):
    entry = replace(cite(keep()), id="zzzzzzzzzzzz")

    assert [found for found, _ in statuses(entry)] == [PublicationStatus.MISSING]


def test_the_worst_status_counts_and_all_reasons_are_listed(store, cite, keep, statuses):
    public = keep()
    entry = cite(public)
    keep(at=LATER, rating="True", state=State.WITHDRAWN, state_reason="Forged.")
    store.link_checks.add([StoredCheck(public, LATER, URL, "gone", "", ("HTTP 410",))])
    ((found, reasons),) = statuses(entry)

    assert found is PublicationStatus.WITHDRAWN
    assert all(word in reasons for word in ("Forged.", "“True”", "HTTP 410"))


@pytest.fixture
def other_store(tmp_path):
    with open_store(tmp_path / "other.db", mode="write") as opened:
        yield opened


def test_citations_from_another_store_are_counted_and_not_called_missing(
    other_store, cite, keep, fact_check
):
    check = check_citations(other_store, [cite(keep())] * 3)

    assert (check.citations, check.from_other_stores, check.is_clean) == ((), 3, True)


def test_citations_from_another_store_are_checked_on_demand(other_store, cite, keep, bridge_check):
    entries = [cite(keep()), cite(keep(claim="Elsewhere.", review_url="https://bridge.example/2"))]
    save(other_store, bridge_check(rating="True"))
    check = check_citations(other_store, entries, all_stores=True)

    assert [each.status for each in check.citations] == [
        PublicationStatus.CORRECTED,
        PublicationStatus.MISSING,
    ]
    assert check.from_other_stores == 0


def test_an_entry_without_a_store_belongs_to_every_store_that_has_the_fact_check(
    store, other_store, cite, keep
):
    entry = replace(cite(keep()), store="")
    here, elsewhere = check_citations(store, [entry]), check_citations(other_store, [entry])

    assert [each.status for each in here.citations] == [PublicationStatus.SAME]
    assert (elsewhere.citations, elsewhere.from_other_stores) == ((), 1)


def test_a_copy_of_a_store_checks_the_citations_of_its_original(store, cite, keep, tmp_path):
    entry = cite(keep())
    take_snapshot(store, tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db") as copy:
        check = check_citations(copy, [entry])

    assert [each.status for each in check.citations] == [PublicationStatus.SAME]
