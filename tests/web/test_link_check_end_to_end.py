"""The whole of a look, over real connections to servers that this test starts."""

import json
from datetime import UTC, datetime

import pytest
from odd_servers import HOST, WatchedSockets, http

from factcheck.maintenance.link_check import check_links
from factcheck.maintenance.link_check_types import CheckOptions
from factcheck.model import FactCheck, Publisher
from factcheck.web.archives import ArchiveCaptures, ArchiveServices
from factcheck.web.client import Fetcher, FetchLimits
from factcheck.web.network import Network

NOW = datetime(2024, 5, 6, tzinfo=UTC)
CLAIM = "The old bridge was closed for 12 years."


def review(rating):
    said = {
        "@type": "ClaimReview",
        "claimReviewed": CLAIM,
        "reviewRating": {"alternateName": rating},
    }
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


def site(paths):
    """Give a script that answers by path, and 404 for the rest."""

    def script(connection, path):
        connection.sendall(paths.get(path, http(status="404 Not Found")))

    return script


@pytest.fixture
def look(serve, no_trust, tmp_path):
    """Look at /1 on a server of *paths*, with an archive that answers *archived*."""

    def look(paths, archived):
        server, archive = serve(site(paths)), serve(site(archived))
        ports = frozenset({server.port, archive.port})
        sockets = WatchedSockets()
        fetcher = Fetcher(
            FetchLimits(deadline_seconds=3.0, pause_seconds=0.0, ports=ports),
            network=Network(
                resolve=lambda host, port: ["127.0.0.1"],
                sockets=sockets,
                also_allowed=frozenset(("127.0.0.1", port) for port in ports),
            ),
            ssl_context=no_trust,
            cache_folder=tmp_path,
        )
        services = ArchiveServices(
            availability=f"http://archive.example.org:{archive.port}/available?url=",
            timegates=(f"http://archive.example.org:{archive.port}/web/",),
        )
        url = f"http://{HOST}:{server.port}/1"
        fact_check = FactCheck(
            CLAIM, Publisher("P", HOST), id="0" * 12, review_url=url, rating="No"
        )
        options = CheckOptions(
            clock=lambda: NOW, visitor=fetcher, captures=ArchiveCaptures(fetcher, services)
        )
        [first] = check_links([fact_check], fetcher, options)
        [again] = check_links([fact_check], fetcher, options)
        fetcher.close()

        assert (first.state, first.proposed, first.cited) == (
            again.state,
            again.proposed,
            again.cited,
        )
        assert {address for address, _ in sockets.reached} == {"127.0.0.1"}
        return first, server, archive

    return look


def test_a_page_its_sources_and_its_copy_are_found_in_one_look(look):
    links = (
        '<article><a href="http://cited.example.net:{port}/there">x</a>'
        '<a href="http://127.0.0.1:1/admin">y</a></article>'
    )
    copy = "/web/20240102030405/http://pub.example/1"
    page = http((review("Yes") + links).encode(), etag='"1"')
    gate = http(status="302 Found", location=copy)

    class Gate(dict):
        def get(self, path, default=None):
            return gate if path.startswith("/web/http") else default

    check, server, archive = look({"/1": page}, Gate())

    assert check.state == "changed"
    assert check.proposed["rating"] == ("No", "Yes")
    assert check.proposed["archive_urls"] == (
        [],
        [f"http://archive.example.org:{archive.port}{copy}"],
    )
    assert [page.state for page in check.cited] == ["refused", "refused"]
    pages = [head for head in server.requests if head.startswith(b"GET /1 ")]
    assert len(pages) == 2
    assert b'if-none-match: "1"' in pages[1].lower()
    assert not any(b"robots.txt" in head for head in archive.requests)


def test_a_page_that_is_gone_still_has_its_copy(look):
    copy = "http://archive.example.org/web/20240102030405/http://pub.example/1"
    closest = {"available": True, "url": copy, "status": "200"}
    said = json.dumps({"archived_snapshots": {"closest": closest}}).encode()

    class Available(dict):
        def get(self, path, default=None):
            answer = http(said, content_type="application/json")
            return answer if path.startswith("/available?url=http%3A%2F%2Fpub.example") else default

    check, _, archive = look({"/1": http(status="410 Gone")}, Available())

    assert check.state == "gone"
    assert check.proposed["state"] == ("current", "retired")
    assert check.proposed["archive_urls"] == ([], [copy])
    assert len(archive.requests) == 2
