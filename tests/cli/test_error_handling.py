import pytest

from factcheck.cli.error_handling import exit_status_of
from factcheck.errors import ExitStatus, FactCheckNotFound


def raising(error):
    def command():
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        pytest.param(FactCheckNotFound("no such id"), 2, "factcheck: no such id\n", id="ours"),
        pytest.param(OSError(28, "No space"), 2, "factcheck: No space\n", id="the disk"),
        pytest.param(BrokenPipeError(), 0, "", id="the reader went away"),
        pytest.param(KeyboardInterrupt(), 130, "", id="Ctrl-C"),
    ],
)
def test_an_error_ends_as_one_line_and_a_status(capsys, error, status, said):
    assert exit_status_of(raising(error)) == status
    assert capsys.readouterr().err == said


def test_a_mistake_of_ours_never_looks_like_nothing_found(capsys, monkeypatch):
    monkeypatch.delenv("FACTCHECK_TRACEBACK", raising=False)
    status = exit_status_of(raising(ZeroDivisionError("oh\x1b[2J")))

    said = capsys.readouterr().err
    assert status == ExitStatus.ERROR
    assert said.count("\n") == 1
    assert "a mistake of factcheck itself: ZeroDivisionError: oh<U+001B>[2J" in said


def test_a_mistake_of_ours_can_be_traced(capsys, monkeypatch):
    monkeypatch.setenv("FACTCHECK_TRACEBACK", "1")
    exit_status_of(raising(ZeroDivisionError("oh")))

    assert "in command" in capsys.readouterr().err
