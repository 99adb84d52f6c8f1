"""Answer the claims of a folder as files arrive in it, each file once."""

from collections.abc import Callable
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from factcheck.errors import UsageError
from factcheck.spark.jobs import Counts, Job, answers_of, count_columns, counted_from
from factcheck.spark.spark_files import (
    FileKind,
    exists,
    read_options,
    read_stream,
    source_kind,
    spark_format,
    target_kind,
    writable,
    write_options,
    write_text,
    written_text,
)

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.streaming import StreamingQuery
    from pyspark.sql.types import StructType

# More would make a batch that takes hours and starts anew after a crash.
_FILES_A_BATCH = 100
_LOOK_EVERY = "5 seconds"
# Beside the answers, where no reader of tables looks.
_OWN_FOLDER = "_factcheck"


def answer_folder(spark: "SparkSession", job: Job) -> Counts:
    """Answer what is in the folder and was not answered before, and count that.

    Raises:
        UsageError: The job contradicts itself.
        InputError: There is no such folder.
        StoreError: The store cannot be used.
        ClusterError: Spark failed; run it again, and it goes on where it stopped.
    """
    query = start_stream(spark, job, follow=False)
    query.awaitTermination()
    return _sum(query)


def start_stream(spark: "SparkSession", job: Job, *, follow: bool) -> "StreamingQuery":
    """Start to answer the files of a folder; what has been answered is remembered beside answers.

    The store and the day are those of the start: end the stream and start it again for newer
    ones.

    Args:
        spark: A classic session.
        job: Its ``source`` is a folder, into which files are moved when they are complete.
        follow: Wait for files that come later, until somebody stops it.

    Raises:
        UsageError: The target is no folder of such answers, or ``overwrite`` is asked for.
        InputError: There is no such folder.
        StoreError: The store cannot be used.
    """
    target_format = target_kind(job.target)
    own = f"{job.target.rstrip('/')}/{_OWN_FOLDER}"
    if job.overwrite:
        raise UsageError("a stream adds to what it has written; leave out --overwrite")
    if exists(spark, job.target) and not exists(spark, f"{own}/schema.json"):
        raise UsageError(f"{job.target} is there already and was not written by a stream")
    kind, schema = _known_columns(spark, job, f"{own}/schema.json")
    answered = answers_of(read_stream(spark, job.source, kind, schema, _FILES_A_BATCH), job)
    observed = answered.observe("factcheck", *count_columns(job.cluster.prefix))
    writer = writable(observed, target_format).writeStream.options(**write_options(target_format))
    writer = writer.format(spark_format(target_format)).outputMode("append")
    writer = writer.option("checkpointLocation", f"{own}/checkpoint").option("path", job.target)
    trigger: dict[str, Any] = {"processingTime": _LOOK_EVERY} if follow else {"availableNow": True}
    return writer.trigger(**trigger).start()


def follow_folder(spark: "SparkSession", job: Job, on_batch: Callable[[Counts], None]) -> None:
    """Answer what is in the folder and what comes, until interrupted; report every batch.

    Raises:
        FactCheckError: As `answer_folder`.
    """
    query = start_stream(spark, job, follow=True)
    reported = Counts()
    try:
        while not query.awaitTermination(1):
            so_far = _sum(query)
            if so_far.rows > reported.rows:
                pairs = zip(astuple(so_far), astuple(reported), strict=True)
                on_batch(Counts(*(now - before for now, before in pairs)))
                reported = so_far
    finally:
        query.stop()


def _known_columns(spark: "SparkSession", job: Job, kept: str) -> "tuple[FileKind, StructType]":
    """Return how files are written and their columns: as at the first start, if there was one."""
    from pyspark.sql.types import StructType

    kind = source_kind(spark, job.source, job.input_format)
    if known := written_text(spark, kept):
        return kind, StructType.fromDDL(known)
    reader = spark.read.options(**read_options(kind))
    schema = reader.format(spark_format(kind)).load(job.source).schema
    write_text(spark, kept, schema.toDDL())
    return kind, schema


def _sum(query: "StreamingQuery") -> Counts:
    batches = [
        counted_from(progress.observedMetrics["factcheck"].asDict())
        for progress in query.recentProgress
        if "factcheck" in progress.observedMetrics
    ]
    return Counts(*map(sum, zip(*map(astuple, batches), strict=True))) if batches else Counts()
