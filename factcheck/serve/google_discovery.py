"""The discovery document of Google's interface, from the definitions that check its parameters."""

from typing import Any

from factcheck.serve.parameters import Parameter
from factcheck.store.producer import __version__

_PREFIX = "GoogleFactcheckingFactchecktoolsV1alpha1"
_MOST_CHARACTERS = 20_000
_LARGEST = 2**31 - 1

_TEXT: dict[str, Any] = {"type": "string", "maxLength": 500}
_COUNT = {"type": "integer", "minimum": 0, "maximum": _LARGEST}

SEARCH_PARAMETERS = (
    Parameter(
        "query",
        {"type": "string", "maxLength": _MOST_CHARACTERS},
        "What is looked up. Required unless reviewPublisherSiteFilter is given, "
        "of which the newest are listed then.",
    ),
    Parameter(
        "languageCode",
        {"type": "string", "maxLength": 35},
        "A BCP-47 code, such as en-US or sr-Latn: only fact-checks in this language or a close "
        "one. The region is ignored.",
    ),
    Parameter(
        "reviewPublisherSiteFilter", _TEXT, "Only fact-checks of this site, such as example.org."
    ),
    Parameter(
        "maxAgeDays",
        {**_COUNT, "maximum": 100_000},
        "Only fact-checks of which the review or the claim, whichever is newer, is not older.",
    ),
    Parameter("pageSize", _COUNT, "At most so many results; 10 if not set, and never over 100."),
    Parameter(
        "pageToken",
        _TEXT,
        "The nextPageToken of the response before; all other parameters must be the same.",
    ),
    Parameter("offset", _COUNT, "Results to pass over; only without pageToken."),
    Parameter(
        "includeContradictions",
        {"type": "boolean"},
        "Also fact-checks that say something else than the query, such as another number.",
    ),
)
# What Google's clients may send with any request.
PARAMETERS = (
    Parameter("$.xgafv", _TEXT, "Ignored."),
    Parameter("access_token", {**_TEXT, "maxLength": 4_000}, "Ignored."),
    Parameter("alt", {"type": "string", "enum": ["json", "media", "proto"]}, "Only json."),
    Parameter("callback", _TEXT, "Refused."),
    Parameter("fields", {**_TEXT, "maxLength": 1_000}, "Which fields to include."),
    Parameter("key", _TEXT, "Ignored: no key is needed."),
    Parameter("oauth_token", {**_TEXT, "maxLength": 4_000}, "Ignored."),
    Parameter("prettyPrint", {"type": "boolean"}, "Whether to indent; true if not set."),
    Parameter("quotaUser", _TEXT, "Ignored: there is no quota."),
    Parameter("uploadType", _TEXT, "Ignored."),
    Parameter("upload_protocol", _TEXT, "Ignored."),
)


def discovery_document(root_url: str) -> dict[str, object]:
    """Describe the interface under *root_url*, which ends with a slash."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "factchecktools:v1alpha1",
        "name": "factchecktools",
        "canonicalName": "Fact Check Tools",
        "title": "Fact Check Tools API",
        "description": f"Fact-checks of one store, served by factcheck {__version__}.",
        "version": "v1alpha1",
        "version_module": True,
        "revision": "20240929",
        "protocol": "rest",
        "rootUrl": root_url,
        "baseUrl": root_url,
        "basePath": "",
        "servicePath": "",
        "batchPath": "batch",
        "fullyEncodeReservedExpansion": True,
        "parameters": _described(PARAMETERS),
        "resources": {
            "claims": {
                "methods": {
                    "search": {
                        "id": "factchecktools.claims.search",
                        "path": "v1alpha1/claims:search",
                        "flatPath": "v1alpha1/claims:search",
                        "httpMethod": "GET",
                        "description": "Look up whether a claim has been fact-checked.",
                        "parameters": _described(SEARCH_PARAMETERS),
                        "parameterOrder": [],
                        "response": {"$ref": f"{_PREFIX}FactCheckedClaimSearchResponse"},
                    }
                }
            }
        },
        "schemas": _schemas(),
    }


def _described(parameters: tuple[Parameter, ...]) -> dict[str, object]:
    described: dict[str, object] = {}
    for parameter in parameters:
        schema = parameter.schema
        described[parameter.name] = {
            "location": "query",
            "description": parameter.description,
            "type": schema["type"],
            **({"enum": schema["enum"]} if "enum" in schema else {}),
            **({"format": "int32"} if schema["type"] == "integer" else {}),
        }
    return described


def _schemas() -> dict[str, object]:
    text, time = {"type": "string"}, {"type": "string", "format": "google-datetime"}
    objects: dict[str, dict[str, object]] = {
        "FactCheckedClaimSearchResponse": {
            "claims": {"type": "array", "items": {"$ref": f"{_PREFIX}Claim"}},
            "nextPageToken": text,
        },
        "Claim": {
            "text": text,
            "claimant": text,
            "claimDate": time,
            "claimReview": {"type": "array", "items": {"$ref": f"{_PREFIX}ClaimReview"}},
            "factcheck": {"$ref": f"{_PREFIX}Factcheck"},
        },
        "ClaimReview": {
            "publisher": {"$ref": f"{_PREFIX}Publisher"},
            "url": text,
            "title": text,
            "reviewDate": time,
            "textualRating": text,
            "languageCode": text,
        },
        "Publisher": {"name": text, "site": text},
        # Ours; clients that were generated from Google's own document pass over it.
        "Factcheck": {
            "id": text,
            "verdict": text,
            "state": text,
            "reviewedOn": text,
            "claimedOn": text,
            "decision": text,
            "score": {"type": "number", "format": "double"},
            "signals": {"type": "array", "items": {"type": "any"}},
        },
    }
    return {
        _PREFIX + name: {"id": _PREFIX + name, "type": "object", "properties": properties}
        for name, properties in objects.items()
    }
