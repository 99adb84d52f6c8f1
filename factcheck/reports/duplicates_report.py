"""Report likely duplicates among the fact-checks of a store, for a person to decide."""

from collections.abc import Sequence

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.duplicates import DuplicateGroup
from factcheck.text.sanitise import shortened

_SHOWN = 300
_REASONS = {
    "same_publisher": "one publisher, one claim, several addresses",
    "syndication": "one claim and one title, several publishers",
}


def duplicates_document(groups: Sequence[DuplicateGroup]) -> Document:
    """Return the likely duplicates as a document."""
    counted = "no fact-checks that may be one" if not groups else f"{len(groups):,} to look at"
    return Document((Block(f"Duplicates: {counted}", tone=Tone.STRONG), *map(_block, groups)))


def duplicates_object(groups: Sequence[DuplicateGroup]) -> dict[str, object]:
    """Return the likely duplicates as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "groups": [
            {
                "reason": group.reason,
                "claim": group.fact_checks[0].claim,
                "fact_checks": [
                    {
                        "id": each.id,
                        "publisher": each.publisher,
                        "title": each.title,
                        "rating": each.rating,
                        "reviewed_on": each.reviewed_on,
                        "url": each.review_url,
                    }
                    for each in group.fact_checks
                ],
            }
            for group in groups
        ],
    }


def _block(group: DuplicateGroup) -> Block:
    lines = [Line("Claim", shortened(group.fact_checks[0].claim, _SHOWN))]
    for each in group.fact_checks:
        rating = f'rated "{each.rating}"' if each.rating else ""
        parts = (each.publisher, rating, each.reviewed_on, each.review_url)
        lines.append(Line(each.id, ", ".join(part for part in parts if part), copyable=True))
    return Block(_REASONS[group.reason], tuple(lines))
