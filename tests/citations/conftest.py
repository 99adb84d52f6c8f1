"""Citations of the example store, citations with hostile texts, and a store to cite from."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from payloads import HOSTILE_TEXTS, HOSTILE_URLS

from factcheck.citations.citation_data import CitationData
from factcheck.model import (
    Axis,
    Decision,
    FactCheck,
    HarmKind,
    HarmNote,
    MappedBy,
    MediaFlag,
    Publisher,
    RatingReading,
    State,
    Verdict,
)
from factcheck.store.store import open_store

EXAMPLE = Path(__file__).parents[2] / "claims.db.example"
PLAIN_FIELDS = (
    "id", "claim", "review_url", "title", "summary", "rating", "rating_language", "reviewed_on",
    "modified_on", "claimant", "claimed_on", "language", "script",
)  # fmt: skip


def hostile_citations():
    for number, text in enumerate(HOSTILE_TEXTS):
        yield f"text-{number}", hostile(text, "https://x.example/page")
    for number, url in enumerate(HOSTILE_URLS):
        yield f"url-{number}", hostile("plain", url)


def hostile(text, url):
    fact_check = FactCheck(
        id=text,
        claim=text,
        publisher=Publisher(text, text, text),
        review_url=url,
        title=text,
        summary=text,
        rating=text,
        rating_language=text,
        reading=RatingReading(Verdict.FALSE, MappedBy.RECORD, Axis.PROMISE, tuple(MediaFlag)),
        reviewed_on="2021-02-30",
        modified_on="2021-03",
        claimant=text,
        claimed_on="2021",
        appearances=(url, text),
        archive_urls=(f"{url}#copy", text),
        language=text,
        script=text,
        tags=(text, url),
        record_id=text,
        state=State.CORRECTED,
        state_reason=text,
        state_on="2022-01-01",
        harm=HarmNote(HarmKind.OTHER, group=text, peace_messages=((text, text),)),
        raw={text: text},
    )
    return CitationData(
        fact_check, Decision.SUGGESTED, "ar", "2023-01-02", "2022-02-02", "moved", "2023-01-03", url
    )


def example_citations():
    with closing(sqlite3.connect(f"{EXAMPLE.as_uri()}?immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        pages = {}
        for row in connection.execute("SELECT * FROM sources ORDER BY fact_check, kind, position"):
            pages.setdefault((row["fact_check"], row["kind"]), []).append(row["url"])
        for row in connection.execute("SELECT * FROM current_fact_checks ORDER BY number"):
            yield CitationData(as_fact_check(row, pages), Decision.MATCH, "en", "2026-01-02")


def as_fact_check(row, pages):
    mapped_by, axis = MappedBy(row["mapped_by"]), Axis(row["axis"])
    return FactCheck(
        publisher=Publisher(row["publisher"], row["publisher_domain"], row["publisher_country"]),
        reading=RatingReading(Verdict(row["verdict"]), mapped_by, axis),
        appearances=tuple(pages.get((row["number"], "appearance"), ())),
        archive_urls=tuple(pages.get((row["number"], "archive"), ())),
        **{name: row[name] for name in PLAIN_FIELDS},
    )


@pytest.fixture(scope="session")
def examples():
    return list(example_citations())


@pytest.fixture(params=[pytest.param(each, id=name) for name, each in hostile_citations()])
def hostile_citation(request):
    return request.param


@pytest.fixture
def cited(fact_check):
    def cites(fields=None, **given):
        return CitationData(fact_check(**(fields or {})), **given)

    return cites


DAY = "2024-05-06T07:08:09Z"
LATER = "2024-06-07T08:09:10Z"


def build_bridge_check(**given):
    fields = {
        "claim": "The old bridge was closed for 12 years.",
        "publisher": Publisher("Bridge Watch", "bridge.example", "KE"),
        "review_url": "https://bridge.example/closed",
        "rating": "False",
        "rating_language": "en",
        "reading": RatingReading(Verdict.FALSE, MappedBy.LANGUAGE_TABLE),
        "language": "en",
    }
    return FactCheck(**(fields | given))


def save(store, fact_check, at=DAY):
    run = store.repository.begin_run("checks.csv", at)
    (saved,) = store.repository.save_batch(run, [fact_check], at)
    store.repository.finish_run(run, {"records": 1}, at)
    return saved.id


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "claims.db", mode="write") as opened:
        yield opened


@pytest.fixture
def bridge_check():
    return build_bridge_check


@pytest.fixture
def keep(store):
    def keeps(at=DAY, **given):
        return save(store, build_bridge_check(**given), at)

    return keeps
