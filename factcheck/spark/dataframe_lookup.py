"""Add answers to a DataFrame, each the same as a look-up on one machine gives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.errors import ClusterError, UsageError
from factcheck.lookup import LookupOptions
from factcheck.spark.answer_columns import ANSWER_COLUMNS, answer_type
from factcheck.spark.spark_errors import need_spark

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from factcheck.spark.worker import Task

DEFAULT_COLUMNS = ("claim", "text")
_DATE_COLUMN = "date"
PREFIX = "factcheck_"
# The same as for a line of a list: longer than any claim.
LONGEST_CLAIM_BYTES = 65_536
_ANSWER = "__factcheck_answer"


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """How workers compare claims, and which columns of the answers are returned.

    Attributes:
        columns: Some of `ANSWER_COLUMNS`. Whole answers as JSON (``answer``) take some kB each.
        prefix: Stands before the name of each, so that none meets a column of the frame.
        date_column: The column that says when each claim was posted; empty for
            none.
        words_only: Compare words only; no worker loads an encoder.
        encoder: Folder of an encoder of one's own, at this place on every worker.
    """

    columns: tuple[str, ...] = ANSWER_COLUMNS
    prefix: str = PREFIX
    date_column: str = ""
    words_only: bool = False
    encoder: Path | None = None

    def __post_init__(self) -> None:
        """Refuse columns that no answer has, and an encoder that would not be used."""
        unknown = [name for name in self.columns if name not in ANSWER_COLUMNS]
        if unknown or not self.columns:
            raise UsageError(
                f"an answer has no column {', '.join(unknown) or '()'}; "
                f"it has {', '.join(ANSWER_COLUMNS)}"
            )
        if self.words_only and self.encoder is not None:
            raise UsageError("words_only uses no encoder; leave out the encoder")
        object.__setattr__(self, "columns", tuple(dict.fromkeys(self.columns)))


def look_up(
    frame: "DataFrame",
    store: Path,
    column: str = "",
    options: LookupOptions | None = None,
    cluster: ClusterOptions | None = None,
) -> "DataFrame":
    """Return *frame* with the answers beside its rows: no row is lost, doubled or moved.

    The store is copied now and sent to the workers; what is written to it later is not seen.
    The frame's own columns never leave Spark, only the claims go to Python. A row whose claim is
    null, blank, longer than 65,536 bytes or not UTF-8 has a reason in ``factcheck_error`` and
    nothing in the other new columns. A row is looked up once however the result is filtered, so
    leave out rows that need no answer before, not after.

    Args:
        frame: Batch or streaming, of a classic session.
        store: On the driver's machine.
        column: Of texts; a field of a struct is ``post.text``. Empty for ``claim`` or ``text``.
        options: The same as for a look-up on one machine.
        cluster: What of the answers is wanted, and how the workers compare.

    Raises:
        MissingExtra: factcheck-claims[spark] is not installed.
        UsageError: The frame has no such column, or it holds no text, or one of the new columns
            is there already.
        StoreError: The store cannot be used.
        ClusterError: The session is one of Spark Connect, which cannot be sent files in this way.
    """
    need_spark()
    from factcheck.spark.store_shipping import ship  # lazy: loads the store

    options, cluster = options or LookupOptions(), cluster or ClusterOptions()
    claim = claim_column(frame, column)
    _refuse_clashes(frame, cluster)
    context = getattr(frame.sparkSession, "sparkContext", None) if _is_classic(frame) else None
    if context is None:
        raise ClusterError("Spark Connect cannot be used here; start a session of its own")
    task = _task(ship(context, store), options, cluster)
    threads = int(context.getConf().get("spark.task.cpus", "1"))
    return _with_answers(frame, claim, replace(task, threads=threads), cluster)


def claim_column(frame: "DataFrame", name: str) -> "Column":
    """Find the column of texts that *name* means, or the usual ones if it is empty.

    Raises:
        UsageError: There is none, or more than one, or it holds something else than text.
    """
    from pyspark.sql.types import StringType

    found = _found(frame, (name,) if name else DEFAULT_COLUMNS)
    if found is None:
        wanted = name or " or ".join(DEFAULT_COLUMNS)
        raise UsageError(f"there is no column {wanted}; name one of {', '.join(frame.columns)}")
    kind = frame.select(found).schema.fields[0].dataType
    if not isinstance(kind, StringType):
        raise UsageError(f"the column {name or '/'.join(DEFAULT_COLUMNS)} holds no text but "
                         f"{kind.simpleString()}")  # fmt: skip
    return found


def date_beside(frame: "DataFrame", column: str) -> str:
    """Name the column that dates the claims as in every list: with ``post.text``, ``post.date``.

    Empty where there is none, or where the claims themselves are called so.
    """
    beside = f"{column.rpartition('.')[0]}.{_DATE_COLUMN}".lstrip(".")
    for name in dict.fromkeys((beside, _DATE_COLUMN)):
        if name.casefold() != column.casefold() and _found(frame, (name,)) is not None:
            return name
    return ""


def _found(frame: "DataFrame", names: tuple[str, ...]) -> "Column | None":
    from pyspark.errors import AnalysisException
    from pyspark.sql import functions as sql

    for name in names:
        same = [each for each in frame.columns if each == name] or [
            each for each in frame.columns if each.casefold() == name.casefold()
        ]
        if len(same) > 1:
            raise UsageError(f"{len(same)} columns are called {name}")
        if same:
            return sql.col(_quoted(same[0]))
        if "." in name:
            column = sql.col(".".join(map(_quoted, name.split("."))))
            try:
                frame.select(column)
            except AnalysisException:
                continue
            return column
    return None


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _refuse_clashes(frame: "DataFrame", cluster: ClusterOptions) -> None:
    there = {name.casefold() for name in frame.columns}
    new = [cluster.prefix + name for name in cluster.columns]
    clashes = [name for name in (*new, _ANSWER) if name.casefold() in there]
    if clashes:
        raise UsageError(
            f"there is a column {clashes[0]} already; choose another prefix for the new ones"
        )


def _is_classic(frame: "DataFrame") -> bool:
    return not type(frame).__module__.startswith("pyspark.sql.connect")


def _task(store_file: str, options: LookupOptions, cluster: ClusterOptions) -> "Task":
    import os

    from factcheck.neural.encoder import FOLDER_SETTING  # lazy: loads numpy
    from factcheck.spark.worker import Task  # lazy: loads Spark and Arrow

    folder = str(cluster.encoder or os.environ.get(FOLDER_SETTING, ""))
    return Task(
        store_file,
        options,
        cluster.columns,
        today=options.today or datetime.now(UTC).astimezone().date().isoformat(),
        words_only=cluster.words_only,
        encoder_folder="" if cluster.words_only else folder,
    )


def _with_answers(
    frame: "DataFrame", claim: "Column", task: "Task", cluster: ClusterOptions
) -> "DataFrame":
    from pyspark.sql import functions as sql

    problem = (
        sql.when(claim.isNull(), "no text")
        .when(
            sql.octet_length(claim) > LONGEST_CLAIM_BYTES,
            f"longer than {LONGEST_CLAIM_BYTES:,} bytes",
        )
        .when(~sql.is_valid_utf8(claim), "not UTF-8")
    )
    date = _date_column(frame, cluster.date_column)
    usable = sql.when(problem.isNull(), claim)
    answer = _function(task)(usable, date)
    answered = frame.withColumn(_ANSWER, answer)
    new = [
        (sql.coalesce(sql.col(f"{_ANSWER}.{name}"), problem) if name == "error"
         else sql.col(f"{_ANSWER}.{name}")).alias(cluster.prefix + name)
        for name in cluster.columns
    ]  # fmt: skip
    return answered.select(*(sql.col(_quoted(name)) for name in frame.columns), *new)


def _date_column(frame: "DataFrame", name: str) -> "Column":
    from pyspark.sql import functions as sql

    if not name:
        return sql.lit("")
    found = _found(frame, (name,))
    if found is None:
        raise UsageError(f"there is no column {name}; name one of {', '.join(frame.columns)}")
    written = found.cast("string")
    # Text that is no date for certain is not worth carrying around.
    return sql.when(sql.octet_length(written) <= 1_000, written).otherwise(sql.lit(""))


def _function(task: "Task") -> Any:  # noqa: ANN401 - a function of Spark's, untyped without it
    import pyarrow as pa
    from pyspark.sql.functions import arrow_udf

    def factcheck(batches: Iterator[tuple[pa.Array, ...]]) -> Iterator[pa.Array]:
        from factcheck.spark.worker import answered

        return answered(task, batches)

    # Spark tells the kind of function by its types, which it must be able to resolve.
    factcheck.__annotations__ = {
        "batches": Iterator[tuple[pa.Array, ...]],
        "return": Iterator[pa.Array],
    }
    # Else a filter on the answers would have Spark look everything up twice.
    return arrow_udf(factcheck, answer_type(task.columns)).asNondeterministic()
