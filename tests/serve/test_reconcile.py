"""OpenRefine and its like ask for claims, and fill columns with what was found."""

import json
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from factcheck.cli.app import run
from factcheck.model import FactCheck, Publisher
from factcheck.serve.application import create_app
from factcheck.serve.reconcile_queries import BATCH_SIZE
from factcheck.serve.reconcile_values import PROPERTIES
from factcheck.serve.settings import ServeSettings
from factcheck.store.runs import ITSELF
from factcheck.store.store import open_store

BRIDGE = "The old bridge in Mostar was closed in 2019."
BRIDGE_IN_ANOTHER_YEAR = "The old bridge in Mostar was closed in 2017."
WATER = "Drinking hot water cures the flu."
DISPUTED = "The mayor sold the library to a bank."
HOSTILE = "<script>alert(1)</script> cures the flu, says \u202eevil\u202c."
FACT_CHECKS = f"""\
claim,rating,publisher,url,reviewed_on,language
{BRIDGE},False,Daily Check,https://daily.example/bridge,2019-05-06,en
{WATER},Mostly false,Health Check,https://health.example/water,2020-03,en
{DISPUTED},False,Daily Check,https://daily.example/library,2021-03-01,en
{DISPUTED},True,City Check,https://city.example/library,2021-03-02,en
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reconciled")
    source, path = folder / "fact-checks.csv", folder / "claims.db"
    source.write_text(FACT_CHECKS, encoding="utf-8")
    assert run(["ingest", str(source), "--db", str(path), "--words-only", "--quiet"]) == 0
    with TestClient(create_app(ServeSettings(path)), "http://localhost:8417") as client:
        yield client


@pytest.fixture
def hostile_client(store_path, serve):
    """A store with markup that no ingest lets in."""
    fact_check = FactCheck(
        claim=HOSTILE,
        publisher=Publisher("<b>Bold</b>"),
        review_url="javascript:alert(1)",
        rating='"><img src=x>',
    )
    with open_store(store_path, mode="write") as store:
        day = "2024-05-06T07:08:09Z"
        run_id = store.repository.begin_run("hostile.csv", day, origin=ITSELF)
        [saved] = store.repository.save_batch(run_id, [fact_check], day)
        store.repository.finish_run(run_id, {"records": 1}, day)
    return serve(ServeSettings(store_path)), saved.id


def post(client, name, value):
    return client.post("/reconcile", data={name: json.dumps(value)})


def ask(client, query, **fields):
    return post(client, "queries", {"q0": {"query": query, **fields}}).json()["q0"]


def features(candidate):
    return {feature["id"]: feature["value"] for feature in candidate["features"]}


def id_of(client, claim):
    return ask(client, claim)["result"][0]["id"]


def test_the_manifest_names_both_versions_and_addresses_of_this_service(client):
    manifest = client.get("/reconcile").json()

    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["batchSize"] == BATCH_SIZE
    assert manifest["view"]["url"] == "http://localhost:8417/fact-checks/{{id}}"
    assert manifest["preview"]["url"] == "http://localhost:8417/reconcile/preview?id={{id}}"
    for service in manifest["suggest"].values():
        assert client.get(service["service_url"] + service["service_path"]).is_success


def test_a_match_is_a_match_with_its_ruling_in_words(client):
    [candidate] = ask(client, BRIDGE)["result"]

    assert candidate["match"] is True
    assert (candidate["name"], candidate["score"]) == (BRIDGE, 100)
    assert candidate["description"] == "false, Daily Check, 2019-05-06"
    assert features(candidate)["conflict"] is False


def test_a_contradicted_candidate_is_no_match_and_says_so(client):
    [candidate] = ask(client, BRIDGE_IN_ANOTHER_YEAR)["result"]

    assert candidate["match"] is False
    assert features(candidate)["conflict"] is True
    assert features(candidate)["conflict_different_date"] == 1.0
    # Whether it is a suggestion or a near miss is up to the score.
    assert "conflict: 2019 there, 2017 here; " in candidate["description"]


def test_fact_checks_that_disagree_are_suggestions_all_of_them(client):
    candidates = ask(client, DISPUTED)["result"]

    assert len(candidates) == 2
    assert not any(candidate["match"] for candidate in candidates)
    assert all("conflict_different_verdict" in features(each) for each in candidates)


def test_a_near_miss_is_a_candidate_for_a_person_only(client):
    result = ask(client, "Hot water from the river closed the library in Nairobi.")

    assert result["decision"] == "none"
    assert result["result"]
    for candidate in result["result"]:
        assert candidate["match"] is False
        assert features(candidate)["near_miss"] is True
        assert candidate["description"].startswith("near miss, not an answer; ")


def test_an_id_is_answered_by_its_fact_check(client):
    [candidate] = ask(client, id_of(client, WATER).upper())["result"]

    assert (candidate["name"], candidate["match"]) == (WATER, True)


def test_the_answers_do_not_depend_on_the_batch(client):
    queries = {
        "a": {"query": BRIDGE},
        "b": {"query": WATER, "limit": 1},
        "c": {"query": BRIDGE_IN_ANOTHER_YEAR, "properties": [{"pid": "language", "v": "en"}]},
    }

    together = post(client, "queries", queries).json()

    assert list(together) == ["a", "b", "c"]
    for key, query in queries.items():
        assert post(client, "queries", {key: query}).json() == {key: together[key]}


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        pytest.param([{"pid": "publisher", "v": "daily.example"}], True, id="its publisher"),
        pytest.param([{"pid": "publisher", "v": ["Health Check"]}], False, id="another publisher"),
        pytest.param([{"pid": "verdict", "v": "Mostly false"}], False, id="another verdict"),
        pytest.param([{"pid": "since", "v": "2019-05-06T00:00:00Z"}], True, id="since that day"),
        pytest.param([{"pid": "since", "v": 2020}], False, id="since a later year"),
        pytest.param([{"pid": "language", "v": {"id": "en", "name": "English"}}], True, id="name"),
    ],
)
def test_columns_beside_the_claims_narrow_what_may_answer(client, properties, found):
    result = ask(client, BRIDGE, properties=properties)

    assert "error" not in result
    assert any(candidate["match"] for candidate in result["result"]) is found


def test_the_day_of_a_post_tells_a_claim_that_comes_back(client):
    asked_on = [{"pid": "asked_on", "v": "2023-01-01"}]

    [note] = ask(client, BRIDGE, properties=asked_on)["notes"]

    assert note.startswith("Recycled: checked on 2019-05-06 already, 3 years before")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param({"query": " "}, "query: write a claim", id="no claim"),
        pytest.param({}, "query: write a claim", id="nothing"),
        pytest.param([], "the query is not a JSON object", id="a list"),
        pytest.param(
            {"query": BRIDGE, "props": []}, "props: a query has no such field", id="field"
        ),
        pytest.param({"query": BRIDGE, "limit": 0}, "limit: write a whole", id="no candidates"),
        pytest.param({"query": BRIDGE, "limit": 1.5}, "limit: write a whole", id="half a one"),
        pytest.param({"query": BRIDGE, "type": "Person"}, "type: the only type", id="other type"),
        pytest.param(
            {"query": BRIDGE, "properties": [{"pid": "colour", "v": "red"}]},
            "properties: colour is none of language, publisher",
            id="unknown property",
        ),
        pytest.param(
            {"query": BRIDGE, "properties": [{"pid": "publisher", "v": "Daily Chek"}]},
            "publisher: no fact-check here has Daily Chek; there are Daily Check",
            id="unknown publisher",
        ),
        pytest.param(
            {"query": BRIDGE, "properties": [{"pid": "since", "v": "May"}]},
            "since: write 2021",
            id="no date",
        ),
    ],
)
def test_a_query_that_cannot_be_answered_spoils_no_other(client, query, reason):
    results = post(client, "queries", {"bad": query, "good": {"query": BRIDGE}}).json()

    assert results["bad"]["result"] == []
    assert results["bad"]["error"].startswith(reason)
    assert results["good"]["result"][0]["match"] is True


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        pytest.param({"queries": "{"}, 400, id="no JSON"),
        pytest.param({"queries": "[]"}, 400, id="a list"),
        pytest.param({"queries": '{"q": {"query": "a", "query": "b"}}'}, 400, id="a key twice"),
        pytest.param({"queries": "[" * 100_000}, 400, id="nested too deeply"),
        pytest.param(
            {"queries": json.dumps({key: {} for key in range(BATCH_SIZE + 1)})}, 413, id="many"
        ),
        pytest.param({"extend": "{}"}, 400, id="no ids"),
        pytest.param({"extend": '{"ids": [1], "properties": []}'}, 400, id="id is no text"),
        pytest.param({"extend": '{"ids": [], "properties": [{"id": "x"}]}'}, 400, id="no column"),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_in_one_line(client, parameters, status):
    response = client.post("/reconcile", data=parameters)

    assert response.status_code == status
    assert "\n" not in response.json()["error"]


def test_a_table_is_filled_with_rulings(client):
    bridge, water = id_of(client, BRIDGE), id_of(client, WATER)
    columns = ["verdict", "rating", "publisher", "reviewed_on", "url", "citation"]
    wanted = {"ids": [bridge, water, "nothing"], "properties": [{"id": each} for each in columns]}

    extended = post(client, "extend", wanted).json()

    assert [column["id"] for column in extended["meta"]] == columns
    row = extended["rows"][bridge]
    assert (row["verdict"], row["publisher"]) == ([{"str": "false"}], [{"str": "Daily Check"}])
    assert row["reviewed_on"] == [{"date": "2019-05-06T00:00:00Z"}]
    assert row["url"][0]["str"].startswith("https://daily.example/")
    assert BRIDGE in row["citation"][0]["str"]
    # A month is no day, and is not completed by a guess.
    assert extended["rows"][water]["reviewed_on"] == [{"str": "2020-03"}]
    assert extended["rows"]["nothing"] == {column: [] for column in columns}


def test_a_citation_comes_in_the_style_and_language_that_were_set(client):
    column = {"id": "citation", "settings": {"style": "bibtex", "in": "sw"}}

    extended = post(client, "extend", {"ids": [id_of(client, BRIDGE)], "properties": [column]})

    [[citation]] = [row["citation"] for row in extended.json()["rows"].values()]
    assert citation["str"].startswith("@misc{")
    assert "Uhakiki" in citation["str"]


def test_every_column_that_is_proposed_can_be_filled(client):
    proposed = client.get("/reconcile/properties", params={"type": "ClaimReview"}).json()
    columns = [{"id": each["id"]} for each in proposed["properties"]]

    extended = post(client, "extend", {"ids": [id_of(client, BRIDGE)], "properties": columns})

    assert len(columns) == len(PROPERTIES)
    assert extended.json()["meta"] == proposed["properties"]
    limited = client.get("/reconcile/properties", params={"type": "ClaimReview", "limit": "2"})
    assert limited.json()["properties"] == proposed["properties"][:2]


def test_suggestions_are_found_by_unfinished_words_and_by_id(client):
    def suggested(prefix, **more):
        parameters = {"prefix": prefix, **more}
        found = client.get("/reconcile/suggest/entity", params=parameters).json()["result"]
        return [each["name"] for each in found]

    assert suggested("hot wat") == [WATER]
    assert suggested(id_of(client, BRIDGE)) == [BRIDGE]
    assert suggested("hot wat", cursor="1") == []
    assert suggested('"') == suggested("") == suggested("zebra") == []


def test_properties_and_types_are_suggested_by_their_beginning(client):
    properties = client.get("/reconcile/suggest/property", params={"prefix": "pub"}).json()
    types = client.get("/reconcile/suggest/type", params={"prefix": "fact"}).json()

    assert [each["id"] for each in properties["result"]] == ["publisher"]
    assert [each["id"] for each in types["result"]] == ["ClaimReview"]


@pytest.mark.parametrize(
    "path", ["", "/suggest/entity", "/suggest/type", "/properties", "?queries=["]
)
def test_openrefine_on_this_machine_may_read_the_answers(client, path):
    headers = {"origin": "http://127.0.0.1:3333"}

    asked_first = client.options(f"/reconcile{path}", headers=headers)
    answered = client.get(f"/reconcile{path}", headers=headers)

    assert asked_first.status_code == 200
    assert asked_first.headers["access-control-allow-origin"] == headers["origin"]
    assert answered.headers["access-control-allow-origin"] == headers["origin"]
    assert answered.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answered.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "http://evil.example:127.0.0.1",
        "http://evil.example/@localhost",
        "http://localhost\\@evil.example",
        "null",
        "*",
    ],
)
def test_a_page_of_another_site_may_not(client, origin):
    for response in (
        client.options("/reconcile", headers={"origin": origin}),
        client.get("/reconcile", headers={"origin": origin}),
    ):
        assert "access-control-allow-origin" not in response.headers
        # Nor load it as a script, which needs no permission.
        assert response.headers["cross-origin-resource-policy"] == "same-site"


def test_a_page_of_an_allowed_host_may(client, serve):
    settings = client.app.state.settings
    allowed = serve(replace(settings, allowed_hosts=("refine.newsroom.example",)))
    origin = "https://refine.newsroom.example"

    response = allowed.get("/reconcile", headers={"origin": origin})

    assert response.headers["access-control-allow-origin"] == origin


def test_an_older_client_gets_a_call_of_its_function(client):
    response = client.get("/reconcile", params={"callback": "jQuery3_17.done"})

    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.text.startswith('/**/jQuery3_17.done({"versions": ')


@pytest.mark.parametrize("callback", ["", "done"])
def test_what_a_client_sends_comes_back_without_markup(client, callback):
    sent = "</script><script>alert(1)\u2028\u202e"
    response = client.get("/reconcile/properties", params={"type": sent, "callback": callback})

    text = response.text.removeprefix("/**/done(").removesuffix(");")
    assert not set("<>&\u2028\u202e") & set(response.text)
    assert json.loads(text)["type"] == sent


@pytest.mark.parametrize("callback", ["alert(1)//", "a;b", "a b", "<x>", "é", "a" * 100, "a\u2028"])
def test_a_callback_that_is_no_name_is_refused(client, callback):
    response = client.get("/reconcile", params={"callback": callback})

    assert response.status_code == 400
    assert "error" in response.json()


def test_a_preview_shows_hostile_text_as_text_in_a_page_that_loads_nothing(hostile_client):
    client, public_id = hostile_client
    response = client.get("/reconcile/preview", params={"id": public_id})
    policy = response.headers["content-security-policy"]

    assert "<script" not in response.text
    assert "<img" not in response.text
    assert "<b>" not in response.text
    assert 'href="javascript' not in response.text
    assert "&lt;script&gt;alert(1)" in response.text
    assert "\u202e" not in response.text
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    # Clients show it in a frame of their own page.
    assert "frame-ancestors *" in policy
    assert '<base target="_blank">' in response.text
    assert client.get("/reconcile/preview", params={"id": "zzzz"}).status_code == 404
