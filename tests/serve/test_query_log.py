"""A service logs what is asked if it is told to, and answers all the same if it cannot."""

import shutil

import pytest

from factcheck.serve.settings import ServeSettings
from factcheck.store.query_log import QueryLog, log_path, read_queries

BRIDGE = "The old bridge was closed for 12 years."


@pytest.fixture
def db(served_store, tmp_path):
    path = tmp_path / "claims.db"
    shutil.copyfile(served_store, path)
    return path


def test_every_way_of_asking_is_a_channel(serve, db):
    log = QueryLog(db, keeps_text=True, on_failure=pytest.fail)
    client = serve(ServeSettings(db, query_log=log))
    client.get("/", params={"q": BRIDGE})
    client.post("/api/lookup", json={"claims": [BRIDGE]})
    client.get("/v1alpha1/claims:search", params={"query": BRIDGE})
    client.post("/list", data={"claims": f"{BRIDGE}\nAnother one\n"})
    client.post("/reconcile", data={"queries": '{"q0": {"query": "the old bridge closed"}}'})
    client.app.state.lookup.close()

    logged = read_queries(db)
    assert [each.channel for each in logged] == [
        "page",
        "api",
        "google api",
        "list",
        "list",
        "openrefine",
    ]
    assert [each.text for each in logged[:2]] == [BRIDGE] * 2


def test_a_log_that_fails_costs_no_answer(serve, db):
    failures = []
    log_path(db).mkdir()
    log = QueryLog(db, on_failure=failures.append)
    client = serve(ServeSettings(db, query_log=log))
    answers = [client.get("/", params={"q": BRIDGE}).status_code for _ in range(2)]
    client.app.state.lookup.close()

    assert answers == [200, 200]
    assert len(failures) == 1
