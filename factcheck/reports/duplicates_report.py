"""List fact-checks that may be one, for a person to decide."""

from collections.abc import Sequence
from typing import Protocol

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.text.sanitise import shortened

_SHOWN = 300
_REASONS = {
    "same_publisher": "one publisher, one claim, several addresses",
    "syndication": "one claim and one title, several publishers",
}


class OneOfThem(Protocol):
    """A fact-check that may be the same as another."""

    @property
    def id(self) -> str: ...  # noqa: D102 (what it says is in the store's own class)
    @property
    def claim(self) -> str: ...  # noqa: D102
    @property
    def publisher(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def rating(self) -> str: ...  # noqa: D102
    @property
    def reviewed_on(self) -> str: ...  # noqa: D102
    @property
    def review_url(self) -> str: ...  # noqa: D102


class SomeOfThem(Protocol):
    """Fact-checks that may be one, with the reason to think so."""

    @property
    def reason(self) -> str: ...  # noqa: D102
    @property
    def fact_checks(self) -> Sequence[OneOfThem]: ...  # noqa: D102


def twins_sheet(groups: Sequence[SomeOfThem]) -> Document:
    """Return the proposals laid out for reading; nothing was merged."""
    counted = "no fact-checks that may be one" if not groups else f"{len(groups):,} to look at"
    return Document((Block(f"Duplicates: {counted}", tone=Tone.STRONG), *map(_block, groups)))


def twins_object(groups: Sequence[SomeOfThem]) -> dict[str, object]:
    """Return the proposals as a JSON object."""
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


def _block(group: SomeOfThem) -> Block:
    lines = [Line("Claim", shortened(group.fact_checks[0].claim, _SHOWN))]
    for each in group.fact_checks:
        rating = f'rated "{each.rating}"' if each.rating else ""
        parts = (each.publisher, rating, each.reviewed_on, each.review_url)
        lines.append(Line(each.id, ", ".join(part for part in parts if part), copied_whole=True))
    return Block(_REASONS[group.reason], tuple(lines))
