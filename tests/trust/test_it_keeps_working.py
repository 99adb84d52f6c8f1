"""Odd text, pipes, signals, big files, damaged weights: it goes on, or says in a line why not."""

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hostile_claims import ODD, RANGES, hostile
from made_up import StandIn, as_csv, records

from factcheck.errors import EncoderUnavailable, FactCheckError
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.ingest import ingest
from factcheck.lookup import Lookup
from factcheck.model import Decision
from factcheck.neural.e5_weights import find_wheel_file
from factcheck.neural.model_cache import cache_folder
from factcheck.store.store import open_store

CLAIM = "The harbour number 3 was closed for 5 years."


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """A store of 300 fact-checks with the stand-in's vectors."""
    path = tmp_path_factory.mktemp("store") / "claims.db"
    with open_store(path, mode="write") as store:
        ingest(io.BytesIO(as_csv(records(300))), store, StandIn(), name="feed")
    return path


@pytest.fixture(scope="module")
def words_db(tmp_path_factory):
    path = tmp_path_factory.mktemp("words") / "claims.db"
    with open_store(path, mode="write") as store:
        ingest(io.BytesIO(as_csv(records(300))), store, None, name="feed")
    return path


@pytest.mark.nightly
def test_no_text_breaks_a_look_up_or_takes_long(db, times, figure):
    lot = random.Random(3)
    letters = [chr(code) for first, last in RANGES for code in range(first, last)]
    letters += [chr(code) for code in ODD]
    asked = 600 * times
    slowest, matches = 0.0, []
    with open_store(db) as store:
        lookup = Lookup(store, StandIn())
        for _ in range(asked):
            text = hostile(lot, letters)
            begun = time.process_time()
            answer = lookup.answer(text)
            slowest = max(slowest, time.process_time() - begun)
            if answer.decision is Decision.MATCH:
                matches.append(text)
    assert slowest < 2
    assert matches == []
    figure("odd texts looked up: 0 errors, 0 matches", asked)


def environment(root, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FACTCHECK")}
    return kept | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"} | more


PIPED = {
    "a look-up": 'lookup --words-only --file "$CLAIMS" --format jsonl',
    "a look-up in words": 'lookup --words-only --file "$CLAIMS"',
    "an export": "export --format jsonl",
    "an export of a table": "export --format csv",
    "changes": "changes --since 2000",
    "help": "--help",
}


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize("name", PIPED)
def test_a_reader_that_has_enough_ends_it_in_silence(name, words_db, root, tmp_path, figure):
    claims = tmp_path / "claims.txt"
    claims.write_text(f"{CLAIM}\n" * 400, encoding="utf-8")
    ended = subprocess.run(
        [
            "bash",
            "-c",
            f"{sys.executable} -m factcheck {PIPED[name]} | head -1; echo ${{PIPESTATUS[0]}}",
        ],
        cwd=root,
        env=environment(root, FACTCHECK_DB=str(words_db), CLAIMS=str(claims)),
        capture_output=True,
        check=False,
        timeout=120,
    )

    assert ended.stdout.splitlines()[-1] == b"0"
    assert ended.stderr == b""
    figure("pipes and signals", 1)


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
def test_a_look_up_ends_within_two_seconds_of_a_signal(sent, status, words_db, root, figure):
    with subprocess.Popen(
        [sys.executable, "-m", "factcheck", "lookup", "-", "--words-only", "--format", "jsonl"],
        env=environment(root, FACTCHECK_DB=str(words_db)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(f"{CLAIM}\n".encode())
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(sent)
        begun = time.monotonic()
        assert process.wait(timeout=30) == status
        assert time.monotonic() - begun < 2
        assert process.stderr.read() == b""
    figure("pipes and signals", 1)


@pytest.mark.nightly
def test_the_same_bytes_come_out_whatever_the_batch_the_threads_and_the_hash_seed(
    root, tmp_path, figure
):
    table = tmp_path / "records.csv"
    table.write_bytes(as_csv(records(120)))
    claims = tmp_path / "claims.txt"
    asked = [row["claim"].replace("years", "months") for row in records(70)]
    claims.write_text("\n".join(asked) + "\n", encoding="utf-8")
    outputs = set()
    for seed, threads, batch in ((0, 1, 7), (1, 2, 500), (7, 4, 32)):
        more = {
            "PYTHONHASHSEED": str(seed),
            "OMP_NUM_THREADS": str(threads),
            "FACTCHECK_DB": str(tmp_path / f"{seed}.db"),
        }

        def run(*arguments, more=more):
            return subprocess.run(
                [sys.executable, "-m", "factcheck", *map(str, arguments)],
                env=environment(root, **more),
                capture_output=True,
                check=False,
                timeout=120,
            ).stdout

        run("ingest", table, "--words-only", "--batch-size", batch, "--quiet")
        day = ("--today", "2024-05-06")
        outputs.add(
            (
                run("export", "--format", "jsonl"),
                run("export", "--format", "csv"),
                run("lookup", "--words-only", "--file", claims, "--format", "jsonl", *day)
                if seed != 7
                else b"",
            )
        )
    exports = {(jsonl, comma) for jsonl, comma, _ in outputs}
    answers = {answer for _, _, answer in outputs if answer}

    assert len(exports) == 1
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) == 70
    figure("runs with the same bytes", 3)


def test_an_answer_does_not_depend_on_what_is_asked_beside_it(db, figure):
    asked = [row["claim"].replace("years", "days") for row in records(66)]
    shuffled = random.Random(5).sample(asked, len(asked))
    with open_store(db) as store:
        together = dict(zip(asked, Lookup(store, StandIn()).answers(asked), strict=True))
        otherwise = dict(zip(shuffled, Lookup(store, StandIn()).answers(shuffled), strict=True))
        alone = {claim: Lookup(store, StandIn()).answer(claim) for claim in asked[:20]}

    assert together == otherwise
    assert alone == {claim: together[claim] for claim in alone}
    figure("answers alone, together and shuffled", len(asked))


SPOILED = {
    "not a number": np.full(64, np.nan, "<f2").tobytes(),
    "infinite": np.full(64, np.inf, "<f2").tobytes(),
    "zero": np.zeros(64, "<f2").tobytes(),
    "too short": b"short",
    "empty": b"",
    "too long": np.ones(640, "<f2").tobytes(),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_vector_is_never_ranked_and_the_doctor_names_it(
    kind, db, tmp_path, command, figure
):
    path = tmp_path / "claims.db"
    shutil.copyfile(db, path)
    with open_store(path, mode="write") as store:
        numbers = range(1, 150)
        store.connection.executemany(
            "UPDATE vectors SET vector = ? WHERE fact_check = ?",
            [(SPOILED[kind], number) for number in numbers],
        )
        loaded = set(store.vectors.load(StandIn.id)[0].tolist())
        assert loaded.isdisjoint(numbers)
        answers = list(Lookup(store, StandIn()).answers(row["claim"] for row in records(20)))
        assert all(np.isfinite([m.score for m in answer.matches]).all() for answer in answers)
    ended = command("doctor", "--db", path)

    assert ended.returncode != 0
    assert b"149" in ended.stdout + ended.stderr
    figure("spoiled vectors, none ranked", len(numbers))


def test_vectors_of_another_encoder_are_refused_by_name(db):
    class Other(StandIn):
        id = "another/1"

    with open_store(db) as store, pytest.raises(FactCheckError, match=r"another/1|stand-in/1"):
        Lookup(store, Other())


OFFLINE = {
    "a look-up": ("lookup", CLAIM, "--words-only"),
    "a look-up by meaning": ("lookup", "The lake has dried up since 2019"),
    "a list": ("lookup", "--words-only", "--file", "CLAIMS"),
    "an ingest": ("ingest", "TABLE", "--words-only"),
    "an ingest by meaning": ("ingest", "TABLE"),
    "an ingest of a page with pictures": ("ingest", "PAGE", "--words-only"),
    "an export": ("export",),
    "stats": ("stats",),
    "doctor": ("doctor",),
    "changes": ("changes", "--since", "2000"),
}


@pytest.mark.parametrize("name", OFFLINE)
def test_nothing_is_sent_anywhere(name, words_db, own_process, tmp_path, figure):
    path = tmp_path / "claims.db"
    shutil.copyfile(words_db, path)
    files = {"CLAIMS": tmp_path / "claims.txt", "TABLE": tmp_path / "x.csv"}
    files["PAGE"] = tmp_path / "x.html"
    files["CLAIMS"].write_text(f"{CLAIM}\nhttps://evil.example/post\n", encoding="utf-8")
    files["TABLE"].write_bytes(as_csv(records(30, first=900)))
    review = {"@type": "ClaimReview", "claimReviewed": CLAIM, "url": "https://evil.example/1"}
    files["PAGE"].write_text(
        "<!DOCTYPE html SYSTEM 'http://evil.example/x.dtd'><html><link rel=stylesheet "
        "href=https://evil.example/x.css><img src=https://evil.example/x.png>"
        f"<script type='application/ld+json'>{json.dumps(review)}</script></html>",
        encoding="utf-8",
    )
    arguments = [files.get(word, word) for word in OFFLINE[name]]
    told = own_process("watched.py", *arguments, FACTCHECK_DB=str(path))

    assert told["reached"] == []
    assert told["status"] in (0, 1)
    figure("commands without a socket", 1)


def test_the_watch_sees_a_socket(own_process):
    assert own_process("watched.py", "--itself")["reached"] != []


@pytest.fixture
def newcomer(tmp_path):
    """An environment in which no library has been used before, and none is told to be silent."""
    home, cache = tmp_path / "home", cache_folder(os.environ)
    home.mkdir()
    places = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME"), str(home))
    return places | {"ORT_DISABLE_TELEMETRY": "", "FACTCHECK_CACHE": str(cache)}


def test_no_library_leaves_anything_in_the_home_of_who_asks(words_db, command, newcomer):
    ended = command("lookup", CLAIM, "--db", words_db, env=newcomer)

    assert ended.returncode == 0
    assert list(Path(newcomer["HOME"]).rglob("*")) == []


@pytest.mark.nightly
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_the_kernel_sees_no_connection(words_db, root, newcomer, tmp_path):
    """Python's hook sees nothing of what libraries in C++ open, some seconds after they loaded."""
    calls = tmp_path / "calls"
    traced = ["strace", "-f", "-e", "trace=network", "-o", str(calls), sys.executable]
    linger = (
        "import sys, time; from factcheck.cli.app import run; run(sys.argv[1:]); time.sleep(20)"
    )
    subprocess.run(
        [*traced, "-c", linger, "lookup", CLAIM, "--db", str(words_db)],
        check=True,
        capture_output=True,
        env=environment(root) | newcomer,
    )

    assert "exited with 0" in calls.read_text()
    assert "AF_INET" not in calls.read_text()


def installed(tmp_path, fault):
    """Lay weights with a fault where Python finds them before the installed ones."""
    try:
        there = find_wheel_file()
    except EncoderUnavailable as error:
        pytest.skip(f"no bundled encoder on this platform: {error}")
    package = tmp_path / "installed" / there.parent.name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('nobody imports this')\n")
    weights = there.read_bytes()
    spoiled = bytearray(weights)
    spoiled[len(spoiled) // 2] ^= 1
    kept = {"damaged": bytes(spoiled), "cut short": weights[:100_000], "empty": b""}
    if fault in kept:
        (package / there.name).write_bytes(kept[fault])
    return package.parent


def looked_up(words_db, tmp_path, *paths):
    """Look a claim up with *paths* before everything that is installed, and no cache."""
    ended = subprocess.run(
        [sys.executable, "-m", "factcheck", "lookup", CLAIM, "--format", "json"],
        cwd=tmp_path,
        env=environment(
            paths[0],
            PYTHONPATH=os.pathsep.join(map(str, paths)),
            FACTCHECK_DB=str(words_db),
            FACTCHECK_CACHE=str(tmp_path / "cache"),
        ),
        capture_output=True,
        check=False,
        timeout=120,
    )
    return ended, json.loads(ended.stdout)


@pytest.mark.parametrize("fault", ["missing", "damaged", "cut short", "empty"])
def test_weights_that_are_gone_or_damaged_leave_an_answer_by_words_that_says_so(
    fault, words_db, root, tmp_path, figure
):
    ended, answer = looked_up(words_db, tmp_path, installed(tmp_path, fault), root)

    assert ended.returncode == 0
    assert answer["engine"] == "words"
    assert any("compared by words only" in note for note in answer["notes"])
    assert b"Traceback" not in ended.stderr
    figure("faults of the weights", 1)


@pytest.mark.parametrize("name", ["weights.bin", "head.npz"])
@pytest.mark.parametrize("fault", ["missing", "cut short", "empty"])
def test_without_the_reranker_the_encoder_answers_alone_and_says_so(
    name, fault, root, tmp_path, figure
):
    from factcheck.neural.encoder import default_encoder

    try:
        encoder = default_encoder(lambda message: None)
    except EncoderUnavailable as error:
        pytest.skip(f"no bundled encoder on this platform: {error}")
    table = tmp_path / "records.csv"
    table.write_bytes(as_csv(records(4)))
    with open_store(tmp_path / "claims.db", mode="write") as store:
        ingest(table, store, encoder)
    damaged = copied_package(root, tmp_path) / "neural" / "interaction_head_weights" / name
    content = damaged.read_bytes()
    damaged.unlink()
    if fault != "missing":
        damaged.write_bytes(content[: len(content) // 2] if fault == "cut short" else b"")
    asked = "The market number 1 was closed for several years, people say."
    ended = subprocess.run(
        [sys.executable, "-m", "factcheck", "lookup", asked, "--format", "json"],
        cwd=tmp_path,
        env=environment(tmp_path / "copy", FACTCHECK_DB=str(tmp_path / "claims.db"), **cache()),
        capture_output=True,
        check=False,
        timeout=120,
    )

    assert ended.returncode in (0, 1), ended.stderr
    answer = json.loads(ended.stdout)
    assert answer["engine"] == "words+vectors"
    assert [note for note in answer["notes"] if "not read in pairs" in note]
    figure("faults of the weights", 1)


@pytest.mark.parametrize("name", ["weights.bin", "head.npz"])
def test_doctor_names_a_changed_bit_of_the_reranker(name, root, words_db, tmp_path, figure):
    damaged = copied_package(root, tmp_path) / "neural" / "interaction_head_weights" / name
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.unlink()
    damaged.write_bytes(content)
    ended = subprocess.run(
        [sys.executable, "-m", "factcheck", "doctor", "--format", "json"],
        cwd=tmp_path,
        env=environment(tmp_path / "copy", FACTCHECK_DB=str(words_db), **cache()),
        capture_output=True,
        check=False,
        timeout=120,
    )
    told = json.loads(ended.stdout)

    assert (ended.returncode, told["sound"]) == (1, False)
    (text,) = (
        finding["text"]
        for finding in told["findings"]
        if finding["name"] == "encoder_interaction_head"
    )
    assert text.endswith(
        f"interaction_head_weights is damaged: {name} is missing or not as it was written; "
        "install factcheck again"
    )
    figure("faults of the weights", 1)


def copied_package(root, tmp_path):
    """Give a copy of the package in which a file may be replaced."""
    copy = tmp_path / "copy" / "factcheck"
    # Linked: the weights that are not touched are large.
    shutil.copytree(
        root / "factcheck",
        copy,
        copy_function=os.link,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return copy


def cache():
    """Let a child find the encoder that was converted already."""
    known = os.environ.get("FACTCHECK_CACHE")
    return {"FACTCHECK_CACHE": known} if known else {}


def test_a_folder_without_a_model_is_one_line(words_db, tmp_path, command):
    (tmp_path / "model.onnx").write_bytes(b"no network")
    ended = command("lookup", CLAIM, "--db", words_db, "--encoder", tmp_path)

    assert ended.returncode == 2
    assert ended.stderr.count(b"\n") == 1


def test_floods_of_characters_that_expand_meet_no_native_code_of_the_wheel(
    own_process, times, figure
):
    try:
        told = own_process("flooded.py", times, **cache())
    except AssertionError as error:
        if "EncoderUnavailable" in str(error):
            pytest.skip("no bundled encoder on this platform")
        raise

    assert (told["native"], told["imported"]) == ([], False)
    assert told["cut"] > 100
    figure("floods of characters that expand: 0 crashes", told["cut"])


def lines(count):
    """Give a stream of JSON Lines without holding it."""

    class Lines(io.RawIOBase):
        def __init__(self):
            self._left = iter(range(count))
            self._ready = b""

        def readable(self):
            return True

        def readinto(self, buffer):
            while len(self._ready) < len(buffer):
                n = next(self._left, None)
                if n is None:
                    break
                row = {
                    "claim": f"The bridge {n} was closed",
                    "publisher": "P",
                    "url": f"https://p.example/{n}",
                }
                self._ready += json.dumps(row).encode() + b"\n"
            taken, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
            buffer[: len(taken)] = taken
            return len(taken)

    return io.BufferedReader(Lines())


def peak(count):
    tracemalloc.start()
    with open_input(lines(count), "lines.jsonl") as opened:
        found = sum(1 for _ in read_records(opened, ReadOptions()))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == count
    return most


@pytest.mark.nightly
def test_memory_does_not_grow_with_the_list(times, figure):
    peak(200)
    few, many = peak(1_000), peak(10_000 * times)

    assert many - few < 10_000_000
    figure("lines in bounded memory", 10_000 * times)


def test_a_line_without_end_is_a_problem_of_its_own(words_db, root, figure):
    asked = CLAIM.encode() + b"\n" + b"x" * 20_000_000 + b"\n" + CLAIM.encode() + b"\n"
    ended = subprocess.run(
        [sys.executable, "-m", "factcheck", "lookup", "-", "--words-only", "--format", "jsonl"],
        env=environment(root, FACTCHECK_DB=str(words_db)),
        input=asked,
        capture_output=True,
        check=False,
        timeout=120,
    )
    answers = [json.loads(line) for line in ended.stdout.splitlines()]

    assert ended.returncode == 2
    assert [answer["line"] for answer in answers] == [1, 2, 3]
    assert answers[0]["decision"] == answers[2]["decision"] == "match"
    figure("lines in bounded memory", 3)
