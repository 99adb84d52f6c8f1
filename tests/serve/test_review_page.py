"""Judgements in a browser: only with the token, only from our own form, and never twice."""

import html
import re
import shutil
from dataclasses import replace

import html5lib
import pytest

from factcheck.maintenance.edits import edit
from factcheck.model import Judgement
from factcheck.retrieval.embed_pending import embed_pending
from factcheck.serve.settings import ServeSettings
from factcheck.store.store import open_store

TOKEN = "correct horse battery staple"
NEAR = "The old bridge was closed for 3 years."
OTHER = "The old bridge was closed for 30 years."
BY = "Amina"


@pytest.fixture
def store(served_store, tmp_path):
    """A copy of the small store, to write to."""
    return shutil.copy(served_store, tmp_path / "claims.db")


@pytest.fixture
def client(store, serve):
    return serve(ServeSettings(store, write_token=TOKEN))


@pytest.fixture
def signed_in(client):
    client.post("/review/sign-in", data={"token": f" {TOKEN}\n"})
    return client


def hidden(response):
    """Return the hidden fields of the page's form."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.text)
    assert html5lib.HTMLParser(strict=True).parse(response.text) is not None
    return {name: html.unescape(value) for name, value in fields}


def send(client, claims, **fields):
    seal = hidden(client.get("/review"))["seal"]
    return client.post("/review", data={"seal": seal, "by": BY, "claims": claims} | fields)


def judge(client, response, judgement):
    return client.post("/review", data=hidden(response) | {"judgement": judgement})


def judged(store):
    with open_store(store) as opened:
        return [
            (each.text, each.judgement, each.judged_by) for each in opened.judgements.in_force()
        ]


def test_without_write_there_is_no_review(client, store, serve):
    reading = serve(replace(client.app.state.settings, write_token=""))

    assert reading.get("/review").status_code == 404
    assert reading.post("/review", data={"by": BY}).status_code == 404
    assert reading.post("/review/sign-in", data={"token": ""}).status_code == 404
    assert "/review" not in reading.get("/").text


def test_only_the_token_lets_somebody_in(client):
    refused = client.post("/review/sign-in", data={"token": TOKEN[:-1]})
    response = client.post("/review/sign-in", data={"token": TOKEN}, follow_redirects=False)
    cookie = response.headers["set-cookie"].lower()

    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    assert response.status_code == 303
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="none"),
        pytest.param("a.b", id="made up"),
        pytest.param("." + "0" * 64, id="empty"),
    ],
)
def test_a_made_up_session_is_none(client, cookie):
    client.cookies.set("factcheck_session", cookie)

    assert 'name="token"' in client.get("/review").text
    assert client.post("/review", data={"by": BY, "claims": NEAR}).status_code == 403


def test_a_form_of_another_site_is_refused(signed_in, store):
    judgement = {"by": BY, "text": NEAR, "id": "x", "judgement": "same", "claims": NEAR}

    for seal in ("", "0" * 64):
        response = signed_in.post("/review", data=judgement | {"seal": seal})
        assert response.status_code == 403
    assert judged(store) == []


def test_a_seal_of_another_session_is_none(client):
    seals = []
    for _ in range(2):
        client.cookies.clear()
        client.post("/review/sign-in", data={"token": TOKEN})
        seals.append(hidden(client.get("/review"))["seal"])

    assert seals[0] != seals[1]
    assert client.post("/review", data={"seal": seals[0], "by": BY}).status_code == 403


@pytest.mark.parametrize("judgement", Judgement)
def test_a_judgement_is_stored_under_the_name_of_who_judged(signed_in, store, judgement):
    first = send(signed_in, f"{NEAR}\nThe library lends out telescopes on Fridays.")
    after = judge(signed_in, first, judgement)

    assert NEAR in first.text
    assert "12 years there, 3 years here." in first.text
    assert judged(store) == [(NEAR, judgement, BY)]
    # Nobody is asked the same thing twice, also where they are not sure.
    assert hidden(after).get("id") != hidden(first)["id"]


def test_what_is_judged_is_left_out_and_what_comes_later_comes_back(signed_in, store):
    first = send(signed_in, f"{NEAR}\n{OTHER}")
    later = judge(signed_in, first, "later")
    page, asked = later, [hidden(first)["text"]]
    while "Waiting" in page.text:
        asked.append(hidden(page)["text"])
        page = judge(signed_in, page, "different")

    # The store has the same claim twice: who finds one different is not asked about the other.
    assert sorted(text for text, _, _ in judged(store)) == sorted({NEAR, OTHER})
    assert hidden(first)["id"] != hidden(later)["id"] or asked[0] != asked[1]
    assert "Nothing of this list waits for a person." in page.text
    assert "Nothing of this list" in send(signed_in, f"{NEAR}\n{OTHER}").text


def test_a_confirmed_claim_is_a_match_from_then_on(signed_in):
    judge(signed_in, send(signed_in, NEAR), "same")

    assert "MATCH: already fact-checked" in signed_in.get("/", params={"q": NEAR}).text


def test_a_confirmed_wording_is_encoded_at_once(store, serve, encoder):
    with open_store(store, mode="write") as opened:
        embed_pending(opened, encoder)
        encoded = encoder.encoded
    client = serve(ServeSettings(store, encoder, write_token=TOKEN))
    client.post("/review/sign-in", data={"token": TOKEN})
    judge(client, send(client, NEAR), "same")

    assert encoder.encoded == encoded + 1
    with open_store(store) as opened:
        assert opened.judgements.alias_vectors.pending_count() == 0


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        pytest.param({"by": " "}, 400, "say who judges", id="nobody"),
        pytest.param({"claims": ""}, 400, "the list holds no claims", id="no claims"),
        pytest.param({"claims": "a b c\n" * 201}, 400, "more than 200 claims", id="too many"),
        pytest.param(
            {"judgement": "same", "text": NEAR, "id": "zzzzzzzzzzzz"},
            404,
            "no fact-check",
            id="no id",
        ),
    ],
)
def test_a_mistake_is_said_and_nothing_stored(signed_in, store, fields, status, reason):
    response = send(signed_in, **({"claims": NEAR} | fields))

    assert response.status_code == status
    assert reason in response.text
    assert response.headers["cache-control"] == "private, no-cache"
    assert judged(store) == []


@pytest.fixture
def changed(store, signed_in):
    """A page whose fact-check got another rating, and then the page after an answer."""
    first = send(signed_in, NEAR)
    with open_store(store, mode="write") as opened:
        edit(opened, hidden(first)["id"], {"rating": "True"}, "the publisher mended it")
    again = {"judgement": "different", "note": "3 is not 12"}
    return first, signed_in.post("/review", data=hidden(first) | again)


def test_a_fact_check_that_changed_while_it_was_shown_is_not_judged(changed, store):
    _, refused = changed

    assert refused.status_code == 409
    assert "the fact-check changed while it was shown, so the answer was not saved" in refused.text
    assert "now it is true: The old bridge was closed for 12 years." in refused.text
    assert judged(store) == []


def test_the_pair_that_changed_is_shown_as_it_is_now_and_can_be_judged(changed, signed_in, store):
    first, refused = changed
    after = judge(signed_in, refused, "different")

    assert hidden(refused)["id"] == hidden(first)["id"]
    assert hidden(refused)["shown"] != hidden(first)["shown"]
    assert 'value="3 is not 12"' in refused.text
    assert after.status_code == 200
    assert [judgement for _, judgement, _ in judged(store)] == ["different"]


def test_an_answer_that_a_busy_store_did_not_take_is_asked_for_again(signed_in, store, monkeypatch):
    monkeypatch.setattr("factcheck.serve.writing._WAIT_SECONDS", 0.01)
    page = send(signed_in, NEAR)
    with open_store(store, mode="write"):
        busy = judge(signed_in, page, "different")

    assert busy.status_code == 503
    assert "is being written to by another factcheck" in busy.text
    assert hidden(busy)["id"] == hidden(page)["id"]
    assert judge(signed_in, busy, "different").status_code == 200
