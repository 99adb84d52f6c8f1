"""Report which citations in the log need a person, those of one fact-check together."""

from collections import Counter
from collections.abc import Iterator, Sequence

from factcheck.citations.citation_check import CheckedCitation, CitationCheck, PublicationStatus
from factcheck.citations.labels import publisher_line
from factcheck.model import RecordProblem
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.text.counting import counted

_HEADINGS = {
    PublicationStatus.WITHDRAWN: "WITHDRAWN",
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


def citation_check_document(check: CitationCheck, problems: Sequence[RecordProblem]) -> Document:
    """Return the counts, then a block for each fact-check whose citations need a person.

    Args:
        check: The result.
        problems: Lines of the log that cannot be read.
    """
    lines = [*_count_lines(check)]
    lines += [Line("Problem", f"line {each.line} of the log: {each.reason}") for each in problems]
    heading = "Some citations need to be looked at"
    if check.is_clean:
        heading = "All citations still hold" if check.citations else "No citations of this store"
    first = Block(heading, tuple(lines), Tone.GOOD if check.is_clean else Tone.BAD)
    return Document((first, *map(_block, _grouped(check.citations))))


def citation_check_object(
    check: CitationCheck, problems: Sequence[RecordProblem]
) -> dict[str, object]:
    """Return the same as a JSON object, with the citations that still hold."""
    counts = _counts(check)
    return {
        "schema_version": SCHEMA_VERSION,
        "checked": len(check.citations),
        "counts": {status.value: counts[status] for status in PublicationStatus},
        "from_other_stores": check.from_other_stores,
        "citations": [
            {
                "id": each.entry.id,
                "cited_at": each.entry.cited_at,
                "style": each.entry.style,
                "lang": each.entry.language,
                "standing": each.status.value,
                "reasons": list(each.reasons),
                "url": each.fact_check.review_url if each.fact_check else "",
            }
            for each in check.citations
        ],
        "problems": [{"line": each.line, "reason": each.reason} for each in problems],
    }


def _counts(check: CitationCheck) -> Counter[PublicationStatus]:
    return Counter(each.status for each in check.citations)


def _count_lines(check: CitationCheck) -> Iterator[Line]:
    fact_checks = len({each.entry.id for each in check.citations})
    yield Line(
        "Citations", f"{len(check.citations):,} of {counted(fact_checks, 'fact-check')} checked"
    )
    counts = _counts(check)
    for status in PublicationStatus:
        if counts[status]:
            tone = Tone.PLAIN if status is PublicationStatus.SAME else Tone.MIXED
            yield Line(status.value.capitalize(), f"{counts[status]:,}", tone)
    if check.from_other_stores:
        text = f"{check.from_other_stores:,} not checked; --all-stores compares them too"
        yield Line("Other stores", text, Tone.QUIET)


def _grouped(citations: Sequence[CheckedCitation]) -> list[list[CheckedCitation]]:
    """Return the citations that need a person, grouped by fact-check and status."""
    groups: dict[tuple[str, PublicationStatus], list[CheckedCitation]] = {}
    for each in citations:
        if each.status is not PublicationStatus.SAME:
            groups.setdefault((each.entry.id, each.status), []).append(each)
    order = list(PublicationStatus)
    return sorted(groups.values(), key=lambda group: order.index(group[0].status))


def _block(group: list[CheckedCitation]) -> Block:
    status = group[0].status
    tone = Tone.BAD if status in _BAD else Tone.MIXED
    return Block(_HEADINGS[status], tuple(_lines(group)), tone)


def _lines(group: list[CheckedCitation]) -> Iterator[Line]:
    entries = [each.entry for each in group]
    first, last = entries[0].cited_at, entries[-1].cited_at
    when = first if len(entries) == 1 else f"{len(entries):,} times, {first} to {last}"
    styles = ", ".join(dict.fromkeys(entry.style for entry in entries))
    languages = ", ".join(dict.fromkeys(entry.language for entry in entries))
    yield Line("Cited", f"{when} ({styles}; {languages})")
    for reason in dict.fromkeys(reason for each in group for reason in each.reasons):
        yield Line("Because", reason)
    fact_check = group[-1].fact_check
    if fact_check is not None:
        yield Line("Claim", fact_check.claim)
        yield Line("Publisher", publisher_line(fact_check.publisher))
    yield Line("Id", entries[0].id, Tone.QUIET)
    if fact_check is not None and fact_check.review_url:
        yield Line("Read", fact_check.review_url, copyable=True)
