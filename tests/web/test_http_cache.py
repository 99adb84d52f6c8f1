"""Pages that are kept are asked for again only as news, and never believed unasked."""

import sqlite3

import pytest
from odd_servers import HOST, http

from factcheck.errors import SourceError, SourceNotFound, SourceRefused
from factcheck.web.client import Fetcher, FetchLimits
from factcheck.web.network import Network

PAGE = b"<title>An article</title>"


@pytest.fixture
def keeping(no_trust, tmp_path):
    """Build a fetcher that keeps pages in a folder and may reach the given servers."""

    made = []

    def keeping(*servers, folder=tmp_path / "cache", also_allowed=True, **limits):
        ports = frozenset(server.port for server in servers)
        allowed = frozenset(("127.0.0.1", port) for port in ports) if also_allowed else frozenset()
        chosen = {"deadline_seconds": 2.0, "silence_seconds": 1.0, "pause_seconds": 0.0} | limits
        fetcher = Fetcher(
            FetchLimits(**chosen, ports=ports),
            network=Network(resolve=lambda host, port: ["127.0.0.1"], also_allowed=allowed),
            ssl_context=no_trust,
            cache_folder=folder,
        )
        made.append(fetcher)
        return fetcher

    yield keeping
    for fetcher in made:
        fetcher.close()


def with_state(body=PAGE, state='"one"', **headers):
    """Give a script that answers 304 to whoever has the state already."""

    def script(connection, path):
        if path == "/robots.txt":
            return connection.sendall(http(status="404 Not Found"))
        asked = script.server.requests[-1].lower()
        if f"if-none-match: {state}".encode() in asked:
            return connection.sendall(
                f"HTTP/1.1 304 Not Modified\r\netag: {state}\r\n\r\n".encode()
            )
        return connection.sendall(http(body, etag=state, **headers))

    return script


@pytest.fixture
def page(serve):
    def page(script):
        script.server = serve(script)
        return script.server, f"http://{HOST}:{script.server.port}/1"

    return page


def asked_for_pages(server):
    return [head.lower() for head in server.requests if b"/robots.txt" not in head]


def test_a_page_that_has_not_changed_is_not_sent_again(keeping, page):
    server, url = page(with_state(cache_control="max-age=999999"))
    fetcher = keeping(server)
    first, second = fetcher.fetch(url), fetcher.fetch(url)
    [_, again] = asked_for_pages(server)

    assert (first.text, second.text) == (PAGE.decode(), PAGE.decode())
    assert b'if-none-match: "one"' in again
    assert first == second


def test_what_is_kept_outlives_the_program(keeping, page):
    server, url = page(with_state())
    keeping(server).fetch(url)

    assert keeping(server).fetch(url).text == PAGE.decode()
    assert b'if-none-match: "one"' in asked_for_pages(server)[-1]


def test_a_page_of_which_only_the_day_is_known_is_asked_for_by_it(keeping, serve):
    day = "Mon, 01 Jan 2024 00:00:00 GMT"
    server = serve(http(PAGE, last_modified=day))
    fetcher = keeping(server)
    url = f"http://{HOST}:{server.port}/1"
    fetcher.fetch(url)
    fetcher.fetch(url)

    assert f"if-modified-since: {day}".lower().encode() in asked_for_pages(server)[-1]


def test_a_page_that_has_changed_replaces_what_is_kept(keeping, page):
    server, url = page(with_state())
    fetcher = keeping(server)
    fetcher.fetch(url)
    later = "Mon, 01 Jan 2120 00:00:00 GMT"
    changed = with_state(b"<title>Corrected</title>", '"two"', date=later)
    changed.server = server
    server._answer = changed
    after, again = fetcher.fetch(url), fetcher.fetch(url)

    assert after.text == again.text == "<title>Corrected</title>"
    assert b'if-none-match: "two"' in asked_for_pages(server)[-1]


@pytest.mark.parametrize(
    ("status", "kind"),
    [("404 Not Found", SourceNotFound), ("410 Gone", SourceNotFound), ("500 Oh", SourceError)],
)
def test_a_page_that_is_kept_does_not_hide_that_it_is_gone(status, kind, keeping, page):
    server, url = page(with_state(cache_control="max-age=999999, stale-if-error=999999"))
    fetcher = keeping(server)
    fetcher.fetch(url)
    server._answer = lambda connection, path: connection.sendall(http(b"x", status=status))

    with pytest.raises(kind):
        fetcher.fetch(url)


def test_a_page_that_is_kept_does_not_hide_that_its_server_is_silent(keeping, page):
    server, url = page(with_state(cache_control="max-age=999999, stale-if-error=999999"))
    fetcher = keeping(server)
    fetcher.fetch(url)
    server.stop()

    with pytest.raises(SourceError):
        fetcher.fetch(url)


def test_a_page_that_is_kept_opens_no_forbidden_address(keeping, page):
    server, url = page(with_state())
    keeping(server).fetch(url)
    count = len(server.requests)

    with pytest.raises(SourceRefused, match="loopback"):
        keeping(server, also_allowed=False).fetch(url)
    assert len(server.requests) == count


def test_a_page_that_is_too_large_is_refused_and_not_kept(keeping, page):
    server, url = page(with_state(b"x" * 50_000))
    fetcher = keeping(server, body_bytes=10_000)
    for _ in range(2):
        with pytest.raises(SourceRefused, match="larger"):
            fetcher.fetch(url)

    assert b"if-none-match" not in asked_for_pages(server)[-1]


def test_a_damaged_file_of_pages_is_no_reason_to_fail(keeping, page, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "pages.db").write_bytes(b"no database" * 1_000)
    server, url = page(with_state())
    fetcher = keeping(server)

    assert fetcher.fetch(url).text == PAGE.decode()
    assert fetcher.fetch(url).text == PAGE.decode()


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(keeping, page, tmp_path):
    (tmp_path / "file").write_text("x")
    server, url = page(with_state())

    assert keeping(server, folder=tmp_path / "file" / "cache").fetch(url).text == PAGE.decode()


def test_a_file_with_scrambled_pages_is_no_reason_to_fail(keeping, page, tmp_path):
    server, url = page(with_state())
    keeping(server).fetch(url)
    with sqlite3.connect(tmp_path / "cache" / "pages.db") as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table,) in tables.fetchall():
            columns = connection.execute(f"SELECT name FROM pragma_table_info('{table}')")
            for (column,) in columns.fetchall():
                if column == "data":
                    connection.execute(f"UPDATE {table} SET data = x'00ff00'")
    connection.close()

    assert keeping(server).fetch(url).text == PAGE.decode()
