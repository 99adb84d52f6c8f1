"""Read a publisher's rating on our scale: by the whole label, or not at all.

"True, but misleading" is not true, and the Swahili ``kweli`` (true) stands
inside ``si kweli`` (not true). So no rating is ever read by its beginning or by
a word in it, unless that publisher's own table says where its label ends.

The first that knows the label decides: a maintainer's override for the publisher, the publisher's
table, an override for the language, the language's table, the English table (many publishers label
their pages in English, whatever they are written in), and last any other language's tables, if all
that know the label agree.
"""

import re
from collections.abc import Iterable, Iterator

from factcheck.model import Axis, RatingMapping, RatingReading, Verdict
from factcheck.ratings.rating_labels import plain_label
from factcheck.ratings.vocabulary import (
    LabelReading,
    Vocabulary,
    label_readings_of_all_languages,
    language_vocabularies,
    publisher_index,
)
from factcheck.text.links import domain_of

# A label is a few words; a longer text is cut here before any pattern sees it.
_MAX_CHARACTERS = 2_000
_ENGLISH = "en"

_REMARK = re.compile(r"\s\([^()]*\)$")
# Where a publisher's label ends and its explanation begins.
_LABEL_ENDS = {
    "dash": re.compile(r"^([^–—-]{1,60}?)\s+[–—-]\s"),
    "colon": re.compile(r"^([^:]{1,60}):\s"),
    "stop": re.compile(r"^([^.!]{1,60})[.!]\s"),
    "brackets": re.compile(r"^\s*[\[(]([^\])]{1,60})[\])]"),
}


class RatingReader:
    """Reads ratings by a maintainer's overrides and by the tables."""

    def __init__(self, overrides: Iterable[RatingMapping] = ()) -> None:
        """Use *overrides*; of two for one rating the later one holds."""
        # A domain has a dot and a language's code has none, so no override hides another's.
        self._overrides = {
            (each.publisher_domain or each.language, plain_label(each.rating)): each.reading
            for each in overrides
        }

    def read(
        self, rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
    ) -> RatingReading:
        """Return what *rating* means, ``unrated`` and mapped by nobody if no table knows it.

        Args:
            rating: The publisher's words, verbatim.
            publisher_domain: Such as ``istinomjer.ba``; subdomains count as their parent.
            language: BCP 47 code of the fact-check.
            publisher_name: Used where the domain is not known.
        """
        rating = rating[:_MAX_CHARACTERS]
        label = plain_label(rating)
        if not label:
            return RatingReading()
        override = self._override(label, _hosts(publisher_domain))
        if override is not None:
            return override
        found = _find_in_publisher_tables(rating, label, publisher_domain, publisher_name)
        if found is not None:
            return found.reading
        override = self._override(label, _language_codes(language))
        if override is not None:
            return override
        found = _find_in_language_tables(label, language)
        return found.reading if found else RatingReading()

    def _override(self, label: str, scopes: Iterable[str]) -> RatingReading | None:
        readings = (self._overrides.get((scope, label)) for scope in scopes)
        return next((reading for reading in readings if reading is not None), None)


def language_of_rating(
    rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
) -> str | None:
    """Return the language in which *rating* is written, ``None`` if no table knows it.

    A page in Thai may be labelled "False". A label of other languages than the page's is in ``""``
    where several may be meant. Arguments as for `RatingReader.read`.
    """
    rating = rating[:_MAX_CHARACTERS]
    label = plain_label(rating)
    found = _find_in_publisher_tables(rating, label, publisher_domain, publisher_name)
    found = found or _find_in_language_tables(label, language)
    return found.language if found else None


def _language_codes(language: str) -> tuple[str, str]:
    return language.casefold().replace("_", "-").partition("-")[0], _ENGLISH


def _hosts(domain: str) -> Iterator[str]:
    """Yield *domain* and its parent domains, the longest first."""
    host = domain_of(domain)
    while "." in host:
        yield host
        host = host.partition(".")[2]


def _publisher_vocabularies(domain: str, name: str) -> Iterator[Vocabulary]:
    """Yield the publisher's vocabulary by domain, then by name: pages get republished."""
    index = publisher_index()
    for host in _hosts(domain):
        if host in index.by_domain:
            yield index.by_domain[host]
            break
    # "PesaCheck (republished by a radio)" is PesaCheck.
    for spelling in (name, _REMARK.sub("", name[:300])):
        by_name = index.by_name.get(plain_label(spelling))
        if by_name is not None:
            yield by_name
            return


def _find_in_publisher_tables(
    rating: str, label: str, domain: str, name: str
) -> LabelReading | None:
    for vocabulary in _publisher_vocabularies(domain, name):
        for candidate in (label, *_labels_before_explanation(rating, vocabulary)):
            if candidate in vocabulary.readings:
                return vocabulary.readings[candidate]
        joined = _read_joined_labels(rating, vocabulary)
        if joined is not None:
            return joined
    return None


def _find_in_language_tables(label: str, language: str) -> LabelReading | None:
    vocabularies = language_vocabularies()
    for code in _language_codes(language):
        vocabulary = vocabularies.get(code)
        if vocabulary is not None and label in vocabulary.readings:
            # A table may serve several kindred languages; the page says which one this is.
            return LabelReading(vocabulary.readings[label].reading, code)
    return label_readings_of_all_languages().get(label)


def _labels_before_explanation(rating: str, vocabulary: Vocabulary) -> Iterator[str]:
    for end in vocabulary.cuts:
        found = _LABEL_ENDS[end].match(rating.strip())
        if found:
            yield plain_label(found[1])


def _read_joined_labels(rating: str, vocabulary: Vocabulary) -> LabelReading | None:
    """Read several labels of one publisher, "clickbait, disinformation", if they agree.

    Labels about the manner of reporting stand beside one about the claim.
    """
    if vocabulary.joins is None:
        return None
    labels = [plain_label(part) for part in vocabulary.joins.split(rating)]
    if len(labels) < 2 or any(label not in vocabulary.readings for label in labels):
        return None
    found = [vocabulary.readings[label] for label in labels]
    found = [each for each in found if each.reading.axis is Axis.TRUTH] or found
    if len({each.reading for each in found}) != 1:
        verdicts = {each.reading.verdict for each in found}
        if len(verdicts) != 1 or Verdict.UNRATED in verdicts:
            return None
    return found[0]
