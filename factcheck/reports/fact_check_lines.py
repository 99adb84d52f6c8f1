"""Lines with which every view of a fact-check begins: ruling, status, note on harm."""

from collections.abc import Iterator

from factcheck.citations.labels import (
    claimant_line,
    language_name,
    our_reading,
    publisher_line,
    rating_line,
    state_in_words,
)
from factcheck.model import RABAT_FACTORS, FactCheck, HarmKind, HarmNote, State
from factcheck.reports.document import VERDICT_TONES, Line, Tone

_HARM_KINDS = {
    HarmKind.HATE_SPEECH: "hate speech",
    HarmKind.INCITEMENT: "incitement",
    HarmKind.THREAT: "threat",
    HarmKind.HARASSMENT: "harassment",
    HarmKind.OTHER: "other harm",
}


def ruling_lines(fact_check: FactCheck) -> Iterator[Line]:
    """Yield rating, our reading, claim, publisher, dates and status, as far as they are known."""
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
    yield from _status_lines(fact_check)


def _status_lines(fact_check: FactCheck) -> Iterator[Line]:
    """Yield the state and the note on harm, if there are any."""
    state = state_in_words(fact_check)
    if state:
        tone = Tone.MIXED if fact_check.state is State.CORRECTED else Tone.BAD
        yield Line("State", state, tone)
    if fact_check.harm is not None:
        yield from _harm_lines(fact_check.harm)


def _harm_lines(note: HarmNote) -> Iterator[Line]:
    target = f" aimed at {note.group}" if note.group else ""
    noted = ", ".join(part for part in (note.noted_by, note.noted_on) if part)
    by = f" (noted by {noted})" if noted else ""
    yield Line("Harm note", f"{_HARM_KINDS[note.kind]}{target}{by}", Tone.ODD)
    for name in RABAT_FACTORS:
        text = getattr(note, name)
        if text:
            yield Line("", f"{name.replace('_', ' ')}: {text}", Tone.QUIET)
    for language, text in note.peace_messages:
        yield Line("Peace", f"{text} ({language_name(language)})", Tone.GOOD)
