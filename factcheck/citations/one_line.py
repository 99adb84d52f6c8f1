"""Write a citation as one line: publisher, claim, rating, dates, address."""

from factcheck.citations.citation_data import CitationData
from factcheck.citations.labels import VERDICTS, state_in_words
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import Decision, FactCheck, Verdict
from factcheck.text.sanitise import visible


def citation_line(
    fact_check: FactCheck,
    decision: Decision | None = None,
    t: Translator = ENGLISH,
    *,
    amended_on: str = "",
) -> str:
    """Return the citation of *fact_check* as one line in the reader's language.

    Args:
        fact_check: What to cite.
        decision: Of the lookup; ``None`` where the fact-check is cited by its id.
        t: Into the reader's language.
        amended_on: Day on which the publisher's words last changed in the store.
    """
    if t is ENGLISH:
        return one_line_citation(fact_check, decision, corrected=bool(amended_on))
    from factcheck.citations.running_text import plain_citation  # lazy: English has its own

    citation = CitationData(fact_check, decision, t.language, amended_on=amended_on)
    return visible(plain_citation(citation))


def one_line_citation(
    fact_check: FactCheck, decision: Decision | None = None, *, corrected: bool = False
) -> str:
    """Return *fact_check* as one line of English around the publisher's own words.

    Unknown fields are left out. There is no day of access in it, so the same fact-check
    always gives the same line.

    Args:
        fact_check: What to cite.
        decision: Of the lookup; the line warns of anything but a ``match``. ``None`` where the
            fact-check is cited by its id.
        corrected: Whether the publisher changed it after it was first stored.
    """
    citation = CitationData(fact_check, decision)
    appeared = [url for url in citation.appearances if url in fact_check.archive_urls]
    parts = (
        f'{_publisher(fact_check)}: fact-check of the claim "{fact_check.claim}"',
        f'"{fact_check.title}"' if fact_check.title else "",
        _rating(fact_check),
        f"reviewed {fact_check.reviewed_on}" if fact_check.reviewed_on else "",
        f"modified {fact_check.modified_on}" if fact_check.modified_on else "",
        "corrected since it was first stored" if corrected else "",
        state_in_words(fact_check),
        fact_check.review_url,
        *(f"archived at {url}" for url in citation.archives[:1]),
        *(f"claim appeared at {url}" for url in appeared[:1]),
        _caution(decision),
    )
    return visible(", ".join(part for part in parts if part))


def _rating(fact_check: FactCheck) -> str:
    if not fact_check.rating:
        return "no rating given"
    if fact_check.verdict is Verdict.UNRATED:
        return f'rated "{fact_check.rating}"'
    return f'rated "{fact_check.rating}" [our reading: {VERDICTS[fact_check.verdict]}]'


def _caution(decision: Decision | None) -> str:
    if decision is Decision.SUGGESTED:
        return "(suggested match, not confirmed)"
    if decision is Decision.NONE:
        return "(near miss, not a match)"
    return ""


def _publisher(fact_check: FactCheck) -> str:
    return fact_check.publisher.name or "unknown publisher"
