"""Visits read nothing, and services are asked once; both go the guarded way."""

import pytest
from odd_servers import HOST, http

from factcheck.errors import SourceError, SourceNotFound, SourceRefused


def paths(server):
    return [head.split(b" ")[1].decode() for head in server.requests]


def test_a_visit_reads_no_body_and_takes_any_type(serve, fetcher_for):
    def endless(connection, path):
        if path == "/robots.txt":
            return connection.sendall(http(status="404 Not Found"))
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    server = serve(endless)
    found = fetcher_for(server).visit(f"http://{HOST}:{server.port}/report.pdf")

    assert found.final_url.endswith("/report.pdf")


@pytest.mark.parametrize(("status", "for_good"), [("301 Moved", True), ("302 Found", False)])
def test_a_visit_follows_where_the_page_leads(status, for_good, serve, fetcher_for):
    def script(connection, path):
        if path == "/old":
            return connection.sendall(http(status=status, location="/new"))
        answer = http(b"x") if path == "/new" else http(status="404 Not Found")
        return connection.sendall(answer)

    server = serve(script)
    found = fetcher_for(server).visit(f"http://{HOST}:{server.port}/old")

    assert (found.final_url.rpartition("/")[2], found.for_good) == ("new", for_good)


def test_a_visit_says_that_a_page_is_gone(serve, fetcher_for):
    server = serve(http(status="410 Gone"))

    with pytest.raises(SourceNotFound, match="410"):
        fetcher_for(server).visit(f"http://{HOST}:{server.port}/1")


def test_a_visit_keeps_to_robots_txt(serve, fetcher_for):
    def script(connection, path):
        rules = http(b"User-agent: *\nDisallow: /", content_type="text/plain")
        connection.sendall(rules if path == "/robots.txt" else http(b"x"))

    server = serve(script)
    with pytest.raises(SourceRefused, match="robots"):
        fetcher_for(server).visit(f"http://{HOST}:{server.port}/1")
    assert paths(server) == ["/robots.txt"]


@pytest.mark.parametrize("way", ["visit", "query_service"])
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "file:///etc/passwd",
        "http://user:password@pub.example/",
    ],
)
def test_no_way_out_leads_to_forbidden_places(way, url, fetcher_for):
    with pytest.raises(SourceRefused):
        getattr(fetcher_for(), way)(url)


def test_a_visit_follows_no_redirect_to_a_private_address(serve, fetcher_for):
    def script(connection, path):
        gone = http(status="404 Not Found")
        away = http(status="302 Found", location="http://10.0.0.1/")
        connection.sendall(gone if path == "/robots.txt" else away)

    server = serve(script)
    with pytest.raises(SourceRefused):
        fetcher_for(server).visit(f"http://{HOST}:{server.port}/1")


def test_a_service_is_asked_once_without_robots_and_nothing_is_followed(serve, fetcher_for):
    server = serve(
        lambda connection, path: connection.sendall(
            http(status="302 Found", location="http://10.0.0.1/")
        )
    )
    answer = fetcher_for(server).query_service(f"http://{HOST}:{server.port}/find?url=x")

    assert (answer.status, answer.headers["location"]) == (302, "http://10.0.0.1/")
    assert paths(server) == ["/find?url=x"]


def test_a_service_that_says_nothing_is_given_up(serve, fetcher_for):
    server = serve(lambda connection, path: connection.recv(1))

    with pytest.raises(SourceError):
        fetcher_for(server).query_service(f"http://{HOST}:{server.port}/")
