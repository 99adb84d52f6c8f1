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
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import RABAT_FACTORS, FactCheck, HarmKind, HarmNote, Message, State
from factcheck.reports.document import VERDICT_TONES, Line, Tone

HARM_KINDS = {
    HarmKind.HATE_SPEECH: Message("hate speech"),
    HarmKind.INCITEMENT: Message("incitement"),
    HarmKind.THREAT: Message("threat"),
    HarmKind.HARASSMENT: Message("harassment"),
    HarmKind.OTHER: Message("other harm"),
}
FACTORS = {
    "context": Message("context"),
    "speaker": Message("speaker"),
    "intent": Message("intent"),
    "content_and_form": Message("content and form"),
    "extent": Message("extent"),
    "likelihood": Message("likelihood"),
}


def ruling_lines(fact_check: FactCheck, t: Translator = ENGLISH) -> Iterator[Line]:
    """Yield rating, our reading, claim, publisher, dates and status, as far as they are known."""
    yield Line(t("Rating"), rating_line(fact_check, t), VERDICT_TONES[fact_check.verdict])
    yield Line(t("Our reading"), our_reading(fact_check.reading, t), Tone.QUIET)
    yield Line(t("Claim"), f"{fact_check.claim} ({language_name(fact_check.language, t)})")
    optional = (
        (t("Article"), fact_check.title),
        (t("Publisher"), publisher_line(fact_check.publisher, t)),
        (t("Reviewed"), fact_check.reviewed_on or t("the record gives no date")),
        (t("Modified"), fact_check.modified_on),
        (t("Claimed by") if fact_check.claimant else t("Claimed"), claimant_line(fact_check)),
    )
    yield from (Line(label, text) for label, text in optional if text)
    yield from _status_lines(fact_check, t)


def _status_lines(fact_check: FactCheck, t: Translator) -> Iterator[Line]:
    """Yield the state and the note on harm, if there are any."""
    state = state_in_words(fact_check, t)
    if state:
        tone = Tone.MIXED if fact_check.state is State.CORRECTED else Tone.BAD
        yield Line(t("State"), state, tone)
    if fact_check.harm is not None:
        yield from _harm_lines(fact_check.harm, t)


def _harm_lines(note: HarmNote, t: Translator) -> Iterator[Line]:
    harm: str = HARM_KINDS[note.kind]
    if note.group:
        harm = Message("{harm} aimed at {group}", harm=harm, group=note.group)
    noted = ", ".join(part for part in (note.noted_by, note.noted_on) if part)
    if noted:
        harm = Message("{harm} (noted by {author})", harm=harm, author=noted)
    yield Line(t("Harm note"), t(harm), Tone.ODD)
    for name in RABAT_FACTORS:
        text = getattr(note, name)
        if text:
            yield Line("", f"{t(FACTORS[name])}: {text}", Tone.QUIET)
    for language, text in note.peace_messages:
        yield Line(t("Peace"), f"{text} ({language_name(language, t)})", Tone.GOOD)
