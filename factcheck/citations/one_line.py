"""Write one line that says who ruled what on which claim, and where to read it."""

from factcheck.citations.labels import VERDICTS, state_in_words
from factcheck.model import Decision, FactCheck, Verdict
from factcheck.text.sanitise import visible


def citation(
    fact_check: FactCheck, decision: Decision | None = None, *, corrected: bool = False
) -> str:
    """Return *fact_check* as one line of English around the publisher's own words.

    What the publisher did not say is left out. There is no day of access in it,
    because the same fact-check must always give the same line.

    Args:
        fact_check: What to cite.
        decision: What a lookup decided; anything but a ``match`` is said in the line,
            so that a suggestion never travels as a finding. ``None`` where the
            fact-check is cited for itself.
        corrected: Whether the publisher changed it after it was first stored.
    """
    parts = (
        f'{_named(fact_check)}: fact-check of the claim "{fact_check.claim}"',
        f'"{fact_check.title}"' if fact_check.title else "",
        _rating(fact_check),
        f"reviewed {fact_check.reviewed_on}" if fact_check.reviewed_on else "",
        f"modified {fact_check.modified_on}" if fact_check.modified_on else "",
        "corrected since it was first stored" if corrected else "",
        state_in_words(fact_check),
        fact_check.review_url,
        *(f"archived at {url}" for url in fact_check.archive_urls[:1]),
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


def _named(fact_check: FactCheck) -> str:
    return fact_check.publisher.name or "unknown publisher"
