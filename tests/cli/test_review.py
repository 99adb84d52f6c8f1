"""`factcheck review`: its queue, its terminal, and what is left when it is killed."""

import json
import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

import pytest

from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Judgement
from factcheck.retrieval.embed_pending import embed_pending
from factcheck.review.answers_file import kept_answers
from factcheck.store.store import open_store

pytest.importorskip("textual")

CLOSED = "The new bridge was closed for 12 years."
POSTS = (CLOSED, "The red bridge was closed for 12 years.", CLOSED)
_DEADLINE_SECONDS = 30


@pytest.fixture
def own_store(store, tmp_path):
    """A copy of the small store, to write to."""
    copy = tmp_path / "own.db"
    copy.write_bytes(store.read_bytes())
    return copy


@pytest.fixture
def posts(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,text\n" + "".join(f"{n},{text}\n" for n, text in enumerate(POSTS)))
    return path


class Terminal:
    """Runs a review in a terminal that is not its standard input, output or error."""

    def __init__(self, arguments, folder):
        self.folder = folder
        self.shown = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            self._become(arguments)

    def _become(self, arguments):
        # A terminal that nobody has open has ended.
        os.set_inheritable(os.dup(0), True)
        streams = ("/dev/null", self.folder / "out", self.folder / "err")
        for number, path in enumerate(streams):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
        os.environ |= {"PYTHONPATH": str(Path(__file__).parents[2]), "LINES": "", "COLUMNS": ""}
        os.execv(sys.executable, [sys.executable, "-m", "factcheck", *map(str, arguments)])

    def wait_for(self, text):
        """Read on until *text* was drawn."""
        until = time.monotonic() + _DEADLINE_SECONDS
        while text.encode() not in self.shown:
            ready, _, _ = select.select([self.terminal], [], [], until - time.monotonic())
            assert ready, f"{text!r} was not shown: {self.shown[-500:]}"
            self.shown += os.read(self.terminal, 65_536)

    def press(self, key, then):
        self.shown = b""
        os.write(self.terminal, key.encode())
        self.wait_for(then)

    def end(self, key="q"):
        os.write(self.terminal, key.encode())
        try:
            while os.read(self.terminal, 65_536):
                pass
        except OSError:
            pass  # Linux answers the end of a terminal with an error.
        return self._ended()

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        return self._ended()

    def _ended(self):
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.terminal)
        return status, (self.folder / "out").read_text(), (self.folder / "err").read_text()


@pytest.fixture
def review(own_store, tmp_path):
    def review(*arguments):
        given = ("review", "--db", own_store, "--by", "Ana", *arguments)
        return Terminal(given, tmp_path)

    return review


def judged(store, text=POSTS[0]):
    with open_store(store) as opened:
        return [str(each.judgement) for each in opened.judgements.of_text(text)]


def test_nothing_that_was_answered_is_lost_when_the_terminal_dies(review, own_store, posts):
    first = review("--file", posts, "--words-only", "--order", "count")
    first.wait_for("0 of 2 judged")
    first.press("n", "1 of 2 judged")
    status, out, _ = first.kill()

    assert (status, out) == (-signal.SIGKILL, "")
    assert judged(own_store) == ["different"]

    again = review("--format", "json")
    again.wait_for("1 of 2 judged")
    again.press("y", "2 of 2 judged")
    status, out, err = again.end()

    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "schema_version": 1,
        "judged": {"same": 1, "different": 0, "unsure": 0},
        "judged_before": 1,
        "waiting": 0,
    }
    assert judged(own_store, POSTS[1]) == ["same"]


def test_a_file_of_answers_is_reviewed_and_kept(review, own_store, posts, factcheck, tmp_path):
    answers = tmp_path / "answers.jsonl"
    factcheck("lookup", "--db", own_store, "--words-only", "--file", posts, "-o", answers)
    first = review(answers)
    first.wait_for("0 of 2 judged")
    status, out, err = first.end()

    assert (status, out) == (1, "")
    assert err == "factcheck: judged: nothing; 2 wait; go on with 'factcheck review'\n"
    assert kept_answers(own_store).read_bytes() == answers.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "there is nothing to go on with", id="nothing was reviewed before"),
        pytest.param(("POSTS", "--file", "POSTS"), "not both", id="two inputs"),
        pytest.param(("POSTS",), "posts.csv:1: this is no answer", id="a list as answers"),
        pytest.param(("--by", " "), "say who judges", id="nobody"),
        pytest.param(("--by", "A\u202eB"), "characters that cannot be seen", id="a hidden name"),
        pytest.param(("--file", "POSTS", "--column", "x"), "no column 'x'", id="no such column"),
        pytest.param(("--file", "POSTS", "--publisher", "Nobody"), "Nobody", id="no publisher"),
    ],
)
def test_what_cannot_be_reviewed_is_one_line(
    own_store, posts, factcheck, monkeypatch, tmp_path, arguments, message
):
    monkeypatch.setattr("factcheck.cli.review._TERMINAL", str(tmp_path / "terminal"))
    (tmp_path / "terminal").touch()
    given = [posts if each == "POSTS" else each for each in arguments]
    ended = factcheck("review", "--db", own_store, "--by", "Ana", *given)

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert message in ended.err


def test_without_a_terminal_the_other_command_is_named(own_store, posts, factcheck, monkeypatch):
    monkeypatch.setattr("factcheck.cli.review._TERMINAL", "/nonexistent/tty")
    ended = factcheck("review", "--db", own_store, "--by", "Ana", "--file", posts)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("factcheck: a review needs a terminal; 'factcheck judge'")


def test_without_the_extra_it_is_named(own_store, factcheck, monkeypatch):
    monkeypatch.setattr("factcheck.cli.review.find_spec", lambda _: None)
    ended = factcheck("review", "--db", own_store, "--by", "Ana")

    assert ended.status == 2
    assert ended.err == "factcheck: a review needs more: pip install 'factcheck-claims[review]'\n"


@pytest.fixture
def review_of_nothing(own_store, tmp_path, factcheck, monkeypatch):
    """Run a review in which no suggestion comes up."""
    monkeypatch.setattr("factcheck.cli.review._TERMINAL", str(tmp_path / "terminal"))
    (tmp_path / "terminal").touch()
    posts = tmp_path / "posts.txt"
    posts.write_text("Zebra quantum xylophone mystery\n", encoding="utf-8")

    def review_of_nothing(*arguments):
        return factcheck("review", "--db", own_store, "--by", "Ana", "--file", posts, *arguments)

    return review_of_nothing


@pytest.fixture
def cut_off(own_store, encoder, monkeypatch):
    """A store in which a review that was killed has left an alias without a vector."""
    monkeypatch.setattr("factcheck.cli.review.open_encoder", lambda *_, **__: (encoder, ()))
    with open_store(own_store, mode="write") as opened:
        embed_pending(opened, encoder)
        [number] = opened.by_url("https://bridge.example/closed")
        id = opened.fact_checks([number])[number].id
        record_judgements(opened, [Judging(POSTS[1], id, Judgement.SAME, "Ana")])
    return own_store


def waiting_aliases(store):
    with open_store(store) as opened:
        return opened.judgements.alias_vectors.pending_count()


def test_a_review_encodes_what_an_earlier_one_confirmed_before_it_was_killed(
    cut_off, review_of_nothing
):
    before = waiting_aliases(cut_off)
    review_of_nothing()

    assert (before, waiting_aliases(cut_off)) == (1, 0)


def test_a_store_that_others_write_to_keeps_the_answers_and_says_what_waits(
    cut_off, review_of_nothing, monkeypatch
):
    monkeypatch.setattr("factcheck.cli.review._WAIT_SECONDS", 0.01)
    with open_store(cut_off, mode="write"):
        ended = review_of_nothing()

    assert ended.status == 1
    assert "the answers are saved, but confirmed wordings have no vectors yet" in ended.err
    assert waiting_aliases(cut_off) == 1


def test_a_list_without_suggestions_needs_no_screen(review_of_nothing):
    ended = review_of_nothing("--words-only")

    assert ended.status == 1
    assert ended.err.endswith("factcheck: judged: nothing; none waits\n")
