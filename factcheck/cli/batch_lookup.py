"""Answer a list of claims line by line, in its order, as fast as the lines come."""

import gzip
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.cli.asking_dates import dated
from factcheck.cli.claim_list import Listed, ListedClaim, ListPlan, listed_claims
from factcheck.cli.standard_streams import input_waits, standard_input
from factcheck.cli.stream_lines import ByteStream, LineProblem
from factcheck.errors import InputError
from factcheck.model import Answer

if TYPE_CHECKING:
    from factcheck.lookup import DatedClaim, Lookup
    from factcheck.reports.answer_writers import AnswerWriter

_COUNTED_AT_ONCE = 1 << 20


class ListAnswers:
    """Answers the claims of a list, and says of every other line why it has no answer.

    Attributes:
        problems: How many lines could not be used.
    """

    def __init__(self, journey: "Lookup", writer: "AnswerWriter", day: date) -> None:
        """Answer by *journey*, into *writer*; claims without a date are asked about on *day*."""
        self._journey = journey
        self._writer = writer
        self._day = day
        self._waiting: deque[Listed] = deque()
        self.problems = 0

    def write(self, groups: Iterable[Sequence[Listed]]) -> Iterator[Answer]:
        """Write every line of *groups* in its turn, and give the answers that were written."""
        for answer in self._journey.answers_as_they_come(self._claims(groups)):
            self._write_problems()
            line = self._waiting.popleft()
            self._writer.write_answer(line.number, answer)
            yield answer
        self._write_problems()

    def _claims(self, groups: Iterable[Sequence[Listed]]) -> Iterator[list["str | DatedClaim"]]:
        for group in groups:
            self._waiting.extend(group)
            # What stands before the first claim that is on its way need not wait for it.
            self._write_problems()
            yield [dated(line, self._day) for line in group if isinstance(line, ListedClaim)]

    def _write_problems(self) -> None:
        while self._waiting and isinstance(problem := self._waiting[0], LineProblem):
            self._waiting.popleft()
            self._writer.write_problem(problem.number, problem.reason)
            self.problems += 1


@contextmanager
def opened_list(file: Path | None, plan: ListPlan) -> Iterator[Iterator[list[Listed]]]:
    """Yield the groups of lines of *file*, or of standard input.

    Raises:
        InputError: It cannot be read.
        UsageError: It has no such column.
    """
    if file is None:
        yield listed_claims(standard_input(), plan, input_waits)
        return
    try:
        with _opened(file) as stream:
            yield listed_claims(stream, plan)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise InputError(f"{file}: {error.strerror}") from error


@contextmanager
def progress_of(file: Path | None, *, wanted: bool) -> Iterator[Callable[[], None]]:
    """Yield what is to be called for every answer, so that whoever waits sees how far it is.

    Nothing is drawn where nobody watches.
    """
    if not wanted or not sys.stderr.isatty():
        yield lambda: None
        return
    # lazy: loads rich, which a pipe does not need.
    from factcheck.reports.progress import ProgressDisplay
    from factcheck.reports.terminal import open_console

    name, total = ("standard input", 0) if file is None else (file.name, _count_lines(file))
    done = 0
    with ProgressDisplay(open_console(sys.stderr)) as display:

        def one_more() -> None:
            nonlocal done
            done += 1
            display.update(name, "looking up", done, total)

        yield one_more


@contextmanager
def _opened(file: Path) -> Iterator[ByteStream]:
    if file.suffix.lower() == ".gz":
        with gzip.open(file) as unpacked:
            yield unpacked
    else:
        with file.open("rb") as plain:
            yield plain


def _count_lines(file: Path) -> int:
    """Count the lines of a plain file, 0 where that would take reading it twice in vain."""
    if not file.is_file() or file.suffix.lower() == ".gz":
        return 0
    with file.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(_COUNTED_AT_ONCE), b""))
