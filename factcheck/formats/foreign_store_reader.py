"""Read the current fact-checks of another newsroom's store, without its verdicts."""

from collections.abc import Iterator
from dataclasses import replace

from factcheck.errors import InputError
from factcheck.formats.field_values import domain_in, verbatim
from factcheck.formats.input_files import Input
from factcheck.formats.read_options import ReadOptions
from factcheck.model import MappedBy, RawRecord, RecordProblem, Verdict
from factcheck.store.foreign_store import foreign_store_records

_VERDICT_DROPPED = "the partner's verdict is not kept: the rating is read by our own tables"


def read_foreign_store(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the fact-checks of another newsroom's store.

    Raises:
        InputError: It is not exactly a store as we make it, or it comes through a pipe.
    """
    path = source.path
    if path is None or source.gzipped:
        raise InputError(f"{source.name} is a store: unpack it, and name the file itself")
    if options.map:
        raise InputError(f"{source.name} is a store: its columns need no --map")
    for record in foreign_store_records(path):
        yield (
            record
            if isinstance(record, RecordProblem)
            else _without_foreign_verdict(record, options)
        )


def _without_foreign_verdict(record: RawRecord, options: ReadOptions) -> RawRecord:
    """Drop the verdict, so that our own tables read the rating.

    A verdict that the publisher's record itself stated is kept where our tables do not know
    the rating, as it is from any other file.
    """
    fields = dict(record.fields)
    verdict = verbatim(fields.pop("verdict", ""))
    is_by_record = verbatim(fields.pop("mapped_by", "")) == MappedBy.RECORD
    publisher = verbatim(fields.get("publisher"))
    domain = domain_in(verbatim(fields.get("publisher_domain")))
    own = options.ratings.read(
        verbatim(fields.get("rating")), domain, verbatim(fields.get("language")), publisher
    )
    if verdict in (own.verdict, Verdict.UNRATED):
        return replace(record, fields=fields)
    if is_by_record and own.mapped_by is MappedBy.NOBODY:
        return replace(record, fields=fields | {"verdict": verdict})
    return replace(record, fields=fields, notes=(*record.notes, _VERDICT_DROPPED))
