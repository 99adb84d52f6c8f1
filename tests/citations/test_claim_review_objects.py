import json

import pytest

from factcheck.citations.citation_data import CitationStyle
from factcheck.citations.citation_styles import format_citations
from factcheck.citations.claim_review_objects import claim_review_objects
from factcheck.model import Decision, State

# schema.org/version/latest: which of its properties each type has, and what each may hold.
TEXT, OBJECT, LIST = str, dict, list
CREATIVE_WORK = {
    "abstract": TEXT, "archivedAt": LIST, "author": OBJECT, "comment": OBJECT, "correction": TEXT,
    "creativeWorkStatus": TEXT, "dateModified": TEXT, "datePublished": TEXT, "expires": TEXT,
    "identifier": TEXT, "inLanguage": TEXT, "keywords": TEXT, "name": TEXT, "sdDatePublished": TEXT,
    "sdPublisher": OBJECT, "url": TEXT,
}  # fmt: skip
SHAPES = {
    "ClaimReview": CREATIVE_WORK
    | {"claimReviewed": TEXT, "itemReviewed": OBJECT, "reviewRating": OBJECT},
    "Claim": CREATIVE_WORK | {"appearance": LIST, "author": TEXT},
    "CreativeWork": CREATIVE_WORK,
    "Comment": CREATIVE_WORK | {"text": TEXT},
    "Organization": {"name": TEXT, "url": TEXT, "description": TEXT},
    "Rating": {"alternateName": TEXT},
}


def assert_shaped(value):
    shape = SHAPES[value["@type"]]
    for name, part in value.items():
        if name.startswith("@"):
            continue
        assert isinstance(part, shape[name]), name
        assert part, f"{name} is empty"
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, dict):
                assert_shaped(each)


def test_every_example_has_the_shape_that_schema_org_describes(examples):
    reviews = json.loads(format_citations(examples, CitationStyle.CLAIMREVIEW, "2026-01-02"))

    assert len(reviews) == len(examples)
    for each, review in zip(examples, reviews, strict=True):
        assert_shaped(review)
        assert review["claimReviewed"] == each.fact_check.claim
        assert review.get("url", "") == each.fact_check.review_url


def test_the_shape_holds_whatever_the_texts(hostile_citation):
    text = format_citations([hostile_citation], CitationStyle.CLAIMREVIEW, "2026-01-02")
    (review,) = json.loads(text)

    assert_shaped(review)
    assert review["claimReviewed"] == hostile_citation.fact_check.claim
    assert not review.get("url", "https:").startswith(("javascript:", "data:"))


def test_the_ruling_is_the_publishers_and_the_reading_is_ours(cited):
    (review,) = claim_review_objects([cited(decision=Decision.SUGGESTED)], "2026-01-02")

    assert review["author"]["name"] == "Provjera"
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Lažna vijest"}
    assert review["sdPublisher"]["name"] == "factcheck"
    assert review["comment"]["author"]["name"] == "factcheck"
    assert "Our reading: false" in review["comment"]["text"]
    assert "Suggested match" in review["comment"]["text"]


@pytest.mark.parametrize("state", [State.CORRECTED, State.WITHDRAWN, State.VOID])
def test_the_state_is_in_creative_work_status(state, cited):
    (review,) = claim_review_objects([cited({"state": state, "state_reason": "Zato."})], "2026")

    assert review["creativeWorkStatus"] == state.value
    assert "Zato." in review["comment"]["text"]


def test_an_expired_ruling_says_until_when_it_held(cited):
    expired = cited({"state": State.EXPIRED, "state_on": "2022-01-01"})
    (review,) = claim_review_objects([expired], "2026-01-02")

    assert review["expires"] == "2022-01-01"
