"""Report the fact-checks that a search found, one line for each."""

from factcheck.citations.labels import verdict_text
from factcheck.model import FactCheck
from factcheck.reports.answers_json import SCHEMA_VERSION, fact_check_object
from factcheck.reports.document import VERDICT_TONES, Block, Document, Line, Tone
from factcheck.reports.group_table import NO_DATE
from factcheck.retrieval.full_text import SearchOptions, SearchResults, SortOrder
from factcheck.text.sanitise import shortened

_SHOWN = 300


def search_document(results: SearchResults, words: str, options: SearchOptions) -> Document:
    """Return the fact-checks that have *words*, or all where it is empty, as a document."""
    with_words = f' with "{shortened(words, _SHOWN)}"' if words else ""
    order = ", newest first" if options.sort is SortOrder.DATE else ", best first"
    total, shown = results.total, len(results.fact_checks)
    if not total:
        heading = f"No fact-check{with_words}"
    elif shown < total:
        heading = f"{shown:,} of {total:,} fact-checks{with_words}{order}; --limit shows more"
    else:
        counted = "1 fact-check" if total == 1 else f"{total:,} fact-checks"
        heading = f"{counted}{with_words}{order if total > 1 else ''}"
    lines = [_line(fact_check) for fact_check in results.fact_checks]
    filters = options.filters.in_words()
    if filters:
        lines.append(Line("Filters", filters, Tone.QUIET))
    return Document((Block(heading, tuple(lines), Tone.STRONG if total else Tone.QUIET),))


def search_object(results: SearchResults, words: str, options: SearchOptions) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "words": words,
        "filters": options.filters.in_words(),
        "sort": options.sort.value,
        "total": results.total,
        "fact_checks": [fact_check_object(fact_check) for fact_check in results.fact_checks],
    }


def _line(fact_check: FactCheck) -> Line:
    verdict = verdict_text(fact_check).upper()
    reviewed_on = fact_check.reviewed_on or NO_DATE
    claim = shortened(fact_check.claim, _SHOWN)
    text = f"{verdict}, {reviewed_on}, {fact_check.publisher.name}: {claim}"
    return Line(fact_check.id, text, VERDICT_TONES[fact_check.verdict])
