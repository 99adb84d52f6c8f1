"""One line about what went wrong, wherever it did."""

import pytest
from cluster_claims import CLAIMS

from factcheck.errors import ClusterError, EncoderUnavailable, NotAStore
from factcheck.spark import ClusterOptions, look_up
from factcheck.spark.spark_errors import plain_errors

IN_A_WORKER = """\
An exception was thrown from the Python worker:
Traceback (most recent call last):
  File "worker.py", line 1, in answered
    open_store(path)
factcheck.errors.NotAStore: claims.db is damaged; restore a copy
"""
OF_PYTHON = """\
An exception was thrown from the Python worker:
Traceback (most recent call last):
  File "worker.py", line 1, in answered
ValueError: nonsense
"""


@pytest.mark.parametrize(
    ("message", "kind", "said"),
    [
        pytest.param(IN_A_WORKER, NotAStore, "claims.db is damaged; restore a copy", id="ours"),
        pytest.param(OF_PYTHON, ClusterError, "Spark: ValueError: nonsense", id="Python's"),
        pytest.param(
            "[PATH_NOT_FOUND] no x\n at org.apache", ClusterError, "Spark: [PATH_NOT_FOUND] no x",
            id="Java's",
        ),
        pytest.param("", ClusterError, "Spark: it gave no reason", id="nobody's"),
    ],
)  # fmt: skip
def test_what_spark_raises_becomes_one_line(message, kind, said):
    errors = pytest.importorskip("pyspark.errors")
    with pytest.raises(kind) as raised, plain_errors():
        raise errors.PySparkException(message)

    assert str(raised.value) == said


def test_a_worker_that_cannot_open_the_store_says_so_on_the_driver(spark, store, tmp_path):
    broken = ClusterOptions(encoder=tmp_path / "no-such-model")
    frame = spark.createDataFrame([(CLAIMS[0],)], "text string")
    with pytest.raises(EncoderUnavailable, match="no-such-model"), plain_errors():
        look_up(frame, store, cluster=broken).collect()
