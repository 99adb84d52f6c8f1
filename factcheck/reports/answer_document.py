"""Lay out an answer for people: decision, groups, matches with reasons, near misses."""

from collections.abc import Iterator

from factcheck.citations.labels import (
    DECISIONS,
    language_name,
    publisher_line,
    ruling_heading,
    score_text,
    supporting_signals,
)
from factcheck.citations.one_line import one_line_citation
from factcheck.model import Answer, Decision, Match
from factcheck.reports.document import DECISION_TONES, Block, Document, Line, Tone, ruling_tone
from factcheck.reports.fact_check_lines import ruling_lines
from factcheck.reports.group_table import group_blocks
from factcheck.text.sanitise import shortened

# Characters; of a pasted article the beginning is enough.
_CLAIM_SHOWN = 600


def answer_document(answer: Answer, line: int | None = None) -> Document:
    """Return *answer* as a document.

    Args:
        answer: Of a lookup.
        line: Of the claim in its list, counted from 1; ``None`` for a single claim.
    """
    groups = group_blocks(answer.matches)
    return Document((_decision(answer, line), *groups, *_matches(answer), *_near_misses(answer)))


def _decision(answer: Answer, line: int | None) -> Block:
    place = "" if line is None else f"line {line}: "
    claim = shortened(answer.claim, _CLAIM_SHOWN)
    lines = [Line("Claim", claim), Line("Language", language_name(answer.language))]
    lines += [Line("Note", note, Tone.MIXED) for note in answer.notes]
    heading = f"{place}{DECISIONS[answer.decision]}"
    return Block(heading, tuple(lines), DECISION_TONES[answer.decision])


def _matches(answer: Answer) -> Iterator[Block]:
    for rank, match in enumerate(answer.matches, start=1):
        # Each match has its own decision: an answer may hold a match and suggestions.
        same = Line(match.decision.capitalize(), score_text(match), DECISION_TONES[match.decision])
        lines = (
            *ruling_lines(match.fact_check),
            same,
            *_reason_lines(match),
            *_citation_lines(match),
        )
        heading = ruling_heading(match.fact_check)
        # The verdict is read first, so a suggestion is named as one right beside it.
        doubt = "" if match.decision is Decision.MATCH else f" ({match.decision}, not confirmed)"
        yield Block(f"{rank}. {heading}{doubt}", lines, ruling_tone(match.fact_check))


def _near_misses(answer: Answer) -> Iterator[Block]:
    for miss in answer.near_misses:
        fact_check = miss.fact_check
        lines = (
            Line("Claim", fact_check.claim, Tone.QUIET),
            Line("Publisher", publisher_line(fact_check.publisher), Tone.QUIET),
            Line("Score", score_text(miss)),
            *_reason_lines(miss, label="For"),
            Line("Id", fact_check.id, Tone.QUIET),
            Line("", fact_check.review_url, Tone.QUIET, copyable=True),
        )
        shown = tuple(line for line in lines if line.text)
        yield Block("Near miss, not an answer", shown, Tone.QUIET)


def _reason_lines(match: Match, *, label: str = "Why") -> Iterator[Line]:
    if match.part:
        yield Line("Part", f'"{shortened(match.part, _CLAIM_SHOWN)}"')
    for conflict in match.conflicts:
        yield Line("Against", f"Conflict: {conflict.text}", Tone.BAD)
    for signal in supporting_signals(match):
        yield Line(label, f"- {signal.text}")
        label = ""


def _citation_lines(match: Match) -> Iterator[Line]:
    fact_check = match.fact_check
    yield Line("Id", fact_check.id, Tone.QUIET)
    if fact_check.review_url:
        yield Line("Read", fact_check.review_url, copyable=True)
    cited = one_line_citation(fact_check, match.decision)
    yield Line("Cite", cited, Tone.QUIET, copyable=True)
