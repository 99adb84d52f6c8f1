"""The report on trends as a page: for everybody its figures, for those signed in the texts too."""

import shutil

import html5lib
import pytest

from factcheck.model import Answer, Decision, Match
from factcheck.serve.settings import ServeSettings
from factcheck.store.query_log import QueryLog
from factcheck.store.store import open_store

TOKEN = "a token of the newsroom"
TAX = "A new tax on bicycles starts in May"


@pytest.fixture
def db(served_store, tmp_path):
    path = tmp_path / "claims.db"
    shutil.copyfile(served_store, path)
    log = QueryLog(path, keeps_text=True, on_failure=pytest.fail)
    log.add([log.entry(Answer(TAX, "en", Decision.NONE), "2026-05-02", "viber")])
    return path


@pytest.fixture
def service(serve, db):
    return serve(ServeSettings(db, write_token=TOKEN))


def test_the_page_is_the_report_in_the_readers_language(service):
    page = service.get("/trends", params={"by": "quarter", "ui": "bs"})
    parsed = html5lib.HTMLParser(strict=True).parse(page.text)

    assert page.status_code == 200
    assert parsed.get("lang") == "bs"
    assert "Sve provjere: 6" in page.text
    assert "2021-Q1" in page.text
    assert "viber" in page.text
    assert "<script" not in page.text


def test_the_form_narrows_the_report(service):
    page = service.get("/trends", params={"lang": "sw", "since": "2020"}).text

    assert "All fact-checks: 1" in page
    assert '<option value="sw" selected>' in page


def test_what_was_asked_is_shown_to_those_signed_in_only(service):
    before = service.get("/trends").text
    service.post("/review/sign-in", data={"token": TOKEN})
    after = service.get("/trends").text

    assert TAX not in before
    assert "only to those who are signed in" in before
    assert TAX in after


def test_a_fact_check_of_the_report_has_its_page(service, db):
    log = QueryLog(db, on_failure=pytest.fail)
    with open_store(db) as store:
        answering = next(iter(store.fact_checks([1]).values()))
    match = Answer("x", "en", Decision.MATCH, (Match(answering, Decision.MATCH, 1.0),))
    log.add([log.entry(match, "2026-05-02", "viber")])

    assert f'href="/fact-checks/{answering.id}"' in service.get("/trends").text


def test_a_report_is_made_once_for_each_moment(service, monkeypatch):
    first = service.get("/trends").text
    # Whoever counts again fails.
    monkeypatch.setattr("factcheck.serve.trends_page.count_trends", None)

    assert service.get("/trends").text == first


def test_a_new_entry_of_the_log_is_seen(service, db):
    service.get("/trends")
    log = QueryLog(db, on_failure=pytest.fail)
    log.add([log.entry(Answer(TAX, "en", Decision.NONE), "2026-05-03", "telegram")])

    assert "telegram" in service.get("/trends").text


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"by": "day"}, id="no such period"),
        pytest.param({"by": "month<script>"}, id="markup"),
        pytest.param({"since": "9999999"}, id="no date"),
        pytest.param({"lang": "x" * 5_000}, id="no language"),
        pytest.param({"publisher": "\u202eNobody\x00"}, id="no publisher"),
        pytest.param({"verdict": "perhaps"}, id="no verdict"),
    ],
)
def test_a_hostile_parameter_is_refused_on_the_page(parameters, service):
    page = service.get("/trends", params=parameters)

    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "<script" not in page.text
    assert "\u202e" not in page.text.partition('role="alert"')[2].partition("</p>")[0]


def test_a_store_that_is_too_large_for_a_page_names_the_command(service, monkeypatch):
    monkeypatch.setattr("factcheck.serve.trends_page._MOST_FACT_CHECKS", 5)

    page = service.get("/trends")
    assert page.status_code == 400
    assert "factcheck trends" in page.text


def test_a_large_store_is_compared_by_words_and_says_so(service, monkeypatch):
    monkeypatch.setattr("factcheck.serve.trends_page._MOST_COMPARED", 5)

    assert "compares by meaning" in service.get("/trends").text


def test_a_damaged_log_costs_one_line(service, db):
    db.with_name(f"{db.name}.log.db").write_bytes(b"no log at all" * 99)

    page = service.get("/trends")
    assert page.status_code == 400
    assert "log of what was asked" in page.text
