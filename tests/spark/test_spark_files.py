"""Whole files in, whole folders out."""

import csv
import json
import re

import pytest
from cluster_claims import CLAIMS

from factcheck.errors import FactCheckError, InputError, UsageError
from factcheck.spark import ClusterOptions
from factcheck.spark.jobs import Counts, Job, answer_files, balanced
from factcheck.spark.spark_files import FileKind, kind_of, source_kind, target_kind

WORDS = ClusterOptions(words_only=True)


@pytest.fixture
def answer(spark, store, tmp_path):
    def answers(source, target, **chosen):
        job = Job(str(source), str(tmp_path / target), store, cluster=WORDS, **chosen)
        return answer_files(spark, job)

    return answers


def lines(folder):
    parts = sorted(folder.glob("part-*"))
    return [line for part in parts for line in part.read_text("utf-8").splitlines()]


def test_json_lines_keep_their_order_and_get_answers(answer, posts, alone, tmp_path):
    texts = [CLAIMS[place % len(CLAIMS)] for place in range(600)]
    counted = answer(posts(texts), "answers.jsonl")

    rows = [json.loads(line) for line in lines(tmp_path / "answers.jsonl")]
    assert [(row["id"], row["text"]) for row in rows] == list(enumerate(texts))
    known = {claim: alone(claim) for claim in CLAIMS}
    # The command asks on a day, so that no claim is called recycled that has none.
    assert [row["factcheck_answer"] for row in rows] == [known[text] for text in texts]
    assert counted.rows == 600
    assert counted.matches == sum(json.loads(known[t])["decision"] == "match" for t in texts)
    assert (tmp_path / "answers.jsonl" / "_SUCCESS").exists()


def test_parquet_keeps_the_types_of_its_columns(spark, answer, tmp_path):
    frame = spark.sql(
        "SELECT 5Y AS small, 1.50BD AS price, timestamp'2024-03-04 05:06:07' AS at, "
        "array(named_struct('tag', 'x')) AS tags, cast(NULL AS string) AS empty, "
        f"'{CLAIMS[0]}' AS claim"
    )
    frame.write.parquet(str(tmp_path / "posts.parquet"))
    answer(tmp_path / "posts.parquet", "answers.parquet")

    after = spark.read.parquet(str(tmp_path / "answers.parquet"))
    assert (
        after.schema.fields[:6] == spark.read.parquet(str(tmp_path / "posts.parquet")).schema.fields
    )
    assert after.select(frame.columns).collect() == frame.collect()
    assert after.collect()[0].factcheck_decision == "match"


def test_a_table_for_spreadsheets_has_no_formula_and_loses_no_character(answer, tmp_path):
    texts = [CLAIMS[5], 'two\nlines, a "quotation" and a \\ stroke', "  spaces around  ", "-5"]
    source = tmp_path / "posts.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["=id", "text"], *([place, text] for place, text in enumerate(texts))])
    answer(source, "answers.csv")

    part = next((tmp_path / "answers.csv").glob("part-*"))
    with part.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # The header's formula too.
    assert next(iter(rows[0])) == "'=id"
    assert [row["text"] for row in rows] == [
        f"'{texts[0]}",
        'two lines, a "quotation" and a \\ stroke',
        "  spaces around  ",
        "'-5",
    ]
    assert not any(re.match(r"\s*[=+@-]", cell) for row in rows for cell in row.values())


def test_a_table_cannot_hold_lists(spark, answer, tmp_path):
    spark.sql("SELECT 'x' AS text, array(1) AS tags").write.parquet(str(tmp_path / "in.parquet"))

    with pytest.raises(UsageError, match=r"cannot hold the column tags \(array<int>\)"):
        answer(tmp_path / "in.parquet", "answers.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


def test_lines_of_text_are_claims(answer, tmp_path):
    source = tmp_path / "claims.txt"
    source.write_text(f"{CLAIMS[0]}\n\n{CLAIMS[4]}\n", encoding="utf-8")

    assert answer(source, "answers.jsonl") == Counts(3, 1, 0, 1)
    assert [json.loads(line)["claim"] for line in lines(tmp_path / "answers.jsonl")] == [
        CLAIMS[0], "", CLAIMS[4],
    ]  # fmt: skip


def test_an_empty_list_gives_an_empty_folder(answer, tmp_path):
    source = tmp_path / "claims.txt"
    source.touch()

    assert answer(source, "answers.parquet") == Counts()
    assert (tmp_path / "answers.parquet" / "_SUCCESS").exists()


def test_what_is_there_stays_until_all_answers_are(answer, posts, tmp_path):
    source = posts(CLAIMS)
    answer(source, "answers.jsonl")
    before = lines(tmp_path / "answers.jsonl")
    with pytest.raises(UsageError, match="is there already"):
        answer(source, "answers.jsonl")
    with pytest.raises(FactCheckError):
        answer(source, "answers.jsonl", column="absent", overwrite=True)
    assert lines(tmp_path / "answers.jsonl") == before

    answer(posts(CLAIMS[:2]), "answers.jsonl", overwrite=True)
    assert len(lines(tmp_path / "answers.jsonl")) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"answers.jsonl", "posts.jsonl"}


def test_one_big_file_is_shared_out_in_its_order(spark):
    frame = spark.range(3_000).coalesce(1)
    after = balanced(frame, 3_000)

    assert after.rdd.getNumPartitions() == 8
    assert [row.id for row in after.collect()] == list(range(3_000))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("posts.parquet", FileKind.PARQUET),
        ("s3a://bucket/day=1/posts.JSONL.gz", FileKind.JSON),
        ("posts.json", FileKind.JSON),
        ("posts.tsv/", FileKind.TSV),
        ("posts", None),
        ("posts.xlsx", None),
    ],
)
def test_the_name_says_how_a_place_is_written(name, kind):
    assert kind_of(name) is kind


def test_a_target_without_a_known_name_is_refused():
    with pytest.raises(UsageError, match=r"answers: call it \.parquet"):
        target_kind("answers")


def test_a_folder_is_what_its_files_are(spark, posts, tmp_path):
    posts(CLAIMS, "day/one.jsonl")
    (tmp_path / "day" / "_SUCCESS").touch()
    assert source_kind(spark, str(tmp_path / "day")) is FileKind.JSON

    (tmp_path / "day" / "two.csv").touch()
    with pytest.raises(UsageError, match="--input-format"):
        source_kind(spark, str(tmp_path / "day"))
    with pytest.raises(InputError, match="no such file"):
        source_kind(spark, str(tmp_path / "night"))
