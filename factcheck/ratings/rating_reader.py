"""Read a publisher's rating on our scale: by the whole label, or not at all.

"True, but misleading" is not true, and the Swahili ``kweli`` (true) stands
inside ``si kweli`` (not true). So no rating is ever read by its beginning or by
a word in it, unless that publisher's own table says where its label ends.
"""

import re
from collections.abc import Iterable, Iterator

from factcheck.model import Axis, RatingMapping, RatingReading, Verdict
from factcheck.ratings.rating_labels import plain_label
from factcheck.ratings.vocabulary import Vocabulary, language_vocabularies, publisher_index
from factcheck.text.links import domain_of

# A label is a few words; a longer text is cut here before any pattern sees it.
_MAX_CHARACTERS = 2_000
_ENGLISH = "en"

_REMARK = re.compile(r"\s\([^()]*\)$")
# Where a publisher's label ends and its explanation begins.
_CUTS = {
    "dash": re.compile(r"^([^–—-]{1,60}?)\s+[–—-]\s"),
    "colon": re.compile(r"^([^:]{1,60}):\s"),
    "stop": re.compile(r"^([^.!]{1,60})[.!]\s"),
    "brackets": re.compile(r"^\s*[\[(]([^\])]{1,60})[\])]"),
}

_Found = tuple[RatingReading, str]


class RatingReader:
    """Reads ratings by what a maintainer says and by the tables.

    What is said of one publisher comes before what is said of a language, and of each the
    maintainer's word before ours.
    """

    def __init__(self, mappings: Iterable[RatingMapping] = ()) -> None:
        """Use *mappings*; of two that speak of one rating the later one holds."""
        # A domain has a dot and a language's code has none, so one mapping never hides another.
        self._mapped = {
            (each.publisher_domain or each.language, plain_label(each.rating)): each.reading
            for each in mappings
        }

    def read(
        self, rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
    ) -> RatingReading:
        """Return what *rating* means, ``unrated`` and mapped by nobody where no table knows it.

        The English table comes last for every language, because many publishers label their
        pages in English whatever they are written in.

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
        languages = _languages(language)
        said = self._said(label, _hosts(publisher_domain))
        if said is None:
            found = _find_in_publishers(rating, label, publisher_domain, publisher_name)
            said = found[0] if found else self._said(label, languages)
        if said is None:
            found = _find_in_languages(label, languages)
            said = found[0] if found else RatingReading()
        return said

    def _said(self, label: str, scopes: Iterable[str]) -> RatingReading | None:
        found = (self._mapped.get((scope, label)) for scope in scopes)
        return next((reading for reading in found if reading is not None), None)


_BY_TABLES = RatingReader()


def read_rating(
    rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
) -> RatingReading:
    """Return what *rating* means by the tables alone; arguments as for `RatingReader.read`."""
    return _BY_TABLES.read(rating, publisher_domain, language, publisher_name)


def language_of_rating(
    rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
) -> str:
    """Return the language in which a known *rating* is written, ``""`` for an unknown one.

    A page in Thai may be labelled "False". Arguments as for `RatingReader.read`.
    """
    rating = rating[:_MAX_CHARACTERS]
    label = plain_label(rating)
    found = _find_in_publishers(rating, label, publisher_domain, publisher_name)
    found = found or _find_in_languages(label, _languages(language))
    return found[1] if found else ""


def _languages(language: str) -> tuple[str, str]:
    return language.casefold().replace("_", "-").partition("-")[0], _ENGLISH


def _hosts(domain: str) -> Iterator[str]:
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


def _find_in_publishers(rating: str, label: str, domain: str, name: str) -> _Found | None:
    for own in _publisher_vocabularies(domain, name):
        found = _find_in_own(rating, label, own)
        if found is not None:
            return found
    return None


def _find_in_own(rating: str, label: str, own: Vocabulary) -> _Found | None:
    for candidate in (label, *_labels_cut_out(rating, own)):
        if candidate in own.readings:
            return own.readings[candidate], own.label_languages[candidate]
    return _read_together(rating, own)


def _find_in_languages(label: str, languages: Iterable[str]) -> _Found | None:
    vocabularies = language_vocabularies()
    for code in languages:
        vocabulary = vocabularies.get(code)
        if vocabulary is not None and label in vocabulary.readings:
            return vocabulary.readings[label], code
    return None


def _labels_cut_out(rating: str, own: Vocabulary) -> Iterator[str]:
    """Yield what this publisher writes before its explanation."""
    for cut in own.cuts:
        found = _CUTS[cut].match(rating.strip())
        if found:
            yield plain_label(found[1])


def _read_together(rating: str, own: Vocabulary) -> _Found | None:
    """Read several labels of one publisher, "clickbait, disinformation", if they agree.

    Labels about the manner of reporting stand beside one about the claim.
    """
    if own.joins is None:
        return None
    labels = [plain_label(part) for part in own.joins.split(rating)]
    if len(labels) < 2 or any(label not in own.readings for label in labels):
        return None
    about_claim = [label for label in labels if own.readings[label].axis is Axis.TRUTH]
    readings = {own.readings[label] for label in about_claim or labels}
    if len(readings) != 1:
        verdicts = {reading.verdict for reading in readings}
        if len(verdicts) != 1 or Verdict.UNRATED in verdicts:
            return None
    label = (about_claim or labels)[0]
    return own.readings[label], own.label_languages[label]
