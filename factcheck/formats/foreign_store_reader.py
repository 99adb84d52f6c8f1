"""Read another newsroom's store: its fact-checks as they are now, and not a word about verdicts."""

from collections.abc import Iterator
from dataclasses import replace

from factcheck.errors import InputError
from factcheck.formats.field_values import domain_in, verbatim
from factcheck.formats.input_files import Input
from factcheck.formats.read_options import ReadOptions
from factcheck.model import MappedBy, RawRecord, RecordProblem, Verdict
from factcheck.store.foreign_store import read_partner_store

_NOT_KEPT = "the partner's verdict is not kept: the rating is read by our own tables"


def read_foreign_store(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the fact-checks of a partner's store.

    Raises:
        InputError: It is not exactly a store as we make it, or it comes through a pipe.
    """
    path = source.path
    if path is None or source.gzipped:
        raise InputError(f"{source.name} is a store: unpack it, and name the file itself")
    if options.map:
        raise InputError(f"{source.name} is a store: its columns need no --map")
    for record in read_partner_store(path):
        yield (
            record if isinstance(record, RecordProblem) else _without_their_verdict(record, options)
        )


def _without_their_verdict(record: RawRecord, options: ReadOptions) -> RawRecord:
    """Leave the verdict to our own tables, unless only the record itself ever said it.

    A partner's tables may be other than ours. What a publisher wrote into its own record is
    taken as it is from any file, and so it is from a store.
    """
    fields = dict(record.fields)
    verdict = verbatim(fields.pop("verdict", ""))
    by_record = verbatim(fields.pop("mapped_by", "")) == MappedBy.RECORD
    publisher = verbatim(fields.get("publisher"))
    domain = domain_in(verbatim(fields.get("publisher_domain")))
    ours = options.ratings.read(
        verbatim(fields.get("rating")), domain, verbatim(fields.get("language")), publisher
    )
    if verdict in (ours.verdict, Verdict.UNRATED):
        return replace(record, fields=fields)
    if by_record and ours.mapped_by is MappedBy.NOBODY:
        return replace(record, fields=fields | {"verdict": verdict})
    return replace(record, fields=fields, notes=(*record.notes, _NOT_KEPT))
