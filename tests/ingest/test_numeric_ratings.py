"""A ClaimReview's number counts only where its words say nothing, and is marked as a number."""

import json
from io import BytesIO

import pytest

from factcheck.ingest import IngestOptions, ingest
from factcheck.model import MappedBy, Verdict
from factcheck.store.store import open_store


@pytest.mark.parametrize(
    ("rating", "verdict", "mapped_by"),
    [
        pytest.param(
            {"ratingValue": 1, "worstRating": "1", "bestRating": 5},
            Verdict.FALSE,
            MappedBy.NUMBER,
            id="a number alone",
        ),
        pytest.param(
            {
                "alternateName": "Told by a gull",
                "ratingValue": 5,
                "worstRating": 1,
                "bestRating": 5,
            },
            Verdict.TRUE,
            MappedBy.NUMBER,
            id="words that nobody knows",
        ),
        pytest.param(
            {"alternateName": "False", "ratingValue": 5, "worstRating": 1, "bestRating": 5},
            Verdict.FALSE,
            MappedBy.LANGUAGE_TABLE,
            id="known words win",
        ),
        pytest.param(
            {"ratingValue": 1, "worstRating": 5, "bestRating": 1},
            Verdict.UNRATED,
            MappedBy.NOBODY,
            id="a scale turned round",
        ),
        pytest.param(
            {"ratingValue": 3}, Verdict.UNRATED, MappedBy.NOBODY, id="a number without a scale"
        ),
    ],
)
def test_a_number_counts_only_on_a_sound_scale(tmp_path, rating, verdict, mapped_by):
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "The ferry sank at noon.",
        "url": "https://harbour.example/ferry",
        "author": {"@type": "Organization", "name": "Harbour Watch"},
        "reviewRating": {"@type": "Rating", **rating},
    }
    source = BytesIO(json.dumps(review).encode())
    with open_store(tmp_path / "claims.db", mode="write") as store:
        ingest(source, store, options=IngestOptions(encode=False), name="review.json")
        reading = store.fact_checks([1])[1].reading

    assert (reading.verdict, reading.mapped_by) == (verdict, mapped_by)
