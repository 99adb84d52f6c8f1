"""Judgements in a browser: only with the token, only from our own form, and never twice."""

import re
import shutil
from dataclasses import replace

import html5lib
import pytest

from factcheck.model import Judgement
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
    return dict(fields)


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
    waiting = int(re.findall(r"Waiting: (\d+)", first.text)[0])
    later = judge(signed_in, first, "later")
    page, asked = later, [hidden(first)["text"]]
    while "Waiting" in page.text:
        asked.append(hidden(page)["text"])
        page = judge(signed_in, page, "different")

    assert judged(store)
    assert len(judged(store)) == waiting
    assert hidden(first)["id"] != hidden(later)["id"] or asked[0] != asked[1]
    assert "Nothing of this list waits for a person." in page.text
    assert "Nothing of this list" in send(signed_in, f"{NEAR}\n{OTHER}").text


def test_a_confirmed_claim_is_a_match_from_then_on(signed_in):
    judge(signed_in, send(signed_in, NEAR), "same")

    assert "MATCH: already fact-checked" in signed_in.get("/", params={"q": NEAR}).text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"by": " "}, "say who judges", id="nobody"),
        pytest.param({"claims": ""}, "the list holds no claims", id="no claims"),
        pytest.param({"claims": "a b c\n" * 201}, "more than 200 claims", id="too many"),
        pytest.param(
            {"judgement": "same", "text": NEAR, "id": "zzzzzzzzzzzz"}, "no fact-check", id="no id"
        ),
    ],
)
def test_a_mistake_is_said_and_nothing_stored(signed_in, store, fields, reason):
    response = send(signed_in, **({"claims": NEAR} | fields))

    assert response.status_code == 400
    assert reason in response.text
    assert response.headers["cache-control"] == "no-store"
    assert judged(store) == []
