import pytest

from factcheck.store.runs import Origin
from factcheck.store.store import open_store

URL = "https://daily.example/bridges"
CLAIM = "The old brigde was closed in May"
MENDED = "The old bridge was closed in May"


@pytest.fixture
def row(record):
    def row(claim, rating="False", url=URL, **fields):
        return record(claim, url=url, rating=rating, **fields)

    return row


@pytest.fixture
def stored(store_path):
    """Give the claims that are current, by id."""

    def stored():
        with open_store(store_path) as store:
            rows = store.connection.execute(
                "SELECT id, claim FROM fact_checks WHERE state = 'current' ORDER BY number"
            )
            return dict(rows.fetchall())

    return stored


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        pytest.param(CLAIM, MENDED, {}, id="a letter, by the address"),
        pytest.param(CLAIM, MENDED + ".", {"record_id": "7"}, id="by record id"),
        pytest.param(
            "The old brigde was clsoed in May", MENDED, {"record_id": "7"}, id="two typos"
        ),
        pytest.param(MENDED, MENDED + ".", {}, id="full stop"),
    ],
)
def test_a_mended_claim_stays_one_fact_check_and_undo_brings_it_back(
    take_in, row, stored, store_path, before, after, fields
):
    take_in([row(before, **fields)])
    (id,) = stored()
    report, _ = take_in([row(after, **fields)])
    again, _ = take_in([row(after, **fields)])

    assert (report.added, report.changed, report.missing) == (0, 1, 0)
    assert f"merged with a fact-check whose claim differs: {id} " in report.notes[0]
    assert "'factcheck undo 2' takes it back" in report.notes[0]
    assert (again.unchanged, again.notes) == (1, ())
    assert stored() == {id: after}
    with open_store(store_path, mode="write") as store:
        store.ledger.undo(2, "2024-05-06T07:08:09Z")
    assert stored() == {id: before}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="without record ids"),
        pytest.param({"record_id": "article-7"}, id="with the id of their page"),
    ],
)
def test_a_page_with_several_claims_still_has_several(take_in, row, stored, fields):
    claims = [
        "Bridge Hill was closed for 12 years",
        "Bridge Hill was closed for 13 years",
        "Bridge Hill was not closed for 12 years",
        "Bridge Mill was closed for 12 years",
        "The minister sold the toll road",
    ]
    take_in([row(claim, **fields) for claim in claims[:3]])
    take_in([row(claim, **fields) for claim in claims])

    assert list(stored().values()) == claims


def test_other_claims_of_a_page_that_come_one_by_one_are_added(take_in, row, stored):
    for claim in ("Hot water cures colds", "Hot water does not cure colds", "Tea cures gout"):
        take_in([row(claim)])

    assert len(stored()) == 3


def test_claims_that_differ_by_points_in_one_file_are_one_and_must_not_disagree(
    take_in, row, stored
):
    report, problems = take_in(
        [
            row("The bridge was closed."),
            row("The bridge was closed", "True"),
            row("Bridge was closed."),
        ]
    )

    assert (report.added, report.unchanged, report.rejected) == (1, 1, 1)
    assert "already has fact-check" in problems[0].reason
    assert list(stored().values()) == ["The bridge was closed."]


def test_one_claim_on_two_pages_is_two_fact_checks(take_in, row, stored):
    take_in([row(CLAIM), row(MENDED, url="https://daily.example/other")])

    assert len(stored()) == 2


def test_a_record_id_that_another_input_uses_too_says_nothing(take_in, row, stored):
    take_in([row("Closed for 12 years", record_id="7", publisher="Daily Check")])
    take_in([row("Closed for 13 years", record_id="7", publisher="Bridge Watch")])

    assert len(stored()) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "Hot water cures the common cold",
            "Hot water does not cure the common cold",
            id="negation",
        ),
        pytest.param("Closed for 12 years", "Closed for 13 years", id="number"),
        pytest.param("The bridge toll is legal", "The bridge toll is illegal", id="opposite"),
        pytest.param("Prices of bread rose in May", "Prices of bread fell in May", id="antonym"),
        pytest.param("Photo shows the old bridge", "Fake photo shows the old bridge", id="word"),
    ],
)
def test_another_claim_in_the_same_record_retires_the_fact_check_of_the_old_one(
    take_in, row, store_path, before, after
):
    take_in([row(before, record_id="7")])
    dry_run, _ = take_in([row(after, record_id="7")], rehearse=True)
    report, _ = take_in([row(after, record_id="7")])
    again, _ = take_in([row(after, record_id="7")])

    assert report == dry_run
    assert (report.added, report.changed, report.missing, report.retired) == (1, 0, 1, 1)
    assert "does not say what it said before" in report.notes[0]
    assert f'"{before}" → "{after}"' in report.notes[0]
    assert (again.unchanged, again.notes) == (1, ())
    assert states(store_path) == {before: "retired", after: "current"}
    with open_store(store_path, mode="write") as store:
        store.ledger.undo(2, "2024-05-06T07:08:09Z")
    assert states(store_path) == {before: "current", after: "undone"}


def test_a_replaced_claim_that_another_input_has_stays(take_in, row, store_path):
    take_in([row("Closed for 12 years", record_id="7")])
    take_in([row("Closed for 12 years")], origin=Origin("other.jsonl"))
    report, _ = take_in([row("Closed for 13 years", record_id="7")])

    assert "0 former ones are marked as retired, the rest is in other inputs too" in report.notes[0]
    assert set(states(store_path).values()) == {"current"}


def states(store_path):
    with open_store(store_path) as store:
        return dict(store.connection.execute("SELECT claim, state FROM fact_checks"))
