import gzip
import io
import json
import ssl
from datetime import UTC, datetime

import pytest
from odd_servers import HOST, Server, WatchedSockets, http

from factcheck.errors import InputError, SourceError, SourceNotFound, SourceRefused
from factcheck.ingest import IngestOptions, ingest
from factcheck.maintenance.sync import SyncOptions, sync
from factcheck.store.feed_state import FeedTable
from factcheck.store.store import open_store
from factcheck.web.feed_download import Downloader, DownloadLimits
from factcheck.web.network import Network


def clock():
    return datetime(2021, 3, 4, 12, tzinfo=UTC)


def lines(count, **fields):
    records = (
        {"claim": f"Claim number {n} is told.", "publisher": "Daily", "rating": "False"}
        | {"url": f"https://daily.example/{n}"}
        | fields
        for n in range(count)
    )
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def answer(body, **headers):
    return http(body, **({"content_type": "application/x-ndjson"} | headers))


class Partner:
    """A partner's server, which says what is in *answers* by path, or the only one for all."""

    def __init__(self):
        self.answers = {}
        self.server = Server(self._answer)
        self.port = self.server.port

    def _answer(self, connection, path):
        connection.sendall(self.answers[path])

    def url(self, path="/feed"):
        return f"http://{HOST}:{self.port}{path}"

    @property
    def last_request(self):
        return self.server.requests[-1].decode().lower()


@pytest.fixture
def partner():
    partner = Partner()
    yield partner
    partner.server.stop()


@pytest.fixture(scope="module")
def no_trust():
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture
def downloader(partner, no_trust):
    def downloader(resolve=lambda host, port: ["127.0.0.1"], **limits):
        chosen = {"deadline_seconds": 5.0, "silence_seconds": 2.0} | limits
        ports = frozenset({80, 443, partner.port})
        network = Network(
            resolve=resolve,
            sockets=WatchedSockets(),
            also_allowed=frozenset({("127.0.0.1", partner.port)}),
        )
        limits = DownloadLimits(**chosen, ports=ports)
        return Downloader(limits, network=network, ssl_context=no_trust)

    return downloader


@pytest.fixture
def follow(tmp_path, partner, downloader):
    """Follow a feed into one store."""
    place = tmp_path / "claims.db"

    def follow(address=None, *, source=None, name="", force=False, **limits):
        return sync(
            str(address or partner.url()),
            lambda: open_store(place, mode="write"),
            options=SyncOptions(IngestOptions(encode=False, clock=clock), force=force),
            downloader=source or downloader(**limits),
            name=name,
        )

    follow.store = place
    return follow


def known(follow, name):
    with open_store(follow.store) as store:
        return FeedTable(store.connection).get(name)


def count(follow):
    with open_store(follow.store) as store:
        return store.stats().fact_checks


def test_new_records_of_a_feed_are_ingested(follow, partner):
    partner.answers["/feed"] = answer(lines(4))
    first = follow()
    partner.answers["/feed"] = answer(lines(6))
    second = follow()

    assert (first.ingested.added, first.unchanged) == (4, False)
    assert (second.ingested.added, second.ingested.unchanged) == (2, 4)
    assert count(follow) == 6


def test_a_feed_is_downloaded_only_if_it_changed(follow, partner):
    day = "Thu, 04 Mar 2021 12:00:00 GMT"
    partner.answers["/feed"] = answer(lines(4), etag='"v1"', last_modified=day)
    follow()
    first_request = partner.last_request
    partner.answers["/feed"] = http(status="304 Not Modified", content_length="")
    report = follow()

    assert "if-" not in first_request
    assert 'if-none-match: "v1"' in partner.last_request
    assert f"if-modified-since: {day.lower()}" in partner.last_request
    assert report.unchanged
    assert known(follow, partner.url()).records == 4


def test_the_same_content_again_is_nothing_new(follow, partner):
    partner.answers["/feed"] = answer(lines(4))
    follow()
    partner.answers["/feed"] = answer(lines(4), etag='"v2"')

    assert follow().unchanged
    assert known(follow, partner.url()).etag == '"v2"'


def test_force_takes_it_in_again(follow, partner):
    partner.answers["/feed"] = answer(lines(4), etag='"v1"')
    follow()
    report = follow(force=True)

    assert "if-none-match" not in partner.last_request
    assert report.ingested.unchanged == 4


def test_a_feed_that_moved_keeps_its_name_and_asks_its_new_home_afresh(follow, partner):
    partner.answers["/feed"] = answer(lines(4), etag='"v1"')
    follow(name="daily")
    partner.answers["/new"] = answer(lines(5), etag='"v1"')
    report = follow(partner.url("/new"), name="daily")

    assert "if-none-match" not in partner.last_request
    assert report.ingested.added == 1
    assert known(follow, "daily").address == partner.url("/new")


def test_cache_headers_are_sent_back_to_the_same_url_only(follow, partner):
    partner.answers["/feed"] = http(status="302 Found", location="/one", content_length="0")
    partner.answers["/one"] = answer(lines(4), etag='"v1"')
    follow()
    asked = [request for request in partner.server.requests if b"if-none-match" in request.lower()]
    follow()
    again = [r for r in partner.server.requests if b"if-none-match" in r.lower()]

    assert asked == []
    assert [request.split(b" ")[1] for request in again] == [b"/one"]


def test_a_packed_feed_is_unpacked(follow, partner):
    packed = gzip.compress(lines(4))
    partner.answers["/feed"] = answer(packed, content_encoding="gzip")
    partner.answers["/feed.jsonl.gz"] = answer(packed, content_type="application/gzip")

    assert follow().ingested.added == 4
    assert follow(partner.url("/feed.jsonl.gz")).ingested.unchanged == 4


def gone_wrong(**changed):
    """Spell out what a server says wrongly instead of a feed of ten."""
    status = changed.pop("status", "200 OK")
    body = changed.pop("body", lines(10))
    return http(body, status, **({"content_type": "application/x-ndjson"} | changed))


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        pytest.param(
            gone_wrong(status="500 Oops"), SourceError, "answered with HTTP status 500", id="500"
        ),
        pytest.param(gone_wrong(status="404 Not Found"), SourceNotFound, "is gone", id="404"),
        pytest.param(
            gone_wrong(status="304 Not Modified"), SourceError, "status 304", id="odd 304"
        ),
        pytest.param(
            gone_wrong(content_type="text/html"), SourceRefused, "is a web page", id="page"
        ),
        pytest.param(
            gone_wrong(content_type="image/png"),
            SourceRefused,
            "no feed of fact-checks",
            id="image",
        ),
        pytest.param(
            gone_wrong(content_length="9999"), SourceError, "answered with something", id="short"
        ),
        pytest.param(
            gone_wrong(body=lines(10)[:-30]), InputError, "ends in the middle", id="cut short"
        ),
        pytest.param(
            gone_wrong(body=gzip.compress(lines(10))[:-9], content_encoding="gzip"),
            SourceError,
            "gzip packing",
            id="packing cut short",
        ),
        pytest.param(
            gone_wrong(body=gzip.compress(lines(10))[:-9], content_type="application/gzip"),
            InputError,
            "gzip file ends early",
            id="archive cut short",
        ),
        pytest.param(
            gone_wrong(body=b" " * 50_000), SourceRefused, "larger than 20,000 bytes", id="large"
        ),
        pytest.param(
            gone_wrong(body=gzip.compress(b" " * 9_000_000), content_encoding="gzip"),
            SourceRefused,
            "larger than 20,000 bytes",
            id="bomb",
        ),
        pytest.param(gone_wrong(body=b""), InputError, "is empty", id="empty"),
        pytest.param(gone_wrong(body=b"{}\n{}\n"), InputError, "no record that", id="no claims"),
        pytest.param(
            gone_wrong(status="302 Found", location="http://10.0.0.8/feed"),
            SourceRefused,
            "10.0.0.8",
            id="private address",
        ),
        pytest.param(
            gone_wrong(status="302 Found", location="http://169.254.169.254/latest"),
            SourceRefused,
            "169.254.169.254",
            id="cloud metadata",
        ),
        pytest.param(
            gone_wrong(status="302 Found", location="file:///etc/passwd"),
            SourceRefused,
            "only http",
            id="file",
        ),
        pytest.param(
            gone_wrong(status="302 Found", location="/feed"), SourceError, "circle", id="circle"
        ),
    ],
)
def test_an_invalid_feed_changes_nothing(follow, partner, said, error, words):
    partner.answers["/feed"] = answer(lines(4), etag='"v1"')
    follow(body_bytes=20_000)
    before = known(follow, partner.url())
    partner.answers["/feed"] = said
    with pytest.raises(error, match=words) as caught:
        follow(force=True, body_bytes=20_000)

    assert "\n" not in str(caught.value)
    assert known(follow, partner.url()) == before
    assert count(follow) == 4


def test_a_name_that_leads_to_this_machine_is_refused(follow, partner):
    partner.answers["/feed"] = answer(lines(4))
    with pytest.raises(SourceRefused, match="not fetched from"):
        follow(resolve=lambda host, port: ["192.168.1.1"])


def test_a_feed_that_has_shrunk_says_by_how_many(follow, partner):
    partner.answers["/feed"] = answer(lines(10))
    follow()
    with open_store(follow.store, mode="write") as store:
        # What another input has too is not missing from the store.
        ingest(io.BytesIO(lines(10)), store, name="another input")
    partner.answers["/feed"] = answer(lines(7))

    told = "3 records are no longer in the feed: it had 10 last time and has 7 now"
    assert follow().notes == (told,)


def test_a_feed_that_has_shrunk_too_much_is_refused(follow, partner):
    partner.answers["/feed"] = answer(lines(10))
    follow()
    partner.answers["/feed"] = answer(lines(4))
    told = r"had 10 records last time and has 4 now; .* --force takes it"
    with pytest.raises(InputError, match=told):
        follow()
    forced = follow(force=True)
    partner.answers["/feed"] = answer(lines(3))

    assert forced.ingested.unchanged == 4
    assert follow().ingested.unchanged == 3


def test_invalid_cache_headers_are_ignored(follow, partner):
    partner.answers["/feed"] = answer(lines(4), etag="no quotation marks", last_modified="{now}")
    follow()

    assert (known(follow, partner.url()).etag, known(follow, partner.url()).last_modified) == (
        "",
        "",
    )


def test_a_file_is_followed_too(follow, tmp_path):
    feed = tmp_path / "shared.jsonl"
    feed.write_bytes(lines(4))
    first, again = follow(feed, name="shared"), follow(feed, name="shared")
    feed.write_bytes(lines(5, rating="True"))
    third = follow(feed, name="shared")

    assert (first.ingested.added, again.unchanged) == (4, True)
    assert (third.ingested.added, third.ingested.changed) == (1, 4)


def test_a_file_that_is_not_there_is_named(follow, tmp_path):
    with pytest.raises(InputError, match=r"missing\.jsonl cannot be opened: No such file"):
        follow(tmp_path / "missing.jsonl")


def test_the_store_is_free_for_others_while_a_feed_is_fetched(follow, tmp_path):
    class Slow:
        def download(self, url, into, known=None):
            with open_store(follow.store, mode="write", wait_seconds=0.1):
                raise InputError("the store was free")

    with pytest.raises(InputError, match="the store was free"):
        follow("https://pub.example/feed", source=Slow())
