"""What is kept as WARC is read back by a reader that is not ours."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from odd_servers import HOST, http
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from factcheck.errors import InputError
from factcheck.web.client import Fetcher, FetchLimits
from factcheck.web.network import Network
from factcheck.web.warc import WarcFile

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    with WarcFile(tmp_path / "snapshots", lambda: NOW) as file:
        yield file


def records(path):
    with path.open("rb") as stream:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.http_headers,
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream)
        ]


def test_an_answer_is_kept_with_its_address_headers_and_body(file):
    file.keep("https://pub.example/č?x=1", 200, [("content-type", "text/html")], b"<p>\xc4\x8d")
    [about, (kind, url, headers, body)] = records(file.path)

    assert about[0] == "warcinfo"
    assert (kind, url, body) == ("response", "https://pub.example/č?x=1", b"<p>\xc4\x8d")
    assert headers.get_statuscode() == "200"
    assert headers.get_header("Content-Type") == "text/html"
    assert file.path.name.startswith("factcheck-20240506070809-")


def test_cookies_and_the_packing_of_the_wire_are_left_out(file):
    named = [("set-cookie", "a=b"), ("content-encoding", "gzip"), ("content-length", "7")]
    file.keep("https://pub.example/", 200, named, b"longer than seven")
    headers = records(file.path)[1][2]

    assert headers.headers == [("Content-Length", "17")]


def test_what_a_server_says_cannot_forge_a_record(file):
    forged = b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    file.keep("https://pub.example/", 200, [("x-odd", "a")], forged)
    file.keep("https://pub.example/2", 404, [], b"")

    assert [record[0] for record in records(file.path)] == ["warcinfo", "response", "response"]
    assert records(file.path)[1][3] == forged


def test_every_digest_holds(file, capsys):
    for number in range(20):
        file.keep(f"https://pub.example/{number}", 200, [("a", "b")], bytes([number]) * 9_999)
    arguments = type("Arguments", (), {"inputs": [str(file.path)], "verbose": True, "format": None})
    checker = Checker(arguments)
    checker.process_all()

    assert checker.exit_value == 0
    assert "digest failed" not in capsys.readouterr().out


def test_nothing_is_written_over(file, tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        WarcFile(tmp_path / "snapshots", lambda: NOW)


def test_nothing_is_kept_once_the_file_is_closed(file):
    file.__exit__(None, None, None)
    file.keep("https://pub.example/", 200, [], b"x")

    assert len(records(file.path)) == 1


def test_a_page_is_kept_with_its_redirects_and_without_its_robots_txt(file, serve, no_trust):
    def script(connection, path):
        if path == "/robots.txt":
            return connection.sendall(http(status="404 Not Found"))
        if path == "/1":
            return connection.sendall(http(status="301 Moved Permanently", location="/2"))
        return connection.sendall(http(b"<p>the page</p>"))

    server = serve(script)
    fetcher = Fetcher(
        FetchLimits(pause_seconds=0.0, ports=frozenset({server.port})),
        network=Network(
            resolve=lambda host, port: ["127.0.0.1"],
            also_allowed=frozenset({("127.0.0.1", server.port)}),
        ),
        ssl_context=no_trust,
        on_response=file.keep,
    )
    fetcher.fetch(f"http://{HOST}:{server.port}/1")
    kept = [(url, head.get_statuscode(), body) for _, url, head, body in records(file.path)[1:]]

    assert kept == [
        (f"http://{HOST}:{server.port}/1", "301", b""),
        (f"http://{HOST}:{server.port}/2", "200", b"<p>the page</p>"),
    ]


def test_without_the_extra_it_is_named(tmp_path):
    code = (
        "import sys; sys.modules['warcio'] = None; sys.modules['warcio.warcwriter'] = None\n"
        "from pathlib import Path\n"
        "from factcheck.web.warc import WarcFile\n"
        "from factcheck.store.clock import utc_now\n"
        "from factcheck.errors import MissingExtra\n"
        "try: WarcFile(Path(sys.argv[1]), utc_now)\n"
        "except MissingExtra as error: print(error)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "x"],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )

    assert "factcheck-claims[warc]" in ended.stdout
    assert not (tmp_path / "x").exists()
