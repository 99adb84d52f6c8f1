"""Start Spark without its log on standard error, on this machine or on a cluster."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from factcheck.errors import ClusterError
from factcheck.spark.spark_errors import need_spark, plain_errors

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# A failed task is repeated, as on a cluster; Spark's default here is to give up at once.
_LOCAL_MASTER = "local[*,4]"
_QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # Enough of a stream's past to count all that one run did.
    "spark.sql.streaming.numRecentProgressUpdates": "100000",
}
_LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@contextmanager
def spark_session(master: str = "") -> Iterator["SparkSession"]:
    """Start a session and end it.

    Spark's log goes to a file, which stays only where something went wrong.

    Args:
        master: Where to run, such as ``spark://host:7077``, ``yarn`` or ``local[4]``; empty for
            what the environment of spark-submit says, else all cores of this machine.

    Raises:
        MissingExtra: factcheck-claims[spark] is not installed.
        ClusterError: There is no Java, or Spark cannot start or fails on the way.
    """
    need_spark()
    _need_java()
    with tempfile.NamedTemporaryFile(prefix="factcheck-spark-", suffix=".log", delete=False) as log:
        try:
            with _stderr_into(log), plain_errors():
                session = _started(master)
        except ClusterError as error:
            raise ClusterError(f"Spark does not start, see {log.name}: {error}") from error
        try:
            with plain_errors():
                yield session
        except ClusterError as error:
            raise ClusterError(f"{error}; more in {log.name}") from error
        except BaseException:
            Path(log.name).unlink(missing_ok=True)
            raise
        else:
            Path(log.name).unlink(missing_ok=True)
        finally:
            with suppress(Exception):
                session.stop()


def _started(master: str) -> "SparkSession":
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("factcheck")
    where = master or ("" if "spark.master" in _submit_settings() else _LOCAL_MASTER)
    settings = dict(_QUIET)
    if where:
        builder = builder.master(where)
    if where.startswith("local"):
        settings |= _LOOPBACK
        # The workers are on this machine, so what this process has is what they need.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for name, value in settings.items():
        if name not in _submit_settings():
            builder = builder.config(name, value)
    return builder.getOrCreate()


def _submit_settings() -> str:
    """Return the settings of spark-submit, which take precedence over ours."""
    return os.environ.get("PYSPARK_SUBMIT_ARGS", "") + os.environ.get("SPARK_MASTER", "")


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    if not shutil.which(str(Path(home) / "bin" / "java") if home else "java"):
        raise ClusterError("Spark needs Java 17 or newer: install it, or set JAVA_HOME")


@contextmanager
def _stderr_into(file: IO[bytes]) -> Iterator[None]:
    """Let processes that start now write their standard error into *file*."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
