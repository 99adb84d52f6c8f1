"""What the program says where Spark is not installed, or Java is missing."""

import subprocess
import sys

import pytest

from factcheck.cli.app import run
from factcheck.cli.lookup_options import Accepted
from factcheck.cli.spark import exit_status
from factcheck.errors import ExitStatus
from factcheck.spark.jobs import Counts


def in_a_process(program, **environment):
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_without_spark_the_extra_is_named():
    program = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from factcheck.cli.error_handling import exit_status_of\n"
        "from factcheck.spark.spark_errors import need_spark\n"
        "sys.exit(exit_status_of(need_spark))"
    )
    ended = in_a_process(program)

    assert ended.returncode == 2
    assert ended.stderr == "factcheck: this needs Spark: pip install 'factcheck-claims[spark]'\n"


def test_without_java_it_is_named(tmp_path):
    pytest.importorskip("pyspark")
    program = (
        "import sys\n"
        "from factcheck.cli.error_handling import exit_status_of\n"
        "from factcheck.spark.session import spark_session\n"
        "def start():\n    with spark_session():\n        pass\n"
        "sys.exit(exit_status_of(start))"
    )
    ended = in_a_process(program, PATH=str(tmp_path))

    assert ended.returncode == 2
    assert ended.stderr == "factcheck: Spark needs Java 17 or newer: install it, or set JAVA_HOME\n"


def test_importing_the_package_loads_no_spark():
    program = "import sys, factcheck.spark; print({'pyspark', 'pyarrow'} & set(sys.modules))"

    assert in_a_process(program).stdout == "set()\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(["posts.parquet"], "Missing argument 'OUT'", id="one place"),
        pytest.param(["posts.parquet", "answers"], "call it .parquet", id="unclear target"),
        pytest.param(
            ["posts.parquet", "answers.csv", "--answer-columns", "colour"],
            "an answer has no column colour",
            id="unknown column",
        ),
    ],
)
def test_a_wrong_command_is_refused_before_spark_starts(store, capsys, arguments, reason):
    status = run(["spark", "--db", str(store), *arguments])

    assert status == ExitStatus.ERROR
    assert reason in capsys.readouterr().err


def test_a_missing_store_is_reported_before_spark_starts(tmp_path, capsys):
    status = run(["spark", "a.parquet", "b.parquet", "--db", str(tmp_path / "absent.db")])

    assert status == ExitStatus.ERROR
    assert "does not exist; run 'factcheck ingest' first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("counted", "accept", "status"),
    [
        pytest.param(Counts(9, matches=1), Accepted.MATCH, ExitStatus.FOUND, id="a match"),
        pytest.param(Counts(9), Accepted.SUGGESTED, ExitStatus.NOTHING_FOUND, id="nothing"),
        pytest.param(
            Counts(9, suggested=1), Accepted.MATCH, ExitStatus.NOTHING_FOUND, id="a suggestion"
        ),
        pytest.param(Counts(9, suggested=1), Accepted.SUGGESTED, ExitStatus.FOUND, id="accepted"),
        pytest.param(
            Counts(9, 5, problems=1), Accepted.MATCH, ExitStatus.ERROR, id="a row without text"
        ),
    ],
)
def test_the_exit_status_is_that_of_a_list(counted, accept, status):
    assert exit_status(counted, accept) is status
