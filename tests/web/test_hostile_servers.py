"""Servers that are broken, hostile or merely odd: each ends in one named error, in time."""

import gzip
import time
import tracemalloc
import zlib

import pytest
from odd_servers import HOST, WatchedSockets, http

from factcheck.errors import SourceError, SourceNotFound, SourceRefused, SourceUnavailable

DEADLINE = 0.6
MILLION = b"x" * 1_000_000


def dripping(head, drop, pause=0.02):
    def script(connection, _path):
        connection.sendall(head)
        while True:
            time.sleep(pause)
            connection.sendall(drop)

    return script


def endless(head, piece=b"x" * 65_536):
    def script(connection, _path):
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return script


def silent(connection, _path):
    connection.recv(1)


def closing(_connection, _path):
    return


def silent_after(head):
    def script(connection, _path):
        connection.sendall(head)
        connection.recv(1)

    return script


def redirecting(*locations):
    """Give a script whose pages lead to *locations* in turn: /0 to the first, and so on."""

    def script(connection, path):
        if path == "/robots.txt":
            return connection.sendall(http(status="404 Not Found"))
        number = int(path.strip("/") or 0) if path.strip("/").isdecimal() else 0
        place = locations[number % len(locations)]
        return connection.sendall(http(status="302 Found", location=place))

    return script


def robots(text, status="200 OK"):
    def script(connection, path):
        rules = http(text, status, content_type="text/plain")
        connection.sendall(rules if path == "/robots.txt" else http(b"<title>x</title>"))

    return script


def nested_gzip(layers):
    packed = MILLION * 10
    for _ in range(layers):
        packed = gzip.compress(packed, mtime=0)
    return packed


def without_robots(script):
    """Let the page be asked for at once."""

    def polite_at_first(connection, path):
        if path == "/robots.txt":
            connection.sendall(http(status="404 Not Found"))
        elif callable(script):
            script(connection, path)
        else:
            connection.sendall(script)

    return polite_at_first


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
BOMB = gzip.compress(MILLION * 40, mtime=0)
HALF = gzip.compress(b"<title>whole</title>" * 500, mtime=0)[:40]
BAD_SUM = gzip.compress(b"<title>x</title>", mtime=0)[:-8] + b"\0" * 8

# What the server does, which error, and a part of its message.
SCENARIOS = {
    "body a letter at a time": (dripping(HEAD + b"\r\n", b"x"), SourceUnavailable, "too long"),
    "headers a letter at a time": (dripping(HEAD + b"x-a: ", b"x"), SourceUnavailable, "too long"),
    "a header line at a time": (dripping(HEAD, b"x-a: b\r\n"), SourceUnavailable, "too long"),
    "status line a letter at a time": (
        dripping(b"HTTP/1.1 2", b"0"),
        SourceUnavailable,
        "too long|not HTTP",
    ),
    "chunks of one letter": (dripping(CHUNKED, b"1\r\nx\r\n"), SourceUnavailable, "too long"),
    "early hints without end": (
        dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        SourceUnavailable,
        "too long",
    ),
    "early hints as fast as they go": (
        endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50),
        SourceUnavailable,
        "too long",
    ),
    "silence": (silent, SourceUnavailable, "stopped answering"),
    "silence after the headers": (
        silent_after(HEAD + b"\r\n<html>"),
        SourceUnavailable,
        "stopped answering",
    ),
    "connection closed at once": (closing, SourceUnavailable, "not HTTP"),
    "body without end": (endless(HEAD + b"\r\n"), SourceRefused, "larger than 5,000,000"),
    "chunks without end": (
        endless(CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        SourceRefused,
        "larger than",
    ),
    "chunk extension without end": (
        endless(CHUNKED + b"1;"),
        SourceUnavailable,
        "not HTTP|too long",
    ),
    "header without end": (endless(HEAD + b"x-a: "), SourceUnavailable, "not HTTP"),
    "fifty thousand headers": (
        HEAD + b"x-a: b\r\n" * 50_000 + b"\r\n",
        SourceUnavailable,
        "not HTTP",
    ),
    "page of 20 MB": (http(MILLION * 20), SourceRefused, "larger than 5,000,000 bytes"),
    "20 MB without saying so": (
        http(MILLION * 20, content_length=""),
        SourceRefused,
        "larger than",
    ),
    "length of thirty digits": (
        http(b"x", content_length="9" * 30),
        SourceError,
        "larger than|not HTTP",
    ),
    "negative length": (http(b"x", content_length="-1"), SourceUnavailable, "not HTTP"),
    "two lengths": (
        HEAD + b"content-length: 1\r\ncontent-length: 2\r\n\r\nxx",
        SourceUnavailable,
        "not HTTP",
    ),
    "less than promised": (
        http(b"<html>", content_length="9999"),
        SourceUnavailable,
        "not HTTP|stopped answering",
    ),
    "gzip bomb": (http(BOMB, content_encoding="gzip"), SourceRefused, "larger than"),
    "gzip of gzip of gzip named once": (
        http(nested_gzip(3), content_encoding="gzip"),
        SourceRefused,
        "character set",
    ),
    "gzip named twice": (
        http(nested_gzip(2), content_encoding="gzip, gzip"),
        SourceRefused,
        "packed with",
    ),
    "gzip cut off": (http(HALF, content_encoding="gzip"), SourceUnavailable, "ends in the middle"),
    "gzip with a wrong sum": (http(BAD_SUM, content_encoding="gzip"), SourceUnavailable, "damaged"),
    "gzip that is none": (http(b"<html>", content_encoding="gzip"), SourceUnavailable, "damaged"),
    "gzip of nothing": (http(b"", content_encoding="gzip"), SourceUnavailable, "empty"),
    "brotli": (http(b"\x0b\x02", content_encoding="br"), SourceRefused, "packed with 'br'"),
    "deflate": (
        http(zlib.compress(MILLION), content_encoding="deflate"),
        SourceRefused,
        "packed with",
    ),
    "an unheard-of packing": (
        http(b"x", content_encoding="\x1b[31mzstd"),
        SourceError,
        "packed with|not HTTP",
    ),
    "HTTP 0.9": (b"<html>hello</html>", SourceUnavailable, "not HTTP"),
    "a line of another protocol": (b"220 mail ESMTP ready\r\n", SourceUnavailable, "not HTTP"),
    "binary garbage": (bytes(range(256)) * 40, SourceUnavailable, "not HTTP"),
    "a status of letters": (b"HTTP/1.1 abc OK\r\n\r\n", SourceUnavailable, "not HTTP"),
    "a status of 999": (http(b"x", "999 Odd"), SourceUnavailable, "999|not HTTP"),
    "another protocol after an upgrade": (
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
        SourceUnavailable,
        "101|not HTTP",
    ),
    "control characters in a header": (
        HEAD + b"x-a: \x00\x07\r\n\r\nx",
        SourceUnavailable,
        "not HTTP",
    ),
    "folded header with a line break": (
        HEAD + b"location: a\r\n b\r\nx y: z\r\n\r\n",
        SourceUnavailable,
        "not HTTP",
    ),
    "no page at all": (http(b" \n "), SourceUnavailable, "empty page"),
    "a picture": (http(b"\x89PNG", content_type="image/png"), SourceRefused, "'image/png'"),
    "a drawing that runs scripts": (
        http(b"<svg/>", content_type="image/svg+xml"),
        SourceRefused,
        "only pages",
    ),
    "a film called a page later": (
        http(b"x", content_type="video/mp4; text/html"),
        SourceRefused,
        "video/mp4",
    ),
    "no type": (http(b"<html>", content_type=""), SourceRefused, "does not say what it is"),
    "letters of another set": (
        http("č".encode("cp1250") * 400),
        SourceRefused,
        "not in the character set utf-8",
    ),
    "a set that Python runs as a program": (
        http(zlib.compress(b"x" * 500), content_type="text/html; charset=zlib_codec"),
        SourceRefused,
        "character set 'zlib_codec' is not known",
    ),
    "a set that fails on purpose": (
        http(b"\xff" * 500, content_type="text/html; charset=undefined"),
        SourceRefused,
        "character set 'undefined'",
    ),
    "not there": (http(b"", "404 Not Found"), SourceNotFound, "gone: HTTP status 404"),
    "taken away": (http(b"", "410 Gone"), SourceNotFound, "gone: HTTP status 410"),
    "forbidden": (http(b"", "403 Forbidden"), SourceUnavailable, "HTTP status 403"),
    "broken": (http(b"", "500 Oops"), SourceUnavailable, "HTTP status 500"),
    "an error page without end": (
        endless(b"HTTP/1.1 500 Oops\r\n\r\n"),
        SourceUnavailable,
        "status 500",
    ),
    "too many requests": (
        http(b"", "429 Slow Down", retry_after="120"),
        SourceUnavailable,
        "asks to wait 120 seconds",
    ),
    "maintenance until a date": (
        http(
            b"",
            "503 Later",
            date="Mon, 06 May 2024 07:00:00 GMT",
            retry_after="Mon, 06 May 2024 08:00:00 GMT",
        ),
        SourceUnavailable,
        "asks to wait 3,600 seconds",
    ),
    "rest for a thousand years": (
        http(b"", "429 Slow Down", retry_after="9" * 40),
        SourceUnavailable,
        "wait 86,400 seconds",
    ),
    "rest until nonsense": (
        http(b"", "429 Slow Down", retry_after="soon"),
        SourceUnavailable,
        "asks to wait 60",
    ),
    "round in a circle": (redirecting("/1", "/0"), SourceUnavailable, "round in a circle"),
    "to itself": (redirecting("/0"), SourceUnavailable, "round in a circle"),
    "on and on": (
        redirecting(*(f"/{n + 1}" for n in range(30))),
        SourceUnavailable,
        "more than 5 times",
    ),
    "redirect to nowhere": (http(b"", "302 Found", location=" "), SourceError, "http"),
    "redirect to a file": (redirecting("file:///etc/passwd"), SourceRefused, "only http"),
    "redirect to gopher": (redirecting("gopher://x.example/"), SourceRefused, "only http"),
    "redirect to a script": (redirecting("javascript:alert(1)"), SourceRefused, "only http"),
    "redirect with a password": (
        redirecting("http://me:secret@pub.example/"),
        SourceRefused,
        "user name or a password",
    ),
    "redirect to the mail port": (redirecting("http://pub.example:25/"), SourceRefused, "port 25"),
    "redirect to this machine": (
        redirecting("http://127.0.0.1/"),
        SourceRefused,
        "not fetched from: .*loopback",
    ),
    "redirect to a cloud's metadata": (
        redirecting("http://169.254.169.254/latest/meta-data/"),
        SourceRefused,
        "link-local",
    ),
    "redirect to the network at home": (
        redirecting("//192.168.0.1/"),
        SourceRefused,
        "private use",
    ),
    "redirect to another port of this machine": (
        redirecting("http://127.0.0.1:8080/"),
        SourceRefused,
        "loopback",
    ),
    "redirect to what is no address": (redirecting("http://[::1/"), SourceRefused, "no address"),
    "redirect to a broken name": (redirecting("http://xn--/"), SourceError, "http"),
    "redirect to a label too long": (
        redirecting(f"http://{'a' * 70}.example/"),
        SourceRefused,
        "no name of a machine",
    ),
    "redirect of 10,000 letters": (redirecting("/" + "a" * 10_000), SourceRefused, "longer than"),
    "robots.txt says no": (
        robots(b"User-agent: *\nDisallow: /"),
        SourceRefused,
        "asks robots not to",
    ),
    "robots.txt says no to us": (
        robots(b"User-agent: factcheck\nDisallow: /\n\nUser-agent: *\nAllow: /"),
        SourceRefused,
        "asks robots not to",
    ),
    "robots.txt is broken": (
        robots(b"", "500 Oops"),
        SourceUnavailable,
        "robots.txt answered with",
    ),
    "robots.txt asks for rest": (robots(b"", "429 Slow"), SourceUnavailable, "robots.txt answered"),
    "robots.txt leads to this machine": (
        robots(b"", status="301 Moved\r\nlocation: http://127.0.0.1:443/robots.txt"),
        SourceRefused,
        "loopback",
    ),
    "robots.txt without end": (
        lambda connection, path: (
            endless(HEAD + b"\r\n", b"Disallow: /0\n" * 5_000)(connection, path)
            if path == "/robots.txt"
            else connection.sendall(http(b"", "404 Not Found"))
        ),
        SourceNotFound,
        "404",
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_bad_server_ends_in_one_named_line_in_time(name, serve, fetcher_for):
    script, expected, words = SCENARIOS[name]
    server = serve(script if name.startswith("robots") else without_robots(script))
    sockets = WatchedSockets()
    fetcher = fetcher_for(server, sockets=sockets)
    with pytest.raises(expected, match=words) as raised:
        fetcher.fetch(f"http://{HOST}:{server.port}/0")

    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith("http://")
    assert set(sockets.reached) <= {("127.0.0.1", server.port)}


# An empty robots.txt allows everything, and so does one that nobody may read (RFC 9309); the
# scripts that lead in circles have none.
ALLOWS = "no page at all;gzip of nothing;forbidden;round in a circle;to itself;on and on".split(";")
UNREADABLE = [
    name
    for name, (_, expected, _) in SCENARIOS.items()
    if expected is SourceUnavailable and name not in ALLOWS and not name.startswith("robots")
]


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_robots_txt_that_cannot_be_read_in_time_is_no_permission(name, serve, fetcher_for):
    script, _, _ = SCENARIOS[name]
    server = serve(script if callable(script) else lambda connection, _: connection.sendall(script))
    with pytest.raises(SourceError):
        fetcher_for(server).fetch(f"http://{HOST}:{server.port}/0")

    assert all(request.startswith(b"GET /robots.txt ") for request in server.requests)


@pytest.mark.parametrize(
    "body", [pytest.param(BOMB, id="bomb"), pytest.param(nested_gzip(2), id="bomb in a bomb")]
)
def test_a_bomb_takes_little_memory(body, serve, fetcher_for):
    server = serve(http(body, content_encoding="gzip"))
    fetcher = fetcher_for(server, deadline_seconds=5)
    tracemalloc.start()
    with pytest.raises(SourceRefused):
        fetcher.fetch(f"http://{HOST}:{server.port}/")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20_000_000


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="closes"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\nhello", id="speaks without encryption"),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x28", id="refuses"),
        pytest.param(b"\x16\x03\x03\xff\xff" + b"\x00" * 900, id="sends garbage"),
    ],
)
def test_broken_encryption_is_one_named_line(answer, serve, fetcher_for):
    server = serve(lambda connection, _: connection.sendall(answer))
    with pytest.raises(SourceUnavailable, match=r"connected|encryption|stopped"):
        fetcher_for(server).fetch(f"https://{HOST}:{server.port}/")


def test_a_handshake_a_letter_at_a_time_ends_in_time(serve, fetcher_for):
    server = serve(dripping(b"\x16\x03\x03\x00\x7a", b"\x02"))
    with pytest.raises(SourceUnavailable):
        fetcher_for(server, silence_seconds=10).fetch(f"https://{HOST}:{server.port}/")


def test_a_name_that_is_never_answered_ends_in_time(fetcher_for):
    fetcher = fetcher_for(resolve=lambda host, port: time.sleep(3) or [])
    with pytest.raises(SourceUnavailable, match="could not be looked up in time"):
        fetcher.fetch("http://slow.example/")


def test_a_port_where_nobody_listens_is_one_named_line(serve, fetcher_for):
    server = serve(http(b"x"))
    server.stop()
    with pytest.raises(SourceUnavailable, match="could not be connected to"):
        fetcher_for(server).fetch(f"http://{HOST}:{server.port}/")
