"""Only who has the token writes, and only where writing is allowed at all."""

import pytest

from factcheck.serve.settings import ServeSettings

CLAIM = "The old bridge was closed for 12 years."
POST = "Nobody walked across the old bridge for twelve years, they say."
TOKEN = "a token of enough letters"


@pytest.fixture
def stored(take_in, record, store_path):
    take_in([record(CLAIM)])
    return store_path


@pytest.fixture
def judgement(serve, stored):
    """Send a judgement to a service with this token of its own."""

    def judgement(own=TOKEN, headers=None, **fields):
        client = serve(ServeSettings(stored, write_token=own))
        found = client.get("/api/lookup", params={"claim": CLAIM}).json()["matches"][0]
        said = {"claim": POST, "id": found["id"], "judgement": "same", "by": "A desk"} | fields
        response = client.post("/api/judgements", json=said, headers=headers)
        answer = client.get("/api/lookup", params={"claim": POST}).json()
        return response, answer["decision"]

    return judgement


def test_a_judgement_is_recorded_and_decides_at_the_next_request(judgement):
    response, decision = judgement(headers={"Authorization": f"Bearer {TOKEN}"})

    assert [each["judgement"] for each in response.json()["added"]] == ["same"]
    assert decision == "match"


@pytest.mark.parametrize(
    ("own", "sent", "status"),
    [
        pytest.param(TOKEN, None, 401, id="no token"),
        pytest.param(TOKEN, f"Bearer {TOKEN}x", 401, id="another token"),
        pytest.param(TOKEN, f"Basic {TOKEN}", 401, id="another scheme"),
        pytest.param(TOKEN, "Bearer é", 401, id="other letters"),
        pytest.param("", "Bearer ", 403, id="read-only"),
    ],
)
def test_nothing_is_written_without_the_token(judgement, own, sent, status):
    headers = {"Authorization": sent.encode("latin-1")} if sent else None
    response, decision = judgement(own, headers)

    assert response.status_code == status
    assert decision != "match"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"id": "zzzzzzzzzzzz"}, 404, id="no fact-check"),
        pytest.param({"judgement": "maybe"}, 400, id="no judgement"),
        pytest.param({"by": " "}, 400, id="nobody"),
        pytest.param({"claim": " "}, 400, id="no claim"),
    ],
)
def test_a_wrong_judgement_is_refused(judgement, fields, status):
    response, _ = judgement(headers={"Authorization": f"Bearer {TOKEN}"}, **fields)

    assert response.status_code == status
    assert response.json()["error"]
