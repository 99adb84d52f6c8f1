"""The JSON Schema of what we answer: every field with what it holds. docs/json.md shows it."""

from enum import StrEnum
from typing import Any

from factcheck.model import (
    Axis,
    Decision,
    HarmKind,
    Judgement,
    MappedBy,
    MediaFlag,
    State,
    Verdict,
)

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """Refer to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer_schemas() -> dict[str, Schema]:
    """Define the objects of answers. Fields may be added to them, so that none is closed."""
    version = _described({"type": "integer", "const": 1}, "Fields are added under it, none goes.")
    line = _described({"type": "integer", "minimum": 1}, "Of the list, where the claim begins.")
    matches = {"type": "array", "items": ref("Match")}
    return {
        "Answer": _object(
            {
                "schema_version": version,
                "line": line,
                "claim": _text("The claim as it was asked."),
                "language": _text("The best guess at its language; und where there is none."),
                "decision": _one_of(Decision, "That of the best match."),
                "matches": _described(matches, "Fact-checks worth showing, best first."),
                "near_misses": _described(
                    matches, "With the decision none: the nearest, which are no answers."
                ),
                "notes": _texts("What a reader must know about the answer, in words."),
                "engine": _text(
                    "words+vectors; words where no encoder could run; calibrated behind it where "
                    "the scores are fitted to people's judgements."
                ),
                "picture": _described(ref("Picture"), "What was read, if a picture was asked."),
                "place": _described(ref("Place"), "Where the claim stood, if it was read."),
                "kept": _described(
                    {"type": "object"}, "With --keep: the list's own values, under its names."
                ),
            },
            optional={"kept", "picture", "place"},
        ),
        "Place": _object(
            place := {
                "file": _text("As it was named."),
                "sheet": _text("Of a workbook."),
                "page": _described({"type": "integer"}, "Counted from 1, as the next two."),
                "line": _described({"type": "integer"}, "Of a sheet, the row."),
                "paragraph": _described({"type": "integer"}, "Of a document."),
                "column": _text("The heading of a table's column."),
                "cell": _text("Of a sheet, such as B3."),
                "timestamp": _text("Such as 00:01:02.500."),
                "start": _described(
                    {"type": "integer"},
                    "Characters of a document's text; of a match with a part, of the claim.",
                ),
                "end": _described({"type": "integer"}, "The first character behind it."),
                "box": _described(
                    {"type": "array", "items": {"type": "integer"}},
                    "Of a picture: left, top, width and height in pixels.",
                ),
            },
            optional=set(place),
        ),
        "Picture": _object(
            {
                "name": _text("As it was given."),
                "width": _described({"type": "integer"}, "In pixels."),
                "height": _described({"type": "integer"}, "In pixels."),
                "text": _text("What was read in it."),
                "confidence": _described(_SHARE, "How sure the reading is."),
                "lines": _described(
                    {"type": "array", "items": {"type": "object"}},
                    "Each with its text, its confidence, and box: left, top, width and height.",
                ),
                "packs": _text("What Tesseract read with."),
                "pdq": _text("Its perceptual hash, 64 hexadecimal digits."),
                "pdq_quality": _described(
                    {"type": "integer"}, "Of the hash, 0 to 100; it says little up to 49."
                ),
            }
        ),
        "Problem": _object(
            {
                "schema_version": version,
                "line": line,
                "error": _text("Why this line cannot be looked up."),
                "kept": _described({"type": "object"}, "As in an answer."),
            },
            optional={"kept"},
        ),
        "Match": _object(
            {
                **_fact_check(),
                "decision": _one_of(
                    Decision, "On this fact-check alone; a conflict forbids match."
                ),
                "score": _described(_SHARE, "Probability that one fact-check serves both claims."),
                "part": _text("The sentence of a long post that it answers; empty for the whole."),
                "group": _described(
                    {"type": "integer", "minimum": 0},
                    "The same number for all fact-checks of one claim; 0 for one that is alone.",
                ),
                "signals": _described(
                    {"type": "array", "items": ref("Signal")},
                    "Reasons; conflicts first, each heaviest first.",
                ),
                "judgements": _described(
                    {"type": "array", "items": ref("Judgement")},
                    "What people said of this claim and this fact-check.",
                ),
                "place": _described(ref("Place"), "Where the part stood, if it was found there."),
            },
            optional={"place"},
        ),
        "Signal": _object(
            {
                "name": _text("Stable, such as different_number."),
                "value": _described(_SHARE, "How strong it is."),
                "conflict": _described({"type": "boolean"}, "Whether it speaks against."),
                "text": _text("One sentence that a reader can check."),
            }
        ),
        "Judgement": _object(
            {
                "judgement": _one_of(Judgement, "What was said of the two."),
                "judged_by": _text("By whom."),
                "judged_at": _text("When, in UTC."),
                "note": _text("Why."),
                "origin": _text("The partner or input that it came from; empty for our own."),
            }
        ),
        "HarmNote": _object(
            {
                "kind": _one_of(HarmKind, "What the claim does to the people it is about."),
                "group": _text("The people that it targets."),
                "context": _text("Where and when it was made. This and the next five: Rabat."),
                "speaker": _text("Position and influence."),
                "intent": _text("What is known about it."),
                "content_and_form": _text("How direct it was."),
                "extent": _text("How many it reached."),
                "likelihood": _text("How likely harm was to follow."),
                "peace_messages": _described(
                    {"type": "array", "items": {"type": "object"}},
                    "Texts to answer with, each with its language.",
                ),
                "noted_by": _text("Who noted it."),
                "noted_on": _text("When."),
            }
        ),
        "FactCheckPage": _object(
            {
                "schema_version": version,
                **_fact_check(),
                "summary": _text("As the publisher wrote it."),
                "script": _text("ISO 15924, such as Latn or Cyrl."),
                "tags": _texts("As the publisher gave them."),
                "raw": _described({"type": "object"}, "The record as it was read."),
                "history": _described(
                    {"type": "array", "items": {"type": "object"}}, "Its revisions, oldest first."
                ),
            }
        ),
        "Citations": _object(
            {
                "schema_version": version,
                "style": _text("As asked."),
                "citations": _described(
                    {"type": "array", "items": ref("Citation")}, "In the order of the ids."
                ),
            }
        ),
        "Citation": _object(
            {
                "id": _text("Of the fact-check."),
                "language": _text("Of our own words."),
                "text": _text("The citation."),
            }
        ),
        "Error": _object({"error": _text("What is wrong, in one line.")}),
    }


def _fact_check() -> Schema:
    return {
        "id": _text("Made from address and claim; the same in every store."),
        "claim": _text("As the publisher reviewed it."),
        "verdict": _one_of(Verdict, "Our reading of the rating."),
        "rating": _text("The publisher's ruling, in the publisher's words."),
        "rating_language": _text("Code of its language."),
        "mapped_by": _one_of(MappedBy, "What turned the rating into the verdict."),
        "axis": _one_of(Axis, "What the rating rates."),
        "media_flags": _described(
            {"type": "array", "items": {"type": "string", "enum": list(MediaFlag)}},
            "What was done to a picture, a sound or a video.",
        ),
        "publisher": _text("Who ruled."),
        "publisher_domain": _text("Host of its pages, without www."),
        "publisher_country": _text("ISO 3166, two letters."),
        "title": _text("Of the article."),
        "url": _text("The article."),
        "reviewed_on": _text("YYYY, YYYY-MM or YYYY-MM-DD, as precise as it was given."),
        "modified_on": _text("The same, of its last change."),
        "language": _text("Code of the language of the fact-check; und if it is not known."),
        "claimant": _text("Who made the claim."),
        "claimed_on": _text("When, as precise as it was given."),
        "appearances": _texts("Pages with the claim."),
        "archive_urls": _texts("Archived copies."),
        "record_id": _text("Its id in the input that it first came from."),
        "state": _one_of(State, "What became of it after it was published."),
        "state_reason": _text("Why."),
        "state_on": _text("Since when; of an expired one, until when."),
        "harm": {
            "anyOf": [ref("HarmNote"), {"type": "null"}],
            "description": "A note on the harm that the claim can do, if somebody wrote one.",
        },
        "citation": _text("One line that can be printed."),
    }


_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _text(description: str) -> Schema:
    return _described({"type": "string"}, description)


def _texts(description: str) -> Schema:
    return _described({"type": "array", "items": {"type": "string"}}, description)


def _one_of(values: type[StrEnum], description: str) -> Schema:
    return _described({"type": "string", "enum": list(values)}, description)


def _object(properties: Schema, optional: frozenset[str] | set[str] = frozenset()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}
