"""Write JSON, and export fact-checks as JSON Lines."""

import json
from collections.abc import Iterable, Iterator, Mapping

from factcheck.formats.export_fields import SCHEMA, fields_of, judgement_fields
from factcheck.model import FactCheck
from factcheck.text.sanitise import escaped_in_json


def json_line(value: object) -> str:
    r"""Return *value* as one line of JSON, without its line end.

    Letters of all scripts stand for themselves, characters that hide or move text
    are written ``\uXXXX``.

    Raises:
        ValueError: a number is infinite or not a number, which JSON cannot say.
    """
    return escaped_in_json(json.dumps(value, ensure_ascii=False, allow_nan=False))


def json_page(value: object) -> str:
    """Return *value* as indented JSON for a person, without a line end after it.

    Raises:
        ValueError: a number is infinite or not a number, which JSON cannot say.
    """
    lines = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2).split("\n")
    return "\n".join(escaped_in_json(line) for line in lines)


def json_lines(fact_checks: Iterable[FactCheck], made_on: str = "") -> Iterator[str]:
    """Yield a line for each of *fact_checks*; it contains no date of the export."""
    del made_on
    for fact_check in fact_checks:
        fields = fields_of(fact_check)
        if fact_check.judgements:
            fields["judgements"] = [judgement_fields(pair) for pair in fact_check.judgements]
        yield json_line(fields) + "\n"


def fields_in(raw: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return the fields of a line that we exported, ``None`` for any other."""
    return raw if raw.get("schema") == SCHEMA else None
