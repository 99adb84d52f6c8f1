"""Write answers as CSV or TSV in which a spreadsheet finds no formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from factcheck.citations.labels import supporting_signals
from factcheck.citations.one_line import one_line_citation
from factcheck.formats.csv_writer import starts_a_formula
from factcheck.formats.json_lines_writer import json_line
from factcheck.model import Answer, Kept, Match
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
    """Writes a row for every match, and one for a claim that has none.

    What is kept of a list stands in the first columns.
    """

    def __init__(self, stream: TextIO, delimiter: str = ",") -> None:
        """Write to *stream*, which must take UTF-8, with *delimiter* between cells."""
        self._stream = stream
        self._delimiter = delimiter
        self._rows: csv.DictWriter[str] | None = None

    def write_answer(self, line: int, answer: Answer, kept: Kept | None = None) -> None:
        """Write the answer to the claim in *line*, and what is *kept* of it."""
        claim_cells: dict[str, object] = {
            "line": line,
            "claim": cell(answer.claim),
            "claim_language": cell(answer.language),
            "decision": answer.decision.value,
            "notes": cell(" ".join(answer.notes)),
            "engine": cell(answer.engine),
        }
        ranked = enumerate(answer.matches, start=1)
        rows = [claim_cells | {"rank": rank} | _match_cells(match) for rank, match in ranked]
        self._write(rows or [claim_cells], kept or {})

    def write_problem(self, line: int, reason: str, kept: Kept | None = None) -> None:
        """Write why *line* cannot be looked up, and what is *kept* of it."""
        self._write([{"line": line, "error": cell(reason)}], kept or {})

    def finish(self) -> None:
        """Write the header of a table without rows."""
        self._write([], {})

    def _write(self, rows: Sequence[Mapping[str, object]], kept: Kept) -> None:
        own = dict(zip(_own_columns(kept), map(_kept_cell, kept.values()), strict=True))
        if self._rows is None:
            names, delimiter = (*own, *COLUMNS), self._delimiter
            self._rows = csv.DictWriter(
                self._stream, names, restval="", delimiter=delimiter, lineterminator="\n"
            )
            self._rows.writeheader()
        self._rows.writerows({**own, **row} for row in rows)
        self._stream.flush()


def _own_columns(names: Iterable[str]) -> list[str]:
    """Return the headings of a list's own columns: its names, but none of ours and none twice."""
    headings: list[str] = []
    for name in names:
        heading = cell(name)
        while heading in COLUMNS or heading in headings:
            heading = f"input_{heading}"
        headings.append(heading)
    return headings


def _kept_cell(value: object) -> str:
    if value is None:
        return ""
    return cell(value if isinstance(value, str) else json_line(value))


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
