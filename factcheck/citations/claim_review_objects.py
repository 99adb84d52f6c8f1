"""Write fact-checks as schema.org's ClaimReview, what is ours apart from what is not."""

from collections.abc import Iterable

from factcheck.citations.bibliography import note, publisher_of
from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import Kind
from factcheck.citations.markup import web_address
from factcheck.model import FactCheck, State
from factcheck.store.producer import __version__

_US = {"@type": "Organization", "name": "factcheck", "description": f"factcheck {__version__}"}
# The comment is for what the publisher's own fields do not say.
_THE_PUBLISHERS = frozenset(
    {
        Kind.PUBLISHER,
        Kind.TITLE,
        Kind.CLAIM,
        Kind.CLAIMANT,
        Kind.APPEARED,
        Kind.RATING,
        Kind.REVIEWED,
        Kind.MODIFIED,
        Kind.READ,
    }
)


def claim_review_objects(cited: Iterable[CitationData], issued_on: str) -> list[dict[str, object]]:
    """Give a ClaimReview for each, the publisher as its author and us as who passes it on.

    It is for exchange between programs: search engines want such markup on the publisher's
    own pages only.

    Args:
        cited: What to write.
        issued_on: The day on which it is passed on, ``YYYY-MM-DD``.
    """
    return [_without_empty(_claim_review(each, issued_on)) for each in cited]


def _claim_review(cited: CitationData, issued_on: str) -> dict[str, object]:
    fact_check = cited.fact_check
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
            "name": publisher_of(cited),
            "url": web_address(f"https://{domain}/") if domain else "",
        },
        "itemReviewed": _claim(fact_check),
        "reviewRating": {"@type": "Rating", "alternateName": fact_check.rating},
        "archivedAt": [url for url in map(web_address, cited.archives) if url],
        "correction": fact_check.state_reason if fact_check.state is State.CORRECTED else "",
        "creativeWorkStatus": "" if fact_check.state is State.CURRENT else fact_check.state.value,
        "sdPublisher": _US,
        "sdDatePublished": issued_on,
        "comment": {
            "@type": "Comment",
            "author": _US,
            "inLanguage": cited.language,
            "text": note(cited, _THE_PUBLISHERS),
        },
    }


def _claim(fact_check: FactCheck) -> dict[str, object]:
    return {
        "@type": "Claim",
        # As text, for nobody told us whether it is a person or an organisation.
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
    return {name: part for name, part in kept.items() if not _says_nothing(part)}


def _says_nothing(part: object) -> bool:
    return isinstance(part, dict) and set(part) <= {"@type"}
