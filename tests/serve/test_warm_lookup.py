"""One warm lookup behind all requests: the store as it is now, and errors of one claim alone."""

import asyncio
import shutil
import sqlite3
from contextlib import closing

import pytest

from factcheck.errors import StoreBusy, StoreNotFound
from factcheck.model import Decision
from factcheck.serve.settings import ServeSettings
from factcheck.serve.warm_lookup import WarmLookup, asked_today
from factcheck.store import connection

CLAIM = "The old bridge was closed for 12 years."
LOOKUP = "/api/lookup"


@pytest.fixture
def served(serve, take_in, record, store_path):
    """Take in the claim with a rating, and give what asks for the verdicts and their tag."""
    take_in([record(CLAIM, rating="False", url="https://daily.example/1")])
    client = serve(ServeSettings(store_path))

    def verdicts(**headers):
        response = client.get(LOOKUP, params={"claim": CLAIM}, headers=headers)
        found = response.json()["matches"] if response.content else []
        return [match["verdict"] for match in found], response

    verdicts.client = client
    return verdicts


def test_a_corrected_store_is_seen_at_the_next_request(served, take_in, record):
    before, response = served()
    take_in([record(CLAIM, rating="True", url="https://daily.example/1")])
    after, corrected = served(**{"If-None-Match": response.headers["etag"]})
    unchanged = served(**{"If-None-Match": f'"x", W/{corrected.headers["etag"]}'})[1]

    assert (before, after) == (["false"], ["true"])
    assert unchanged.status_code == 304
    assert unchanged.headers["etag"] == corrected.headers["etag"]


def test_a_store_that_replaces_the_file_is_seen_at_the_next_request(
    served, take_in, record, store_path, tmp_path
):
    before, response = served()
    copy = tmp_path / "copy.db"
    shutil.copy(store_path, copy)
    take_in([record(CLAIM, rating="True", url="https://daily.example/1")], store=copy)
    copy.replace(store_path)
    after, replaced = served()

    assert (before, after) == (["false"], ["true"])
    assert replaced.headers["etag"] != response.headers["etag"]


@pytest.fixture
def unwritable(monkeypatch):
    """Let this process open stores as one that may not write beside them, such as a container's."""
    real = connection._connect_read_only

    def connect(path, parameters, wait_seconds):
        if parameters == "mode=ro":
            refused = sqlite3.OperationalError("unable to open database file")
            refused.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise refused
        return real(path, parameters, wait_seconds)

    monkeypatch.setattr(connection, "_connect_read_only", connect)


def test_a_store_that_only_others_may_write_to_is_seen_corrected(
    unwritable, serve, take_in, record, store_path
):
    take_in([record(CLAIM, rating="False", url="https://daily.example/1")])
    client = serve(ServeSettings(store_path))
    before = client.get(LOOKUP, params={"claim": CLAIM})
    take_in([record(CLAIM, rating="True", url="https://daily.example/1")])
    after = client.get(LOOKUP, params={"claim": CLAIM})

    assert [each.json()["matches"][0]["verdict"] for each in (before, after)] == ["false", "true"]
    assert before.headers["etag"] != after.headers["etag"]


def test_an_answer_from_a_file_that_changed_meanwhile_is_refused(
    unwritable, take_in, record, store_path
):
    take_in([record(CLAIM, rating="False", url="https://daily.example/1")])

    def read(_store, _version):
        take_in([record(CLAIM, rating="True", url="https://daily.example/1")])

    with closing(WarmLookup(ServeSettings(store_path))) as warm:
        with pytest.raises(StoreBusy, match="try again"):
            asyncio.run(warm.read(read))
        [answer] = asyncio.run(warm.answer([CLAIM], asked_today(), "api")).answers

    assert answer.matches[0].fact_check.rating == "True"


def test_a_store_that_is_gone_is_an_error_until_it_is_back(served, store_path, tmp_path):
    away = tmp_path / "away.db"
    store_path.replace(away)
    gone = served.client.get(LOOKUP, params={"claim": CLAIM})
    away.replace(store_path)

    assert gone.status_code == 503
    assert "does not exist" in gone.json()["error"]
    assert served()[0] == ["false"]


def milliseconds_for_a_lock(store, _version):
    [waits] = store.connection.execute("PRAGMA busy_timeout").fetchone()
    return waits


def test_a_store_that_another_program_keeps_to_itself_refuses_everybody_soon(
    monkeypatch, serve, take_in, record, store_path
):
    monkeypatch.setattr("factcheck.serve.warm_lookup._LOCK_SECONDS", 0.01)
    take_in([record(CLAIM)])
    with closing(sqlite3.connect(store_path)) as other:
        # As in a copy that was never written to: no write-ahead log, beside which all could read.
        other.execute("PRAGMA journal_mode = DELETE")
        client = serve(ServeSettings(store_path))
        other.execute("BEGIN EXCLUSIVE")
        refused = [client.get(path) for path in ("/healthz", "/", f"{LOOKUP}?claim={CLAIM}")]

    assert [each.status_code for each in refused] == [503, 503, 503]
    assert [each.headers["retry-after"] for each in refused] == ["1", "1", "1"]
    assert "try again" in refused[0].json()["error"]
    assert client.get(f"{LOOKUP}?claim={CLAIM}").json()["decision"] == "match"
    assert client.portal.call(client.app.state.lookup.read, milliseconds_for_a_lock) == 10


def test_a_file_that_is_no_store_is_an_error_at_every_request(served, store_path, tmp_path):
    away, other = tmp_path / "away.db", tmp_path / "other.db"
    other.write_bytes(b"no store" * 1_000)
    shutil.copy(store_path, away)
    other.replace(store_path)
    paths = ("/healthz", LOOKUP + "?claim=" + CLAIM, LOOKUP + "?claim=" + CLAIM, "/healthz")
    statuses = [served.client.get(path).status_code for path in paths]
    away.replace(store_path)

    assert statuses == [503] * len(paths)
    assert served()[0] == ["false"]


def test_lists_and_single_claims_are_answered_alike(served):
    short = served.client.post(LOOKUP, json={"claims": [CLAIM]}).json()
    long = served.client.post(LOOKUP, json={"claims": [CLAIM] * 20}).json()

    assert long == [short[0] | {"line": line} for line in range(1, 21)]


class FailingEncoder:
    """Fails at one text, wherever it is among others."""

    def __init__(self, encoder):
        self.encoder, self.id, self.dimensions = encoder, encoder.id, encoder.dimensions

    def encode_claims(self, texts):
        if any("poison" in text for text in texts):
            raise RuntimeError("this text")
        return self.encoder.encode_claims(texts)

    encode_fact_checks = encode_claims


def test_a_claim_that_fails_takes_no_other_one_along(take_in, record, encoder, store_path):
    take_in([record(CLAIM)], encoder)
    claims = [[CLAIM], ["A poison is in this claim."], ["The bridge was closed."]]

    async def ask():
        lookup = WarmLookup(ServeSettings(store_path, FailingEncoder(encoder)))
        asked = (lookup.answer(each, asked_today(), "api") for each in claims)
        answered = await asyncio.gather(*asked, return_exceptions=True)
        lookup.close()
        return answered

    first, second, third = asyncio.run(ask())

    assert first.answers[0].decision is Decision.MATCH
    assert isinstance(second, RuntimeError)
    assert third.answers[0].engine == "words+vectors"


def test_nothing_is_opened_where_there_is_no_store(tmp_path):
    with pytest.raises(StoreNotFound, match="nothing"):
        WarmLookup(ServeSettings(tmp_path / "nothing.db"))
