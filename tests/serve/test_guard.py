"""What every request passes: host, limits, headers, and a log that keeps claims to itself."""

import json
import threading
from urllib.parse import quote

import pytest

from factcheck.serve.settings import ServeSettings
from factcheck.store.store import Store

CLAIM = "The old bridge was closed for 12 years."
LOOKUP = "/api/lookup"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("localhost", 200, id="loopback"),
        pytest.param("LOCALHOST:1", 200, id="case and port"),
        pytest.param("127.0.0.1:8417", 200, id="address"),
        pytest.param("[::1]:8417", 200, id="IPv6"),
        pytest.param("facts.example", 200, id="allowed"),
        pytest.param("evil.example", 421, id="rebound name"),
        pytest.param("localhost.evil.example", 421, id="beginning"),
        pytest.param("evil.example:localhost", 421, id="port that is a name"),
        pytest.param("", 421, id="empty"),
    ],
)
def test_only_known_names_of_this_machine_are_served(serve, served_store, host, status):
    client = serve(ServeSettings(served_store, allowed_hosts=("facts.example",)))

    assert client.get("/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/nothing", f"{LOOKUP}?x", "/v1alpha1/x"])
def test_every_response_carries_the_headers_of_security(client, path):
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_large_body_is_refused_whether_it_is_announced_or_not(serve, served_store, is_announced):
    client = serve(ServeSettings(served_store, most_body_bytes=1_000))
    body = json.dumps({"claim": "x" * 1_000}).encode()
    response = client.post(
        LOOKUP,
        content=body if is_announced else iter([body[:500], body[500:]]),
        headers={"Content-Type": "application/json"},
    )

    assert response.status_code == 413
    assert response.json()["error"] == "the body is larger than 1,000 bytes"


def test_a_long_list_is_refused(serve, served_store):
    response = serve(ServeSettings(served_store, most_claims=2)).post(
        LOOKUP, json={"claims": ["a", "b", "c"]}
    )

    assert response.status_code == 400
    assert "1 to 2 are allowed" in response.json()["error"]


def test_the_log_has_a_line_of_json_for_each_request_without_what_was_asked(client, capsys):
    client.get(LOOKUP, params={"claim": CLAIM}, headers={"Referer": "https://secret.example"})
    line = json.loads(capsys.readouterr().err)

    assert {name: line[name] for name in ("method", "path", "status")} == {
        "method": "GET",
        "path": LOOKUP,
        "status": 200,
    }
    assert set(line) == {"at", "from", "method", "path", "status", "bytes", "ms"}


def test_the_log_names_claims_where_that_is_wanted(serve, served_store, capsys):
    client = serve(ServeSettings(served_store, log_claims=True))
    client.get(LOOKUP, params={"claim": f"{CLAIM}\x1b[2J"})
    client.post(LOOKUP, json={"claims": ["one claim", "another one"]})
    client.get("/v1alpha1/claims:search", params={"query": CLAIM, "key": "secret"})
    lines = capsys.readouterr().err.splitlines()

    assert "\x1b" not in lines[0]
    assert [json.loads(line)["claims"] for line in lines] == [
        [f"{CLAIM}\x1b[2J"],
        ["one claim", "another one"],
        [CLAIM],
    ]
    assert "secret" not in "".join(lines)


@pytest.mark.parametrize(
    "path", [LOOKUP + "?claim=x+y", "/v1alpha1/claims:search?query=x+y", "/healthz"]
)
def test_a_mistake_of_ours_says_nothing_about_itself(
    serve, served_store, monkeypatch, capsys, path
):
    client = serve(ServeSettings(served_store))

    def fail(_store):
        raise RuntimeError("secret\ndetail")

    monkeypatch.setattr(Store, "version", fail)
    response = client.get(path)
    logged = capsys.readouterr().err

    assert response.status_code == 500
    assert "secret" not in response.text
    assert "a mistake of factcheck itself" in response.text
    assert "RuntimeError: secret detail\n" in logged
    assert "Traceback" not in logged


def test_whoever_comes_when_too_many_wait_is_told_to_come_back(serve, served_store, monkeypatch):
    client = serve(ServeSettings(served_store, most_waiting=1))
    reads, goes_on = threading.Event(), threading.Event()
    version = Store.version

    def wait(store):
        reads.set()
        assert goes_on.wait(10)
        return version(store)

    monkeypatch.setattr(Store, "version", wait)
    statuses = []
    first = threading.Thread(target=lambda: statuses.append(client.get("/healthz").status_code))
    first.start()
    assert reads.wait(10)
    refused = client.get(LOOKUP, params={"claim": CLAIM})
    goes_on.set()
    first.join()

    assert statuses == [200]
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")


def test_a_request_that_takes_too_long_is_given_up(serve, served_store, monkeypatch):
    goes_on = threading.Event()
    version = Store.version
    client = serve(ServeSettings(served_store, request_seconds=0.2))
    monkeypatch.setattr(Store, "version", lambda store: goes_on.wait(10) and version(store))
    response = client.get(LOOKUP, params={"claim": CLAIM})
    goes_on.set()

    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


def test_no_text_of_a_request_leaves_as_markup(client):
    script = quote("<script>alert(1)</script>")
    bodies = [
        client.get(path).text
        for path in (
            f"/{script}",
            f"{LOOKUP}?claim={script}+and+more",
            f"{LOOKUP}?{script}=1",
            f"/v1alpha1/claims:search?query=x&fields={script}",
            f"/api/fact-checks/{script}",
            f"/api/cite?id={script}",
            f"/reconcile/preview?id={script}",
        )
    ]

    assert not [body for body in bodies if "<script" in body]
