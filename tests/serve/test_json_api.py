"""Our own JSON: the same objects as the command line, and errors that say what to change."""

import json

import jsonschema
import pytest

from factcheck.cli.app import run

CLAIM = "The old bridge was closed for 12 years."
OTHER = "Boiled onions cure malaria within two days."


@pytest.fixture
def printed(capsys, served_store):
    """Run a command over the same store, and give its JSON."""

    def printed(*arguments):
        run([*arguments, "--db", str(served_store), "--format", "json"])
        return json.loads(capsys.readouterr().out)

    return printed


def without_notes(answer):
    # The command says why it compares words only, which this service was not told.
    return answer | {"notes": []}


def test_one_claim_gets_the_object_of_the_command_line(client, printed):
    answer = client.get("/api/lookup", params={"claim": CLAIM, "limit": 1}).json()

    assert answer["decision"] == "match"
    assert without_notes(answer) == without_notes(
        printed("lookup", CLAIM, "--limit", "1", "--words-only")
    )


def test_a_list_gets_the_objects_of_the_command_line_in_their_order(client, printed):
    answers = client.post("/api/lookup", json={"claims": [OTHER, CLAIM]}).json()

    expected = printed("lookup", OTHER, CLAIM, "--words-only")
    assert list(map(without_notes, answers)) == list(map(without_notes, expected))


def test_a_blank_claim_in_a_list_is_a_problem_in_its_place(client):
    answers = client.post("/api/lookup", json={"claims": [CLAIM, " ", OTHER]}).json()

    assert [answer.get("error") for answer in answers] == [None, "there is no claim", None]
    assert [answer["line"] for answer in answers] == [1, 2, 3]


def test_a_fact_check_is_what_show_prints(client, printed):
    public_id = client.get("/api/lookup", params={"claim": OTHER}).json()["matches"][0]["id"]

    assert client.get(f"/api/fact-checks/{public_id}").json() == printed("show", public_id)


def test_a_citation_is_what_cite_prints(client, printed):
    public_id = client.get("/api/lookup", params={"claim": OTHER}).json()["matches"][0]["id"]
    query = {"id": public_id[:8], "style": "reply", "in": "sw"}

    assert client.get("/api/cite", params=query).json() == printed(
        "cite", public_id, "--style", "reply", "--in", "sw", "--no-log"
    )


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param({}, "'claim' is missing", id="no claim"),
        pytest.param({"claim": ""}, "'claim' has 0 characters", id="empty claim"),
        pytest.param({"claim": "x" * 20_001}, "'claim' has 20,001 characters", id="long claim"),
        pytest.param({"clam": "x"}, "'clam' is no parameter here", id="unknown name"),
        pytest.param({"claim": ["x", "y"]}, "more than once", id="two values"),
        pytest.param({"claim": "x", "limit": "101"}, "must be 1 to 100, not 101", id="limit"),
        pytest.param({"claim": "x", "limit": "1_0"}, "is an integer, not '1_0'", id="no integer"),
        pytest.param({"claim": "x", "min_score": "nan"}, "is a number", id="not a number"),
        pytest.param({"claim": "x", "whole": "maybe"}, "is true or false", id="no flag"),
        pytest.param({"claim": "x", "since": "2021-13"}, "look like 2021-03-04", id="no date"),
        pytest.param({"claim": "x", "verdict": "wrong"}, "is one of true", id="no verdict"),
        pytest.param({"claim": "x", "lang": "Klingonish"}, "no language is called", id="language"),
        pytest.param({"claim": "x", "lang": "fi"}, "no fact-check here", id="absent language"),
        pytest.param(
            {"claim": "x", "publisher": "Dayly"}, "there are Daily Check", id="near publisher"
        ),
    ],
)
def test_a_wrong_parameter_is_named_in_one_line(client, query, reason):
    response = client.get("/api/lookup", params=query)

    assert response.status_code == 400
    assert reason in response.json()["error"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        pytest.param(b"{", "application/json", 400, id="broken JSON"),
        pytest.param(b'{"claim": "\xff"}', "application/json", 400, id="not UTF-8"),
        pytest.param(b"[" * 100_000, "application/json", 400, id="nested deeply"),
        pytest.param(b"[]", "application/json", 400, id="no object"),
        pytest.param(b'{"claim": 1}', "application/json", 400, id="a number"),
        pytest.param(b'{"claim": true}', "application/json", 400, id="a flag"),
        pytest.param(b'{"claims": []}', "application/json", 400, id="no claims"),
        pytest.param(b'{"claims": [["x"]]}', "application/json", 400, id="lists in a list"),
        pytest.param(b'{"claim": "x", "limit": true}', "application/json", 400, id="flag for 1"),
        pytest.param(b'{"claim": "x", "claim": "y"}', "application/json", 400, id="twice"),
        pytest.param(b'{"claim": "x"}', "text/plain", 415, id="a form of another site"),
    ],
)
def test_a_wrong_body_is_refused(client, body, kind, status):
    response = client.post("/api/lookup", content=body, headers={"Content-Type": kind})

    assert response.status_code == status
    assert list(response.json()) == ["error"]


def test_an_answer_that_the_sender_has_is_not_sent_again(client):
    first = client.get("/api/lookup", params={"claim": CLAIM})
    again = client.get(
        "/api/lookup", params={"claim": CLAIM}, headers={"If-None-Match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")


def test_markup_in_a_claim_never_leaves_as_markup(client):
    response = client.get("/api/lookup", params={"claim": "<script>alert(1)</script> & more words"})

    assert not {b"<", b">", b"&"} & set(map(bytes, zip(response.content)))
    assert response.json()["claim"] == "<script>alert(1)</script> & more words"


def test_the_openapi_document_is_valid_and_describes_what_is_answered(client):
    document = client.get("/api/openapi.json").json()
    answer = client.get("/api/lookup", params={"claim": CLAIM}).json()
    public_id = answer["matches"][0]["id"]

    # The dialect of JSON Schema that OpenAPI 3.1 has.
    def check(name, value):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    check("Answer", answer)
    check("FactCheckPage", client.get(f"/api/fact-checks/{public_id}").json())
    check("Citations", client.get("/api/cite", params={"id": public_id}).json())
    check("Error", client.get("/api/cite").json())
    assert document["servers"] == [{"url": "http://localhost:8417"}]


def test_the_schema_describes_every_field_of_an_answer_and_no_other(client):
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    answer = client.get("/api/lookup", params={"claim": CLAIM}).json()
    [match, *_] = answer["matches"]
    page = client.get(f"/api/fact-checks/{match['id']}").json()

    for name, value in [
        ("Answer", answer),
        ("Match", match),
        ("Signal", match["signals"][0]),
        ("FactCheckPage", page),
    ]:
        assert set(value) == set(schemas[name]["required"]), name
    for schema in schemas.values():
        assert all("description" in field for field in schema["properties"].values())


def test_the_page_of_the_interface_names_every_path_and_parameter_and_no_other_host(client):
    document = client.get("/api/openapi.json").json()
    page = client.get("/api/").text

    assert all(path in page for path in document["paths"])
    names = [each["name"] for each in document["paths"]["/api/lookup"]["get"]["parameters"]]
    assert all(f"<code>{name}</code>" in page for name in names)
    assert "<script" not in page
    assert "://" not in page
