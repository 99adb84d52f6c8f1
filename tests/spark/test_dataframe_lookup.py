"""The same answers from Spark as on one machine."""

import json
import shutil

import pytest
from cluster_claims import CLAIMS

from factcheck.errors import StoreNotFound, UsageError
from factcheck.lookup import LookupOptions
from factcheck.spark import ANSWER_COLUMNS, ClusterOptions, look_up

WORDS = ClusterOptions(words_only=True)


@pytest.fixture
def frame(spark):
    def makes(rows, schema="id int, text string"):
        return spark.createDataFrame(rows, schema)

    return makes


@pytest.fixture
def answered(store):
    def answers(frame, column="", options=None, **cluster):
        chosen = ClusterOptions(words_only=True, **cluster)
        return look_up(frame, store, column, options, chosen)

    return answers


def test_an_answer_is_to_the_byte_the_one_of_a_look_up_on_one_machine(frame, answered, alone):
    rows = answered(frame(list(enumerate(CLAIMS)))).collect()

    assert [row.factcheck_answer for row in rows] == [alone(claim) for claim in CLAIMS]
    assert {row.factcheck_decision for row in rows} >= {"match", "none"}


def test_columns_say_what_the_json_says(frame, answered):
    for row in answered(frame(list(enumerate(CLAIMS)))).collect():
        answer = json.loads(row.factcheck_answer)
        best = answer["matches"][0] if answer["matches"] else {}

        assert row.factcheck_decision == answer["decision"]
        for name in ("score", "id", "verdict", "rating", "publisher", "url", "part", "citation"):
            assert row[f"factcheck_{name}"] == best.get(name)


def test_rows_keep_their_columns_and_their_order(frame, answered):
    rows = [(place, CLAIMS[place % len(CLAIMS)]) for place in range(700)]
    given = frame(rows).coalesce(1)

    after = answered(given, columns=("decision",))

    assert after.columns == ["id", "text", "factcheck_decision"]
    assert [(row.id, row.text) for row in after.collect()] == rows


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(None, "no text", id="null"),
        pytest.param("", "no text", id="empty"),
        pytest.param(" \u00a0\n", "no text", id="spaces only"),
        pytest.param("onion " * 20_000, "longer than 65,536 bytes", id="huge"),
    ],
)
def test_what_is_no_claim_has_a_reason_and_the_rows_beside_it_answers(
    frame, answered, text, reason
):
    rows = answered(frame([(1, text), (2, CLAIMS[0])])).collect()

    assert rows[0].factcheck_error == reason
    assert {rows[0][f"factcheck_{name}"] for name in ANSWER_COLUMNS if name != "error"} == {None}
    assert (rows[0].text, rows[1].factcheck_decision) == (text, "match")


def test_bytes_that_are_no_text_have_a_reason(spark, answered):
    frame = spark.sql("SELECT cast(X'ff41' AS string) AS text")

    assert answered(frame).select("factcheck_error").collect()[0][0] == "not UTF-8"


def test_text_stays_text(frame, answered, alone):
    text = "[/b] \x1b[31m <script> boiled onions cure malaria within two days \u202e"
    row = answered(frame([(1, text)])).collect()[0]

    assert row.text == text
    assert row.factcheck_answer == alone(text)
    assert not {"\u202e", "\x1b"} & set(row.factcheck_answer)


def test_a_claim_may_be_a_field_of_a_struct_or_have_a_dot_in_its_name(spark, answered):
    inside = spark.sql(f"SELECT named_struct('text', '{CLAIMS[0]}') AS post")
    dotted = spark.sql(f"SELECT '{CLAIMS[0]}' AS `post.text`")

    for frame in (inside, dotted):
        row = answered(frame, "post.text").collect()[0]
        assert row.factcheck_decision == "match"


def test_a_frame_that_has_such_columns_already_needs_another_prefix(frame, answered):
    once = answered(frame([(1, CLAIMS[0])]), columns=("decision",))
    with pytest.raises(UsageError, match="column factcheck_decision already"):
        answered(once, columns=("decision",))

    twice = answered(once, columns=("decision",), prefix="again_")
    assert twice.columns[-2:] == ["factcheck_decision", "again_decision"]


@pytest.mark.parametrize(
    ("schema", "column", "said"),
    [
        pytest.param("id int, words string", "", "no column claim or text", id="absent"),
        pytest.param("id int, words string", "post", "no column post; name", id="misspelt"),
        pytest.param("id int, text array<string>", "", "no text but array", id="a list"),
        pytest.param("text string, TEXT string", "Text", "2 columns are called", id="twice"),
    ],
)
def test_a_column_that_cannot_be_claims_is_refused_before_anything_runs(
    spark, answered, schema, column, said
):
    with pytest.raises(UsageError, match=said):
        answered(spark.createDataFrame([], schema), column)


def test_numbers_are_no_claims(spark, answered):
    with pytest.raises(UsageError, match="holds no text but bigint"):
        answered(spark.range(3), "id")


def test_columns_that_no_answer_has_are_refused():
    with pytest.raises(UsageError, match="no column truth; it has decision"):
        ClusterOptions(columns=("decision", "truth"))


def test_a_missing_store_is_told_before_anything_runs(frame, tmp_path):
    with pytest.raises(StoreNotFound):
        look_up(frame([(1, "x")]), tmp_path / "absent.db", cluster=WORDS)


def test_a_date_beside_the_claim_counts_as_on_one_machine(spark, answered, alone):
    from factcheck.lookup import DatedClaim

    frame = spark.createDataFrame(
        [(CLAIMS[0], "4 March 2024"), (CLAIMS[0], "soon"), (CLAIMS[0], None)],
        "text string, date string",
    )
    options = LookupOptions(today="2026-05-19")
    rows = answered(frame, options=options, date_column="date").collect()

    expected = [DatedClaim(CLAIMS[0], "2024-03-04"), DatedClaim(CLAIMS[0]), CLAIMS[0]]
    assert [row.factcheck_answer for row in rows] == [
        alone(claim, today="2026-05-19") for claim in expected
    ]


def test_filtering_answers_does_not_look_anything_up_twice(frame, answered):
    after = answered(frame([(1, CLAIMS[0])]))
    found = after.where("factcheck_decision = 'match' AND factcheck_score > 0.5 AND id > 0")
    plan = found._jdf.queryExecution().executedPlan().toString()

    assert plan.count("ArrowEvalPython") == 1


def test_a_store_that_did_not_change_is_sent_once(spark, store, tmp_path):
    from factcheck.cli.app import run
    from factcheck.spark.store_shipping import ship

    context = spark.sparkContext
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    assert run(["snapshot", str(one), "--db", str(store)]) == 0
    shutil.copyfile(one, other)
    first = ship(context, one)

    assert ship(context, one) == first
    assert ship(context, other) == first
    assert ship(context, store) != first


def test_what_is_ingested_later_is_asked_by_the_next_look_up_only(frame, answered, store, tmp_path):
    from factcheck.cli.app import run

    own = tmp_path / "own.db"
    assert run(["snapshot", str(own), "--db", str(store)]) == 0
    claims = frame([(1, "Green cheese was found on the moon.")])
    before = look_up(claims, own, cluster=WORDS)
    more = tmp_path / "more.csv"
    more.write_text(
        "claim,rating,publisher,url\n"
        "Green cheese was found on the moon.,False,Sky Desk,https://sky.example/cheese\n"
    )
    assert run(["ingest", str(more), "--db", str(own), "--words-only", "--quiet"]) == 0
    after = look_up(claims, own, cluster=WORDS)

    assert before.collect()[0].factcheck_decision == "none"
    assert after.collect()[0].factcheck_decision == "match"
