"""The page of promises says what the tests hold, and nothing else."""

import re

import pytest
from trust import (
    BEGINS,
    ENDS,
    FULL_BEGINS,
    PROMISES,
    Counting,
    Promise,
    read_promises,
    row,
    with_table,
)

PAGE = "docs/trust.md"


def test_every_promise_names_tests_that_exist(root):
    for promise in read_promises():
        for test in promise.tests:
            path, _, name = test.partition("::")
            content = (root / path).read_text(encoding="utf-8")
            assert f"def {name}" in content, test


def test_every_test_in_this_folder_holds_a_promise(root):
    promises = read_promises()
    for path in (root / "tests" / "trust").glob("test_*.py"):
        if path.name == "test_promises.py":
            continue
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            test = f"tests/trust/{path.name}::{name}"
            assert any(one.holds(test) for one in promises), test


def test_the_page_has_a_row_for_every_promise(root):
    page = (root / PAGE).read_text(encoding="utf-8").partition(BEGINS)[2].partition(ENDS)[0]
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| \d+ \|$", page, re.MULTILINE)

    assert [(int(number), promise) for number, promise, _ in rows] == [
        (one.number, one.promise) for one in read_promises()
    ]
    assert not [figure for _, _, figure in rows if "**" in figure]


def test_promises_are_numbered_from_one():
    numbers = [one.number for one in read_promises()]

    assert numbers == [*range(1, len(numbers) + 1)]
    assert PROMISES.exists()


class Report:
    """What pytest tells of a test."""

    def __init__(self, nodeid, *, when="call", outcome="passed", told=()):
        self.nodeid, self.when, self.user_properties, self.duration = nodeid, when, told, 0.5
        self.passed, self.failed, self.skipped = (
            outcome == each for each in ("passed", "failed", "skipped")
        )


@pytest.fixture
def promise():
    return Promise(7, "It holds", ("tests/x.py::test_a",))


def test_figures_are_added_up(promise):
    counting = Counting([promise])
    for nodeid in ("tests/x.py::test_a_b", "tests/x.py::test_a_c[1]", "tests/x.py::test_b"):
        counting.pytest_runtest_logreport(Report(nodeid, told=[("pages", 700)]))

    assert promise.figure == "1,400 pages; 2 tests, 0 failed"
    assert row(promise) == "| 7 | It holds | 1,400 pages; 2 tests, 0 failed | 1 |"


def test_a_failure_shows(promise):
    Counting([promise]).pytest_runtest_logreport(Report("tests/x.py::test_a", outcome="failed"))

    assert promise.figure == "0 tests, **1 failed**"


def test_rows_of_other_promises_stay(promise):
    page = f"x\n{BEGINS}\n| 3 | Old | 1 | 2 |\n| 7 | Old | 1 | 2 |\n\n{ENDS}y\n"
    written = with_table(page, [promise])

    assert "| 3 | Old | 1 | 2 |\n| 7 | It holds | 0 tests, 0 failed | 0 |\n" in written
    assert with_table(written, [promise]) == written


def test_what_was_tried_at_full_size_has_a_table_of_its_own(promise):
    page = f"{BEGINS}\n| 7 | Old | 1 | 2 |\n\n{ENDS}x\n{FULL_BEGINS}\n{ENDS}y\n"
    written = with_table(page, [promise], times=20)

    assert "\n| 7 | Old | 1 | 2 |\n" in written
    assert "\n| 7 | `7 --times 20` | 0 tests, 0 failed | 0 |\n" in written
    assert with_table(written, [promise], times=20) == written


def test_nothing_failed_at_full_size(root):
    page = (root / PAGE).read_text(encoding="utf-8")
    table = page.partition(FULL_BEGINS)[2].partition(ENDS)[0]
    rows = re.findall(r"^\| (\d+) \| `\1 --times \d+` \| (.+?) \| \d+ \|$", table, re.MULTILINE)

    assert rows
    assert not [figure for _, figure in rows if "**" in figure]
