"""Report the fact-checks that a search found, one line for each."""

from factcheck.citations.labels import verdict_text
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import FactCheck, Message
from factcheck.reports.answers_json import SCHEMA_VERSION, fact_check_object
from factcheck.reports.document import VERDICT_TONES, Block, Document, Line, Tone
from factcheck.reports.group_table import NO_DATE
from factcheck.retrieval.full_text import SearchOptions, SearchResults, SortOrder
from factcheck.text.sanitise import shortened

_SHOWN = 300
_NEWEST_FIRST = Message("{fact_checks}, newest first")
_BEST_FIRST = Message("{fact_checks}, best first")


def search_document(
    results: SearchResults, words: str, options: SearchOptions, t: Translator = ENGLISH
) -> Document:
    """Return the fact-checks that have *words*, or all where it is empty, as a document."""
    lines = [_line(fact_check, t) for fact_check in results.fact_checks]
    filters = options.filters.in_words()
    if filters:
        lines.append(Line(t("Filters"), t(filters), Tone.QUIET))
    tone = Tone.STRONG if results.total else Tone.QUIET
    return Document((Block(t(_heading(results, words, options.sort)), tuple(lines), tone),))


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


def _heading(results: SearchResults, words: str, sort: SortOrder) -> Message:
    """Say how many there are and how many are shown, in which order."""
    total, shown = results.total, len(results.fact_checks)
    if shown < total:
        heading = Message.counted(
            "{shown:,} of {count:,} fact-check",
            "{shown:,} of {count:,} fact-checks",
            count=total,
            shown=shown,
        )
    elif total:
        heading = Message.counted("{count:,} fact-check", "{count:,} fact-checks", count=total)
    else:
        heading = Message("No fact-check")
    if words:
        quoted = shortened(words, _SHOWN)
        heading = Message('{fact_checks} with "{words}"', fact_checks=heading, words=quoted)
    if total > 1:
        order = _NEWEST_FIRST if sort is SortOrder.DATE else _BEST_FIRST
        heading = Message(order, fact_checks=heading)
    if shown < total:
        heading = Message("{fact_checks}; --limit shows more", fact_checks=heading)
    return heading


def _line(fact_check: FactCheck, t: Translator) -> Line:
    verdict = verdict_text(fact_check, t).upper()
    reviewed_on = fact_check.reviewed_on or t(NO_DATE)
    claim = shortened(fact_check.claim, _SHOWN)
    text = f"{verdict}, {reviewed_on}, {fact_check.publisher.name}: {claim}"
    return Line(fact_check.id, text, VERDICT_TONES[fact_check.verdict])
