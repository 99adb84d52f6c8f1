"""Write a scanned document for programs: JSON, JSON Lines and tables."""

from typing import TextIO

from factcheck.formats.json_lines_writer import json_line, json_page
from factcheck.reports.answers_csv import CsvWriter
from factcheck.reports.answers_json import SCHEMA_VERSION, answer_object
from factcheck.scan import Scan, ScannedSentence


def document_object(scan: Scan) -> dict[str, object]:
    """Return the document as a JSON object, with the text that all offsets refer to."""
    document = scan.document
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "document",
        "name": document.name,
        "format": document.kind,
        "sentences": scan.sentences,
        "looked_up": len(scan.looked_up),
        "left_out": scan.left_out,
        "notes": list(document.notes),
        "text": document.text,
    }


def sentence_object(scanned: ScannedSentence) -> dict[str, object]:
    """Return a sentence with its answer as a JSON object.

    ``start`` and ``end`` count characters (Unicode code points) of the document's text.
    """
    sentence, place = scanned.sentence, scanned.sentence.place
    return {
        **answer_object(scanned.answer, place.line),
        "kind": "sentence",
        "number": sentence.number,
        "start": place.start,
        "end": place.end,
        "page": place.page,
        "timestamp": place.timestamp,
        "paragraph": place.paragraph,
        "speaker": sentence.speaker,
        "checkability": {
            "score": sentence.checkability.score,
            "rank": scanned.rank,
            "features": list(sentence.checkability.features),
        },
        "context": scanned.context,
    }


def write_scan_json(stream: TextIO, scan: Scan) -> None:
    """Write one object: the document, with its sentences under ``claims``."""
    claims = [sentence_object(each) for each in scan.looked_up]
    stream.write(json_page({**document_object(scan), "claims": claims}) + "\n")


def write_scan_json_lines(stream: TextIO, scan: Scan) -> None:
    """Write the document as the first line, and each sentence that was looked up as one."""
    stream.write(json_line(document_object(scan)) + "\n")
    for scanned in scan.looked_up:
        stream.write(json_line(sentence_object(scanned)) + "\n")


def write_scan_table(stream: TextIO, scan: Scan, delimiter: str) -> None:
    """Write the rows of a list of claims, with where each sentence stands in the first columns."""
    writer = CsvWriter(stream, delimiter)
    for scanned in scan.looked_up:
        sentence, place = scanned.sentence, scanned.sentence.place
        kept = {
            "page": place.page or "",
            "timestamp": place.timestamp,
            "paragraph": place.paragraph,
            "start": place.start,
            "end": place.end,
            "speaker": sentence.speaker,
            "checkability": sentence.checkability.score,
            "checkability_rank": scanned.rank,
            "context": scanned.context,
        }
        writer.write_answer(place.line, scanned.answer, kept)
    writer.finish()
