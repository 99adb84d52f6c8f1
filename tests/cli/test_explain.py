"""``ingest --explain`` says which field came from where, and stores nothing."""

import json

import pytest

REVIEW = {
    "@type": "ClaimReview",
    "url": "https://pub.example/1",
    "claimReviewed": "The old bridge was sold to a circus.",
    "author": {"@type": "Organization", "name": "Pub"},
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1},
}
TABLE = """\
Tvrdnja,Presuda,link,Boja
Most je prodan cirkusu.,Netačno,https://pub.example/1,plava
,Netačno,https://pub.example/2,zelena
Most je star.,Tačno,https://pub.example/3,žuta
Most je nov.,Tačno,https://pub.example/4,bijela
"""
SEARCH = {
    "claims": [
        {
            "text": "The old bridge was sold to a circus.",
            "claimReview": [{"publisher": {"site": "pub.example"}, "textualRating": "False"}],
        }
    ]
}


@pytest.fixture
def explain(factcheck, tmp_path):
    def explains(content, *options, name="x.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        db = tmp_path / "new.db"
        ended = factcheck("ingest", "--explain", path, "--db", db, *options)
        assert not db.exists()
        return ended

    return explains


def fields(ended, record=0):
    shown = json.loads(ended.out)["files"][0]["records"][record]["fields"]
    return {name: field["from"] for name, field in shown.items()}


def test_the_first_three_records_of_a_table_are_shown(explain):
    ended = explain(TABLE)

    assert ended.status == 1
    assert ended.out.count("read as table") == 3
    assert "from Tvrdnja" in ended.out
    assert "Boja: plava" in ended.out
    assert "rejected  there is no claim and no title" in ended.out
    assert ended.out.endswith("Nothing was stored.\n")


def test_as_many_are_shown_as_were_asked_for(explain):
    assert explain(TABLE, "--first", "1").status == 0
    assert explain(TABLE, "--first", "9").out.count("read as table") == 4


@pytest.mark.parametrize(
    ("content", "name", "wanted"),
    [
        pytest.param(
            TABLE, "x.csv", {"claim": "Tvrdnja", "rating": "Presuda", "url": "link"}, id="a table"
        ),
        pytest.param(
            json.dumps([REVIEW]),
            "x.json",
            {"claim": "claimReviewed", "rating": "reviewRating.alternateName"},
            id="a ClaimReview",
        ),
        pytest.param(
            json.dumps(REVIEW) + "\n" + json.dumps(REVIEW),
            "x.jsonl",
            {"claim": "claimReviewed", "publisher": "author.name"},
            id="a ClaimReview a line",
        ),
        pytest.param(
            json.dumps(SEARCH),
            "x.json",
            {
                "rating": "claimReview.textualRating",
                "publisher_domain": "claimReview.publisher.site",
            },
            id="a search",
        ),
        pytest.param(
            f'<html lang="en"><script type="application/ld+json">{json.dumps(REVIEW)}</script>',
            "x.html",
            {"claim": "claimReviewed", "language": "the page around it"},
            id="a saved page",
        ),
    ],
)
def test_every_reader_says_where_a_field_came_from(content, name, wanted, explain):
    shown = fields(explain(content, "--format", "json", name=name))

    assert {field: shown.get(field) for field in wanted} == wanted


def test_what_nobody_said_is_told_as_that(explain):
    shown = fields(explain(TABLE, "--format", "json"))

    assert shown["language"] == "a guess at the claim"
    assert shown["publisher"] == "the host of the review URL"


def test_what_is_ignored_is_listed_by_its_path(explain):
    ended = explain(json.dumps([REVIEW]), "--format", "json", name="x.json")

    assert json.loads(ended.out)["files"][0]["records"][0]["ignored"] == {
        "reviewRating.ratingValue": "1"
    }


@pytest.mark.parametrize(
    ("column", "said", "shown"),
    [
        pytest.param("state", "withdrawn", ["withdrawn", "state"], id="a state"),
        pytest.param("state", "current", ["current", "state"], id="that it is current"),
        pytest.param("correction", "The year was wrong.", ["corrected", "correction"], id="a note"),
    ],
)
def test_the_state_is_among_the_fields(column, said, shown, explain):
    table = f"claim,rating,publisher,{column}\nThe bridge fell.,False,Pub,{said}\n"
    ended = explain(table, "--format", "json")
    record = json.loads(ended.out)["files"][0]["records"][0]

    assert list(record["fields"]["state"].values()) == shown


def test_a_record_without_a_state_has_no_such_field(explain):
    ended = explain("claim,rating,publisher\nThe bridge fell.,False,Pub\n", "--format", "json")

    assert "state" not in fields(ended)
