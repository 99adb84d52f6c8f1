"""Say what a publisher ruled on a claim: the lines that every view of a fact-check begins with."""

from collections.abc import Iterator

from factcheck.citations.labels import (
    claimant_line,
    language_name,
    our_reading,
    publisher_line,
    rating_line,
)
from factcheck.model import FactCheck
from factcheck.reports.document import VERDICT_TONES, Line, Tone
from factcheck.reports.status_lines import aftermath_lines


def ruling(fact_check: FactCheck) -> Iterator[Line]:
    """Give rating, our reading, claim, publisher and dates; what is not known is left out."""
    yield Line("Rating", rating_line(fact_check), VERDICT_TONES[fact_check.verdict])
    yield Line("Our reading", our_reading(fact_check.reading), Tone.QUIET)
    yield Line("Claim", f"{fact_check.claim} ({language_name(fact_check.language)})")
    optional = (
        ("Article", fact_check.title),
        ("Publisher", publisher_line(fact_check.publisher)),
        ("Reviewed", fact_check.reviewed_on or "the record gives no date"),
        ("Modified", fact_check.modified_on),
        ("Claimed by" if fact_check.claimant else "Claimed", claimant_line(fact_check)),
    )
    yield from (Line(label, text) for label, text in optional if text)
    yield from aftermath_lines(fact_check)
