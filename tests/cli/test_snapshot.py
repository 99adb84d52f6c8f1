import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import ClassVar

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def snapshot(factcheck, store):
    def takes(*arguments):
        return factcheck("snapshot", "--db", store, *arguments)

    return takes


def test_it_says_in_one_line_what_was_done(snapshot, tmp_path):
    place = tmp_path / "copy.db"
    first, again = snapshot(place), snapshot(place)

    assert (first.status, first.out) == (0, "")
    assert first.err.startswith(f"factcheck: snapshot written: {place} (4 fact-checks, ")
    assert again.status == 0
    assert again.err.startswith(f"factcheck: nothing new: {place} holds the same already (4 ")


def test_a_script_is_told_what_it_needs_to_pass_the_copy_on(snapshot, store, tmp_path):
    place = tmp_path / "copy.db"
    ended = snapshot(place, "--format", "json")
    told = json.loads(ended.out)

    assert ended.err == ""
    assert told == {
        "schema_version": told["schema_version"],
        "snapshot": str(place),
        "store": str(store),
        "outcome": "written",
        "sha256": sha256(place.read_bytes()).hexdigest(),
        "size_bytes": place.stat().st_size,
        "fact_checks": 4,
        "vectors": 0,
        "pending_vectors": 4,
        "encoder": "",
    }


def test_quiet_says_nothing_but_errors(snapshot, tmp_path):
    assert snapshot(tmp_path / "copy.db", "--quiet") == (0, "", "")
    refused = snapshot(tmp_path, "--quiet")

    assert refused.status == 2
    assert refused.err.count("\n") == 1


def test_the_copy_answers_as_the_store_does(snapshot, lookup, factcheck, tmp_path):
    claim = "Boiled onions cure malaria within two days."
    place = tmp_path / "copy.db"
    snapshot(place)

    assert factcheck("lookup", "--db", place, "--words-only", claim).out == lookup(claim).out


def test_another_file_stays_unless_it_is_forced(snapshot, tmp_path):
    place = tmp_path / "kept"
    place.write_text("years of work")
    refused = snapshot(place)

    assert refused.status == 2
    assert refused.err.endswith("--force replaces it\n")
    assert place.read_text() == "years of work"
    assert snapshot(place, "--force").status == 0


def test_without_a_store_nothing_is_copied(factcheck, tmp_path):
    ended = factcheck("snapshot", tmp_path / "copy.db", "--db", tmp_path / "none.db")

    assert ended.status == 2
    assert "does not exist" in ended.err
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_ctrl_c_leaves_nothing_behind(argv, store, tmp_path):
    large = tmp_path / "large.db"
    shutil.copyfile(store, large)
    with closing(sqlite3.connect(large)) as connection, connection:
        connection.execute("CREATE TABLE ballast(bytes)")
        connection.execute("INSERT INTO ballast VALUES(zeroblob(100000000))")
    folder = tmp_path / "shared"
    folder.mkdir()
    with subprocess.Popen(
        [*argv, "snapshot", folder / "copy.db", "--db", large], stderr=subprocess.PIPE
    ) as process:
        while not list(folder.glob(".unfinished-*/*")) and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]

    assert process.returncode == 130
    assert said == b""
    assert list(folder.iterdir()) == []


class Shared(SimpleHTTPRequestHandler):
    answers: ClassVar[list[int]] = []

    def log_message(self, *_):
        pass

    def log_request(self, code="-", size="-"):
        self.answers.append(int(code))


@pytest.fixture
def served(tmp_path):
    folder = tmp_path / "served"
    folder.mkdir()
    Shared.answers.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Shared, directory=folder)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.skipif(not (which("curl") and which("bash")), reason="needs curl and bash")
def test_the_lines_of_the_page_on_sharing_run_and_fetch_only_what_is_new(
    argv, factcheck, store, served, tmp_path
):
    page = (ROOT / "docs" / "sharing.md").read_text("utf-8")
    lines = re.search(r"<!-- example -->\n```sh\n(.*?)```", page, re.S)[1]
    folder, address = served
    lines = lines.replace("/srv/www", str(folder)).replace("https://a.example", address)
    own = tmp_path / "own.db"
    shutil.copyfile(store, own)
    ours = f'factcheck() {{ {shlex.join(argv)} "$@"; }}\n'
    desk = tmp_path / "desk"
    desk.mkdir()

    def run_the_lines():
        return subprocess.run(
            ["bash", "-euc", ours + lines],
            cwd=desk,
            env=os.environ | {"FACTCHECK_DB": str(own), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
            timeout=60,
        )

    first, again = run_the_lines(), run_the_lines()
    (tmp_path / "more.csv").write_text("claim,publisher\nThe well was dry for 3 years.,Well Desk\n")
    factcheck("ingest", tmp_path / "more.csv", "--db", own, "--words-only", "--quiet")
    # A server tells whole seconds: a change within one of them would pass unseen.
    os.utime(desk / "claims.db", (1, 1))
    later = run_the_lines()

    assert "Bridge Watch" in first.stdout
    assert "snapshot written" in first.stderr
    assert "nothing new" in again.stderr
    assert "snapshot replaced" in later.stderr
    assert Shared.answers == [200, 304, 200]
    assert (desk / "claims.db").read_bytes() == (folder / "claims.db").read_bytes()
