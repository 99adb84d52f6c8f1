"""Read and write judgements: CSV, JSON Lines, and the training file that dedupe reads.

Any table with the columns ``claim``, ``id`` and ``judgement`` can be read, such as the answers
that `lookup` writes with a column ``judgement`` added by hand.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from factcheck.errors import InputError, UsageError
from factcheck.formats.claim_list import (
    LineProblem,
    Listed,
    ListedClaim,
    ListFormat,
    ListPlan,
    listed_claims,
)
from factcheck.formats.csv_writer import guarded, unguarded
from factcheck.formats.export_fields import JUDGEMENT_NAMES as COLUMNS
from factcheck.formats.export_fields import SCHEMA, as_object, judgement_fields
from factcheck.formats.json_lines_writer import json_line
from factcheck.model import PARTIAL_DATE, JudgedPair, Judgement, RawRecord, Verdict
from factcheck.text.normalise import clean, comparable
from factcheck.text.sanitise import shortened

if TYPE_CHECKING:
    from factcheck.formats.input_files import Input

_NEEDED = "judgements need the columns claim, id and judgement"
_SHOWN = 60
_LONGEST_NAME = 100
_LONGEST_NOTE = 2_000
_DAY = len("2021-03-04")


@dataclass(frozen=True, slots=True)
class ListedJudgement:
    """A judgement in a list.

    Attributes:
        line: Where it starts, counted from 1.
        pair: Name, time and origin are empty where the list has none.
    """

    line: int
    pair: JudgedPair


def judgement_table(pairs: Iterable[JudgedPair]) -> Iterator[str]:
    """Yield the header and a row for each of *pairs*, in which a spreadsheet finds no formula."""
    row = io.StringIO()
    writer = csv.writer(row, lineterminator="\n")
    writer.writerow(COLUMNS)
    for pair in pairs:
        yield _take_text(row)
        writer.writerow(map(guarded, judgement_fields(pair).values()))
    yield _take_text(row)


def judgement_lines(pairs: Iterable[JudgedPair]) -> Iterator[str]:
    """Yield a JSON object a line for each of *pairs*."""
    return (json_line(judgement_fields(pair)) + "\n" for pair in pairs)


def dedupe_training(pairs: Iterable[JudgedPair]) -> Iterator[str]:
    """Yield the training file of the library dedupe: pairs that match, and that are distinct.

    A record has one field, ``claim``. Whoever was unsure taught nothing.
    """
    kinds = {Judgement.SAME: "match", Judgement.DIFFERENT: "distinct"}
    found: dict[str, list[object]] = {"distinct": [], "match": []}
    for pair in pairs:
        if pair.judgement in kinds:
            records = [{"claim": pair.text}, {"claim": pair.claim}]
            # How dedupe writes a tuple.
            value = {"__class__": "tuple", "__value__": records}
            found[kinds[pair.judgement]].append(value)
    yield json.dumps(found, ensure_ascii=True) + "\n"


def listed_judgements(source: "Input", plan: ListPlan) -> Iterator[ListedJudgement]:
    """Yield the judgements of a table or of JSON Lines; rows without one are left out.

    Raises:
        InputError: A column is missing, or a line cannot be read; says which.
    """
    kept = replace(plan, keep=("all",))
    for each in chain.from_iterable(listed_claims(source, kept)):
        listed = each
        fields = {name.strip().casefold(): value for name, value in (listed.kept or {}).items()}
        if plan.written_as is not ListFormat.JSONL:
            fields = {name: unguarded(str(value)) for name, value in fields.items()}
            if isinstance(listed, ListedClaim):
                listed = replace(listed, text=unguarded(listed.text))
        for name in ("id", "judgement"):
            if name not in fields and (fields or isinstance(listed, ListedClaim)):
                raise InputError(f"{source.name} has no column '{name}'; {_NEEDED}")
        try:
            pair = _pair(listed, fields)
        except ValueError as error:
            raise InputError(f"{source.name}, line {listed.number}: {error}") from error
        if pair is not None:
            yield ListedJudgement(listed.number, pair)


def handed_on(record: RawRecord, id: str, origin: str) -> Iterator[JudgedPair | str]:
    """Yield the judgements that came with a record of an export or of a store.

    One that cannot be used is the reason why, as a note.

    Args:
        record: As it was read.
        id: Of the fact-check that it is here.
        origin: Whose they are, whatever the record says.
    """
    listed: object = record.judgements
    if record.raw.get("schema") == SCHEMA:
        listed = record.raw.get("judgements") or ()
    for value in listed if isinstance(listed, list | tuple) else ():
        try:
            fields = as_object(value)
            texts = {name: _text(name, fields.get(name)) for name in COLUMNS}
            theirs = _judged(texts["claim"], texts | {"id": id, "origin": origin})
            yield usable_pair(theirs)
        except (TypeError, ValueError, UsageError) as error:
            yield f"a judgement could not be used: {error}"


def _pair(listed: Listed, fields: Mapping[str, object]) -> JudgedPair | None:
    """Return the judgement of one row, None where there is none.

    Raises:
        ValueError: The row or a value of it cannot be read.
    """
    texts = {name: _text(name, fields.get(name)) for name in COLUMNS}
    if fields and not texts["judgement"].strip():
        return None
    if isinstance(listed, LineProblem):
        raise ValueError(listed.reason)  # noqa: TRY004 - it is no mistake of ours
    return _judged(listed.text, texts)


def _judged(claim: str, fields: Mapping[str, str]) -> JudgedPair:
    """Return a judgement.

    Raises:
        ValueError: A value cannot be.
    """
    said = fields["judgement"].strip().casefold()
    if said not in list(Judgement):
        shown = shortened(clean(said), _SHOWN)
        raise ValueError(f"a judgement is {', '.join(Judgement)}, not {shown!r}")
    if not fields["id"].strip():
        raise ValueError("there is a judgement, but no id of a fact-check")
    at = fields["judged_at"].strip()
    if at and not PARTIAL_DATE.fullmatch(at[:_DAY]):
        raise ValueError(f"judged_at must begin as 2021-03-04, not {shortened(clean(at), 30)!r}")
    verdict, reviewed = fields["verdict"].strip(), fields["reviewed_claim"]
    has_state = bool(reviewed) and verdict in list(Verdict)
    return JudgedPair(
        text=claim,
        fact_check_id=fields["id"],
        judgement=Judgement(said),
        judged_by=fields["judged_by"],
        judged_at=at,
        note=fields["note"],
        origin=fields["origin"],
        claim=reviewed if has_state else "",
        verdict=Verdict(verdict) if has_state else Verdict.UNRATED,
    )


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    raise ValueError(f"{name} is no text")


def _take_text(row: io.StringIO) -> str:
    text = row.getvalue()
    row.seek(0)
    row.truncate()
    return text


def usable_pair(pair: JudgedPair) -> JudgedPair:
    """Return *pair* as it can be kept, its texts cleaned.

    Raises:
        UsageError: The text is no claim, or a name or a note cannot be used.
    """
    text = clean(pair.text)
    if not comparable(text):
        raise UsageError(f"there is no claim in {shortened(text, _SHOWN)!r}, so nothing to judge")
    return replace(
        pair,
        text=text,
        judged_by=person_name(pair.judged_by),
        note=_one_line("note", pair.note, _LONGEST_NOTE),
        origin=origin_name(pair.origin),
        claim=clean(pair.claim),
    )


def person_name(name: str) -> str:
    """Return *name* as it is kept.

    Raises:
        UsageError: It is empty, too long, or has characters that cannot be seen.
    """
    if not name.strip():
        raise UsageError("say who judges: --by NAME, or FACTCHECK_BY in the environment")
    return _one_line("name", name, _LONGEST_NAME)


def origin_name(name: str) -> str:
    """Return the name of a partner or an input as it is kept.

    Raises:
        UsageError: It is too long, or has characters that cannot be seen.
    """
    return _one_line("origin", name, _LONGEST_NAME)


def _one_line(what: str, value: str, longest: int) -> str:
    cleaned = clean(value)
    if cleaned != " ".join(value.split()) or not (cleaned.isprintable() or not cleaned):
        shown = shortened(cleaned, _SHOWN)
        raise UsageError(f"the {what} {shown!r} has characters that cannot be seen; retype it")
    if len(cleaned) > longest:
        raise UsageError(f"a {what} has at most {longest:,} characters, not {len(cleaned):,}")
    return cleaned
