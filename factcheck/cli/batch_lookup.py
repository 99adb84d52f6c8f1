"""Answer a list of claims line by line, in its order, as fast as the lines come."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.cli.claim_dates import with_date
from factcheck.cli.standard_streams import input_waits, say, standard_input
from factcheck.errors import InputError
from factcheck.formats.claim_list import (
    LineProblem,
    Listed,
    ListedClaim,
    ListPlan,
    listed_claims,
)
from factcheck.formats.input_files import Input, open_input
from factcheck.lookup import ClaimInput, DatedClaim, Lookup
from factcheck.model import Answer
from factcheck.reports.answer_writers import AnswerWriter
from factcheck.reports.claim_places import with_places
from factcheck.text.counting import counted

if TYPE_CHECKING:
    from factcheck.store.query_log import LoggedQuery, QueryLog

_COUNTED_BYTES = 1 << 20
_STANDARD_INPUT = "standard input"
_LOGGED_TOGETHER = 1_000


class BatchLookup:
    """Answers the claims of a list, and reports every other line in its place.

    Attributes:
        problems: How many lines could not be used.
        first_problem: The first of them.
    """

    def __init__(
        self,
        lookup: Lookup,
        writer: AnswerWriter,
        today: date,
        log: "QueryLog | None" = None,
        channel: str = "",
        *,
        explain: bool = False,
    ) -> None:
        """Write the answers of *lookup* with *writer*.

        Claims without a date are of *today*; what is asked goes into *log*, as come by *channel*
        where the list names none. With *explain*, answers say where their claims stood.
        """
        self._lookup = lookup
        self._writer = writer
        self._today = today
        self._log = log
        self._channel = channel
        self._explain = explain
        self._to_log: list[LoggedQuery] = []
        self._unanswered: deque[Listed] = deque()
        self.problems = 0
        self.first_problem: LineProblem | None = None

    def write(self, groups: Iterable[Sequence[Listed]]) -> Iterator[Answer]:
        """Write every line of *groups* in order, and yield the answers that were written."""
        try:
            for answer in self._lookup.answers_as_they_come(self._claims(groups)):
                self._write_problems()
                line = self._unanswered.popleft()
                assert isinstance(line, ListedClaim)
                shown = with_places(answer, line.place) if self._explain else answer
                self._writer.write_answer(line.number, shown, line.kept)
                self._note(line, answer)
                yield answer
            self._write_problems()
        finally:
            # Also what was answered before Ctrl-C.
            self._write_log()

    def _note(self, line: ListedClaim, answer: Answer) -> None:
        if self._log is None:
            return
        claim = with_date(line, self._today)
        day = claim.asked_on if isinstance(claim, DatedClaim) else self._today.isoformat()
        self._to_log.append(self._log.entry(answer, day, line.channel.strip() or self._channel))
        if len(self._to_log) >= _LOGGED_TOGETHER:
            self._write_log()

    def _write_log(self) -> None:
        if self._log is not None:
            self._log.add(self._to_log)
        self._to_log.clear()

    def _claims(self, groups: Iterable[Sequence[Listed]]) -> Iterator[list[ClaimInput]]:
        for group in groups:
            self._unanswered.extend(group)
            # Problems before the first claim of the group need not wait for its answer.
            self._write_problems()
            yield [with_date(line, self._today) for line in group if isinstance(line, ListedClaim)]

    def _write_problems(self) -> None:
        while self._unanswered and isinstance(problem := self._unanswered[0], LineProblem):
            self._unanswered.popleft()
            self._writer.write_problem(problem.number, problem.reason, problem.kept)
            self.problems += 1
            self.first_problem = self.first_problem or problem

    def problems_line(self) -> str:
        """Return one line about the lines that could not be used, empty if all could."""
        return problems_line(self.problems, self.first_problem)


def problems_line(problems: int, first: LineProblem | None) -> str:
    """Return one line about so many lines that could not be used; empty if there is no *first*."""
    if first is None:
        return ""
    return (
        f"{counted(problems, 'line')} could not be looked up; line {first.number}: {first.reason}"
    )


def given_claims(claims: Iterable[str]) -> Iterator[list[Listed]]:
    """Yield *claims* of the command line as one group; blank ones are left out, and counted."""
    numbered = enumerate(claims, start=1)
    yield [ListedClaim(number, claim) for number, claim in numbered if claim.strip()]


@contextmanager
def opened_list(
    file: Path | None, plan: ListPlan, *, quiet: bool = False
) -> Iterator[Iterator[list[Listed]]]:
    """Yield the groups of lines of *file*, or of standard input; say at the end if it has none.

    Raises:
        InputError: It cannot be read.
        UsageError: It has no such column.
    """
    lines = 0

    def counted_lines(groups: Iterator[list[Listed]]) -> Iterator[list[Listed]]:
        nonlocal lines
        for group in groups:
            lines += len(group)
            yield group

    with opened_source(file, plan, quiet=quiet) as opened:
        if file is None:
            yield counted_lines(listed_claims(opened, plan, input_waits))
        else:
            yield counted_lines(listed_claims(opened, plan))
        if not lines and not quiet:
            say(f"{opened.name} holds no claims")


@contextmanager
def opened_source(file: Path | None, plan: ListPlan, *, quiet: bool = False) -> Iterator[Input]:
    """Yield the list *file*, or standard input, opened; say at the end what it noted.

    Raises:
        InputError: It cannot be read, or is no list.
    """
    source, name = (standard_input(), _STANDARD_INPUT) if file is None else (file, str(file))
    with open_input(
        source, name, encoding=plan.encoding, is_list=True, sheet=plan.sheet_choice
    ) as opened:
        if opened.format.reads_bytes:
            raise InputError(f"{name} is a {opened.format} and no list of claims; see --db")
        yield opened
        for note in () if quiet else opened.notes:
            say(f"{name}: {note}")


@contextmanager
def progress_of(file: Path | None, *, wanted: bool) -> Iterator[Callable[[], None]]:
    """Yield a function to call after every answer, which draws a progress bar in a terminal."""
    if not wanted or not sys.stderr.isatty():
        yield lambda: None
        return
    # lazy: loads rich
    from factcheck.reports.progress import ProgressDisplay
    from factcheck.reports.terminal import open_console

    name, total = (_STANDARD_INPUT, 0) if file is None else (file.name, _count_lines(file))
    done = 0
    with ProgressDisplay(open_console(sys.stderr)) as display:

        def one_more() -> None:
            nonlocal done
            done += 1
            display.update(name, "looking up", done, total)

        yield one_more


def _count_lines(file: Path) -> int:
    """Count the lines of a plain file; 0 for a pipe or a packed file, which is read only once."""
    if not file.is_file() or file.suffix.lower() in (".gz", ".xlsx", ".xlsm"):
        return 0
    with file.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(_COUNTED_BYTES), b""))
