"""What a shell does to a command: pipes, full disks, closed streams, Ctrl-C, a terminal."""

import json
import os
import pty
import re
import signal
import subprocess
from contextlib import suppress

import pytest

from .conftest import CLAIM

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


@pytest.fixture
def started(argv, store):
    """Start a look-up of a list that stays open, as a process of its own."""
    processes = []

    def starts(*arguments, **streams):
        process = subprocess.Popen(
            [*argv, "lookup", "--db", str(store), "--words-only", "--format", "jsonl", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **streams,
        )
        processes.append(process)
        return process

    yield starts
    for process in processes:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError):
                stream.close()


def test_one_line_is_answered_before_the_next_is_asked(started):
    process = started("-")
    for line in (1, 2):
        process.stdin.write(f"{CLAIM}\n".encode())
        process.stdin.flush()

        assert json.loads(process.stdout.readline())["line"] == line
    process.stdin.close()

    assert process.wait(timeout=30) == 0


def test_interrupting_ends_the_command_without_a_word(started):
    process = started("-")
    process.stdin.write(f"{CLAIM}\n".encode())
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    status = process.wait(timeout=60)

    assert status == 130
    assert process.stderr.read() == b""


def test_a_reader_that_has_enough_is_no_error(started, tmp_path):
    listed = tmp_path / "claims.txt"
    listed.write_text(f"{CLAIM}\n" * 500, encoding="utf-8")
    process = started("--file", str(listed))
    process.stdout.readline()
    process.stdout.close()

    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == b""


@pytest.mark.parametrize("options", [[], ["--format", "json"]], ids=["text", "json"])
def test_a_full_disk_is_one_line(in_a_shell, argv, store, options):
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a device
        ended = subprocess.run(
            [*argv, "lookup", CLAIM, "--db", str(store), "--words-only", *options],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )

    assert ended.returncode == 2
    assert ended.stderr == b"factcheck: No space left on device\n"


@pytest.mark.parametrize(
    ("redirect", "arguments", "status", "said"),
    [
        pytest.param("<&-", "-", 2, "standard input is closed", id="no input"),
        pytest.param(">&-", "'a claim'", 2, "standard output is closed", id="no output"),
        pytest.param("2>&-", "''", 1, "", id="no messages"),
    ],
)
def test_a_closed_stream_is_one_line(argv, store, redirect, arguments, status, said):
    command = f"{' '.join(argv)} lookup {arguments} --words-only --db {store} {redirect}"
    ended = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60
    )

    assert ended.returncode == status
    assert said in ended.stderr
    assert ended.stderr.count("\n") == (1 if said else 0)


def in_a_terminal(argv, *arguments, **environment):
    """Run a command whose streams are a terminal, and return its status and all that it wrote."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(argv[0], [*argv, *map(str, arguments)], os.environ | environment)
    written = b""
    try:
        while piece := os.read(terminal, 65_536):
            written += piece
    except OSError:
        pass  # Linux answers the end of a terminal with an error.
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), written.decode()


def test_a_terminal_gets_panels_in_colour(argv, store):
    status, shown = in_a_terminal(argv, "lookup", CLAIM, "--db", store, "--words-only")

    assert status == 0
    assert "╭" in shown
    assert "\x1b[1;31m1. Verdict: FALSE" in shown


def test_a_terminal_may_want_no_colour(argv, store):
    settings = {"NO_COLOR": "1"}
    _, shown = in_a_terminal(argv, "lookup", CLAIM, "--db", store, "--words-only", **settings)

    assert "1. Verdict: FALSE" in shown
    assert re.findall(r"\x1b\[[0-9;]*3[0-7]m", shown) == []


def test_waiting_for_nobody_is_refused(argv, store):
    status, shown = in_a_terminal(argv, "lookup", "--db", store)

    assert status == 2
    assert shown.startswith("factcheck: what should be looked up?")


def test_a_terminal_shows_no_byte_of_a_claim_that_it_would_obey(argv, store):
    claim = "before\x1b[2J\x9b2J\u202eafter the bridge"
    _, shown = in_a_terminal(argv, "lookup", claim, "--db", store, "--words-only")

    assert "\x1b[2J" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown


def test_a_terminal_of_few_letters_is_no_problem(in_a_shell, store):
    env = {"PYTHONIOENCODING": "ascii"}
    text = in_a_shell("lookup", "Šef države", "--db", store, "--words-only", env=env)
    lines = in_a_shell(
        "lookup", "Šef države", "--db", store, "--words-only", "--format", "jsonl", env=env
    )

    assert "\\u0160ef dr\\u017eave" in text.out
    assert json.loads(lines.out)["claim"] == "Šef države"


def test_bytes_that_are_no_text_in_an_argument_are_no_problem(in_a_shell, store):
    claim = b"bad \xff\xfe argument".decode("utf-8", "surrogateescape")
    ended = in_a_shell("lookup", claim, "--db", store, "--words-only", "--format", "json")

    assert ended.status == 1
    assert json.loads(ended.out)["decision"] == "none"
