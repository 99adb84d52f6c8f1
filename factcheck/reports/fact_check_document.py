"""Lay out one fact-check with all its fields, provenance and history."""

import sys
from collections.abc import Iterator, Sequence

from factcheck.citations.citation_data import CitationData
from factcheck.citations.labels import verdict_text
from factcheck.citations.one_line import citation_line, one_line_citation
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import FactCheck, PictureHash, Revision
from factcheck.reports.answers_json import SCHEMA_VERSION, fact_check_object
from factcheck.reports.document import Block, Document, Line, ruling_tone
from factcheck.reports.fact_check_lines import ruling_lines
from factcheck.reports.history_report import (
    changes_object,
    provenance_lines,
    revision_heading,
    revision_lines,
)
from factcheck.store.ledger import InputStatement


def fact_check_document(
    fact_check: FactCheck,
    history: Sequence[Revision],
    reports: Sequence[InputStatement] = (),
    t: Translator = ENGLISH,
) -> Document:
    """Return *fact_check* with its history, oldest revision first.

    Where *reports* of inputs are given, so is the input that each field is from.
    """
    lines = tuple(_lines(fact_check, history, t))
    first = Block(verdict_text(fact_check, t).upper(), lines, ruling_tone(fact_check))
    provenance = tuple(provenance_lines(reports, t))
    blocks = [first, *([Block(t("Provenance"), provenance)] if provenance else [])]
    blocks += [
        Block(t(revision_heading(each)), revision_lines(each, limit=sys.maxsize, t=t))
        for each in history
    ]
    return Document(tuple(blocks))


def fact_check_page_object(
    fact_check: FactCheck, history: Sequence[Revision], reports: Sequence[InputStatement] = ()
) -> dict[str, object]:
    """Return *fact_check* with its raw record and its history as a JSON object."""
    provenance = {name: report.input_name for report in reports for name in report.gave}
    return {
        "schema_version": SCHEMA_VERSION,
        **fact_check_object(fact_check),
        "citation": one_line_citation(fact_check, corrected=len(history) > 1),
        **({"provenance": provenance} if reports else {}),
        "raw": dict(fact_check.raw),
        "history": [
            {
                "number": revision.number,
                "recorded_at": revision.recorded_at,
                "run_id": revision.run_id,
                "input_name": revision.input_name,
                "changes": changes_object(revision.changes),
            }
            for revision in history
        ],
    }


def _picture_names(fact_check: FactCheck) -> Iterator[str]:
    for text in fact_check.pictures:
        picture = PictureHash.read(text)
        if picture is not None:
            yield picture.name


def _lines(fact_check: FactCheck, history: Sequence[Revision], t: Translator) -> Iterator[Line]:
    yield from ruling_lines(fact_check, t)
    optional = (
        (t("Summary"), fact_check.summary),
        (t("Script"), fact_check.script),
        (t("Tags"), ", ".join(fact_check.tags)),
        (t("Pictures"), ", ".join(_picture_names(fact_check))),
        (t("Record"), fact_check.record_id),
        (t("Id"), fact_check.id),
    )
    yield from (Line(label, text) for label, text in optional if text)
    amended_on = history[-1].recorded_at[:10] if len(history) > 1 else ""
    addresses = (
        (t("Read"), (fact_check.review_url,)),
        (t("Appeared"), fact_check.appearances),
        (t("Archived"), CitationData(fact_check).archives),
        (t("Cite"), (citation_line(fact_check, t=t, amended_on=amended_on),)),
    )
    for label, texts in addresses:
        yield from (Line(label, text, copyable=True) for text in texts if text)
