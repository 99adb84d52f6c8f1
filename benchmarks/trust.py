"""Hold factcheck to what it promises, and print each promise with its figure.

    python benchmarks/trust.py [NUMBERS] [--times 100] [--write docs/trust.md]

Runs the tests that trust.toml names, adds up what they counted, and prints a table. With --times
every attack that can be repeated is repeated so many times as often, and the page's second table
is written.
"""

import argparse
import os
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROMISES = Path(__file__).with_suffix(".toml")
HEAD = "| | promise | figure | seconds |\n|---|---|---|---|\n"
BEGINS, ENDS = "<!-- figures: just trust -->\n", "<!-- end -->\n"
FULL_HEAD = "| | `python benchmarks/trust.py` | figure | seconds |\n|---|---|---|---|\n"
FULL_BEGINS = "<!-- figures at full size -->\n"


@dataclass(slots=True)
class Promise:
    """A promise, and what the tests that hold it have counted.

    Attributes:
        tests: How their ids begin.
        figures: What was counted, to how much.
        passed: Tests that passed; *failed* and *skipped* likewise.
        seconds: All of them together.
    """

    number: int
    promise: str
    tests: tuple[str, ...]
    figures: dict[str, float] = field(default_factory=dict)
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    def count(self, what: str, count: float) -> None:
        """Add to what was counted."""
        self.figures[what] = self.figures.get(what, 0) + count

    def holds(self, test: str) -> bool:
        """Say whether the test of that id holds this promise."""
        return test.startswith(self.tests)

    @property
    def figure(self) -> str:
        """All that was counted, in words."""
        counted = [
            f"{count:,.0f} {what}" if count == int(count) else f"{count:,.1f} {what}"
            for what, count in self.figures.items()
        ]
        failed = f"**{self.failed} failed**" if self.failed else "0 failed"
        skipped = (f"{self.skipped} skipped",) if self.skipped else ()
        return "; ".join((*counted, f"{self.passed:,} tests, {failed}", *skipped))


def read_promises() -> list[Promise]:
    """Read the list of promises."""
    table = tomllib.loads(PROMISES.read_text(encoding="utf-8"))
    return [
        Promise(each["number"], each["promise"], tuple(each["tests"])) for each in table["promise"]
    ]


class Counting:
    """A plug-in for pytest that keeps the tests of some promises and adds up their figures."""

    def __init__(self, promises: Sequence[Promise]) -> None:
        """Count for *promises*."""
        self._promises = promises

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out tests that hold none of the promises."""
        kept = [item for item in items if any(one.holds(item.nodeid) for one in self._promises)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add a test up."""
        for promise in self._promises:
            if not promise.holds(report.nodeid):
                continue
            promise.seconds += report.duration
            promise.skipped += report.skipped
            promise.failed += report.failed
            if report.when == "call" and report.passed:
                promise.passed += 1
                for what, count in report.user_properties:
                    promise.count(what, float(str(count)))


def row(promise: Promise) -> str:
    """Write a promise as a row of a table in Markdown."""
    one = promise
    return f"| {one.number} | {one.promise} | {one.figure} | {one.seconds:.0f} |"


def full_row(promise: Promise, times: int) -> str:
    """Write a promise as a row of the second table, with the command that gives it."""
    one = promise
    return f"| {one.number} | `{one.number} --times {times}` | {one.figure} | {one.seconds:.0f} |"


def rows_of(table: str) -> dict[int, str]:
    """Find the rows of a table that was written before, by their numbers."""
    return {
        int(found[1]): found[0] for found in re.finditer(r"^\| (\d+) \|.*$", table, re.MULTILINE)
    }


def with_table(page: str, promises: Sequence[Promise], times: int = 1) -> str:
    """Replace the rows of *promises* in a page; the others stay, and so does the other table."""
    begins, head = (BEGINS, HEAD) if times == 1 else (FULL_BEGINS, FULL_HEAD)
    before, _, rest = page.partition(begins)
    table, _, after = rest.partition(ENDS)
    new = {one.number: row(one) if times == 1 else full_row(one, times) for one in promises}
    rows = rows_of(table) | new
    listed = "\n".join(rows[number] for number in sorted(rows))
    return f"{before}{begins}\n{head}{listed}\n\n{ENDS}{after}"


def main() -> None:
    """Run, print, and keep where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("numbers", type=int, nargs="*", help="only these promises")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the page whose rows are to be replaced")
    chosen = parser.parse_args()
    promises = [
        one for one in read_promises() if not chosen.numbers or one.number in chosen.numbers
    ]
    os.environ["TRUST_TIMES"] = str(chosen.times)
    os.chdir(ROOT)
    files = sorted({test.partition("::")[0] for one in promises for test in one.tests})
    status = pytest.main(
        ["-q", "-p", "no:cacheprovider", "-m", "nightly or not nightly", *files],
        plugins=[Counting(promises)],
    )
    print(HEAD + "\n".join(map(row, promises)))
    if chosen.write:
        page = with_table(chosen.write.read_text(encoding="utf-8"), promises, chosen.times)
        chosen.write.write_text(page, encoding="utf-8")
    sys.exit(status)


if __name__ == "__main__":
    main()
