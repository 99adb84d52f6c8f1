"""Make the texts of a table safe for spreadsheets, inside a worker of Spark."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql.functions import arrow_udf

from factcheck.reports.answers_csv import cell


def safe(texts: Iterator[pa.Array]) -> Iterator[pa.Array]:
    """Return every text as a spreadsheet may see it; null stays null."""
    for batch in texts:
        yield pa.array(
            [None if text is None else cell(text) for text in batch.to_pylist()], pa.string()
        )


def cells() -> Any:  # noqa: ANN401 - a function of Spark's, untyped without it
    """Return the function for a column of texts."""
    return arrow_udf(safe, "string")
