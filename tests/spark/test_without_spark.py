"""What can be said where Spark is not installed, or Java is missing."""

import subprocess
import sys

import pytest

from factcheck.cli.spark_options import (
    SparkAsked,
    exit_status,
    look_up_with_spark,
    refuse_local_options,
)
from factcheck.errors import ExitStatus, StoreNotFound, UsageError
from factcheck.lookup import LookupOptions
from factcheck.spark.jobs import Counted


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
    ("places", "said"),
    [
        pytest.param(["posts.parquet"], "name IN and OUT", id="one place"),
        pytest.param(["posts.parquet", "answers"], "call it .parquet", id="unclear target"),
    ],
)
def test_what_makes_no_sense_is_refused_before_spark_starts(store, places, said):
    with pytest.raises(UsageError, match=said):
        look_up_with_spark(SparkAsked(places, db=store), LookupOptions())


def test_a_missing_store_is_told_before_spark_starts(tmp_path):
    asked = SparkAsked(["a.parquet", "b.parquet"], db=tmp_path / "absent.db")
    with pytest.raises(StoreNotFound, match="does not exist"):
        look_up_with_spark(asked, LookupOptions())


def test_options_of_a_list_are_refused():
    refuse_local_options({"--file": None, "--format": ""})
    with pytest.raises(UsageError, match="leave out --output"):
        refuse_local_options({"--file": None, "--output": "x"})


@pytest.mark.parametrize(
    ("counted", "accept_suggested", "status"),
    [
        pytest.param(Counted(9, matches=1), False, ExitStatus.FOUND, id="a match"),
        pytest.param(Counted(9), True, ExitStatus.NOTHING_FOUND, id="nothing"),
        pytest.param(Counted(9, suggested=1), False, ExitStatus.NOTHING_FOUND, id="a suggestion"),
        pytest.param(Counted(9, suggested=1), True, ExitStatus.FOUND, id="accepted"),
        pytest.param(Counted(9, 5, problems=1), False, ExitStatus.ERROR, id="a row without text"),
    ],
)
def test_the_exit_status_is_that_of_a_list(counted, accept_suggested, status):
    assert exit_status(counted, accept_suggested=accept_suggested) is status
