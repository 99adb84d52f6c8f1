import gzip
import shutil
import ssl
import subprocess
import threading

import pytest
from odd_servers import HOST, PUBLIC, NoSockets, http

from factcheck.errors import SourceRefused, SourceUnavailable
from factcheck.store.producer import __version__
from factcheck.web.client import Fetcher, FetchLimits
from factcheck.web.network import Network

NO_ROBOTS = http(status="404 Not Found")
PAGE = http(b"<title>fine</title>")


@pytest.fixture
def fetch_with(no_trust, clock):
    """Build a fetcher on answers from memory, in time that passes only by waiting."""

    def fetch_with(*answers, **limits):
        sockets = NoSockets(*answers)
        network = Network(resolve=lambda host, port: [PUBLIC], sockets=sockets)
        fetcher = Fetcher(
            FetchLimits(**limits),
            network=network,
            clock=clock,
            sleep=clock.sleep,
            ssl_context=no_trust,
        )
        return fetcher, sockets

    return fetch_with


def test_a_request_says_who_asks_and_carries_nothing_else(serve, fetcher_for):
    server = serve(http(b"<title>x</title>", set_cookie="id=1; Path=/", www_authenticate="Basic"))
    fetcher = fetcher_for(server)
    for _ in range(2):
        fetcher.fetch(f"http://{HOST}:{server.port}/page?q=1#part")
    first, second = (
        request.decode().split("\r\n") for request in server.requests if b"robots" not in request
    )

    assert first == second
    assert first[0] == "GET /page?q=1 HTTP/1.1"
    assert {line.partition(":")[0].lower() for line in first[1:] if line} == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "connection",
    }
    agent = next(line for line in first if line.lower().startswith("user-agent"))
    assert f"factcheck/{__version__} (+https://" in agent
    assert "gzip, identity" in "\n".join(first)


def test_robots_txt_is_asked_for_once_an_hour(fetch_with, clock):
    fetcher, sockets = fetch_with(NO_ROBOTS, PAGE, PAGE, NO_ROBOTS, PAGE)
    fetcher.fetch("http://pub.example/1")
    fetcher.fetch("http://pub.example/2")
    clock.now += 3_601
    fetcher.fetch("http://pub.example/3")

    assert len(sockets.reached) == 5


def test_a_pause_lies_between_two_requests_to_a_host(fetch_with, clock):
    fetcher, _ = fetch_with(*[NO_ROBOTS, PAGE, PAGE] * 2)
    fetcher.fetch("http://one.example/1")
    fetcher.fetch("http://one.example/2")
    waited_at_one = list(clock.waits)
    fetcher.fetch("http://two.example/1")

    assert waited_at_one == [1.0, 1.0]
    assert len(clock.waits) == 3


def test_waiting_politely_does_not_use_up_the_time(fetch_with):
    fetcher, _ = fetch_with(NO_ROBOTS, PAGE, pause_seconds=60.0)

    assert "fine" in fetcher.fetch("http://pub.example/1").text


def test_several_threads_take_turns_at_a_host(serve, fetcher_for):
    running, answered = threading.Semaphore(1), []
    overlap = threading.Event()

    def answer(connection, path):
        if not running.acquire(blocking=False):
            overlap.set()
        # Long enough for another thread's request to arrive, if it were sent.
        overlap.wait(0.02)
        answered.append(path)
        # Before the client can see the whole response, and so before its next request.
        running.release()
        connection.sendall(NO_ROBOTS if path == "/robots.txt" else PAGE)

    server = serve(answer)
    fetcher = fetcher_for(server, deadline_seconds=30, silence_seconds=10)
    threads = [
        threading.Thread(target=fetcher.fetch, args=(f"http://{HOST}:{server.port}/{n}",))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not overlap.is_set()
    assert len(answered) >= 7


def test_a_host_that_asks_for_rest_gets_it(fetch_with, clock):
    busy = http(status="429 Slow Down", retry_after="120")
    fetcher, sockets = fetch_with(NO_ROBOTS, busy, PAGE)
    for _ in range(3):
        with pytest.raises(SourceUnavailable, match=r"asks to wait 1[12]. seconds"):
            fetcher.fetch("http://pub.example/1")
    asked_while_resting = len(sockets.reached)
    clock.now += 121

    assert asked_while_resting == 2
    assert "fine" in fetcher.fetch("http://pub.example/1").text


def test_a_dead_host_is_not_asked_again_for_every_page(fetch_with):
    fetcher, sockets = fetch_with()
    for number in range(5):
        with pytest.raises(SourceUnavailable, match="could not be connected to"):
            fetcher.fetch(f"http://pub.example/{number}")

    assert len(sockets.reached) == 1


@pytest.mark.parametrize(
    ("rules", "path", "welcome"),
    [
        pytest.param("User-agent: *\nDisallow: /private", "/checks", True, id="elsewhere"),
        pytest.param("User-agent: *\nDisallow: /checks", "/checks/1", False, id="here"),
        pytest.param("User-agent: *\nDisallow: /\nAllow: /checks", "/checks", True, id="longest"),
        pytest.param("User-agent: *\nDisallow: /*?page=", "/a?page=2", False, id="wildcard"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False, id="end"),
        pytest.param("User-agent: FACTCHECK\nDisallow: /", "/a", False, id="by name, any case"),
        pytest.param("User-agent: otherbot\nDisallow: /", "/a", True, id="somebody else"),
        pytest.param("\ufeffUser-agent: *\r\nDisallow: /\r\n", "/a", False, id="from Windows"),
        pytest.param("<html>Not found</html>", "/a", True, id="a page instead"),
        pytest.param("\x00\xff:::\nDisallow\n: /", "/a", True, id="garbage"),
        pytest.param("User-agent: *\nDisallow:", "/a", True, id="nothing is disallowed"),
    ],
)
def test_robots_txt_is_kept_to(rules, path, welcome, fetch_with):
    fetcher, _ = fetch_with(http(rules.encode(), content_type="text/plain"), PAGE)
    if welcome:
        assert fetcher.fetch(f"http://pub.example{path}").text
    else:
        with pytest.raises(SourceRefused, match="asks robots not to"):
            fetcher.fetch(f"http://pub.example{path}")


def test_a_redirect_asks_the_robots_txt_of_the_other_host_too(fetch_with):
    to_other = http(status="301 Moved", location="http://other.example/x")
    no = http(b"User-agent: *\nDisallow: /", content_type="text/plain")
    fetcher, sockets = fetch_with(NO_ROBOTS, to_other, no, PAGE)
    with pytest.raises(SourceRefused, match=r"other\.example/robots\.txt asks robots not to"):
        fetcher.fetch("http://pub.example/1")

    assert len(sockets.reached) == 3


@pytest.mark.parametrize("status", ["301 A", "302 B", "303 C", "307 D", "308 E"])
def test_a_redirect_is_followed_and_told(status, fetch_with):
    fetcher, _ = fetch_with(NO_ROBOTS, http(status=status, location="../new?a=1"), PAGE)
    fetched = fetcher.fetch("http://pub.example/old/1")
    for_now = status[:3] in ("302", "303", "307")

    assert fetched.final_url == "http://pub.example/new?a=1"
    assert fetched.notes == (("http://pub.example/old/1 moved for now only",) if for_now else ())


@pytest.mark.parametrize("redirects", [5, 6])
def test_five_redirects_are_followed_and_no_more(redirects, fetch_with):
    steps = [http(status="301 On", location=f"/{n}") for n in range(redirects)]
    fetcher, _ = fetch_with(NO_ROBOTS, *steps, PAGE)
    if redirects == 5:
        assert fetcher.fetch("http://pub.example/").final_url == "http://pub.example/4"
    else:
        with pytest.raises(SourceUnavailable, match="more than 5 times"):
            fetcher.fetch("http://pub.example/")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param("č".encode(), "text/html; charset=utf-8", "č", id="as named"),
        pytest.param("č".encode(), "text/html", "č", id="UTF-8 unless named"),
        pytest.param("č".encode("cp1250"), 'text/html; charset="Windows-1250"', "č", id="1250"),
        pytest.param("ћ".encode("cp1251"), "text/html; x=y; CHARSET=cp1251", "ћ", id="1251"),
        pytest.param(
            '<meta charset="iso-8859-2">č'.encode("iso8859-2"),
            "text/html",
            '<meta charset="iso-8859-2">č',
            id="named in the page",
        ),
        pytest.param(
            '<?xml version="1.0" encoding="windows-1250"?>č'.encode("cp1250"),
            "text/xml",
            '<?xml version="1.0" encoding="windows-1250"?>č',
            id="named in XML",
        ),
        pytest.param(
            '<meta charset="utf-16">č'.encode(),
            "text/html",
            '<meta charset="utf-16">č',
            id="UTF-16 in single bytes",
        ),
        pytest.param(b"\xff\xfe" + "č".encode("utf-16-le"), "text/html", "č", id="mark"),
        pytest.param(b"\xef\xbb\xbf\xc4\x8d", "text/html; charset=latin1", "č", id="mark wins"),
        pytest.param("č".encode(), "text/html; charset=klingon", "č", id="unknown name"),
        pytest.param(b"\x93a\x94", "text/html; charset=iso-8859-1", "“a”", id="Latin 1 is 1252"),
    ],
)
def test_letters_are_read_by_the_set_that_is_named(body, content_type, text, fetch_with):
    fetcher, _ = fetch_with(NO_ROBOTS, http(body, content_type=content_type))

    assert fetcher.fetch("http://pub.example/").text == text


def test_a_single_broken_letter_does_not_lose_the_page(fetch_with):
    fetcher, _ = fetch_with(NO_ROBOTS, http(b"x" * 5_000 + b"\xff"))
    fetched = fetcher.fetch("http://pub.example/")

    assert fetched.text.endswith("x\ufffd")
    assert fetched.notes == ("letters that are not utf-8: 1",)


@pytest.mark.parametrize("behind", [b"", b"\0\0", b"garbage behind the end"])
def test_a_packed_page_is_unpacked(behind, fetch_with):
    packed = gzip.compress(b"<title>fine</title>" * 50_000, mtime=0) + behind
    fetcher, _ = fetch_with(NO_ROBOTS, http(packed, content_encoding="GZIP"))

    assert len(fetcher.fetch("http://pub.example/").text) == 950_000


def test_a_page_of_exactly_the_limit_passes(fetch_with):
    fetcher, _ = fetch_with(NO_ROBOTS, http(b"x" * 1_000), body_bytes=1_000)

    assert len(fetcher.fetch("http://pub.example/").text) == 1_000


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for pub.example that nobody signed, and a context that believes it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, signed = folder / "key.pem", folder / "cert.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        f"-keyout {key} -out {signed} -subj /CN=pub.example -addext subjectAltName=DNS:pub.example"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(signed, key)
    return serving, ssl.create_default_context(cafile=signed)


@pytest.fixture
def encrypted(serve, certificate):
    """Serve a page over TLS."""
    serving, _ = certificate

    def answer(connection, _path):
        with serving.wrap_socket(connection, server_side=True) as secured:
            asked = secured.recv(65_536)
            secured.sendall(NO_ROBOTS if b"robots" in asked else PAGE)

    return serve(answer, peeking=True)


def test_tls_checks_the_name_although_the_connection_goes_to_an_address(
    encrypted, fetcher_for, certificate
):
    fetcher = fetcher_for(encrypted, ssl_context=certificate[1], deadline_seconds=5)
    fetched = fetcher.fetch(f"https://pub.example:{encrypted.port}/")

    assert "fine" in fetched.text
    with pytest.raises(SourceUnavailable, match=r"certificate is not valid.*mismatch"):
        fetcher.fetch(f"https://other.example:{encrypted.port}/")


def test_a_certificate_that_nobody_signed_is_not_believed(encrypted, fetcher_for):
    fetcher = fetcher_for(encrypted, ssl_context=ssl.create_default_context())
    with pytest.raises(SourceUnavailable, match="certificate is not valid"):
        fetcher.fetch(f"https://pub.example:{encrypted.port}/")


def test_a_step_back_from_encryption_is_told(encrypted, serve, fetcher_for, certificate):
    plain = serve(PAGE)
    serving, trusting = certificate

    def answer(connection, _path):
        with serving.wrap_socket(connection, server_side=True) as secured:
            asked = secured.recv(65_536)
            place = f"http://pub.example:{plain.port}/x"
            leads_on = http(status="301 Moved", location=place)
            secured.sendall(NO_ROBOTS if b"robots" in asked else leads_on)

    server = serve(answer, peeking=True)
    fetcher = fetcher_for(server, plain, ssl_context=trusting, deadline_seconds=5)
    fetched = fetcher.fetch(f"https://pub.example:{server.port}/")

    assert "the connection stops being encrypted" in fetched.notes[0]
