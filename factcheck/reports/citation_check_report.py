"""Lay out which citations given out before need to be looked at again."""

from collections.abc import Iterator, Sequence

from factcheck.citations.citation_data import CheckedCitation, PublicationStatus
from factcheck.citations.labels import publisher_line
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone

_HEADINGS = {
    PublicationStatus.WITHDRAWN: "WITHDRAWN by its publisher",
    PublicationStatus.CORRECTED: "CORRECTED since it was cited",
    PublicationStatus.GONE: "GONE: its page is no longer there",
    PublicationStatus.CHANGED: "CHANGED: its page says something else",
    PublicationStatus.MISSING: "MISSING: the store no longer has it",
    PublicationStatus.EXPIRED: "EXPIRED or retired",
    PublicationStatus.MOVED: "MOVED to another address",
    PublicationStatus.REREAD: "READ ANEW: our reading of the rating changed",
}
_BAD = (
    PublicationStatus.WITHDRAWN,
    PublicationStatus.CORRECTED,
    PublicationStatus.GONE,
    PublicationStatus.MISSING,
)


def citation_check_document(
    lines: Sequence[CheckedCitation], problems: Sequence[tuple[int, str]]
) -> Document:
    """Return a count, then every citation that needs a person, laid out for reading.

    Args:
        lines: In the order in which they were cited.
        problems: Lines of the log that cannot be read, and why.
    """
    due = [line for line in lines if line.standing is not PublicationStatus.SAME]
    counts = [Line("Citations", f"{len(lines):,}"), Line("To look at", f"{len(due):,}")]
    counts += [Line("Problem", f"line {number} of the log: {why}") for number, why in problems]
    heading = "Some citations need to be looked at" if due else "All citations still hold"
    first = Block(heading, tuple(counts), Tone.BAD if due else Tone.GOOD)
    return Document((first, *map(_block, due)))


def citation_check_object(
    lines: Sequence[CheckedCitation], problems: Sequence[tuple[int, str]]
) -> dict[str, object]:
    """Return the same for scripts, with the citations that still hold."""
    return {
        "schema_version": SCHEMA_VERSION,
        "citations": [
            {
                "id": line.id,
                "cited_at": line.cited_at,
                "style": line.style,
                "lang": line.language,
                "standing": line.standing.value,
                "reasons": list(line.reasons),
                "url": line.fact_check.review_url if line.fact_check else "",
            }
            for line in lines
        ],
        "problems": [{"line": number, "reason": why} for number, why in problems],
    }


def _block(line: CheckedCitation) -> Block:
    tone = Tone.BAD if line.standing in _BAD else Tone.MIXED
    return Block(_HEADINGS[line.standing], tuple(_lines(line)), tone)


def _lines(line: CheckedCitation) -> Iterator[Line]:
    yield Line("Cited", f"{line.cited_at} ({', '.join((line.style, line.language))})")
    for reason in line.reasons:
        yield Line("Because", reason)
    if line.fact_check is not None:
        yield Line("Claim", line.fact_check.claim)
        yield Line("Publisher", publisher_line(line.fact_check.publisher))
    yield Line("Id", line.id, Tone.QUIET)
    if line.fact_check is not None and line.fact_check.review_url:
        yield Line("Read", line.fact_check.review_url, copied_whole=True)
