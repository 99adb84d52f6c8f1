"""Answer the claims of whole files with Spark, and count the decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.errors import ClusterError
from factcheck.lookup import LookupOptions
from factcheck.spark.dataframe_lookup import ClusterOptions, date_beside, look_up
from factcheck.spark.spark_files import (
    FileKind,
    appearing_at_once,
    read,
    source_kind,
    spark_format,
    target_kind,
    writable,
    write_options,
)

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

# About a minute of work: little is lost with a worker, and scheduling stays cheap.
ROWS_A_TASK = 10_000
# Below this it takes longer to start a task than to answer.
_FEWEST_ROWS_A_TASK = 256
_PLACE = "__factcheck_place"


@dataclass(frozen=True, slots=True)
class Job:
    """Which claims are looked up, how, and where the answers go.

    Attributes:
        source: File or folder, also on a file system of the cluster (``s3a://…``).
        target: Folder that is written, called ``.parquet``, ``.jsonl`` or ``.csv``.
        column: Of the claims; empty for ``claim`` or ``text``.
        input_format: How *source* is written, if its name does not say.
        overwrite: Whether *target* may be there already.
    """

    source: str
    target: str
    store: Path
    column: str = ""
    input_format: str = ""
    options: LookupOptions = field(default_factory=LookupOptions)
    cluster: ClusterOptions = field(default_factory=ClusterOptions)
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows got which answer; *problems* could not be looked up."""

    rows: int = 0
    matches: int = 0
    suggested: int = 0
    problems: int = 0


def answer_files(spark: "SparkSession", job: Job) -> Counts:
    """Answer every row of a file or a folder, in the order in which Spark reads them.

    The folder of answers appears when it is complete and has as many rows as were read.

    Raises:
        UsageError: The job contradicts itself.
        InputError: There is no such file.
        StoreError: The store cannot be used.
        ClusterError: Spark failed, or lost rows.
    """
    target_format = target_kind(job.target)
    frame = read(spark, job.source, source_kind(spark, job.source, job.input_format))
    with appearing_at_once(spark, job.target, overwrite=job.overwrite) as unfinished:
        rows = frame.count()
        answered = answers_of(balanced(frame, rows), job)
        writer = writable(answered, target_format).write.options(**write_options(target_format))
        writer.format(spark_format(target_format)).save(unfinished)
        counted = (
            _counted(spark, unfinished, target_format, job.cluster.prefix) if rows else Counts()
        )
        if counted.rows != rows:
            raise ClusterError(f"{rows:,} rows were read, but {counted.rows:,} written; try again")
    return counted


def answers_of(frame: "DataFrame", job: Job) -> "DataFrame":
    """Return *frame* with answers, dated as a list's column ``date`` says if it has one."""
    dated = job.cluster.date_column or date_beside(frame, job.column)
    # These two are counted.
    columns = tuple(dict.fromkeys(("decision", *job.cluster.columns, "error")))
    cluster = replace(job.cluster, date_column=dated, columns=columns)
    return look_up(frame, job.store, job.column, job.options, cluster)


def balanced(frame: "DataFrame", rows: int) -> "DataFrame":
    """Partition *rows* rows evenly, in their order: one big file would keep one worker busy.

    The place of a row decides where it goes, so a task that is repeated gets the same rows.
    """
    from pyspark.sql import functions as sql

    workers = frame.sparkSession.sparkContext.defaultParallelism
    few = min(4 * workers, ceil(rows / _FEWEST_ROWS_A_TASK))
    tasks = max(1, few, ceil(rows / ROWS_A_TASK))
    placed = frame.withColumn(_PLACE, sql.monotonically_increasing_id())
    return placed.repartitionByRange(tasks, _PLACE).sortWithinPartitions(_PLACE).drop(_PLACE)


def count_columns(prefix: str) -> list["Column"]:
    """Return what is counted over answers, under the names of `Counts`."""
    from pyspark.sql import functions as sql

    decision, error = sql.col(f"`{prefix}decision`"), sql.col(f"`{prefix}error`")
    return [
        sql.count(sql.lit(1)).alias("rows"),
        sql.count_if(decision == "match").alias("matches"),
        sql.count_if(decision == "suggested").alias("suggested"),
        sql.count_if(error.isNotNull() & (error != "")).alias("problems"),
    ]


def counted_from(row: "Mapping[str, Any]") -> Counts:
    """Return the numbers that Spark counted."""
    return Counts(**{name: int(number or 0) for name, number in row.items()})


def _counted(spark: "SparkSession", place: str, kind: FileKind, prefix: str) -> Counts:
    if kind is FileKind.JSON:
        # Guessing the types of all the other columns would read everything once more.
        frame = spark.read.schema(f"`{prefix}decision` string, `{prefix}error` string").json(place)
    else:
        frame = read(spark, place, kind)
    return counted_from(frame.agg(*count_columns(prefix)).collect()[0].asDict())
