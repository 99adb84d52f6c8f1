"""Write answers as Markdown for a document or a ticket, where no claim can become a link."""

import re
from typing import TextIO

from factcheck.citations.labels import (
    DECISIONS,
    VERDICTS,
    chance,
    language_name,
    our_reading,
    publisher_line,
    rating_line,
    support,
)
from factcheck.citations.one_line import citation
from factcheck.model import Answer, Match
from factcheck.reports.group_table import NO_DATE, shown_groups
from factcheck.text.sanitise import visible

_COLUMNS = ("Verdict", "Rating", "Claim as reviewed", "Publisher", "Reviewed", "Score", "Why")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~@#$!&])")
# What would begin a list, numbered or not, or underline a heading.
_BLOCK_START = re.compile(r"^(\s*\d*)([-+=.)])")
# A bare address would be made a link by most readers, whatever stands in it.
_BARE_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")
_WEB = re.compile(r"(?i)https?://[^\s<>]+")


def escaped(text: str) -> str:
    """Return *text* so that Markdown shows it letter by letter, also inside a table."""
    escaped_text = _SPECIAL.sub(r"\\\1", visible(text))
    unlinked = _BARE_LINK.sub(lambda found: f"{found[0]}\\", escaped_text)
    return _BLOCK_START.sub(lambda found: f"{found[1]}\\{found[2]}", unlinked)


def link(text: str, url: str) -> str:
    """Return a link to *url*, or only *text* where *url* is no web address."""
    shown = visible(url)
    if not _WEB.fullmatch(shown):
        return escaped(text)
    target = shown.replace("|", "%7C").replace("\\", "%5C").replace("(", "%28").replace(")", "%29")
    return f"[{escaped(text)}]({target})"


class MarkdownWriter:
    """Writes a section for every claim: heading, table of matches, citations."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream

    def write_answer(self, line: int, answer: Answer) -> None:
        """Write the answer to the claim in *line*."""
        language = language_name(answer.language)
        self._paragraph(f"### {line}. {escaped(DECISIONS[answer.decision])}")
        self._paragraph(f"> {escaped(answer.claim)} ({escaped(language)})")
        for note in answer.notes:
            self._paragraph(f"*Note:* {escaped(note)}")
        if answer.matches:
            self._paragraph("\n".join(_table(answer.matches)))
            cited = (citation(match.fact_check, match.decision) for match in answer.matches)
            self._paragraph("\n".join(f"{i}. {escaped(line)}" for i, line in enumerate(cited, 1)))
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

    def write_problem(self, line: int, reason: str) -> None:
        """Write why *line* cannot be looked up."""
        self._paragraph(f"### {line}. Not looked up")
        self._paragraph(escaped(reason))
        self._stream.flush()

    def finish(self) -> None:
        """Have nothing left to write: every section is complete by itself."""

    def _paragraph(self, text: str) -> None:
        self._stream.write(text + "\n\n")


def _table(matches: tuple[Match, ...]) -> list[str]:
    rows = [_row(_COLUMNS), _row(("---",) * len(_COLUMNS))]
    for match in matches:
        fact_check = match.fact_check
        verdict = f"**{VERDICTS[fact_check.verdict]}** ({match.decision})"
        rating = f"{rating_line(fact_check)}; our reading: {our_reading(fact_check.reading)}"
        cells = (
            verdict,
            escaped(rating),
            link(fact_check.title or fact_check.claim, fact_check.review_url)
            + (f"<br>{escaped(fact_check.claim)}" if fact_check.title else ""),
            escaped(publisher_line(fact_check.publisher)),
            escaped(fact_check.reviewed_on or NO_DATE),
            escaped(chance(match.score)),
            "<br>".join(_reasons(match)),
        )
        rows.append(_row(cells))
    return rows


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _reasons(match: Match) -> list[str]:
    conflicts = [f"**Conflict:** {escaped(signal.text)}" for signal in match.conflicts]
    return conflicts + [escaped(signal.text) for signal in support(match)]


def _near_miss(miss: Match) -> str:
    fact_check = miss.fact_check
    reasons = "; ".join(_reasons(miss))
    linked = link(fact_check.claim, fact_check.review_url)
    return f"- {linked}, {escaped(chance(miss.score))}: {reasons}"
