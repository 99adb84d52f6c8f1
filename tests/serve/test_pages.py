"""People look claims up in a browser, without a script, in their language."""

import asyncio
import csv
import io
import json
import re
import threading
import zipfile
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import html5lib
import openpyxl
import pytest

from factcheck.citations.citation_data import CitationStyle
from factcheck.cli.app import run
from factcheck.model import FactCheck, Publisher
from factcheck.serve.list_page import SentList, apart
from factcheck.serve.settings import ServeSettings
from factcheck.store.runs import ITSELF
from factcheck.store.store import open_store

BRIDGE = "The old bridge was closed for 12 years."
ONIONS = "Boiled onions cure malaria within two days."
HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(1)>" onfocus="alert(1)\u202e'
LANGUAGES = ("en", "bs", "hr", "sr-Latn", "sr-Cyrl", "id", "sw")


class Page(HTMLParser):
    """What a browser finds in a page: elements, and the text outside of them."""

    def __init__(self, response):
        super().__init__()
        self.elements, self.text = [], ""
        self.html = response.text
        self.feed(response.text)

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))

    def handle_data(self, text):
        self.text += text

    def of(self, name):
        return [attributes for found, attributes in self.elements if found == name]


@pytest.fixture
def get(client):
    def get(path, **parameters):
        headers = parameters.pop("headers", None)
        return client.get(path, params=parameters, headers=headers)

    return get


def id_of(get, claim):
    [found] = re.findall(r"/fact-checks/([0-9a-z]{12})", get("/", q=claim).text)[:1]
    return found


def is_valid(response):
    """Whether the page is HTML by the book: html5lib lists what is not."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(response.text)
    return True


def test_a_claim_is_answered_with_ruling_publisher_and_reasons(get):
    response = get("/", q=ONIONS)
    page = Page(response)

    assert response.status_code == 200
    assert is_valid(response)
    assert "MATCH: already fact-checked" in page.text
    assert "Verdict: FALSE" in page.text
    assert "Health Desk" in page.text
    assert "This very claim, word for word, was fact-checked." in page.text
    assert {"href": "https://www.health.example/onions", "rel": "noopener noreferrer"} in page.of(
        "a"
    )


def test_a_conflict_is_said_in_words_and_in_colour(get):
    page = Page(get("/", q="The old bridge was closed for 3 years."))

    assert "SUGGESTED: may be the same claim, needs a person" in page.text
    assert "Conflict:" in page.text
    assert {"class": "bad"} in page.of("strong")


def test_an_unchecked_claim_says_that_this_means_nothing(get):
    page = Page(get("/", q="The library lends out telescopes on Fridays."))

    assert "NONE: no fact-check of this claim found" in page.text


def test_a_word_or_two_are_searched_for(get):
    page = Page(get("/", q="bridge"))

    assert "Fact-checks with these words: 2" in page.text
    assert "Bridge Watch" in page.text
    assert "factcheck search" not in page.text
    assert "with these words" not in Page(get("/", q="zebra")).text
    assert "with these words" not in Page(get("/", q="!?")).text


@pytest.mark.parametrize("path", ["/", f"/?q={BRIDGE}", "/list", "/fact-checks/zzzz", "/nowhere"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_no_script_no_style_and_no_other_host(get, path, language):
    response = get(path, headers={"accept-language": language})
    page, policy = Page(response), response.headers["content-security-policy"]

    assert is_valid(response)
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
    assert "unsafe" not in policy
    assert page.of("script") == page.of("style") == page.of("iframe") == page.of("img") == []
    assert not [name for _, attributes in page.elements for name in attributes if name[:2] == "on"]
    assert not [each for _, each in page.elements if "style" in each]
    assert all(each["href"].startswith("/style.css?") for each in page.of("link"))
    assert all(each["action"].startswith("/") for each in page.of("form"))
    assert page.of("html")[0]["lang"] == language
    assert "factcheck serve" not in page.text


def test_every_field_has_a_label_and_every_page_one_heading(get):
    for path in ("/", "/list"):
        page = Page(get(path))
        labelled = {each["for"] for each in page.of("label")}
        fields = [*page.of("input"), *page.of("select"), *page.of("textarea")]

        assert {each["id"] for each in fields if each.get("type") != "hidden"} == labelled
        assert len(page.of("h1")) == len(page.of("main")) == 1


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        pytest.param("sw-KE, en;q=0.5", "sw", id="first"),
        pytest.param("de, fr;q=0.9, id;q=0.8", "id", id="first that we have"),
        pytest.param("en;q=0.1, hr;q=0.9", "hr", id="heaviest"),
        pytest.param("sr", "sr-Cyrl", id="Serbian"),
        pytest.param("sr-Latn-RS", "sr-Latn", id="Serbian in Latin letters"),
        pytest.param("bs;q=0, sw;q=nan, de", "en", id="none of them"),
        pytest.param(",;q=,=;," * 50, "en", id="nonsense"),
    ],
)
def test_the_browser_says_the_language(get, accepted, language):
    response = get("/", headers={"accept-language": accepted})

    assert Page(response).of("html")[0]["lang"] == language
    assert response.headers["content-language"] == language
    assert response.headers["vary"] == "Accept-Language"


def test_a_chosen_language_stays_chosen(get):
    page = Page(get("/", q=ONIONS, ui="bs", lang="en", headers={"accept-language": "sw"}))
    switch = {each["hreflang"]: each["href"] for each in page.of("a") if "hreflang" in each}

    assert page.of("html")[0]["lang"] == "bs"
    assert {"type": "hidden", "name": "ui", "value": "bs"} in page.of("input")
    assert list(switch) == list(LANGUAGES)
    assert parse_qs(urlsplit(switch["sw"]).query) == {"q": [ONIONS], "lang": ["en"], "ui": ["sw"]}
    for link in page.of("a"):
        if link["href"].startswith("/") and "hreflang" not in link:
            assert "ui=bs" in link["href"]


def test_an_answer_is_in_the_language_of_its_reader(get):
    page = Page(get("/", q="The old bridge was closed for 3 years.", ui="sr-Cyrl"))

    assert "Да ли је ова тврдња већ проверена?" in page.text
    assert "Conflict" not in page.text
    assert "12 years" in page.text


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({"publisher": "Bridge Watch"}, "Bridge Watch", id="publisher"),
        pytest.param({"verdict": "mostly_false"}, "Daily Check", id="verdict"),
        pytest.param({"since": "2021-04"}, "Daily Check", id="since"),
    ],
)
def test_filters_narrow_what_may_answer(get, filters, found):
    page = Page(get("/", q=BRIDGE, **filters))
    headings = [each for each in ("Bridge Watch (", "Daily Check (") if each in page.text]

    assert headings == [f"{found} ("]
    assert "open" in page.of("details")[0]


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        (
            {"publisher": "Bridge Wach"},
            "no fact-check here has Bridge Wach; there are Bridge Watch",
        ),
        ({"lang": "nonsense"}, "no language is called nonsense"),
        ({"since": "May"}, "since: write 2021"),
        ({"q": "a b " * 2_000}, "8,000 characters; at most 5,000"),
    ],
)
def test_a_mistake_is_said_beside_the_field(get, filters, reason):
    response = get("/", **({"q": BRIDGE} | filters))

    assert response.status_code == 400
    assert is_valid(response)
    assert reason in Page(response).text
    # Mistakes are told in English, whatever the language of the page.
    assert {"lang": "en"} in Page(response).of("span")


@pytest.mark.parametrize("field", ["q", "lang", "publisher", "verdict", "since", "ui", "column"])
def test_what_a_reader_sends_comes_back_as_text(get, client, field):
    sent = {"q": BRIDGE, field: HOSTILE}
    posted = {"claims": BRIDGE, "file": "", field if field != "q" else "claims": HOSTILE}

    for response in (get("/", **sent), client.post("/list", data=posted)):
        assert is_valid(response)
        assert Page(response).of("script") == Page(response).of("img") == []
        assert not [each for _, each in Page(response).elements if "onfocus" in each]


def test_a_list_that_was_pasted_becomes_a_table(client):
    claims = f"{ONIONS}\n\nThe library lends out telescopes on Fridays.\n{BRIDGE}"
    response = client.post("/list", data={"claims": claims})
    page = Page(response)
    rows = re.findall('<tr role="row"><td role="cell" data-label="Line">(.*?)</td>', response.text)

    assert is_valid(response)
    assert rows == ["1", "3", "4"]
    assert "Health Desk" in page.text
    assert any(each["href"].startswith("/fact-checks/") for each in page.of("a"))


def test_each_cell_of_a_table_says_its_column_where_a_phone_stacks_them(client):
    page = Page(client.post("/list", data={"claims": ONIONS, "ui": "sw"}))
    headings = re.findall(r'<th scope="col" role="columnheader">(.*?)</th>', page.html)
    cells = [each.get("data-label") for each in page.of("td")]

    assert cells == headings
    assert "Claim" not in headings
    assert [each["role"] for each in page.of("table")] == ["table"]


def test_a_table_that_was_uploaded_comes_back_with_its_own_columns(client, served_store, tmp_path):
    table = f"channel,claim,date\nradio,{ONIONS},2023-05-06\ntv,{BRIDGE},\nmail,,\n"
    path = tmp_path / "tips.csv"
    path.write_text(table, encoding="utf-8")
    answers = tmp_path / "answers.csv"
    arguments = ["--keep", "all", "--words-only", "-o", str(answers), "-q"]
    run(["lookup", "--db", str(served_store), "--file", str(path), *arguments])

    response = client.post("/list", data={"as": "csv"}, files={"file": ("tips.csv", table)})

    assert response.headers["content-disposition"] == 'attachment; filename="answers.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text)))
    wanted = list(csv.DictReader(io.StringIO(answers.read_text("utf-8"))))
    # Only the command was told to compare by words, and says so.
    assert [row | {"notes": ""} for row in rows] == [row | {"notes": ""} for row in wanted]
    assert [row["channel"] for row in rows] == ["radio", "tv", "tv", "mail"]
    assert "Recycled: checked on 2020-06-01" in rows[0]["notes"]


def test_a_table_on_a_page_can_be_downloaded_without_sending_the_file_again(client):
    table = f"id\ttext\n7\t{ONIONS}\n"
    page = Page(client.post("/list", data={"ui": "sw"}, files={"file": ("tips.tsv", table)}))
    again = {
        each["name"]: each["value"] for each in page.of("input") if each.get("type") == "hidden"
    }

    downloaded = client.post("/list", data=again | {"as": "jsonl"})

    assert page.of("html")[0]["lang"] == again["ui"] == "sw"
    answer = json.loads(downloaded.text)
    assert (answer["claim"], answer["decision"]) == (ONIONS, "match")
    assert answer["kept"] == {"id": "7"}


@pytest.mark.parametrize(
    ("name", "content", "fields", "reason"),
    [
        pytest.param("a.csv", "x,y\n1,2\n", {}, "the table has no column 'claim'", id="no column"),
        pytest.param("a.csv", "x,y\n1,2\n", {"column": "z"}, "no column 'z'", id="not there"),
        pytest.param("a.json", "[]", {}, "a.json: a list of claims has one JSON object", id="JSON"),
        pytest.param("a.txt", "\x1f\x8b0", {}, "a.txt is packed; send it unpacked", id="packed"),
        pytest.param("a.txt", "\n\n", {}, "a.txt holds no claims", id="empty"),
        pytest.param("a.txt", "a b c\n" * 1_001, {}, "has more than 1,000 claims", id="too long"),
        pytest.param("", "", {}, "the list holds no claims", id="nothing"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(client, name, content, fields, reason):
    files = {"file": (name, content.encode("latin-1"))} if name else {}
    response = client.post("/list", data={"as": "csv"} | fields, files=files)

    assert response.status_code == 400
    assert reason in Page(response).text
    assert "--" not in re.sub("<!--.*?-->", "", Page(response).text)


def test_a_fact_check_has_a_page_with_its_history_and_structured_data(get):
    response = get(f"/fact-checks/{id_of(get, ONIONS)}")
    page = Page(response)

    assert is_valid(response)
    assert ONIONS in page.text
    assert "fact-checks.csv" in page.text
    assert page.of("script") == [{"type": "application/ld+json"}]
    [text] = re.findall("<script.*?>(.*?)</script>", response.text, flags=re.DOTALL)
    claim_review = json.loads(text)
    assert claim_review["@type"] == "ClaimReview"
    assert claim_review["claimReviewed"] == ONIONS
    assert claim_review["reviewRating"]["alternateName"] == "False"


@pytest.mark.parametrize("style", CitationStyle)
def test_a_citation_in_any_style_is_a_click_away(get, style):
    page = Page(get(f"/fact-checks/{id_of(get, ONIONS)}"))
    [link] = [each["href"] for each in page.of("a") if f"style={style}#" in each["href"]]

    cited = get(link.partition("#")[0])
    [download] = [each["href"] for each in Page(cited).of("a") if "download" in each]
    downloaded = get(download)

    assert is_valid(cited)
    assert "Health Desk" in downloaded.text
    assert downloaded.headers["content-type"] == "text/plain; charset=utf-8"
    assert downloaded.headers["content-disposition"].startswith("attachment; filename=")


def test_a_beginning_of_an_id_leads_to_its_page(get, client):
    public_id = id_of(get, ONIONS)
    response = client.get(f"/fact-checks/{public_id[:6]}?ui=id", follow_redirects=False)

    assert response.status_code == 302
    assert response.headers["location"] == f"/fact-checks/{public_id}?ui=id"


def test_markup_of_a_publisher_is_text_on_every_page(store_path, serve):
    fact_check = FactCheck(
        claim=HOSTILE,
        publisher=Publisher(HOSTILE),
        review_url="javascript:alert(1)",
        title=HOSTILE,
        summary=HOSTILE,
        rating=HOSTILE,
        claimant=HOSTILE,
        tags=(HOSTILE,),
        appearances=("javascript:alert(2)",),
        reviewed_on="2021-03-04",
    )
    with open_store(store_path, mode="write") as store:
        day = "2024-05-06T07:08:09Z"
        run_id = store.repository.begin_run(HOSTILE, day, origin=ITSELF)
        [saved] = store.repository.save_batch(run_id, [fact_check], day)
        store.repository.finish_run(run_id, {"records": 1}, day)
    client = serve(ServeSettings(store_path))

    for style in CitationStyle:
        response = client.get(f"/fact-checks/{saved.id}", params={"style": style})
        page = Page(response)
        assert is_valid(response)
        assert page.of("script") == [{"type": "application/ld+json"}]
        assert page.of("img") == []
        assert not [each for each in page.of("a") if each["href"].startswith("javascript")]
        assert not [each for _, each in page.elements if "onfocus" in each]
        assert "\u202e" not in response.text
    home = Page(client.get("/"))
    assert home.of("script") == home.of("img") == []


def test_the_stylesheet_may_be_kept_for_ever(get):
    [link] = Page(get("/")).of("link")
    response = get(link["href"])

    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in response.headers["cache-control"]
    assert "prefers-color-scheme: dark" in response.text
    assert "@media print" in response.text


def test_every_kind_of_file_that_a_list_is_read_from_can_be_chosen(get):
    [field] = [each for each in Page(get("/list")).of("input") if each.get("type") == "file"]

    assert {".txt", ".csv", ".tsv", ".xlsx", ".jsonl"} <= set(field["accept"].split(","))


def test_a_workbook_is_answered_on_the_page_and_as_a_workbook(client):
    book = openpyxl.Workbook()
    for row in (["Tips"], [], ["no", "Izjava"], ["007", BRIDGE], [], ["008", "None of it.\nNo."]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    files = {"file": ("tips.xlsx", content.getvalue())}
    page = client.post("/list", data={"column": "Izjava"}, files=files)
    fields = Page(page).of("input")
    again = {each["name"]: each["value"] for each in fields if each.get("type") == "hidden"}
    answers = client.post("/list", data=again | {"as": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answers.content)).active.values)

    assert page.status_code == answers.status_code == 200
    assert rows[0][:2] == ("no", "line")
    assert rows[1][:2] == ("007", 4)
    assert rows[-1][:2] == ("008", 6)


def test_a_list_is_read_in_a_thread_of_its_own(client, monkeypatch):
    readers, before = [], threading.enumerate()

    def noted(self, plan, most):
        readers.append(threading.current_thread())
        return listed(self, plan, most)

    listed = SentList.listed
    monkeypatch.setattr(SentList, "listed", noted)
    client.post("/list", data={"claims": BRIDGE})

    assert len(readers) == 1
    assert readers[0] not in (threading.main_thread(), *before)


def test_a_workbook_that_is_much_larger_when_unpacked_is_refused_at_once(client):
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/filler.xml", b" " * (17 << 20))
    response = client.post("/list", files={"file": ("tips.xlsx", content.getvalue())})

    assert response.status_code == 400
    assert "tips.xlsx has more than 16 MiB when unpacked; send it in parts" in Page(response).text


def test_the_end_of_the_service_does_not_wait_for_a_list_that_is_being_read():
    state = SimpleNamespace(lists_at_once=asyncio.Semaphore(1))
    request = SimpleNamespace(app=SimpleNamespace(state=state))
    reading = asyncio.run(apart(request, threading.current_thread))

    assert reading is not threading.current_thread()
    assert reading.daemon
