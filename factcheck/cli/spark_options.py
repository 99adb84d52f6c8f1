"""Look up whole files on a cluster: what ``factcheck lookup --engine spark`` does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.cli.options import store_path
from factcheck.cli.standard_streams import say
from factcheck.errors import ExitStatus, StoreNotFound, UsageError

if TYPE_CHECKING:
    from factcheck.lookup import LookupOptions
    from factcheck.spark.jobs import Counted, Job


class Engine(StrEnum):
    """Who does the work: this process, or Spark."""

    LOCAL = "local"
    SPARK = "spark"


class Stream(StrEnum):
    """How long files of a folder are waited for."""

    NOW = "now"
    FOLLOW = "follow"


@dataclass(frozen=True, slots=True)
class SparkAsked:
    """What was typed after ``--engine spark``.

    Attributes:
        places: IN and OUT.
        column: Of the claims, or a field such as ``post.text``.
        input_format: How IN is written; empty if its name says so.
        master: Where Spark runs; empty for its own settings, or else this machine.
        stream: Answer the files of a folder once each; None for a file or folder as it is.
        answer_columns: Names with commas between; empty for all.
        accept_suggested: Whether a suggestion counts as found.
    """

    places: Sequence[str]
    db: Path | None = None
    column: str = ""
    input_format: str = ""
    master: str = ""
    stream: Stream | None = None
    answer_columns: str = ""
    overwrite: bool = False
    encoder: Path | None = None
    words_only: bool = False
    accept_suggested: bool = False
    quiet: bool = False


def refuse_local_options(given: Mapping[str, object]) -> None:
    """Refuse options that mean nothing to Spark.

    Args:
        given: Options as they are typed, with what they were given; nothing where they were not.

    Raises:
        UsageError: One of them was.
    """
    for name, value in given.items():
        if value:
            raise UsageError(f"--engine spark takes IN and OUT; leave out {name}")


def refuse_spark_options(given: Mapping[str, object]) -> None:
    """Refuse options that mean nothing without Spark.

    Raises:
        UsageError: One of *given* was typed.
    """
    for name, value in given.items():
        if value:
            raise UsageError(f"{name} is for --engine spark")


def look_up_with_spark(asked: SparkAsked, options: "LookupOptions") -> ExitStatus:
    """Answer the claims of IN into the folder OUT, and say how many there were.

    Raises:
        FactCheckError: What was asked makes no sense, or it cannot be done.
    """
    from factcheck.spark.answer_columns import ANSWER_COLUMNS  # lazy: --help must stay fast
    from factcheck.spark.dataframe_lookup import ClusterOptions
    from factcheck.spark.jobs import Job
    from factcheck.spark.spark_files import target_kind

    if len(asked.places) != 2:
        raise UsageError(
            "name IN and OUT: factcheck lookup --engine spark posts.parquet answers.parquet"
        )
    names = [name.strip() for name in asked.answer_columns.split(",") if name.strip()]
    job = Job(
        source=asked.places[0],
        target=asked.places[1],
        store=_existing(asked.db),
        column=asked.column,
        input_format=asked.input_format,
        options=options,
        cluster=ClusterOptions(
            columns=tuple(names) or ANSWER_COLUMNS,
            words_only=asked.words_only,
            encoder=asked.encoder,
        ),
        overwrite=asked.overwrite,
    )
    # Before Spark starts, which takes some seconds.
    target_kind(job.target)
    counted = _run(asked, job)
    if not asked.quiet:
        say(_in_words(counted))
    return exit_status(counted, accept_suggested=asked.accept_suggested)


def _run(asked: SparkAsked, job: "Job") -> "Counted":
    from factcheck.spark.jobs import Counted, answer_files
    from factcheck.spark.session import spark_session
    from factcheck.spark.streaming import answer_folder, follow_folder  # lazy: as above

    with spark_session(asked.master) as spark:
        if asked.stream is None:
            return answer_files(spark, job)
        if asked.stream is Stream.NOW:
            return answer_folder(spark, job)
        follow_folder(spark, job, lambda batch: None if asked.quiet else say(_in_words(batch)))
        return Counted()


def _existing(db: Path | None) -> Path:
    path = store_path(db)
    if not path.exists():
        raise StoreNotFound(f"{path} does not exist; run 'factcheck ingest' first")
    return path


def _in_words(counted: "Counted") -> str:
    none = counted.rows - counted.matches - counted.suggested - counted.problems
    told = (
        f"{counted.rows:,} rows: {counted.matches:,} match, {counted.suggested:,} suggested, "
        f"{none:,} none"
    )
    if counted.problems:
        told += f", {counted.problems:,} that cannot be looked up: see the column factcheck_error"
    return told


def exit_status(counted: "Counted", *, accept_suggested: bool) -> ExitStatus:
    """Return what a shell sees, as for a list on one machine."""
    if counted.problems:
        return ExitStatus.ERROR
    found = counted.matches or (accept_suggested and counted.suggested)
    return ExitStatus.FOUND if found else ExitStatus.NOTHING_FOUND
