"""Hand fact-checks on as a store of their own, with the vectors that are there."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from factcheck.errors import StoreError
from factcheck.model import FactCheck
from factcheck.store.backup import compact_copy
from factcheck.store.foreign_store import EXPORT_RUN, HANDED_ON
from factcheck.store.producer import __version__
from factcheck.store.read_transaction import vectors_of
from factcheck.store.store import Store, open_store
from factcheck.store.store_id import set_id_from_content


def write_store(
    source: Store, batches: Iterable[Mapping[int, FactCheck]], path: Path, made_on: str
) -> int:
    """Write a store of the fact-checks in *batches* to *path*, and give their count.

    Only their present state goes along, without the records that they were once read from.

    Args:
        source: Where they come from, and their vectors.
        batches: Fact-checks by their number in *source*, in the order of writing.
        path: Replaced when all is written, and only then.
        made_on: The day, which is all that the new store says about when it was made.
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
                count += len(bare)
            smaller.repository.finish_run(run, {"records": count, "added": count}, at)
            set_id_from_content(smaller.connection)
            compact_copy(smaller.connection, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
    return count


def _copy_vectors(source: Store, target: Store, numbers: Mapping[int, int]) -> None:
    """Copy the vectors of fact-checks, given by their numbers there and here."""
    vectors = vectors_of(source.connection, numbers)
    if not vectors:
        return
    # lazy: a store without vectors needs no numpy.
    import numpy as np

    rows = [
        (numbers[number], text_hash, np.frombuffer(vector, "<f2"))
        for number, (text_hash, vector) in vectors.items()
    ]
    target.vectors.save(source.vectors.encoder_id(), sorted(rows, key=lambda row: row[0]))


# Columns of the store to our fields, where the two have other names.
_FIELD_NAMES = {"review_url": "url", "country": "publisher_country"}
_JSON_COLUMNS = ("tags", "media_flags", "harm")


def fields_in(raw: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return our fields of a row of a store that we handed on, ``None`` for any other's."""
    if raw.get(HANDED_ON) != EXPORT_RUN:
        return None
    fields = {_FIELD_NAMES.get(name, name): value for name, value in raw.items()}
    fields |= {name: _from_json(raw.get(name)) for name in _JSON_COLUMNS}
    if isinstance(harm := fields["harm"], dict):
        messages = harm.get("peace_messages")
        fields["harm"] = {**harm, "peace_messages": _named(messages)}
    return fields


def _from_json(text: object) -> object:
    """Read a column of JSON; what is none is left for whoever looks at each value."""
    try:
        return json.loads(text) if isinstance(text, str) and text else None
    except (ValueError, RecursionError):
        return text


def _named(messages: object) -> object:
    pairs = messages if isinstance(messages, list) else []
    return [
        {"language": pair[0], "text": pair[1]}
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2
    ]
