"""The OpenAPI document of our own JSON, from the definitions that check its requests."""

from collections.abc import Sequence
from typing import Any

from factcheck.citations.citation_data import CitationStyle
from factcheck.citations.phrases import LANGUAGES
from factcheck.model import HarmKind, Judgement, Verdict
from factcheck.serve.answer_schema import answer_schemas, ref
from factcheck.serve.parameters import Parameter
from factcheck.store.producer import __version__

_MOST_CHARACTERS = 20_000
_MOST_FILTERS = 20
_MOST_CITED = 100

_FLAG = {"type": "boolean", "default": False}
_DATE = {
    "type": "string",
    "pattern": r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
    "examples": ["2021-03-04"],
}
_NAMES = {
    "type": "array",
    "maxItems": _MOST_FILTERS,
    "items": {"type": "string", "minLength": 1, "maxLength": 200},
}


def _chosen(values: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "array",
        "maxItems": _MOST_FILTERS,
        "items": {"type": "string", "enum": list(values)},
    }


LOOKUP_OPTIONS = (
    Parameter("lang", _NAMES, "Only fact-checks in this language (bs, Swahili) or a close one."),
    Parameter("exact_lang", _FLAG, "With lang: no close languages."),
    Parameter("publisher", _NAMES, "Only fact-checks by this publisher, name or domain."),
    Parameter("since", _DATE, "Only reviewed on or after 2021, 2021-03, 2021-03-04."),
    Parameter("verdict", _chosen(list(Verdict)), "Only this verdict, in our reading."),
    Parameter("harm", _chosen(list(HarmKind)), "Only with a harm note of this kind."),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 100, "default": 5},
        "Most fact-checks a claim.",
    ),
    Parameter(
        "min_score",
        {"type": "number", "minimum": 0, "maximum": 1, "default": 0},
        "Nothing below this score.",
    ),
    Parameter("whole", _FLAG, "Do not look up the sentences of a long post."),
    Parameter("today", _DATE, "The day on which you ask; else the day of this service's clock."),
)
ONE_CLAIM = Parameter(
    "claim",
    {"type": "string", "minLength": 1, "maxLength": _MOST_CHARACTERS},
    "The claim, in any language.",
    is_required=True,
)
CITE_PARAMETERS = (
    Parameter(
        "id",
        {
            "type": "array",
            "minItems": 1,
            "maxItems": _MOST_CITED,
            "items": {"type": "string", "minLength": 1, "maxLength": 40},
        },
        "Ids of fact-checks, or their beginnings.",
        is_required=True,
    ),
    Parameter(
        "style",
        {"type": "string", "enum": list(CitationStyle), "default": "plain"},
        "How to write it.",
    ),
    Parameter(
        "in",
        {"type": "string", "enum": list(LANGUAGES), "default": "en"},
        "The language of our own words.",
    ),
    Parameter("accessed", _DATE, "When you read the pages; else the last look at them."),
)
JUDGEMENT_PARAMETERS = (
    ONE_CLAIM,
    Parameter(
        "id",
        {"type": "string", "minLength": 1, "maxLength": 40},
        "The id of the fact-check, or its beginning.",
        is_required=True,
    ),
    Parameter(
        "judgement",
        {"type": "string", "enum": list(Judgement)},
        "Whether the fact-check reviews what the claim says.",
        is_required=True,
    ),
    Parameter(
        "by",
        {"type": "string", "minLength": 1, "maxLength": 100},
        "The name of who judges.",
        is_required=True,
    ),
    Parameter("note", {"type": "string", "maxLength": 2_000}, "Why; others read it."),
)


def claim_list(most: int) -> Parameter:
    """Define a list of at most *most* claims."""
    items = {"type": "string", "maxLength": _MOST_CHARACTERS}
    schema = {"type": "array", "minItems": 1, "maxItems": most, "items": items}
    return Parameter("claims", schema, "Claims; the answers are in their order.", is_required=True)


def openapi_document(root_url: str, most_claims: int) -> dict[str, Any]:
    """Describe the interface under *root_url*, where a request has at most *most_claims*."""
    fact_check_id = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The id that lookup gives, or its beginning.",
        "schema": {"type": "string", "minLength": 1},
    }
    answer, problem = ref("Answer"), ref("Problem")
    one_or_many = {"oneOf": [answer, {"type": "array", "items": {"anyOf": [answer, problem]}}]}
    posted = {
        "oneOf": [
            _object_of((ONE_CLAIM, *LOOKUP_OPTIONS)),
            _object_of((claim_list(most_claims), *LOOKUP_OPTIONS)),
        ]
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "factcheck",
            "version": __version__,
            "description": "Whether a claim has already been fact-checked, by whom, and with what "
            "ruling: the objects that the commands print with --format json.",
        },
        "servers": [{"url": root_url.rstrip("/")}],
        "paths": {
            "/api/lookup": {
                "get": {
                    "operationId": "lookup",
                    "summary": "Look up whether a claim has already been fact-checked.",
                    "parameters": _in_query((ONE_CLAIM, *LOOKUP_OPTIONS)),
                    "responses": _responses(answer, "The answer.", is_tagged=True),
                },
                "post": {
                    "operationId": "lookupPosted",
                    "summary": "Look up one claim, or a list of claims.",
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": posted}},
                    },
                    "responses": _responses(
                        one_or_many,
                        "The answer, or a list of answers in the order of the claims.",
                        also={"413": "The body is too large.", "415": "The body is no JSON."},
                    ),
                },
            },
            "/api/fact-checks/{id}": {
                "get": {
                    "operationId": "showFactCheck",
                    "summary": "Show everything about one fact-check, with its history.",
                    "parameters": [fact_check_id],
                    "responses": _responses(
                        ref("FactCheckPage"),
                        "The fact-check.",
                        also={"404": "There is none, or more than one begins so."},
                        is_tagged=True,
                    ),
                }
            },
            "/api/cite": {
                "get": {
                    "operationId": "cite",
                    "summary": "Cite fact-checks: who ruled what and when, and where to read it.",
                    "parameters": _in_query(CITE_PARAMETERS),
                    "responses": _responses(
                        ref("Citations"),
                        "The citations, in the order of the ids.",
                        also={"404": "There is no such fact-check."},
                        is_tagged=True,
                    ),
                }
            },
            "/api/judgements": {
                "post": {
                    "operationId": "judge",
                    "summary": "Say that a claim and a fact-check are the same, are different, or "
                    "that you are unsure. Needs a service with --write.",
                    "security": [{"token": []}],
                    "requestBody": {
                        "required": True,
                        "content": _json(_object_of(JUDGEMENT_PARAMETERS)),
                    },
                    "responses": _responses(
                        {"type": "object"},
                        "What was recorded: the object of the command judge.",
                        also={
                            "401": "The token is wrong or missing.",
                            "403": "This service is read-only.",
                            "404": "There is no such fact-check.",
                            "413": "The body is too large.",
                            "415": "The body is no JSON.",
                        },
                    ),
                }
            },
        },
        "components": {
            "schemas": answer_schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _in_query(parameters: Sequence[Parameter]) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.name,
            "in": "query",
            "required": parameter.is_required,
            "description": parameter.description,
            "schema": parameter.schema,
        }
        for parameter in parameters
    ]


def _object_of(parameters: Sequence[Parameter]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            parameter.name: {**parameter.schema, "description": parameter.description}
            for parameter in parameters
        },
        "required": [parameter.name for parameter in parameters if parameter.is_required],
        "additionalProperties": False,
    }


def _responses(
    schema: dict[str, Any],
    description: str,
    *,
    also: dict[str, str] | None = None,
    is_tagged: bool = False,
) -> dict[str, Any]:
    found: dict[str, Any] = {"description": description, "content": _json(schema)}
    unchanged = {"304": {"description": "The store has not changed since the ETag that was sent."}}
    if is_tagged:
        tag = {"description": "Of the store and the day.", "schema": {"type": "string"}}
        found["headers"] = {"ETag": tag}
    errors = {
        "400": "A parameter is wrong; the line says which.",
        **(also or {}),
        "503": "Too many requests wait, or this took too long; Retry-After says when to come back.",
    }
    return {
        "200": found,
        **(unchanged if is_tagged else {}),
        **{
            status: {"description": meaning, "content": _json(ref("Error"))}
            for status, meaning in sorted(errors.items())
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
