"""Write answers as Markdown, with all foreign text escaped."""

from typing import TextIO

from factcheck.citations.labels import (
    DECISION_NAMES,
    DECISIONS,
    language_name,
    our_reading,
    publisher_line,
    rating_line,
    score_text,
    supporting_signals,
    verdict_text,
)
from factcheck.citations.markup import markdown_link, markdown_text
from factcheck.citations.one_line import citation_line
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import Answer, Kept, Match, Message
from factcheck.reports.claim_places import place_text
from factcheck.reports.group_table import NO_DATE, shown_groups

_COLUMNS = (
    Message("Verdict"),
    Message("Rating"),
    Message("Claim as reviewed"),
    Message("Publisher"),
    Message("Reviewed"),
    Message("Score"),
    Message("Why"),
)


class MarkdownWriter:
    """Writes a section for every claim: heading, table of matches, citations."""

    def __init__(self, stream: TextIO, t: Translator = ENGLISH) -> None:
        """Write to *stream*, which must take UTF-8, in the language of *t*."""
        self._t = t
        self._stream = stream

    def write_answer(self, line: int, answer: Answer, _kept: Kept | None = None) -> None:
        """Write the answer to the claim in *line*."""
        t = self._t
        language = language_name(answer.language, t)
        self._paragraph(f"### {line}. {markdown_text(t(DECISIONS[answer.decision]))}")
        self._paragraph(f"> {markdown_text(answer.claim)} ({markdown_text(language)})")
        if answer.place is not None:
            self._paragraph(f"*{t('From')}:* {markdown_text(place_text(answer.place, t))}")
        for note in answer.notes:
            self._paragraph(f"*{t('Note')}:* {markdown_text(t(note))}")
        if answer.matches:
            self._paragraph("\n".join(_table(answer.matches, t)))
            self._paragraph("\n".join(_numbered_citations(answer.matches, t)))
        for group in shown_groups(answer.matches):
            numbers = ", ".join(
                f"{rank} ({match.fact_check.reviewed_on or t(NO_DATE)})"
                for rank, match in group.ranked
            )
            self._paragraph(f"{t(group.heading)}: {numbers}")
        if answer.near_misses:
            self._paragraph(t("Near misses, not answers") + ":")
            self._paragraph("\n".join(_near_miss(miss, t) for miss in answer.near_misses))
        self._stream.flush()

    def write_problem(self, line: int, reason: str, _kept: Kept | None = None) -> None:
        """Write why *line* cannot be looked up."""
        self._paragraph(f"### {line}. {self._t('Not looked up')}")
        self._paragraph(markdown_text(reason))
        self._stream.flush()

    def finish(self) -> None:
        """Do nothing: every section is written."""

    def _paragraph(self, text: str) -> None:
        self._stream.write(text + "\n\n")


def _numbered_citations(matches: tuple[Match, ...], t: Translator) -> list[str]:
    citations = (citation_line(match.fact_check, match.decision, t) for match in matches)
    return [f"{number}. {markdown_text(line)}" for number, line in enumerate(citations, start=1)]


def _table(matches: tuple[Match, ...], t: Translator) -> list[str]:
    rows = [_row(tuple(map(t, _COLUMNS))), _row(("---",) * len(_COLUMNS))]
    for match in matches:
        fact_check = match.fact_check
        decision = t(DECISION_NAMES[match.decision]).lower()
        verdict = f"**{verdict_text(fact_check, t)}** ({decision})"
        rating = t(
            "{rating}; our reading: {reading}",
            rating=rating_line(fact_check, t),
            reading=our_reading(fact_check.reading, t),
        )
        cells = (
            verdict,
            markdown_text(rating),
            markdown_link(fact_check.title or fact_check.claim, fact_check.review_url)
            + (f"<br>{markdown_text(fact_check.claim)}" if fact_check.title else ""),
            markdown_text(publisher_line(fact_check.publisher, t)),
            markdown_text(fact_check.reviewed_on or t(NO_DATE)),
            markdown_text(score_text(match, t)),
            "<br>".join(_reasons(match, t)),
        )
        rows.append(_row(cells))
    return rows


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _reasons(match: Match, t: Translator) -> list[str]:
    label = t("Conflict")
    conflicts = [f"**{label}:** {markdown_text(t(signal.text))}" for signal in match.conflicts]
    return conflicts + [markdown_text(t(signal.text)) for signal in supporting_signals(match)]


def _near_miss(miss: Match, t: Translator) -> str:
    fact_check = miss.fact_check
    reasons = "; ".join(_reasons(miss, t))
    linked = markdown_link(fact_check.claim, fact_check.review_url)
    return f"- {linked}, {markdown_text(score_text(miss, t))}: {reasons}"
