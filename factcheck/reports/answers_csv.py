"""Write answers as CSV in which a spreadsheet finds no formula."""

import csv
from typing import TextIO

from factcheck.citations.labels import supporting_signals
from factcheck.citations.one_line import one_line_citation
from factcheck.formats.csv_writer import starts_a_formula
from factcheck.model import Answer, Match
from factcheck.text.sanitise import visible

COLUMNS = (
    "line", "claim", "claim_language", "decision", "rank", "match_decision", "score", "id",
    "verdict", "rating", "rating_language", "mapped_by", "reviewed_claim", "language", "publisher",
    "publisher_domain", "publisher_country", "title", "url", "reviewed_on", "claimant",
    "claimed_on", "part", "reasons", "conflicts", "citation", "notes", "engine", "error", "group",
    "state", "harm_kind",
)  # fmt: skip


def cell(text: str) -> str:
    """Return *text* for a cell: never a formula, hidden characters spelled out.

    A text that starts like a formula, also after spaces or hidden characters and
    also with wide forms of ``= + - @``, gets an apostrophe in front; so does one that
    starts with a tab or a line break.
    """
    shown = visible(text)
    return f"'{shown}" if starts_a_formula(text) else shown


class CsvWriter:
    """Writes a row for every match, and one for a claim that has none."""

    def __init__(self, stream: TextIO) -> None:
        """Write the header to *stream*, which must take UTF-8."""
        self._stream = stream
        self._rows = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
        self._rows.writeheader()

    def write_answer(self, line: int, answer: Answer) -> None:
        """Write the answer to the claim in *line*."""
        claim_cells: dict[str, object] = {
            "line": line,
            "claim": cell(answer.claim),
            "claim_language": cell(answer.language),
            "decision": answer.decision.value,
            "notes": cell(" ".join(answer.notes)),
            "engine": cell(answer.engine),
        }
        for rank, match in enumerate(answer.matches, start=1):
            self._rows.writerow(claim_cells | {"rank": rank} | _match_cells(match))
        if not answer.matches:
            self._rows.writerow(claim_cells)
        self._stream.flush()

    def write_problem(self, line: int, reason: str) -> None:
        """Write why *line* cannot be looked up."""
        self._rows.writerow({"line": line, "error": cell(reason)})
        self._stream.flush()

    def finish(self) -> None:
        """Do nothing: every row is written."""


def match_texts(match: Match) -> dict[str, str]:
    """Return the texts of *match* by column, not yet made safe for a spreadsheet."""
    fact_check = match.fact_check
    return {
        "match_decision": match.decision,
        "id": fact_check.id,
        "verdict": fact_check.verdict,
        "rating": fact_check.rating,
        "rating_language": fact_check.rating_language,
        "mapped_by": fact_check.reading.mapped_by,
        "reviewed_claim": fact_check.claim,
        "language": fact_check.language,
        "publisher": fact_check.publisher.name,
        "publisher_domain": fact_check.publisher.domain,
        "publisher_country": fact_check.publisher.country,
        "title": fact_check.title,
        "url": fact_check.review_url,
        "reviewed_on": fact_check.reviewed_on,
        "claimant": fact_check.claimant,
        "claimed_on": fact_check.claimed_on,
        "part": match.part,
        "state": fact_check.state,
        "harm_kind": fact_check.harm.kind if fact_check.harm else "",
        "reasons": "; ".join(signal.text for signal in supporting_signals(match)),
        "conflicts": "; ".join(signal.text for signal in match.conflicts),
        "citation": one_line_citation(fact_check, match.decision),
    }


def _match_cells(match: Match) -> dict[str, object]:
    numbers = {"score": f"{match.score:.4f}", "group": match.group or ""}
    return {**numbers, **{name: cell(text) for name, text in match_texts(match).items()}}
