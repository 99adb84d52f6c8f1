"""Translate errors of Spark and of its workers into one line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from factcheck import errors
from factcheck.errors import ClusterError, FactCheckError, MissingExtra

_MISSING = "this needs Spark: pip install 'factcheck-claims[spark]'"
_OURS = re.compile(r"^(?:\w+: )?factcheck\.errors\.(\w+): (.+)$", re.M)
_LONGEST_REASON = 300


def need_spark() -> None:
    """Load Spark's Python side.

    Raises:
        MissingExtra: It is not installed, or too old.
    """
    try:
        import pyarrow as pa
        from pyspark.sql.functions import arrow_udf
    except ImportError as error:
        raise MissingExtra(_MISSING) from error
    del pa, arrow_udf


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn whatever Spark raises into one line.

    Raises:
        FactCheckError: The one that a worker raised.
        ClusterError: Anything else.
    """
    try:
        yield
    except Exception as error:
        # By their module: what stands between Python and Java comes along with Spark only.
        foreign = type(error).__module__.partition(".")[0] in ("pyspark", "py4j")
        if not foreign and not isinstance(error, ConnectionError):
            raise
        raise _translated(str(error)) from error


def _translated(message: str) -> FactCheckError:
    if found := _OURS.search(message):
        kind = getattr(errors, found[1], ClusterError)
        return (
            kind(found[2].strip()) if issubclass(kind, FactCheckError) else ClusterError(found[2])
        )
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    # The last line of a Python traceback names the error; of a Java one, the first.
    place = -1 if any(line.startswith("Traceback (") for line in lines) else 0
    reason = lines[place] if lines else "it gave no reason"
    return ClusterError(f"Spark: {reason[:_LONGEST_REASON]}")
