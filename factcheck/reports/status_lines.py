"""Say what became of a fact-check, and what somebody noted about the harm that its claim can do."""

from collections.abc import Iterator

from factcheck.citations.labels import language_name, state_in_words
from factcheck.model import FactCheck, HarmKind, HarmNote, State
from factcheck.reports.document import Line, Tone

HARM_KINDS = {
    HarmKind.HATE_SPEECH: "hate speech",
    HarmKind.INCITEMENT: "incitement",
    HarmKind.THREAT: "threat",
    HarmKind.HARASSMENT: "harassment",
    HarmKind.OTHER: "other harm",
}
# In the order of the Rabat Plan of Action.
_FACTORS = ("context", "speaker", "intent", "content_and_form", "extent", "likelihood")


def aftermath_lines(fact_check: FactCheck) -> Iterator[Line]:
    """Give the state and the note on harm, as far as there are any."""
    state = state_in_words(fact_check)
    if state:
        tone = Tone.MIXED if fact_check.state is State.CORRECTED else Tone.BAD
        yield Line("State", state, tone)
    if fact_check.harm is not None:
        yield from _harm_lines(fact_check.harm)


def harm_object(note: HarmNote | None) -> dict[str, object] | None:
    """Return a note on harm as a JSON object, or nothing."""
    if note is None:
        return None
    return {
        "kind": note.kind.value,
        "group": note.group,
        **{name: getattr(note, name) for name in _FACTORS},
        "peace_messages": [
            {"language": language, "text": text} for language, text in note.peace_messages
        ],
        "noted_by": note.noted_by,
        "noted_on": note.noted_on,
    }


def _harm_lines(note: HarmNote) -> Iterator[Line]:
    aimed = f" aimed at {note.group}" if note.group else ""
    noted = ", ".join(part for part in (note.noted_by, note.noted_on) if part)
    by = f" (noted by {noted})" if noted else ""
    yield Line("Harm note", f"{HARM_KINDS[note.kind]}{aimed}{by}", Tone.ODD)
    for name in _FACTORS:
        text = getattr(note, name)
        if text:
            yield Line("", f"{name.replace('_', ' ')}: {text}", Tone.QUIET)
    for language, text in note.peace_messages:
        yield Line("Peace", f"{text} ({language_name(language)})", Tone.GOOD)
