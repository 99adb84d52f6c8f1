"""However a private address is written or come by, nothing is ever sent there."""

import csv
import ssl
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd_servers import PUBLIC, NoSockets, http

from factcheck.errors import SourceError, SourceRefused, SourceUnavailable
from factcheck.web.client import Fetcher, FetchLimits
from factcheck.web.ip_policy import special_networks, why_forbidden, why_no_public_name
from factcheck.web.network import Network

CORPUS = Path(__file__).with_name("forbidden_hosts.csv")
HOSTS = list(csv.DictReader(CORPUS.read_text(encoding="utf-8").splitlines()))
SPELLINGS = [pytest.param(row["host"], id=f"{row['why']}: {row['host']}") for row in HOSTS]
NO_ROBOTS = http(status="404 Not Found")
# Made once: loading real certificates for every example would take minutes.
NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
QUICK = FetchLimits(deadline_seconds=2, silence_seconds=1, pause_seconds=0)


@pytest.fixture
def guarded(no_trust):
    """Build a fetcher with answers from memory and a resolver of its own."""

    def guarded(sockets, resolve=lambda host, port: [PUBLIC]):
        network = Network(resolve=resolve, sockets=sockets)
        return Fetcher(QUICK, network=network, ssl_context=no_trust)

    return guarded


def inside(network):
    """Give the first, the middle and the last address of a range."""
    first, last = int(network.network_address), int(network.broadcast_address)
    kind = IPv4Address if network.version == 4 else IPv6Address
    return {str(kind(number)) for number in (first, (first + last) // 2, last)}


SPECIAL = sorted({address for network, _ in special_networks() for address in inside(network)})
PRIVATE_IPV4 = sorted(address for address in SPECIAL if ":" not in address)


def disguised(address):
    """Write an IPv4 address in every way that IPv6 has for it."""
    number = int(IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    return (
        f"::ffff:{address}",
        f"::{high:x}:{low:x}",
        f"::ffff:0:{high:x}:{low:x}",
        f"64:ff9b::{high:x}:{low:x}",
        f"64:ff9b:1::{high:x}:{low:x}",
        f"2002:{high:x}:{low:x}::1",
        f"2001:0:{high:x}:{low:x}::1",
        f"2001:0:4136:e378:8000:63bf:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}",
    )


def test_there_are_more_than_eighty_spellings():
    assert len(HOSTS) >= 80
    assert len({row["host"] for row in HOSTS}) == len(HOSTS)


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_private_host_is_refused_however_it_is_spelled(host, guarded):
    sockets = NoSockets(NO_ROBOTS, http(b"secret"))
    with pytest.raises(SourceRefused):
        # A resolver that answers something harmless: the spelling alone has to be enough.
        guarded(sockets).fetch(f"http://{host}/")

    assert sockets.reached == []


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_redirect_to_a_private_host_is_refused_however_it_is_spelled(host, guarded):
    leads_on = http(status="302 Found", location=f"http://{host}/")
    sockets = NoSockets(NO_ROBOTS, leads_on, http(b"secret"), http(b"secret"))
    with pytest.raises(SourceRefused):
        guarded(sockets).fetch("http://pub.example/")

    assert sockets.reached == [(PUBLIC, 80)] * 2


@pytest.mark.parametrize("address", SPECIAL)
def test_a_name_with_a_special_address_is_refused(address, guarded):
    sockets = NoSockets(NO_ROBOTS)
    with pytest.raises(SourceRefused, match="its address is"):
        guarded(sockets, lambda host, port: [address]).fetch("http://pub.example/")

    assert sockets.reached == []


@pytest.mark.parametrize("address", PRIVATE_IPV4)
def test_a_private_address_inside_another_is_refused(address):
    for spelling in disguised(address):
        assert why_forbidden(spelling), spelling


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([PUBLIC, "127.0.0.1"], id="private last"),
        pytest.param(["127.0.0.1", PUBLIC], id="private first"),
        pytest.param([PUBLIC, "2606:2800:220:1::1", "fd00::1"], id="private among others"),
        pytest.param([PUBLIC, "not an address"], id="nonsense"),
        pytest.param([PUBLIC, "fe80::1%eth0"], id="of one network card"),
    ],
)
def test_one_private_answer_refuses_the_whole_name(answers, guarded):
    sockets = NoSockets(NO_ROBOTS)
    with pytest.raises(SourceRefused):
        guarded(sockets, lambda host, port: answers).fetch("http://pub.example/")

    assert sockets.reached == []


def test_a_name_that_changes_its_answer_is_refused_at_the_next_request(guarded):
    answers = [[PUBLIC], ["127.0.0.1"]]
    sockets = NoSockets(NO_ROBOTS, http(b"secret"))
    with pytest.raises(SourceRefused):
        guarded(sockets, lambda host, port: answers.pop(0)).fetch("http://pub.example/")

    assert sockets.reached == [(PUBLIC, 80)]


def test_each_request_looks_the_name_up_once_and_connects_to_the_answer(guarded):
    asked = []

    def resolve(host, port):
        asked.append(host)
        # What a second look-up for the same request would find.
        return [PUBLIC] if len(asked) <= 2 else ["127.0.0.1"]

    sockets = NoSockets(NO_ROBOTS, http(b"<title>fine</title>"))
    guarded(sockets, resolve).fetch("http://pub.example/")

    assert asked == ["pub.example", "pub.example"]
    assert sockets.reached == [(PUBLIC, 80)] * 2


def test_another_address_is_tried_where_one_does_not_answer(no_trust):
    class FirstIsDown(NoSockets):
        def connect_tcp(self, host, port, *rest, **named):
            if host == PUBLIC:
                self.reached.append((host, port))
                raise httpcore.ConnectTimeout("nobody is there")
            return super().connect_tcp(host, port, *rest, **named)

    sockets = FirstIsDown(NO_ROBOTS, http(b"<title>fine</title>"))
    network = Network(resolve=lambda host, port: [PUBLIC, "8.8.8.8"], sockets=sockets)
    Fetcher(QUICK, network=network, ssl_context=no_trust).fetch("http://pub.example/")

    assert sockets.reached == [(PUBLIC, 80), ("8.8.8.8", 80)] * 2


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "[2606:4700:4700::1111]", "pub.example", "xn--ckd.example", "a-b.example"]
)
def test_a_public_host_passes(host):
    assert why_no_public_name(host.strip("[]")) == ""


@pytest.mark.parametrize("address", ["64:ff9b::8.8.8.8", "8.8.8.8", "2606:4700:4700::1111"])
def test_a_public_address_passes(address):
    assert why_forbidden(address) == ""


@given(st.ip_addresses())
def test_nothing_passes_that_python_calls_private(address):
    if why_forbidden(str(address)) == "":
        plain = ip_address(int(address) & 0xFFFFFFFF) if "64:ff9b::" in str(address) else address
        assert plain.is_global
        for kind in ("private", "loopback", "link_local", "multicast", "reserved", "unspecified"):
            assert not getattr(plain, f"is_{kind}")


@given(st.text(max_size=40))
def test_no_text_at_all_reaches_anything(text):
    sockets = NoSockets()
    network = Network(resolve=lambda host, port: ["127.0.0.1"], sockets=sockets)
    fetcher = Fetcher(QUICK, network=network, ssl_context=NO_TRUST)
    for url in (text, f"http://{text}", f"http://{text}/x", f"https://a.example{text}"):
        with pytest.raises(SourceError):
            fetcher.fetch(url)

    assert sockets.reached == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://pub.example/",
        "file:///etc/passwd",
        "gopher://pub.example:70/",
        "data:text/html,hello",
        "//pub.example/",
        "pub.example",
        "http://",
        "http:///page",
        "http://me:secret@pub.example/",
        "http://me@pub.example/",
        "http://@pub.example/",
        "http://pub.example\\@127.0.0.1/",
        "http://pub.example:22/",
        "http://pub.example:0/",
        "http://pub.example:99999/",
        "http://pub.example:http/",
        "http://pub .example/",
        "http://pub.example/\r\nHost: other",
        "http://pub.example/\x00",
        f"http://pub.example/{'a' * 5_000}",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 130}example/",
        "http://a..example/",
        "http://xn--/",
        "",
    ],
)
def test_an_address_that_no_page_has_is_refused(url, guarded):
    sockets = NoSockets(NO_ROBOTS, http(b"secret"))
    with pytest.raises((SourceRefused, SourceUnavailable)):
        guarded(sockets, lambda host, port: []).fetch(url)

    assert sockets.reached == []


def test_the_environment_leads_nowhere(guarded, monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    (tmp_path / ".netrc").write_text("machine pub.example login me password secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    sockets = NoSockets(NO_ROBOTS, http(b"<title>fine</title>"))
    guarded(sockets).fetch("http://pub.example/")

    assert sockets.reached == [(PUBLIC, 80)] * 2
