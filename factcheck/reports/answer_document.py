"""Lay out an answer for people: decision, groups, matches with reasons, near misses."""

from collections.abc import Iterator

from factcheck.citations.labels import (
    DECISION_NAMES,
    DECISIONS,
    language_name,
    publisher_line,
    ruling_heading,
    score_text,
    supporting_signals,
)
from factcheck.citations.one_line import citation_line
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import Answer, Decision, Match, Picture
from factcheck.reports.claim_places import place_text
from factcheck.reports.document import DECISION_TONES, Block, Document, Line, Tone, ruling_tone
from factcheck.reports.fact_check_lines import ruling_lines
from factcheck.reports.group_table import group_blocks
from factcheck.text.sanitise import shortened

# Characters; of a pasted article the beginning is enough.
_CLAIM_SHOWN = 600


def answer_document(
    answer: Answer, line: int | None = None, t: Translator = ENGLISH, *, place: str = ""
) -> Document:
    """Return *answer* as a document.

    Args:
        answer: Of a lookup.
        line: Of the claim in its list, counted from 1; ``None`` for a single claim.
        t: Into the reader's language.
        place: Where the claim stands in a document, instead of a line.
    """
    if line is not None:
        place = t("line {line}", line=line)
    decision, groups = _decision(answer, place, t), group_blocks(answer.matches, t)
    return Document((decision, *groups, *_matches(answer, t), *_near_misses(answer, t)))


def _decision(answer: Answer, place: str, t: Translator) -> Block:
    claim = shortened(answer.claim, _CLAIM_SHOWN)
    lines = [] if answer.picture is None else list(_picture(answer.picture, t))
    lines += [Line(t("Claim"), claim)] if claim or not lines else []
    lines.append(Line(t("Language"), language_name(answer.language, t)))
    if answer.place is not None:
        lines.append(Line(t("From"), place_text(answer.place, t)))
    lines += [Line(t("Note"), t(note), Tone.MIXED) for note in answer.notes]
    heading = f"{place}: " * bool(place) + t(DECISIONS[answer.decision])
    return Block(heading, tuple(lines), DECISION_TONES[answer.decision])


def _picture(picture: Picture, t: Translator) -> Iterator[Line]:
    yield Line(t("Picture"), f"{picture.name} ({picture.width} × {picture.height})")
    if picture.lines:
        sure = t("text read by Tesseract, {value:.0%} sure", value=picture.confidence)
        yield Line("", sure, Tone.QUIET)


def _matches(answer: Answer, t: Translator) -> Iterator[Block]:
    for rank, match in enumerate(answer.matches, start=1):
        # Each match has its own decision: an answer may hold a match and suggestions.
        name = t(DECISION_NAMES[match.decision])
        same = Line(name, score_text(match, t), DECISION_TONES[match.decision])
        lines = (
            *ruling_lines(match.fact_check, t),
            same,
            *_reason_lines(match, t),
            *_citation_lines(match, t),
        )
        heading = ruling_heading(match.fact_check, t)
        # The verdict is read first, so a suggestion is named as one right beside it.
        is_match = match.decision is Decision.MATCH
        doubt = "" if is_match else f" ({t('suggested, not confirmed')})"
        yield Block(f"{rank}. {heading}{doubt}", lines, ruling_tone(match.fact_check))


def _near_misses(answer: Answer, t: Translator) -> Iterator[Block]:
    for miss in answer.near_misses:
        fact_check = miss.fact_check
        lines = (
            Line(t("Claim"), fact_check.claim, Tone.QUIET),
            Line(t("Publisher"), publisher_line(fact_check.publisher, t), Tone.QUIET),
            Line(t("Score"), score_text(miss, t)),
            *_reason_lines(miss, t, label=t("For")),
            Line(t("Id"), fact_check.id, Tone.QUIET),
            Line("", fact_check.review_url, Tone.QUIET, copyable=True),
        )
        shown = tuple(line for line in lines if line.text)
        yield Block(t("Near miss, not an answer"), shown, Tone.QUIET)


def _reason_lines(match: Match, t: Translator, *, label: str = "") -> Iterator[Line]:
    label = label or t("Why")
    if match.part:
        yield Line(t("Part"), f'"{shortened(match.part, _CLAIM_SHOWN)}"')
    if match.place is not None:
        yield Line(t("From"), place_text(match.place, t))
    for conflict in match.conflicts:
        yield Line(t("Against"), f"{t('Conflict')}: {t(conflict.text)}", Tone.BAD)
    for signal in supporting_signals(match):
        yield Line(label, f"- {t(signal.text)}")
        label = ""


def _citation_lines(match: Match, t: Translator) -> Iterator[Line]:
    fact_check = match.fact_check
    yield Line(t("Id"), fact_check.id, Tone.QUIET)
    if fact_check.review_url:
        yield Line(t("Read"), fact_check.review_url, copyable=True)
    cited = citation_line(fact_check, match.decision, t)
    yield Line(t("Cite"), cited, Tone.QUIET, copyable=True)
