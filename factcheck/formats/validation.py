"""Validate a record: turn it into a fact-check, or return why it cannot be one."""

from dataclasses import replace

from factcheck.formats.country_codes import country_code
from factcheck.formats.date_parser import read_date
from factcheck.formats.field_values import (
    MAX_CLAIM_CHARACTERS,
    Notes,
    domain_in,
    one_text,
    tags,
    trimmed,
    verbatim,
    web_address,
    web_addresses,
)
from factcheck.formats.media_flags import media_flags
from factcheck.formats.picture_hashes import picture_hashes
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.round_trip import read_back
from factcheck.formats.status_and_harm import read_harm, read_publication_status
from factcheck.model import (
    FactCheck,
    MappedBy,
    Publisher,
    RatingReading,
    RawRecord,
    RecordProblem,
    Verdict,
)
from factcheck.ratings.numeric_ratings import read_number
from factcheck.ratings.rating_reader import language_of_rating
from factcheck.text.language import guess_language, language_code
from factcheck.text.links import domain_of
from factcheck.text.scripts import script_of

_MAX_TITLE = 1_000
_MAX_SUMMARY = 10_000
_MAX_RATING = 1_000
_MAX_NAME = 300
_DATES = ("reviewed_on", "modified_on", "claimed_on")


class _RefusedError(ValueError):
    """The record cannot be a fact-check; the message is the reason."""


def validate(
    record: RawRecord, options: ReadOptions
) -> tuple[FactCheck, tuple[str, ...]] | RecordProblem:
    """Return the fact-check that *record* describes, with notes on what was dropped.

    Our own exports are read back as they are, unless the user mapped their columns. Any other
    fact-check needs a claim, or a title that stands in for it, and a publisher
    or a review URL. Everything else is left blank where it cannot be understood,
    with a note. Nothing is guessed except the language, which is detected from
    the claim where the record does not name it.

    Returns:
        The fact-check, whose ``id`` is empty until it is stored, and notes as
        short phrases in which values of the record stand between quotation marks.
        Or the problem, with one reason.
    """
    exported = None if options.map else read_back(record, options.ratings)
    if exported is not None:
        return exported
    notes = Notes()
    for phrase in record.notes:
        notes.add(phrase)
    try:
        fact_check = _fact_check(record, options, notes)
    except _RefusedError as refused:
        return record.problem(str(refused))
    return fact_check, notes.phrases()


def _fact_check(record: RawRecord, options: ReadOptions, notes: Notes) -> FactCheck:
    fields = record.fields
    title = trimmed(one_text(fields.get("title")), _MAX_TITLE, "title", notes)
    claim = _claim(record, title, notes)
    url, host = _review_url(record)
    language = _language(record, claim, notes)
    publisher = _publisher(record, host, language, notes)
    rating, reading = _rating(record, publisher, language, (options, notes))
    dates = {name: _date(record, name, language, options, notes) for name in _DATES}
    summary = one_text(fields.get("summary"))
    status = read_publication_status(record, options, notes)
    return FactCheck(
        claim=claim,
        publisher=publisher,
        review_url=url,
        title=title,
        summary=trimmed(summary, _MAX_SUMMARY, "summary", notes),
        rating=trimmed(rating, _MAX_RATING, "rating", notes),
        rating_language=_rating_language(record, rating, publisher, language),
        reading=reading,
        claimant=trimmed(one_text(fields.get("claimant")), _MAX_NAME, "claimant", notes),
        appearances=web_addresses(fields.get("appearances"), "appearances", notes),
        archive_urls=web_addresses(fields.get("archive_urls"), "archive_urls", notes),
        language=language,
        script=script_of(claim),
        tags=tags(fields.get("tags"), notes),
        pictures=picture_hashes(fields.get("pictures"), options.media_folder, notes),
        record_id=trimmed(one_text(fields.get("record_id")), _MAX_NAME, "record_id", notes),
        state=status.state,
        state_reason=status.reason,
        state_on=status.on,
        harm=read_harm(record, options, notes),
        raw=record.raw,
        reviewed_on=dates["reviewed_on"],
        modified_on=dates["modified_on"],
        claimed_on=dates["claimed_on"],
    )


def _claim(record: RawRecord, title: str, notes: Notes) -> str:
    claim = one_text(record.fields.get("claim"))
    if not claim and title:
        notes.add("no claim: the title stands in for it")
        claim = title
    if not claim:
        raise _RefusedError("there is no claim and no title")
    if len(claim) > MAX_CLAIM_CHARACTERS:
        raise _RefusedError(
            f"the claim has {len(claim):,} characters; a claim has at most "
            f"{MAX_CLAIM_CHARACTERS:,}, so this looks like a whole article"
        )
    return claim


def _review_url(record: RawRecord) -> tuple[str, str]:
    text = one_text(record.fields.get("url"))
    if not text:
        return "", ""
    try:
        return web_address(text)
    except ValueError as error:
        shown = repr(text if len(text) <= 100 else text[:99] + "…")
        raise _RefusedError(f"the review URL {shown} {error}") from error


def _publisher(record: RawRecord, host: str, language: str, notes: Notes) -> Publisher:
    fields = record.fields
    given = one_text(fields.get("publisher"))
    domain = domain_in(one_text(fields.get("publisher_domain"))) or domain_of(host)
    domain = domain or domain_in(given)
    name = given.removeprefix("www.") if domain_in(given) else given
    if not name and not domain:
        raise _RefusedError("there is neither a publisher nor a review URL")
    if not name:
        notes.add("no publisher: the host of the URL stands in for it")
        name = domain
    return Publisher(
        name=trimmed(name, _MAX_NAME, "publisher", notes),
        domain=domain,
        country=_country(record, language, notes),
    )


def _country(record: RawRecord, language: str, notes: Notes) -> str:
    text = one_text(record.fields.get("country"))
    code = country_code(text, language) if text else ""
    if text and not code:
        notes.add(f"country {text[:60]!r} is not known: left blank")
    return code


def _language(record: RawRecord, claim: str, notes: Notes) -> str:
    given = one_text(record.fields.get("language"))
    code = language_code(given) if given else "und"
    if code == "und" and given and given.casefold() != "und":
        notes.add(f"language {given[:40]!r} is not known: recognised from the claim")
    return code if code != "und" else guess_language(claim)


def _date(record: RawRecord, name: str, language: str, options: ReadOptions, notes: Notes) -> str:
    value, note = read_date(
        one_text(record.fields.get(name))[:200],
        language="" if language == "und" else language,
        day_first=options.day_first,
        today=options.today,
    )
    notes.add(f"{name}: {note}" if note else "")
    return value


def _rating(
    record: RawRecord, publisher: Publisher, language: str, context: tuple[ReadOptions, Notes]
) -> tuple[str, RatingReading]:
    """Return the rating and our reading of it.

    A value of "verdict" is our verdict if it is one of our words, otherwise a rating.
    """
    options, notes = context
    rating = verbatim(record.fields.get("rating"))
    given = verbatim(record.fields.get("verdict"))
    verdict = _verdict(given)
    if verdict is None and not rating:
        rating = given or _possible_rating(record, publisher, language, context)
    reading = options.ratings.read(rating, publisher.domain, language, publisher.name)
    if reading.mapped_by is MappedBy.NOBODY:
        reading = read_number(*_number_and_scale(record))
    if verdict is not None:
        reading = replace(reading, verdict=verdict, mapped_by=MappedBy.RECORD)
    flags = media_flags(record.fields.get("media_flags"), notes)
    if flags:
        reading = replace(reading, media_flags=(*reading.media_flags, *flags))
    return rating, reading


def _possible_rating(
    record: RawRecord, publisher: Publisher, language: str, context: tuple[ReadOptions, Notes]
) -> str:
    """Return the value of a column such as "Status" if it is a known rating, else nothing."""
    options, notes = context
    column = record.origins.get("possible_rating", "")
    text = verbatim(record.fields.get("possible_rating"))
    # The true and false of JSON answer another question.
    if not text or isinstance(record.raw.get(column), bool):
        return ""
    reading = options.ratings.read(text, publisher.domain, language, publisher.name)
    if reading.mapped_by is MappedBy.NOBODY:
        return ""
    notes.add(f"no column for the rating: {column[:60]!r} stands in for it")
    return text


def _number_and_scale(record: RawRecord) -> tuple[str, str, str]:
    """Return ``ratingValue``, ``worstRating`` and ``bestRating`` of a ClaimReview as texts."""
    rating = record.raw.get("reviewRating")
    if isinstance(rating, list) and len(rating) == 1:
        rating = rating[0]
    if not isinstance(rating, dict):
        return "", "", ""
    value, worst, best = (
        str(rating.get(name, ""))[:20] for name in ("ratingValue", "worstRating", "bestRating")
    )
    return value, worst, best


def _verdict(given: str) -> Verdict | None:
    try:
        return Verdict(given.casefold().replace(" ", "_").replace("-", "_"))
    except ValueError:
        return None


def _rating_language(record: RawRecord, rating: str, publisher: Publisher, language: str) -> str:
    """Return the language of the rating: as given, as in our tables, or that of the page."""
    if not rating:
        return ""
    given = one_text(record.fields.get("rating_language"))
    code = language_code(given) if given else "und"
    if code != "und":
        return code
    by_table = language_of_rating(rating, publisher.domain, language, publisher.name)
    if by_table is not None:
        return by_table
    return "" if language == "und" else language
