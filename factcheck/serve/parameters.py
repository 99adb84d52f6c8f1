"""Parameters of a request: one definition checks them and stands in the API's description.

A definition is a JSON Schema of the kinds used here: ``string``, ``integer``, ``number``,
``boolean``, and ``array`` of strings, with their limits.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from factcheck.text.sanitise import shortened, visible

Schema = Mapping[str, Any]

_SHOWN = 80
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value of a request.

    Attributes:
        schema: Of the value; an ``array`` is a name that may be given more than once.
    """

    name: str
    schema: Schema
    description: str
    is_required: bool = False


def from_query(query: QueryParams, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Read *parameters* from the query of a request; those that are not given are left out.

    Raises:
        HTTPException: 400; a value is not as defined, or a name is none of theirs.
    """
    known = {parameter.name: parameter for parameter in parameters}
    _refuse_unknown(query.keys(), known)
    values = {name: _typed(known[name], query.getlist(name)) for name in query.keys()}  # noqa: SIM118
    return checked(values, parameters)


def checked(values: Mapping[str, Any], parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Check that *values* are as defined.

    Raises:
        HTTPException: As for `from_query`.
    """
    known = {parameter.name: parameter for parameter in parameters}
    _refuse_unknown(values.keys(), known)
    for parameter in parameters:
        if parameter.name in values:
            _check(parameter.name, values[parameter.name], parameter.schema)
        elif parameter.is_required:
            raise _refused(parameter.name, "is missing")
    return dict(values)


def _refuse_unknown(names: Iterable[str], known: Mapping[str, Parameter]) -> None:
    for name in names:
        if name not in known:
            raise _refused(name, f"is no parameter here; there are {', '.join(known)}")


def _typed(parameter: Parameter, texts: list[str]) -> object:
    kind = parameter.schema["type"]
    if kind == "array":
        return texts
    if len(texts) > 1:
        raise _refused(parameter.name, "is given more than once")
    [text] = texts
    if kind == "boolean":
        if text.lower() not in _WORDS:
            raise _refused(parameter.name, f"is true or false, not {_quoted(text)}")
        return _WORDS[text.lower()]
    if kind in ("integer", "number"):
        return _number(parameter.name, text, kind)
    return text


def _number(name: str, text: str, kind: str) -> int | float:
    # float() alone would take "nan", "1_000" and digits of other scripts.
    pattern = r"-?\d{1,9}" if kind == "integer" else r"-?\d{1,9}(\.\d{1,20})?"
    if not re.fullmatch(pattern, text, re.ASCII):
        raise _refused(
            name, f"is a{'n integer' if kind == 'integer' else ' number'}, not {_quoted(text)}"
        )
    return int(text) if kind == "integer" else float(text)


def _check(name: str, value: object, schema: Schema) -> None:
    kind = schema["type"]
    is_flag = isinstance(value, bool)
    if not isinstance(value, _TYPES[kind]) or is_flag != (kind == "boolean"):
        raise _refused(name, f"must be {'an' if kind[0] in 'aio' else 'a'} {kind}")
    if isinstance(value, str):
        _check_text(name, value, schema)
    elif isinstance(value, list):
        _check_list(name, value, schema)
    elif isinstance(value, int | float) and not is_flag:
        least, most = schema.get("minimum", value), schema.get("maximum", value)
        if not least <= value <= most:
            raise _refused(name, f"must be {_range(schema)}, not {value}")


def _check_text(name: str, text: str, schema: Schema) -> None:
    if "enum" in schema and text not in schema["enum"]:
        raise _refused(name, f"is one of {', '.join(schema['enum'])}, not {_quoted(text)}")
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
        raise _refused(
            name, f"has {len(text):,} characters; {_range(schema, 'Length')} are allowed"
        )
    if "pattern" in schema and not re.search(schema["pattern"], text):
        raise _refused(name, f"must look like {schema['examples'][0]}, not {_quoted(text)}")


def _check_list(name: str, values: list[object], schema: Schema) -> None:
    if not schema.get("minItems", 0) <= len(values) <= schema.get("maxItems", len(values)):
        raise _refused(name, f"has {len(values):,} elements; {_range(schema, 'Items')} are allowed")
    for value in values:
        _check(name, value, schema["items"])


def _range(schema: Schema, of: str = "imum") -> str:
    least, most = schema.get(f"min{of}"), schema.get(f"max{of}")
    if most is None:
        return f"{least:,} or more"
    return f"{least or 0:,} to {most:,}"


def _refused(name: str, reason: str) -> HTTPException:
    return HTTPException(400, f"{_quoted(name)} {reason}")


def _quoted(text: str) -> str:
    return f"'{visible(shortened(text, _SHOWN))}'"
