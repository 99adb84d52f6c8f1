"""Read claims from Parquet, JSON Lines, CSV and text, and write answers, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from factcheck.errors import InputError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType


class FileKind(StrEnum):
    """How a table is written."""

    PARQUET = "parquet"
    JSON = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    TEXT = "text"


_BY_SUFFIX = {
    ".parquet": FileKind.PARQUET, ".jsonl": FileKind.JSON, ".ndjson": FileKind.JSON,
    ".json": FileKind.JSON, ".csv": FileKind.CSV, ".tsv": FileKind.TSV, ".txt": FileKind.TEXT,
}  # fmt: skip
_CANNOT_HOLD = ("array", "map", "struct", "variant", "binary", "interval")
# As RFC 4180 has it: a quotation mark inside is doubled, and a text may hold line breaks.
_CSV: dict[str, str | bool] = {"header": True, "quote": '"', "escape": '"', "encoding": "UTF-8"}


def kind_of(place: str, chosen: str = "") -> FileKind | None:
    """Return how *place* is written: as *chosen*, else by its suffix; None if that does not say."""
    if chosen:
        return FileKind(chosen)
    names = [suffix.lower() for suffix in PurePosixPath(place.rstrip("/")).suffixes]
    kept = [suffix for suffix in names if suffix not in (".gz", ".bz2", ".zst", ".snappy")]
    return _BY_SUFFIX.get(kept[-1]) if kept else None


def target_kind(place: str) -> FileKind:
    """Return by its suffix how *place* should be written.

    Raises:
        UsageError: The name does not say, or says what cannot be written.
    """
    kind = kind_of(place)
    if kind is None or kind is FileKind.TEXT:
        raise UsageError(
            f"{place}: call it .parquet, .jsonl or .csv, so that it is clear what to write"
        )
    return kind


def source_kind(spark: "SparkSession", place: str, chosen: str = "") -> FileKind:
    """Return how *place* is written: as *chosen*, by its name, or by the names in the folder.

    Raises:
        InputError: There is nothing.
        UsageError: The names do not say, or do not agree.
    """
    if not exists(spark, place):
        raise InputError(f"{place}: there is no such file or folder")
    kind = kind_of(place, chosen)
    kinds = {kind} if kind else {kind_of(name) for name in _names_inside(spark, place)}
    if len(kinds) != 1 or None in kinds:
        raise UsageError(
            f"{place}: its name does not say what it is; add --input-format, or call the files "
            ".parquet, .jsonl, .csv, .tsv or .txt"
        )
    return FileKind(str(kinds.pop()))


def read(spark: "SparkSession", place: str, kind: FileKind) -> "DataFrame":
    """Read all rows of *place*: CSV and text as texts, JSON with the types that it has."""
    reader = spark.read.options(**read_options(kind))
    return named(reader.format(spark_format(kind)).load(place), kind)


def read_stream(
    spark: "SparkSession", place: str, kind: FileKind, schema: "StructType", together: int
) -> "DataFrame":
    """Read the rows of every file in the folder *place*, and of those that come later.

    At most *together* files make a batch.
    """
    reader = spark.readStream.options(**read_options(kind), maxFilesPerTrigger=together)
    reader = reader.schema(schema)
    return named(reader.format(spark_format(kind)).load(place), kind)


def named(frame: "DataFrame", kind: FileKind) -> "DataFrame":
    """Name the column of a text file ``claim``."""
    return frame.withColumnRenamed("value", "claim") if kind is FileKind.TEXT else frame


def read_options(kind: FileKind) -> dict[str, Any]:
    """Return Spark's options to read *kind* without losing a character."""
    if kind in (FileKind.CSV, FileKind.TSV):
        return _CSV | {"multiLine": True, "sep": _separator(kind)}
    return {}


def write_options(kind: FileKind) -> dict[str, Any]:
    """Return Spark's options to write *kind* without losing a character."""
    if kind in (FileKind.CSV, FileKind.TSV):
        whole = {"ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False}
        return _CSV | whole | {"sep": _separator(kind)}
    return {"ignoreNullFields": False} if kind is FileKind.JSON else {}


def spark_format(kind: FileKind) -> str:
    """Return Spark's own name for *kind*."""
    return {FileKind.JSON: "json", FileKind.TSV: "csv"}.get(kind, kind.value)


def writable(frame: "DataFrame", kind: FileKind) -> "DataFrame":
    """Return *frame* as it may be written: in a table for spreadsheets no text is a formula.

    Raises:
        UsageError: A table cannot hold one of the columns.
    """
    if kind not in (FileKind.CSV, FileKind.TSV):
        return frame
    from pyspark.sql import functions as sql
    from pyspark.sql.types import StringType

    from factcheck.reports.answers_csv import cell
    from factcheck.spark.spreadsheet_cells import cells

    columns = []
    for field in frame.schema.fields:
        simple = field.dataType.simpleString()
        if simple.startswith(_CANNOT_HOLD):
            raise UsageError(
                f"a table cannot hold the column {field.name} ({simple[:40]}); "
                "write Parquet or JSON"
            )
        column = sql.col("`" + field.name.replace("`", "``") + "`")
        safe = cells()(column) if isinstance(field.dataType, StringType) else column
        columns.append(safe.alias(cell(field.name)))
    return frame.select(*columns)


def _separator(kind: FileKind) -> str:
    return "\t" if kind is FileKind.TSV else ","


def exists(spark: "SparkSession", place: str) -> bool:
    """Return whether there is anything at *place*, on this disk or on the cluster's."""
    files, path = _place(spark, place)
    found = files.globStatus(path)
    return found is not None and len(found) > 0


@contextmanager
def appearing_at_once(spark: "SparkSession", place: str, *, overwrite: bool) -> Iterator[str]:
    """Give a place to write to, whose content appears at *place* when all went well.

    Raises:
        UsageError: There is something at *place*, and it must not be overwritten.
    """
    files, path = _place(spark, place)
    if files.exists(path) and not overwrite:
        raise UsageError(f"{place} is there already; name another, or add --overwrite")
    run = spark.sparkContext.applicationId
    unfinished, aside = f"{place.rstrip('/')}.{run}.unfinished", f"{place.rstrip('/')}.{run}.old"
    new, old = _place(spark, unfinished)[1], _place(spark, aside)[1]
    try:
        yield unfinished
    except BaseException:
        files.delete(new, True)
        raise
    replaced = files.exists(path)
    if replaced:
        files.rename(path, old)
    if not files.rename(new, path):
        raise UsageError(f"{place} cannot be written; the answers are in {unfinished}")
    if replaced:
        files.delete(old, True)


def written_text(spark: "SparkSession", place: str) -> str:
    """Return the text at *place*, or nothing if there is none."""
    if not exists(spark, place):
        return ""
    return str(spark.read.text(place, wholetext=True).collect()[0][0])


def write_text(spark: "SparkSession", place: str, text: str) -> None:
    """Write *text* to the new file *place*."""
    files, path = _place(spark, place)
    stream = files.create(path, False)
    try:
        stream.write(bytearray(text.encode()))
    finally:
        stream.close()


def _names_inside(spark: "SparkSession", place: str) -> list[str]:
    files, path = _place(spark, place)
    names = [str(status.getPath().getName()) for status in files.listStatus(path)]
    return [name for name in names if not name.startswith(("_", "."))]


def _place(spark: "SparkSession", place: str) -> tuple[Any, Any]:
    """Return the file system that *place* is on, and its path there, in Hadoop's words."""
    jvm, context = spark._jvm, spark.sparkContext
    path = jvm.org.apache.hadoop.fs.Path(place)
    return path.getFileSystem(context._jsc.hadoopConfiguration()), path
