import json
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from factcheck.errors import (
    InputError,
    SourceNotFound,
    SourceRefused,
    SourceUnavailable,
)
from factcheck.formats.web_page import fetch_page_with_reviews
from factcheck.ingest import IngestOptions, ingest, save_records
from factcheck.maintenance.accept_changes import accept, proposed_changes
from factcheck.maintenance.link_check import check_links, links_due, save_link_checks
from factcheck.maintenance.link_check_types import CheckOptions, LinkState
from factcheck.model import FactCheck, Publisher, RecordProblem, State
from factcheck.store.store import open_store
from factcheck.web.client import Fetched, Visited

URL = "https://pub.example/checks/1"
CLAIM = "The old bridge was closed for 12 years."
NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
OPTIONS = CheckOptions(clock=lambda: NOW)


class Pages:
    """Pages from memory instead of the network; an error instead of a page is raised."""

    def __init__(self, **more):
        self.pages = {}
        self.asked = []
        self.pages.update(more)

    def fetch(self, url):
        self.asked.append(url)
        page = self.pages[url]
        if isinstance(page, Exception):
            raise page
        text, final_url = page if isinstance(page, tuple) else (page, url)
        return Fetched(url, final_url, "text/html", text)


def markup(*reviews):
    found = [
        {"@type": "ClaimReview", "claimReviewed": claim, "reviewRating": {"alternateName": rating}}
        for claim, rating in reviews
    ]
    return f'<html lang="en"><script type="application/ld+json">{json.dumps(found)}</script>'


def stored(claim=CLAIM, rating="False", review_url=URL, **fields):
    return FactCheck(
        claim,
        Publisher("Bridge Watch", "pub.example"),
        review_url=review_url,
        rating=rating,
        id=fields.pop("id", "0" * 12),
        **fields,
    )


def look(page, *fact_checks, url=URL):
    fetcher = Pages()
    fetcher.pages[url] = page
    return list(check_links(fact_checks or (stored(),), fetcher, OPTIONS))


@pytest.mark.parametrize(
    ("page", "state", "words"),
    [
        pytest.param(markup((CLAIM, "False")), "alive", "", id="as it was"),
        pytest.param(markup((CLAIM.upper(), "FALSE ")), "alive", "", id="another case"),
        pytest.param(markup(("Another.", "True"), (CLAIM, "False")), "alive", "", id="of two"),
        pytest.param("<p>An article.</p>", "alive", "no ClaimReview", id="no markup"),
        pytest.param(
            markup((CLAIM, "Misleading")), "changed", "rating was “False” and is “Misleading”",
            id="another rating",
        ),
        pytest.param(
            markup(("The old bridge was closed for 2 years.", "False")), "changed",
            "claim was “The old bridge was closed for 12 years.” and is “The old bridge was "
            "closed for 2 years.”", id="another claim",
        ),
        pytest.param(
            markup(("One thing happened.", "True"), ("Two things happened.", "True")), "changed",
            "none of the 2 claims on the page", id="other claims",
        ),
        pytest.param(
            (markup((CLAIM, "False")), "https://pub.example/new/1"), "moved",
            "at https://pub.example/new/1 now", id="another address",
        ),
        pytest.param(
            (markup((CLAIM, "False")), "http://www.pub.example/checks/1/?utm_source=x"), "alive",
            "", id="the same address written otherwise",
        ),
        pytest.param(
            (markup((CLAIM, "True")), "https://pub.example/new/1"), "changed",
            "rating was", id="moved and changed",
        ),
        pytest.param(
            ("<p>Welcome</p>", "https://pub.example/"), "gone", "front page", id="the front page"
        ),
        pytest.param(SourceNotFound("gone: 404"), "gone", "404", id="not found"),
        pytest.param(SourceUnavailable("took too long"), "unreachable", "too long", id="silence"),
        pytest.param(SourceRefused("robots"), "refused", "robots", id="refused"),
        pytest.param("<p>" * 200_001, "refused", "tags", id="a hostile page"),
        pytest.param(markup((CLAIM, "")), "alive", "", id="no rating in words"),
        pytest.param(markup(("", "False")), "alive", "does not say which claim", id="no claim"),
    ],
)  # fmt: skip
def test_the_state_of_a_page_has_reasons_in_words(page, state, words):
    [check] = look(page)

    assert check.state == state
    assert words in "; ".join((*check.reasons, *check.notes))
    assert (check.checked_at, check.fact_check) == (NOW.isoformat(), stored())


def test_a_fact_check_without_a_url_is_not_fetched():
    [check] = look("", stored(review_url=""))

    assert check.state is LinkState.NO_PAGE


def test_a_page_with_several_fact_checks_is_fetched_once():
    both = [stored(review_url=f"{URL}#1"), stored("Fish can fly.", "True", f"{URL}#2")]
    fetcher = Pages()
    fetcher.pages[URL] = markup((CLAIM, "False"), ("Fish can fly.", "False"))
    checks = list(check_links(both, fetcher, OPTIONS))

    assert fetcher.asked == [URL]
    assert [str(check.state) for check in checks] == ["alive", "changed"]


def test_a_claim_removed_from_a_shared_page_is_not_matched_with_another():
    both = [stored(), stored("Fish can fly.", "True")]
    checks = look(markup((CLAIM, "False")), *both)

    assert [str(check.state) for check in checks] == ["alive", "changed"]
    assert "none of the 1 claims" in checks[1].reasons[0]


def test_hosts_are_fetched_in_parallel_and_each_one_page_at_a_time():
    at_once, most, per_host = set(), [], []

    class Slow(Pages):
        def fetch(self, url):
            host = url.split("/")[2]
            per_host.append(host in at_once)
            at_once.add(host)
            most.append(len(at_once))
            barrier.wait(timeout=5)
            at_once.discard(host)
            return Fetched(url, url, "text/html", "<p>x</p>")

    barrier = threading.Barrier(3)
    checks = [
        stored(review_url=f"https://host{host}.example/{n}") for host in range(3) for n in range(3)
    ]
    found = list(check_links(checks, Slow(), CheckOptions(3, lambda: NOW)))

    assert len(found) == 9
    assert max(most) == 3
    assert not any(per_host)


def test_a_mistake_of_ours_is_not_swallowed():
    with pytest.raises(KeyError):
        list(check_links([stored()], Pages(), OPTIONS))


def test_fetching_stops_when_the_caller_stops_iterating():
    class Slow(Pages):
        def fetch(self, url):
            self.asked.append(url)
            time.sleep(0.01)
            return Fetched(url, url, "text/html", "<p>x</p>")

    fetcher = Slow()
    checks = check_links(
        [stored(review_url=f"https://pub.example/{n}") for n in range(50)], fetcher, OPTIONS
    )
    next(checks)
    checks.close()
    time.sleep(0.05)

    assert len(fetcher.asked) < 10


def test_a_link_check_is_stored_and_changes_no_fact_check(take_in, record, store_path):
    take_in([record(CLAIM, url=URL), record("Fish can fly.", url="https://pub.example/2")])
    fetcher = Pages()
    fetcher.pages = {URL: markup((CLAIM, "True")), "https://pub.example/2": SourceNotFound("gone")}
    with open_store(store_path, mode="write") as store:
        before = links_due(store)
        save_link_checks(store, check_links(before, fetcher, OPTIONS))
        after = [store.get(each.id) for each in before]
        looks = {each.claim: store.link_checks.of(each.id)[0] for each in before}

        assert after == before
        assert looks[CLAIM].state == "changed"
        assert looks["Fish can fly."].state == "gone"
        assert links_due(store, NOW.isoformat()) == []
        assert len(links_due(store, "2099-01-01")) == 2


@pytest.fixture
def take_in_page(store_path):
    """Ingest a page from memory."""

    def take_in_page(text, url=URL):
        fetcher = Pages()
        fetcher.pages[url] = text
        page = fetch_page_with_reviews(fetcher, url)
        problems = []
        options = IngestOptions(clock=lambda: NOW)
        with open_store(store_path, mode="write") as store:
            report = save_records(
                page.records, store, None, options, name=url, on_problem=problems.append
            )
            saved = [store.get(public) for public in store.link_checks.unchecked_since("")]
        return report, saved, problems, page.notes

    return take_in_page


def test_a_page_is_ingested_like_a_file(take_in_page, store_path):
    report, [saved], problems, _ = take_in_page(markup((CLAIM, "False")))

    assert (report.added, problems) == (1, [])
    assert (saved.claim, saved.rating, saved.review_url) == (CLAIM, "False", URL)
    assert (saved.publisher.domain, saved.language) == ("pub.example", "en")
    assert str(saved.verdict) == "false"
    with open_store(store_path) as store:
        assert store.history(saved.id)[0].input_name == URL


def test_the_same_page_twice_changes_nothing_and_a_correction_becomes_history(take_in_page):
    take_in_page(markup((CLAIM, "False")))
    again, _, _, _ = take_in_page(markup((CLAIM, "False")))
    corrected, [saved], _, _ = take_in_page(markup((CLAIM, "True")))

    assert (again.unchanged, corrected.changed) == (1, 1)
    assert saved.rating == "True"


def test_no_page_can_rewrite_what_another_publisher_ruled(take_in_page):
    take_in_page(markup((CLAIM, "False")))
    forged = markup((CLAIM, "True")).replace('"claimReviewed"', f'"url": "{URL}", "claimReviewed"')
    report, saved, _, notes = take_in_page(forged, url="https://forger.example/x")

    assert report.added == 1
    assert sorted((each.publisher.domain, each.rating) for each in saved) == [
        ("forger.example", "True"), ("pub.example", "False"),
    ]  # fmt: skip
    assert "another host" in notes[0]


def test_a_broken_review_on_a_page_is_a_rejected_record(take_in_page):
    broken = '<script type="application/ld+json">{"@type": "ClaimReview", </script>'
    report, _, [problem], _ = take_in_page(broken)

    assert (report.records, report.rejected) == (1, 1)
    assert isinstance(problem, RecordProblem)


def test_a_page_without_a_review_is_one_line_with_advice(take_in_page, store_path):
    with pytest.raises(InputError, match=r"has no ClaimReview for machines to read.*CSV"):
        take_in_page("<p>An article.</p>")

    assert not store_path.exists()


def test_a_file_and_a_page_make_the_same_fact_check(take_in_page, tmp_path, store_path):
    _, [from_page], _, _ = take_in_page(markup((CLAIM, "False")))
    path = tmp_path / "record.jsonl"
    path.write_text(
        json.dumps(
            {
                "claim": CLAIM,
                "rating": "False",
                "url": URL,
                "language": "en",
                "publisher": "pub.example",
            }
        )
    )
    with open_store(store_path, mode="write") as store:
        report = ingest(path, store, None, IngestOptions(clock=lambda: NOW))
        known = store.get(from_page.id)

    assert report.added == 0
    assert replace(known, raw={}) == replace(from_page, raw={})


def test_a_change_is_proposed_in_fields_and_in_words():
    [check] = look(markup(("The old bridge was closed for 2 years.", "True")))

    assert check.proposed == {
        "claim": (CLAIM, "The old bridge was closed for 2 years."),
        "rating": ("False", "True"),
        "rating_language": ("", "en"),
    }


def test_a_page_that_is_as_it_was_proposes_nothing():
    [check] = look(markup((CLAIM.upper(), "FALSE ")))

    assert check.proposed == {}


@pytest.mark.parametrize(
    ("text", "for_good", "proposes"),
    [
        pytest.param("<p>x</p>", True, True, id="for good"),
        pytest.param("<p>x</p>", False, False, id="for now, perhaps to a page of cookies"),
        pytest.param(markup((CLAIM, "False")), False, True, id="for now, with the same claim"),
    ],
)
def test_a_new_address_is_proposed_where_it_is_the_same_page(text, for_good, proposes):
    class Moved(Pages):
        def fetch(self, url):
            return Fetched(url, f"{URL}/new", "text/html", text, for_good=for_good)

    [check] = check_links([stored()], Moved(), OPTIONS)

    assert check.state is LinkState.MOVED
    assert ("review_url" in check.proposed) is proposes


def test_a_correction_note_is_a_change():
    corrected = json.loads(markup((CLAIM, "False")).partition(">")[2].partition(">")[2][:-9])
    corrected[0]["correction"] = "An earlier version gave a wrong year."
    page = f'<script type="application/ld+json">{json.dumps(corrected)}</script>'
    [check] = look(page)
    known = {"state": State.CORRECTED, "state_reason": "An earlier version gave a wrong year."}
    [again] = look(page, stored(**known))

    assert check.state is LinkState.CHANGED
    assert "correction note: “An earlier version gave a wrong year.”" in check.reasons[0]
    assert check.proposed["state"] == ("current", "corrected")
    assert (again.state, again.proposed) == (LinkState.ALIVE, {})


def test_a_page_that_is_gone_proposes_to_retire_and_one_that_is_back_the_opposite():
    [gone] = look(SourceNotFound("https://pub.example/checks/1 is gone: HTTP status 404"))
    fields = {name: becomes for name, (_, becomes) in gone.proposed.items()}
    retired = stored(**fields | {"state": State(fields["state"])})
    [back] = look(markup((CLAIM, "False")), retired)

    assert gone.proposed["state"] == ("current", "retired")
    assert gone.proposed["state_on"] == ("", "2024-05-06")
    assert back.proposed["state"] == ("retired", "current")
    assert look(SourceNotFound("gone"), retired)[0].proposed == {}


class Visitor:
    """Pages that are cited, from memory."""

    def __init__(self, **places):
        self.places = places
        self.asked = []

    def visit(self, url):
        self.asked.append(url)
        place = self.places.get(url.rpartition("/")[2], url)
        if isinstance(place, Exception):
            raise place
        return Visited(url, place)


def citing(*hrefs):
    return "<article>" + "".join(f'<a href="{href}">x</a>' for href in hrefs) + "</article>"


def test_the_state_of_cited_pages_is_reported():
    visitor = Visitor(
        b="https://cited.example/elsewhere",
        c=SourceNotFound("it is gone: HTTP status 410"),
        d=SourceRefused("robots"),
        e=SourceUnavailable("slow"),
        f="https://cited.example/",
    )
    hrefs = [f"https://cited.example/{name}" for name in "abcdef"]
    fetcher = Pages()
    fetcher.pages[URL] = citing(*hrefs, "https://pub.example/own")
    [check] = check_links([stored()], fetcher, replace(OPTIONS, visitor=visitor))

    assert [page.state for page in check.cited] == [
        "alive", "moved", "gone", "refused", "unreachable", "gone",
    ]  # fmt: skip
    assert check.state is LinkState.ALIVE
    assert visitor.asked == hrefs
    assert "410" in check.cited[2].reason


def test_cited_pages_are_limited_and_checked_once():
    visitor = Visitor()
    hrefs = [f"https://cited.example/{number}" for number in range(50)]
    fetcher = Pages()
    fetcher.pages = {URL: citing(*hrefs), f"{URL}2": citing(*hrefs)}
    both = [stored(), stored("Fish can fly.", review_url=f"{URL}2")]
    options = replace(OPTIONS, visitor=visitor, cited_pages=7)
    found = list(check_links(both, fetcher, options))

    assert [len(check.cited) for check in found] == [7, 7]
    assert sorted(visitor.asked) == sorted(hrefs[:7])


class Archive:
    """One archive, in memory."""

    copy = "https://web.archive.example/web/2024/https://pub.example/checks/1"

    def __init__(self):
        self.asked = []

    def find(self, url):
        self.asked.append(("find", url))
        return self.copy

    def capture(self, url):
        self.asked.append(("capture", url))
        return "", "no copy was made: the archive answered with HTTP status 429"


def test_a_copy_in_an_archive_is_proposed_and_alters_no_state():
    fetcher, archive = Pages(), Archive()
    fetcher.pages[URL] = markup((CLAIM, "False"))
    [check] = check_links([stored()], fetcher, replace(OPTIONS, captures=archive))
    known = stored(archive_urls=(archive.copy,))
    [again] = check_links([known], fetcher, replace(OPTIONS, captures=archive))

    assert check.state is LinkState.ALIVE
    assert check.proposed == {"archive_urls": ([], [archive.copy])}
    assert again.proposed == {}
    assert archive.asked == [("find", URL)]


def test_a_new_capture_is_requested_only_if_wanted_and_the_page_exists():
    fetcher, archive = Pages(), Archive()
    fetcher.pages = {URL: "<p>x</p>", f"{URL}2": SourceNotFound("gone")}
    both = [stored(), stored("Fish can fly.", review_url=f"{URL}2")]
    options = replace(OPTIONS, captures=archive, capture=True)
    checks = {check.state: check for check in check_links(both, fetcher, options)}

    assert sorted(archive.asked) == [("capture", URL), ("find", f"{URL}2")]
    assert "HTTP status 429" in "; ".join(checks[LinkState.ALIVE].notes)


def test_what_a_maintainer_accepts_becomes_a_revision_that_can_be_undone(
    take_in, record, store_path
):
    take_in([record(CLAIM, url=URL, publisher="pub.example", language="en")])
    fetcher = Pages()
    fetcher.pages = {URL: (markup((CLAIM, "True")), f"{URL}/new")}
    with open_store(store_path, mode="write") as store:
        [before] = links_due(store)
        save_link_checks(store, check_links([before], fetcher, OPTIONS))
        [proposal] = proposed_changes(store)
        accepted = accept(store, [before.id[:8]], clock=lambda: NOW)
        after = store.get(before.id)
        store.ledger.undo(accepted.run_id, NOW.isoformat())

        assert proposal.fact_check_id == before.id
        assert (after.rating, after.review_url) == ("True", f"{URL}/new")
        assert (str(before.verdict), str(after.verdict)) == ("false", "true")
        assert replace(store.get(before.id), raw={}) == replace(before, raw={})
        assert len(store.history(before.id)) == 3


def test_ingesting_the_same_input_again_does_not_revert_an_accepted_change(
    take_in, record, store_path
):
    rows = [record(CLAIM, url=URL, publisher="pub.example", language="en")]
    take_in(rows)
    fetcher = Pages()
    fetcher.pages = {URL: (markup((CLAIM, "True")), f"{URL}/new")}
    with open_store(store_path, mode="write") as store:
        [before] = links_due(store)
        save_link_checks(store, check_links([before], fetcher, OPTIONS))
        accept(store, [before.id], clock=lambda: NOW)
    report, _ = take_in(rows)
    with open_store(store_path) as store:
        after = store.get(before.id)

    assert (report.added, report.changed) == (0, 0)
    assert (after.rating, after.review_url) == ("True", f"{URL}/new")
