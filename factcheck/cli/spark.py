"""Look up whole files with Apache Spark, on this machine or on a cluster."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.claim_dates import today_or
from factcheck.cli.filter_options import (
    ExactLangOption,
    HarmsOption,
    LanguagesOption,
    PublishersOption,
    VerdictsOption,
    filters_for,
    require_known_values,
)
from factcheck.cli.lookup_options import (
    Accepted,
    AcceptOption,
    LimitOption,
    MinScoreOption,
    SinceOption,
    TodayOption,
    WholeOption,
)
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    QuietOption,
    WordsOnlyOption,
    store_path,
)
from factcheck.cli.standard_streams import say
from factcheck.errors import ExitStatus, StoreNotFound
from factcheck.lookup import LookupOptions
from factcheck.spark.answer_columns import ANSWER_COLUMNS
from factcheck.spark.dataframe_lookup import ClusterOptions
from factcheck.spark.jobs import Counts, Job, answer_files
from factcheck.spark.session import spark_session
from factcheck.spark.spark_files import FileKind, target_kind
from factcheck.spark.streaming import answer_folder, follow_folder
from factcheck.store.store import open_store
from factcheck.text.counting import counted

EXAMPLES = (
    "factcheck spark posts.parquet answers.parquet --column text",
    "factcheck spark s3a://in/posts.jsonl.gz s3a://out/answers.jsonl --master yarn",
    "factcheck spark incoming answers.parquet --stream now",
)


class Stream(StrEnum):
    """How long files of a folder are waited for."""

    NOW = "now"
    FOLLOW = "follow"


def spark(
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN", help="A file or folder of claims: .parquet, .jsonl, .csv, .tsv or .txt."
        ),
    ],
    target: Annotated[
        str, typer.Argument(metavar="OUT", help="The folder to write: .parquet, .jsonl or .csv.")
    ],
    column: Annotated[
        str, typer.Option(metavar="NAME", help="The column or field of the claims (post.text).")
    ] = "",
    input_format: Annotated[
        FileKind | None,
        typer.Option(
            "--input-format",
            metavar="FORMAT",
            help="parquet, jsonl, csv, tsv or text, if the name of IN does not say.",
        ),
    ] = None,
    lang: LanguagesOption = None,
    exact_lang: ExactLangOption = False,
    publisher: PublishersOption = None,
    since: SinceOption = "",
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    limit: LimitOption = 5,
    min_score: MinScoreOption = 0.0,
    whole: WholeOption = False,
    today: TodayOption = "",
    accept: AcceptOption = Accepted.MATCH,
    answer_columns: Annotated[
        str, typer.Option(metavar="NAMES", help="Write only these, with commas between.")
    ] = "",
    stream: Annotated[
        Stream | None,
        typer.Option(help="IN is a folder: answer what is there now, or follow it."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the folder OUT.")] = False,
    master: Annotated[
        str, typer.Option(metavar="URL", help="Where Spark runs; else on this machine.")
    ] = "",
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
) -> ExitStatus:
    """Look up whole files with Apache Spark, on this machine or on a cluster.

    Each row of IN gets the answer that `factcheck lookup` gives for its claim. Needs Java and
    factcheck-claims[spark]. Exit status: 0 if a claim has a match, 1 if none has, 2 after an
    error or if a row cannot be looked up; the other rows are answered.
    """
    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    path = _existing_store_path(db)
    with open_store(path) as store:
        require_known_values(store, filters, lang)
    columns = tuple(name.strip() for name in answer_columns.split(",") if name.strip())
    job = Job(
        source,
        target,
        path,
        column,
        input_format or "",
        LookupOptions(
            filters,
            limit,
            min_score,
            whole,
            today=today_or(today).isoformat(),
            today_by_clock=not today,
        ),
        ClusterOptions(columns or ANSWER_COLUMNS, words_only=words_only, encoder=encoder),
        overwrite,
    )
    # An unusable name is reported before Spark starts, which takes some seconds.
    target_kind(target)
    counts = _run(job, master, stream, quiet=quiet)
    if not quiet:
        say(summary(counts))
    return exit_status(counts, accept)


def summary(counts: Counts) -> str:
    """Return how many rows got which answer, as one line."""
    none = counts.rows - counts.matches - counts.suggested - counts.problems
    line = (
        f"{counted(counts.rows, 'row')}: {counts.matches:,} match, {counts.suggested:,} suggested, "
        f"{none:,} none"
    )
    if counts.problems:
        line += f", {counts.problems:,} that cannot be looked up: see the column factcheck_error"
    return line


def exit_status(counts: Counts, accept: Accepted) -> ExitStatus:
    """Return the exit status, by the rules of a list on one machine."""
    if counts.problems:
        return ExitStatus.ERROR
    found = counts.matches or (accept is Accepted.SUGGESTED and counts.suggested)
    return ExitStatus.FOUND if found else ExitStatus.NOTHING_FOUND


def _run(job: Job, master: str, stream: Stream | None, *, quiet: bool) -> Counts:
    with spark_session(master) as session:
        if stream is None:
            return answer_files(session, job)
        if stream is Stream.NOW:
            return answer_folder(session, job)
        follow_folder(session, job, lambda batch: None if quiet else say(summary(batch)))
        return Counts()


def _existing_store_path(db: Path | None) -> Path:
    path = store_path(db)
    if not path.exists():
        raise StoreNotFound(f"{path} does not exist; run 'factcheck ingest' first")
    return path
