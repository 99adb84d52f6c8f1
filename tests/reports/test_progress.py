import io

from factcheck.reports.progress import ProgressDisplay
from factcheck.reports.terminal import open_console


def test_no_progress_bar_where_the_output_is_no_terminal():
    stream = io.StringIO()
    with ProgressDisplay(open_console(stream)) as display:
        display.update("a.csv", "reading", 1, 2)

    assert stream.getvalue() == ""


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


def test_a_progress_bar_names_file_and_amount(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with ProgressDisplay(open_console(stream, width=100)) as display:
        display.update("corpus/fact-checks-of-the-last-ten-years.csv", "encoding", 500, 1000)

    assert "Encoding ...ecks-of-the-last-ten-years.csv" in stream.getvalue()
    assert "500 of 1,000" in stream.getvalue()


def test_no_progress_bar_with_quiet(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with ProgressDisplay(open_console(stream, width=100), quiet=True) as display:
        display.update("a.csv", "reading", 1, 2)

    assert stream.getvalue() == ""
