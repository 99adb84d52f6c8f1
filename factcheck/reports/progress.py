"""Progress bars for long tasks, with rate and time left."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

from factcheck.reports.terminal import shows_panels
from factcheck.text.sanitise import visible

_PHASES = {
    "reading": "Reading",
    "encoding": "Encoding",
    "comparing": "Comparing",
    "looking up": "Looking up",
}
_NAME_SHOWN = 30


class ProgressDisplay:
    """A progress bar for each phase of each file, in a terminal only."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        """Draw on *console*, which stands for standard error.

        Args:
            console: Where to draw; only a terminal gets a bar.
            quiet: Whether the user wants none.
        """
        self._shown = shows_panels(console) and not quiet
        self._progress = Progress(
            _Description(),
            BarColumn(bar_width=20),
            _Amount(),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not self._shown,
        )
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def __enter__(self) -> Self:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove the bars."""
        self._progress.stop()

    def update(self, name: str, phase: str, done: int, total: int) -> None:
        """Move the bar of *phase* for the file *name* to *done* of *total*; 0 is unknown.

        Reading counts bytes, encoding counts texts, comparing pairs, looking up claims.
        """
        if not self._shown:
            return
        key = (name, phase)
        if key not in self._tasks:
            words = f"{_PHASES.get(phase, phase)} {shortened_name(name)}"
            self._tasks[key] = self._progress.add_task(words, total=total or None, phase=phase)
        self._progress.update(self._tasks[key], completed=done, total=total or None)


def shortened_name(name: str) -> str:
    """Return the end of a file's name, with hidden characters spelled out."""
    shown = visible(name)
    return shown if len(shown) <= _NAME_SHOWN else f"...{shown[-_NAME_SHOWN:]}"


class _Description(ProgressColumn):
    """The task's description; Text() because a file's name may look like markup."""

    def render(self, task: Task) -> Text:
        return Text(task.description)


class _Amount(ProgressColumn):
    """Amount done, total and rate."""

    def __init__(self) -> None:
        super().__init__(table_column=Column(no_wrap=True))

    def render(self, task: Task) -> Text:
        is_bytes = task.fields.get("phase") == "reading"
        speed = task.speed
        rate = "" if speed is None else f", {_counted(speed, is_bytes=is_bytes)}/s"
        of_total = "" if task.total is None else f" of {_counted(task.total, is_bytes=is_bytes)}"
        return Text(f"{_counted(task.completed, is_bytes=is_bytes)}{of_total}{rate}")


def _counted(amount: float, *, is_bytes: bool) -> str:
    return f"{amount / 1e6:,.1f} MB" if is_bytes else f"{amount:,.0f}"
