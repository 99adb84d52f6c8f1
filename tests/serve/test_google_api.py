"""Google's Fact Check Tools API: parameters, objects, pages and errors."""

from urllib.parse import quote

import pytest

CLAIM = "The old bridge was closed for 12 years."
OPPOSITE = "The old bridge was closed for 2 years."
SEARCH = "/v1alpha1/claims:search"


@pytest.fixture
def search(client):
    """Search, and give the body of a response that is none of an error."""

    def search(**query):
        response = client.get(SEARCH, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    return search


def sites(body):
    return [each["claimReview"][0]["publisher"]["site"] for each in body.get("claims", [])]


def test_a_claim_is_answered_in_googles_objects(search):
    second, first = search(query=CLAIM)["claims"]

    own = first.pop("factcheck")
    assert (own["decision"], own["score"], own["verdict"]) == ("match", 1.0, "false")
    assert own["claimedOn"] == "2021-02"
    # The claim's date is a month only, which Google's format cannot say.
    assert first == {
        "text": CLAIM,
        "claimant": "A mayor",
        "claimReview": [
            {
                "publisher": {"name": "Bridge Watch", "site": "bridge.example"},
                "url": "https://bridge.example/closed",
                "title": "The bridge was closed for two years",
                "reviewDate": "2021-03-04T00:00:00Z",
                "textualRating": "False",
                "languageCode": "en",
            }
        ],
    }
    assert second["claimDate"] == "2021-05-01T00:00:00Z"


def test_nothing_found_is_an_empty_object(search):
    assert search(query="The moon is made of green cheese.") == {}


def test_contradictions_are_left_out_unless_they_are_asked_for(search):
    asked = search(query=OPPOSITE, includeContradictions="true")

    assert search(query=OPPOSITE) == {}
    signals = [signal for claim in asked["claims"] for signal in claim["factcheck"]["signals"]]
    assert {"different_number"} <= {each["name"] for each in signals if each["conflict"]}


def test_what_contradicts_too_much_to_be_suggested_is_there_if_it_is_asked_for(search):
    query = "No bridge was closed."
    asked = search(query=query, includeContradictions="true")["claims"]

    assert search(query=query) == {}
    assert {each["factcheck"]["decision"] for each in asked} == {"none"}
    assert {each["factcheck"]["signals"][0]["name"] for each in asked} == {"opposite_polarity"}


def test_what_is_merely_near_contradicts_nothing(search):
    query = "Old bridges cost 45 million a year to repair."

    assert search(query=query, includeContradictions="true") == {}


def test_what_its_publisher_withdrew_is_left_out(search):
    assert search(query="Grad je zabranio bicikle na mostu.") == {}


def test_a_word_searches_as_it_does_there(search):
    [claim] = search(query="malaria")["claims"]

    assert claim["text"].startswith("Boiled onions")
    assert "decision" not in claim["factcheck"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"languageCode": "en-GB"}, ["daily.example", "bridge.example"], id="region"),
        pytest.param({"languageCode": "bs"}, [], id="another language"),
        pytest.param(
            {"reviewPublisherSiteFilter": "www.daily.example"}, ["daily.example"], id="site"
        ),
        pytest.param({"reviewPublisherSiteFilter": "nowhere.example"}, [], id="unknown site"),
        pytest.param({"maxAgeDays": "1"}, [], id="too old"),
        pytest.param({"maxAgeDays": "99999"}, ["daily.example", "bridge.example"], id="old enough"),
    ],
)
def test_filters_restrict_a_search(search, query, found):
    assert sites(search(query=CLAIM, **query)) == found


def test_without_a_query_a_publishers_fact_checks_come_newest_first(search):
    body = search(reviewPublisherSiteFilter="provjera.example")

    assert [claim["text"] for claim in body["claims"]] == ["Pijenje vrele vode liječi gripu."]


@pytest.mark.parametrize("query", [{"query": CLAIM}, {"reviewPublisherSiteFilter": "Daily Check"}])
def test_pages_give_everything_once(search, query):
    everything = search(**query)["claims"]
    page = search(**query, pageSize=1)
    found = page["claims"]
    while "nextPageToken" in page:
        page = search(**query, pageSize=1, pageToken=page["nextPageToken"])
        found += page["claims"]

    assert found == everything
    assert search(**query, offset=1).get("claims", []) == everything[1:]


@pytest.mark.parametrize("changed", ["query", "token", "empty", "text"])
def test_a_page_token_is_good_for_the_same_parameters_only(client, search, changed):
    token = search(query=CLAIM, pageSize=1)["nextPageToken"]
    query = OPPOSITE if changed == "query" else CLAIM
    other = f"{token[:-1]}{'B' if token.endswith('A') else 'A'}"
    token = {"token": other, "text": "žeton", "empty": "MA"}.get(changed, token)
    response = client.get(SEARCH, params={"query": query, "pageToken": token})

    assert response.status_code == 400
    assert "pageToken" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param("", "give 'query' or", id="nothing asked"),
        pytest.param("query=%20", "give 'query' or", id="blank query"),
        pytest.param("query=x&pageSize=-1", "'pageSize' must be 0 to", id="negative"),
        pytest.param("query=x&pageSize=ten", "'pageSize' is an integer", id="no number"),
        pytest.param("query=x&maxAgeDays=999999999", "'maxAgeDays' must be", id="too many days"),
        pytest.param("query=x&languageCode=qqq", "'languageCode' is no language", id="language"),
        pytest.param("query=x&foo=1", "'foo' is no parameter", id="unknown name"),
        pytest.param("query=x&alt=proto", "'alt' is json here", id="another format"),
        pytest.param("query=x&callback=alert(1)", "'callback' is not served", id="JSONP"),
        pytest.param("query=x&fields=claims(", "'fields' is no field mask", id="broken mask"),
        pytest.param("query=x&query=y", "more than once", id="two queries"),
    ],
)
def test_an_error_is_googles_object(client, query, message):
    response = client.get(f"{SEARCH}?{query}")
    error = response.json()["error"]

    assert message in error["message"]
    assert (response.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert error["details"] == []


def test_another_path_or_method_is_googles_error_too(client):
    missing = client.get("/v1alpha1/claims:imageSearch", params={"imageUri": "x"})
    posted = client.post(SEARCH)

    assert missing.json()["error"]["status"] == "NOT_FOUND"
    assert (posted.status_code, set(posted.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert posted.json()["error"]["code"] == 405


def test_what_every_client_may_send_changes_nothing(search):
    asked = {"key": "k", "alt": "json", "quotaUser": "me", "$.xgafv": "2", "access_token": "t"}

    assert search(query=CLAIM, **asked) == search(query=CLAIM)


def test_a_response_is_indented_unless_that_is_not_wanted(client):
    query = f"{SEARCH}?query={quote(CLAIM)}"

    assert client.get(query).text.startswith('{\n  "claims": [\n')
    assert client.get(f"{query}&prettyPrint=false").text.count("\n") == 1


@pytest.mark.parametrize(
    ("mask", "kept"),
    [
        pytest.param("nextPageToken", {}, id="what is not there"),
        pytest.param("claims/text", {"claims": [{"text": CLAIM}]}, id="path"),
        pytest.param("claims(text,claimant)", {"claims": [{"text": CLAIM, "claimant": "A mayor"}]},
                     id="names in brackets"),
        pytest.param("claims(claimReview(publisher/site)),claims/text",
                     {"claims": [{"text": CLAIM,
                                  "claimReview": [{"publisher": {"site": "bridge.example"}}]}]},
                     id="twice the same name"),
        pytest.param("*/claimReview/*/site",
                     {"claims": [{"claimReview": [{"publisher": {"site": "bridge.example"}}]}]},
                     id="every name"),
    ],
)  # fmt: skip
def test_a_mask_keeps_what_it_names(search, mask, kept):
    query = {"query": CLAIM, "reviewPublisherSiteFilter": "bridge.example"}

    assert search(**query, fields=mask) == kept


@pytest.mark.parametrize("mask", ["(", ")", "a(b", "a)b", "a//b", ",", "a b", "a(" * 100, "ž"])
def test_a_broken_mask_is_refused(client, mask):
    assert client.get(SEARCH, params={"query": CLAIM, "fields": mask}).status_code == 400


def test_the_discovery_document_names_this_server_and_every_parameter(client):
    document = client.get("/$discovery/rest", params={"version": "v1alpha1"}).json()
    method = document["resources"]["claims"]["methods"]["search"]

    assert document["rootUrl"] == "http://localhost:8417/"
    assert method["parameters"]["pageSize"]["format"] == "int32"
    assert client.get("/$discovery/rest", params={"version": "v2"}).status_code == 404
