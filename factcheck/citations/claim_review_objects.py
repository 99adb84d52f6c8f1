"""Write fact-checks as schema.org ClaimReview, with our own words in a comment."""

from collections.abc import Iterable

from factcheck.citations.bibliography import note, publisher_of
from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import PartKind
from factcheck.citations.markup import web_address
from factcheck.model import FactCheck, State
from factcheck.store.producer import __version__

_FACTCHECK = {
    "@type": "Organization",
    "name": "factcheck",
    "description": f"factcheck {__version__}",
}
# Kinds that have a field of their own; all others go into the comment.
_IN_FIELDS = frozenset(
    {
        PartKind.PUBLISHER,
        PartKind.TITLE,
        PartKind.CLAIM,
        PartKind.CLAIMANT,
        PartKind.APPEARED,
        PartKind.RATING,
        PartKind.REVIEWED,
        PartKind.MODIFIED,
        PartKind.READ,
    }
)


def claim_review_objects(
    citations: Iterable[CitationData], issued_on: str
) -> list[dict[str, object]]:
    """Return a ClaimReview for each, with the publisher as author and factcheck as sdPublisher.

    For exchange between programs: search engines accept such markup on the publisher's own
    pages only.

    Args:
        citations: In the order of the output.
        issued_on: The day on which it is passed on, ``YYYY-MM-DD``.
    """
    return [_without_empty(_claim_review(each, issued_on)) for each in citations]


def _claim_review(citation: CitationData, issued_on: str) -> dict[str, object]:
    fact_check = citation.fact_check
    domain = fact_check.publisher.domain
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "identifier": fact_check.id,
        "url": web_address(fact_check.review_url),
        "name": fact_check.title,
        "claimReviewed": fact_check.claim,
        "datePublished": fact_check.reviewed_on,
        "dateModified": fact_check.modified_on,
        "expires": fact_check.state_on if fact_check.state is State.EXPIRED else "",
        "inLanguage": "" if fact_check.language == "und" else fact_check.language,
        "abstract": fact_check.summary,
        "keywords": ", ".join(fact_check.tags),
        "author": {
            "@type": "Organization",
            "name": publisher_of(citation),
            "url": web_address(f"https://{domain}/") if domain else "",
        },
        "itemReviewed": _claim(fact_check),
        "reviewRating": {"@type": "Rating", "alternateName": fact_check.rating},
        "archivedAt": [url for url in map(web_address, citation.archives) if url],
        "correction": fact_check.state_reason if fact_check.state is State.CORRECTED else "",
        "creativeWorkStatus": "" if fact_check.state is State.CURRENT else fact_check.state.value,
        "sdPublisher": _FACTCHECK,
        "sdDatePublished": issued_on,
        "comment": {
            "@type": "Comment",
            "author": _FACTCHECK,
            "inLanguage": citation.language,
            "text": note(citation, _IN_FIELDS),
        },
    }


def _claim(fact_check: FactCheck) -> dict[str, object]:
    return {
        "@type": "Claim",
        # As text: whether it is a person or an organisation is not known.
        "author": fact_check.claimant,
        "datePublished": fact_check.claimed_on,
        "appearance": [
            {"@type": "CreativeWork", "url": url}
            for url in map(web_address, fact_check.appearances)
            if url
        ],
    }


def _without_empty(value: dict[str, object]) -> dict[str, object]:
    kept = {
        name: _without_empty(part) if isinstance(part, dict) else part
        for name, part in value.items()
        if part not in ("", [], {})
    }
    return {name: part for name, part in kept.items() if not _has_only_a_type(part)}


def _has_only_a_type(part: object) -> bool:
    return isinstance(part, dict) and set(part) <= {"@type"}
