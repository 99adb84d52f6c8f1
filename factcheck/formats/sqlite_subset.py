"""Export fact-checks as a smaller store, with their vectors."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from factcheck.errors import StoreError
from factcheck.model import FactCheck
from factcheck.store.backup import compact_copy
from factcheck.store.foreign_store import EXPORT_RUN, HANDED_ON
from factcheck.store.producer import __version__
from factcheck.store.row_mapping import as_list
from factcheck.store.store import Store, open_store
from factcheck.store.store_id import set_id_from_content
from factcheck.store.vector_table import BYTES_PER_NUMBER


def write_store(
    source: Store, batches: Iterable[Mapping[int, FactCheck]], path: Path, made_on: str
) -> int:
    """Write a store of the fact-checks in *batches* to *path*, and return their count.

    Only their current state is exported, without history and raw records.

    Args:
        source: The store that they and their vectors come from.
        batches: Fact-checks by their number in *source*, in the order of writing.
        path: Replaced at the end, if everything could be written.
        made_on: The day of the export, the only date that the new store has.
    """
    at = f"{made_on}T00:00:00+00:00"
    count = 0
    try:
        with (
            tempfile.TemporaryDirectory(dir=path.parent, prefix=".unfinished-") as folder,
            open_store(Path(folder) / "claims.db", mode="write") as smaller,
        ):
            run = smaller.repository.begin_run(EXPORT_RUN, at, factcheck_version=__version__)
            for batch in batches:
                bare = [replace(fact_check, raw={}) for fact_check in batch.values()]
                saved = smaller.repository.save_batch(run, bare, at)
                numbers = [each.number for each in saved]
                _copy_vectors(source, smaller, dict(zip(batch, numbers, strict=True)))
                judged = (pair for each in batch.values() for pair in each.judgements)
                smaller.judgements.record_in(run, judged)
                count += len(bare)
            smaller.repository.finish_run(run, {"records": count, "added": count}, at)
            set_id_from_content(smaller.connection)
            compact_copy(smaller.connection, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
    return count


def _copy_vectors(source: Store, target: Store, numbers: Mapping[int, int]) -> None:
    """Copy vectors, given their numbers in *source* and in *target*."""
    vectors = _stored_vectors(source.connection, numbers)
    if not vectors:
        return
    rows = [(numbers[number], *vector) for number, vector in vectors.items()]
    target.vectors.save(source.vectors.encoder_id(), sorted(rows, key=lambda row: row[0]))


def _stored_vectors(
    connection: sqlite3.Connection, numbers: Iterable[int]
) -> dict[int, tuple[str, bytes]]:
    """Give (text hash, vector as little-endian float16) of those that have a sound one."""
    rows = connection.execute(
        "SELECT v.fact_check, v.text_hash, v.vector FROM vectors v "
        "JOIN encoders e ON e.id = v.encoder "
        "WHERE v.fact_check IN (SELECT value FROM json_each(?)) "
        "AND typeof(v.vector) = 'blob' AND length(v.vector) = e.dimensions * ?",
        (as_list(numbers), BYTES_PER_NUMBER),
    )
    return {number: (text_hash, vector) for number, text_hash, vector in rows}


# Columns of the store that have another name in exports.
_FIELD_NAMES = {"review_url": "url", "country": "publisher_country"}
_JSON_COLUMNS = ("tags", "media_flags", "harm")


def fields_in(raw: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return the fields of a row of a store that we exported, ``None`` for any other."""
    if raw.get(HANDED_ON) != EXPORT_RUN:
        return None
    fields = {_FIELD_NAMES.get(name, name): value for name, value in raw.items()}
    fields |= {name: _from_json(raw.get(name)) for name in _JSON_COLUMNS}
    if isinstance(harm := fields["harm"], dict):
        messages = harm.get("peace_messages")
        fields["harm"] = {**harm, "peace_messages": _as_objects(messages)}
    return fields


def _from_json(text: object) -> object:
    """Parse a column of JSON; anything else stays as it is, and `round_trip` refuses it."""
    try:
        return json.loads(text) if isinstance(text, str) and text else None
    except (ValueError, RecursionError):
        return text


def _as_objects(messages: object) -> object:
    pairs = messages if isinstance(messages, list) else []
    return [
        {"language": pair[0], "text": pair[1]}
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2
    ]
