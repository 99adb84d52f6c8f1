"""The service as a process: its start, its end, and clients that never finish a request."""

import json
import os
import re
import socket
import subprocess
import sys

import pytest

from factcheck.cli.app import run
from factcheck.serve.server import address_of, listen, warning_about

# As a shell would start it, with little patience.
_IMPATIENT = """
import sys
from factcheck.serve import server
server._REQUEST_SECONDS = 1.0
from factcheck.cli.app import run
sys.exit(run(sys.argv[1:]))
"""
_BODY = b'{"claim": "The old bridge was closed for 12 years."}'


def posted(body):
    """Return the header of a request with *body*."""
    return (
        b"POST /api/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    )


# Networks that have begun with a list, and never end.
_ENDLESS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from factcheck.serve import server, warm_lookup
server._GRACE_SECONDS = warm_lookup._PATIENCE_SECONDS = 0.2
def answers(*_):
    with ThreadPoolExecutor(1) as networks:
        yield networks.submit(Event().wait).result()
warm_lookup.Lookup.answers = answers
from factcheck.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def process(served_store, request):
    """Start a service, and give it with the function that connects to it."""
    program = getattr(request, "param", _IMPATIENT)
    arguments = ["serve", "--port", "0", "--words-only", "--db", str(served_store)]
    started = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    line = started.stderr.readline().decode()
    port = int(re.search(r"at http://127\.0\.0\.1:(\d+)/\n", line)[1])
    try:
        yield started, lambda: socket.create_connection(("127.0.0.1", port), timeout=60)
    finally:
        started.kill()
        started.communicate()


def everything(connection):
    """Read until the other side closes."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_half_a_request_is_closed_and_one_that_has_begun_is_answered_after_sigterm(process):
    started, connect = process
    with connect() as half, connect() as silent, connect() as broken:
        half.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc")
        broken.sendall(b"no HTTP at all\r\n\r\n")
        closed = everything(half), everything(silent)
        refused = everything(broken)
    with connect() as connection:
        connection.sendall(posted(_BODY) + _BODY[:10])
        # Its answer shows that the service has taken both connections.
        with connect() as other:
            other.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            healthy = everything(other)
        started.terminate()
        connection.sendall(_BODY[10:])
        answer = everything(connection)
    _, log = started.communicate(timeout=60)

    assert closed == (b"", b"")
    assert refused.startswith(b"HTTP/1.1 400 ")
    assert healthy.startswith(b"HTTP/1.1 200 ")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"decision": "match"' in answer
    assert started.returncode == 0
    assert b"Traceback" not in log


@pytest.mark.parametrize("process", [pytest.param(_ENDLESS, id="endless")], indirect=True)
def test_a_list_that_takes_too_long_is_refused_after_sigterm_and_keeps_nobody_waiting(process):
    started, connect = process
    body = json.dumps({"claims": ["The old bridge was closed."] * 17}).encode()
    with connect() as connection:
        connection.sendall(posted(body) + body)
        with connect() as other:
            other.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            healthy = everything(other)
        started.terminate()
        answer = everything(connection)
    _, log = started.communicate(timeout=60)

    assert healthy.startswith(b"HTTP/1.1 200 ")
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after" in answer.lower()
    assert started.returncode == 0
    assert b"Traceback" not in log


def test_a_port_that_is_taken_is_one_line(served_store, capsys):
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        status = run(["serve", "--port", str(port), "--db", str(served_store), "--words-only"])
    said = capsys.readouterr().err

    assert status == 2
    assert said.startswith(f"factcheck: cannot listen at 127.0.0.1 port {port}: ")
    assert said.endswith("; try another --port\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        pytest.param(["--db", "nowhere.db"], "run 'factcheck ingest' first", id="no store"),
        pytest.param(["--host", "no such host"], "; try another --host", id="no host"),
        pytest.param(["--host", "192.0.2.1"], "; try another --host", id="another machine's"),
        pytest.param(["--host", ""], "--host is empty", id="empty host"),
        pytest.param(["--write"], "--write needs a token", id="no token"),
        pytest.param(["--write", "--token-file", "nowhere"], "cannot be read", id="no file"),
        pytest.param(["--write", "--token-file", "short"], "too short", id="short token"),
    ],
)
def test_a_service_that_cannot_start_says_why(
    options, reason, served_store, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FACTCHECK_TOKEN", raising=False)
    (tmp_path / "short").write_text("secret\n", "utf-8")
    status = run(["serve", "--port", "0", "--words-only", "--db", str(served_store), *options])
    said = capsys.readouterr().err

    assert status == 2
    assert reason in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "address", "is_open"),
    [
        pytest.param("127.0.0.1", "http://127.0.0.1:", False, id="loopback"),
        pytest.param("::1", "http://[::1]:", False, id="loopback, IPv6"),
        pytest.param("0.0.0.0", "http://0.0.0.0:", True, id="all addresses"),
    ],
)
def test_an_address_that_others_can_reach_is_warned_of(host, address, is_open):
    with listen(host, 0) as listening:
        assert address_of(listening).startswith(address)
        assert bool(warning_about(listening)) is is_open
