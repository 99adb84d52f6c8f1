"""Report likely duplicates among the fact-checks of a store, for a person to decide."""

from collections.abc import Sequence

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.duplicates import DuplicateGroup
from factcheck.store.undo import Joined
from factcheck.text.counting import counted
from factcheck.text.sanitise import shortened

_SHOWN = 300
_REASONS = {
    "same_page": "one page, nearly one claim",
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
                        "claim": each.claim,
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


def joined_document(joined: Joined, *, dry_run: bool) -> Document:
    """Return which fact-checks were joined, and how to take it back."""
    if not joined.kept:
        return Document((Block("Nothing to join: name the ids of what a person has to decide"),))
    retired = sum(map(len, joined.kept.values()))
    end = "; dry run: nothing was saved" if dry_run else f", as run {joined.run_id}"
    lines = [Line(kept, f"stays for {', '.join(ids)}") for kept, ids in joined.kept.items()]
    if not dry_run:
        lines.append(Line("Take back", f"factcheck undo {joined.run_id}", copyable=True))
    are = counted(retired, "fact-check is", "fact-checks are")
    heading = f"{are} retired as the same as another{end}"
    return Document((Block(heading, tuple(lines), tone=Tone.STRONG),))


def joined_object(joined: Joined, *, dry_run: bool) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": dry_run,
        "run": joined.run_id or None,
        "joined": [{"kept": kept, "retired": list(ids)} for kept, ids in joined.kept.items()],
    }


def _block(group: DuplicateGroup) -> Block:
    claims = dict.fromkeys(shortened(each.claim, _SHOWN) for each in group.fact_checks)
    lines = [Line("Claim", claim) for claim in claims]
    for each in group.fact_checks:
        rating = f'rated "{each.rating}"' if each.rating else ""
        parts = (each.publisher, rating, each.reviewed_on, each.review_url)
        lines.append(Line(each.id, ", ".join(part for part in parts if part), copyable=True))
    if group.reason != "syndication":
        ids = " ".join(each.id for each in group.fact_checks)
        lines.append(Line("Join", f"factcheck duplicates --join {ids}", copyable=True))
    return Block(_REASONS[group.reason], tuple(lines))
