"""Google's own client for Python, built from our discovery document."""

import pytest
from serving import service

discovery = pytest.importorskip("googleapiclient.discovery")
errors = pytest.importorskip("googleapiclient.errors")

pytestmark = [pytest.mark.nightly, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

CLAIM = "The old bridge was closed for 12 years."


@pytest.fixture(scope="module")
def claims(served_store):
    with service(served_store, "--words-only") as running:
        address = f"http://127.0.0.1:{running.port}/$discovery/rest?version={{apiVersion}}"
        with discovery.build(
            "factchecktools",
            "v1alpha1",
            discoveryServiceUrl=address,
            developerKey="none",
            static_discovery=False,
        ) as built:
            yield built.claims()


def test_it_searches(claims):
    found = claims.search(query=CLAIM, languageCode="en-GB", maxAgeDays=50_000).execute()["claims"]

    assert {each["text"] for each in found} == {CLAIM}
    assert {each["factcheck"]["decision"] for each in found} == {"match"}


@pytest.mark.parametrize(
    ("query", "count"),
    [({"query": CLAIM}, 2), ({"reviewPublisherSiteFilter": "provjera.example"}, 1)],
)
def test_it_turns_pages(claims, query, count):
    request, texts = claims.search(**query, pageSize=1), []
    while request is not None:
        response = request.execute()
        texts += [each["text"] for each in response["claims"]]
        request = claims.search_next(request, response)

    assert len(texts) == count


def test_it_raises_its_error_with_our_line(claims):
    with pytest.raises(errors.HttpError) as raised:
        claims.search(query=CLAIM, pageToken="made up").execute()

    assert raised.value.status_code == 400
    assert "pageToken" in raised.value.reason
    assert claims.search(query="Nobody has reviewed this one.").execute() == {}
