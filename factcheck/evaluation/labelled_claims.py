"""Read labelled claims and their answers (queries and qrels)."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from factcheck.errors import InputError
from factcheck.text.language import guess_language, language_code

_TEXT_NAMES = ("text", "claim", "query", "tweet")
_LANGUAGE_NAMES = ("lang", "language")
_NO_LANGUAGE = "und"


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim with the names of the documents that answer it.

    Attributes:
        language: As labelled, else as detected; ``und`` if unknown.
        documents: Empty if no document answers it.
    """

    id: str
    text: str
    language: str
    documents: frozenset[str] = frozenset()


def read_claims(
    lines: Iterable[tuple[int, str]], answers: Mapping[str, frozenset[str]], name: str
) -> tuple[LabelledClaim, ...]:
    """Read one claim from every line: a JSON object with ``id``, ``text`` and perhaps ``lang``.

    Args:
        lines: Numbers and texts of the lines.
        answers: From `read_answers`; a claim that is not in it has no answer.
        name: Of the file, for messages.

    Raises:
        InputError: A line is no claim, an id occurs twice, or there is no claim.
    """
    claims: dict[str, LabelledClaim] = {}
    for number, line in lines:
        if not line.strip():
            continue
        claim = _claim(line, answers, f"{name}:{number}")
        if claim.id in claims:
            raise InputError(f"{name}:{number}: the claim {claim.id!r} was there before")
        claims[claim.id] = claim
    if not claims:
        raise InputError(f"{name}: there is no claim in it")
    return tuple(claims.values())


def read_answers(lines: Iterable[tuple[int, str]], name: str) -> dict[str, frozenset[str]]:
    """Read which documents answer which claim: claim, document and 1, separated by tabs.

    The four columns of TREC's qrels are understood too. A grade of 0 or less is no answer.

    Raises:
        InputError: A line is something else, or no line names an answer.
    """
    answers: dict[str, set[str]] = {}
    for number, line in lines:
        graded = _graded(line)
        if graded is None and line.strip() and number > 1:
            raise InputError(f"{name}:{number}: write claim, document and 1 with tabs between them")
        # The first line may be a header.
        if graded is not None and graded[2] > 0:
            answers.setdefault(graded[0], set()).add(graded[1])
    if not answers:
        raise InputError(f"{name}: no line names an answer")
    return {claim: frozenset(documents) for claim, documents in answers.items()}


def _claim(line: str, answers: Mapping[str, frozenset[str]], place: str) -> LabelledClaim:
    try:
        # Ids that are long numbers must keep their spelling.
        record = json.loads(line, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: this is not a JSON object on one line") from error
    if not isinstance(record, dict):
        raise InputError(f"{place}: this is not a JSON object on one line")
    id_, text = record.get("id"), _first(record, _TEXT_NAMES)
    if not isinstance(id_, str) or not id_.strip() or not text:
        raise InputError(f'{place}: a claim needs "id" and "text"')
    language = language_code(_first(record, _LANGUAGE_NAMES))
    if language == _NO_LANGUAGE:
        language = guess_language(text)
    return LabelledClaim(id_.strip(), text, language, answers.get(id_.strip(), frozenset()))


def _first(record: Mapping[str, object], names: Iterable[str]) -> str:
    values = (record.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _graded(line: str) -> tuple[str, str, float] | None:
    """Parse claim, document and grade; None for any other line."""
    cells = line.rstrip("\r\n").split("\t") if "\t" in line else line.split()
    with suppress(ValueError, IndexError):
        claim, document, grade = cells if len(cells) == 3 else (cells[0], *cells[2:])
        return claim.strip(), document.strip(), float(grade)
    return None
