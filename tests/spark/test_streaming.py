"""A folder that is followed: every file once, also after a stop."""

import json

import pytest
from cluster_claims import CLAIMS

from factcheck.errors import UsageError
from factcheck.spark import ClusterOptions
from factcheck.spark.jobs import Counts, Job
from factcheck.spark.streaming import answer_folder, start_stream


@pytest.fixture
def job(store, tmp_path):
    (tmp_path / "in").mkdir()
    options = ClusterOptions(words_only=True)
    return Job(str(tmp_path / "in"), str(tmp_path / "out.jsonl"), store, cluster=options)


def texts(spark, job):
    rows = spark.read.schema("text string, factcheck_answer string").json(job.target).collect()
    assert all(json.loads(row.factcheck_answer)["decision"] for row in rows)
    return sorted(row.text for row in rows)


def test_files_are_answered_once_also_when_the_stream_starts_again(spark, job, posts):
    posts(CLAIMS[:2], "in/one.jsonl")
    first = answer_folder(spark, job)
    assert (first.rows, first.matches, first.problems) == (2, 1, 0)
    posts(CLAIMS[2:5], "in/two.jsonl")
    assert answer_folder(spark, job).rows == 3
    assert answer_folder(spark, job) == Counts()

    assert texts(spark, job) == sorted(CLAIMS[:5])


def test_a_file_that_comes_while_the_stream_runs_is_answered(spark, job, posts):
    posts(CLAIMS[:2], "in/one.jsonl")
    query = start_stream(spark, job, follow=True)
    try:
        query.processAllAvailable()
        assert texts(spark, job) == sorted(CLAIMS[:2])
        posts(CLAIMS[2:5], "in/two.jsonl")
        query.processAllAvailable()
        assert texts(spark, job) == sorted(CLAIMS[:5])
    finally:
        query.stop()


def test_what_was_not_committed_when_a_stream_was_killed_is_answered_once(
    spark, job, posts, tmp_path
):
    posts(CLAIMS[:2], "in/one.jsonl")
    answer_folder(spark, job)
    # As if it had been killed between writing the answers and noting that they are there.
    own = tmp_path / "out.jsonl"
    (own / "_factcheck" / "checkpoint" / "commits" / "0").unlink()
    (own / "_factcheck" / "checkpoint" / "commits" / ".0.crc").unlink(missing_ok=True)
    posts(CLAIMS[2:5], "in/two.jsonl")
    answer_folder(spark, job)

    assert texts(spark, job) == sorted(CLAIMS[:5])


def test_a_folder_that_no_stream_wrote_is_left_alone(spark, job, posts, tmp_path):
    posts(CLAIMS, "in/one.jsonl")
    (tmp_path / "out.jsonl").mkdir()

    with pytest.raises(UsageError, match="not written by a stream"):
        answer_folder(spark, job)
