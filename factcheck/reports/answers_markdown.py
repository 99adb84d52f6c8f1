"""Write answers as Markdown, with all foreign text escaped."""

from typing import TextIO

from factcheck.citations.labels import (
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
from factcheck.citations.one_line import one_line_citation
from factcheck.model import Answer, Kept, Match
from factcheck.reports.group_table import NO_DATE, shown_groups

_COLUMNS = ("Verdict", "Rating", "Claim as reviewed", "Publisher", "Reviewed", "Score", "Why")


class MarkdownWriter:
    """Writes a section for every claim: heading, table of matches, citations."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream

    def write_answer(self, line: int, answer: Answer, _kept: Kept | None = None) -> None:
        """Write the answer to the claim in *line*."""
        language = language_name(answer.language)
        self._paragraph(f"### {line}. {markdown_text(DECISIONS[answer.decision])}")
        self._paragraph(f"> {markdown_text(answer.claim)} ({markdown_text(language)})")
        for note in answer.notes:
            self._paragraph(f"*Note:* {markdown_text(note)}")
        if answer.matches:
            self._paragraph("\n".join(_table(answer.matches)))
            self._paragraph("\n".join(_numbered_citations(answer.matches)))
        for group in shown_groups(answer.matches):
            numbers = ", ".join(
                f"{rank} ({match.fact_check.reviewed_on or NO_DATE})"
                for rank, match in group.ranked
            )
            self._paragraph(f"{group.heading}: {numbers}")
        if answer.near_misses:
            self._paragraph("Near misses, not answers:")
            self._paragraph("\n".join(_near_miss(miss) for miss in answer.near_misses))
        self._stream.flush()

    def write_problem(self, line: int, reason: str, _kept: Kept | None = None) -> None:
        """Write why *line* cannot be looked up."""
        self._paragraph(f"### {line}. Not looked up")
        self._paragraph(markdown_text(reason))
        self._stream.flush()

    def finish(self) -> None:
        """Do nothing: every section is written."""

    def _paragraph(self, text: str) -> None:
        self._stream.write(text + "\n\n")


def _numbered_citations(matches: tuple[Match, ...]) -> list[str]:
    citations = (one_line_citation(match.fact_check, match.decision) for match in matches)
    return [f"{number}. {markdown_text(line)}" for number, line in enumerate(citations, start=1)]


def _table(matches: tuple[Match, ...]) -> list[str]:
    rows = [_row(_COLUMNS), _row(("---",) * len(_COLUMNS))]
    for match in matches:
        fact_check = match.fact_check
        verdict = f"**{verdict_text(fact_check)}** ({match.decision})"
        rating = f"{rating_line(fact_check)}; our reading: {our_reading(fact_check.reading)}"
        cells = (
            verdict,
            markdown_text(rating),
            markdown_link(fact_check.title or fact_check.claim, fact_check.review_url)
            + (f"<br>{markdown_text(fact_check.claim)}" if fact_check.title else ""),
            markdown_text(publisher_line(fact_check.publisher)),
            markdown_text(fact_check.reviewed_on or NO_DATE),
            markdown_text(score_text(match)),
            "<br>".join(_reasons(match)),
        )
        rows.append(_row(cells))
    return rows


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _reasons(match: Match) -> list[str]:
    conflicts = [f"**Conflict:** {markdown_text(signal.text)}" for signal in match.conflicts]
    return conflicts + [markdown_text(signal.text) for signal in supporting_signals(match)]


def _near_miss(miss: Match) -> str:
    fact_check = miss.fact_check
    reasons = "; ".join(_reasons(miss))
    linked = markdown_link(fact_check.claim, fact_check.review_url)
    return f"- {linked}, {markdown_text(score_text(miss))}: {reasons}"
