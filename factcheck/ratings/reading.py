"""Read a publisher's rating on our scale: by the whole label, or not at all.

"True, but misleading" is not true, and the Swahili ``kweli`` (true) stands
inside ``si kweli`` (not true). So no rating is ever read by its beginning or by
a word in it, unless that publisher's own table says where its label ends.
"""

import re
from collections.abc import Iterator

from factcheck.model import Axis, RatingReading, Verdict
from factcheck.ratings.labels import plain_label
from factcheck.ratings.tables import Vocabulary, language_vocabularies, publisher_index

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


def read_rating(
    rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
) -> RatingReading:
    """Return what *rating* means, by the publisher's table, its language's, or the English one.

    English comes last for every language, because many publishers label their
    pages in English whatever they are written in. A label that no table knows
    is ``unrated``, mapped by nobody.

    Args:
        rating: The publisher's words, verbatim.
        publisher_domain: Such as ``istinomjer.ba``; subdomains count as their parent.
        language: BCP 47 code of the fact-check.
        publisher_name: Used where the domain is not known.
    """
    return _find(rating, publisher_domain, language, publisher_name)[0]


def language_of_rating(
    rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
) -> str:
    """Return the language in which a known *rating* is written, ``""`` for an unknown one.

    A page in Thai may be labelled "False". Arguments as for ``read_rating``.
    """
    return _find(rating, publisher_domain, language, publisher_name)[1]


def _find(rating: str, domain: str, language: str, name: str) -> tuple[RatingReading, str]:
    rating = rating[:_MAX_CHARACTERS]
    label = plain_label(rating)
    if not label:
        return RatingReading(), ""
    for own in _publisher_vocabularies(domain, name):
        found = _find_in_own(rating, label, own)
        if found is not None:
            return found
    return _find_in_languages(label, language)


def _publisher_vocabularies(domain: str, name: str) -> Iterator[Vocabulary]:
    """Yield the publisher's vocabulary by domain, then by name: pages get republished."""
    index = publisher_index()
    host = domain.casefold().removeprefix("www.")
    while "." in host:
        if host in index.by_domain:
            yield index.by_domain[host]
            break
        host = host.partition(".")[2]
    # "PesaCheck (republished by a radio)" is PesaCheck.
    for spelling in (name, _REMARK.sub("", name[:300])):
        by_name = index.by_name.get(plain_label(spelling))
        if by_name is not None:
            yield by_name
            return


def _find_in_own(rating: str, label: str, own: Vocabulary) -> tuple[RatingReading, str] | None:
    for candidate in (label, *_labels_cut_out(rating, own)):
        if candidate in own.readings:
            return own.readings[candidate], own.label_languages[candidate]
    return _read_together(rating, own)


def _find_in_languages(label: str, language: str) -> tuple[RatingReading, str]:
    vocabularies = language_vocabularies()
    primary = language.casefold().replace("_", "-").partition("-")[0]
    for code in (primary, _ENGLISH):
        vocabulary = vocabularies.get(code)
        if vocabulary is not None and label in vocabulary.readings:
            return vocabulary.readings[label], code
    return RatingReading(), ""


def _labels_cut_out(rating: str, own: Vocabulary) -> Iterator[str]:
    """Yield what this publisher writes before its explanation."""
    for cut in own.cuts:
        found = _CUTS[cut].match(rating.strip())
        if found:
            yield plain_label(found[1])


def _read_together(rating: str, own: Vocabulary) -> tuple[RatingReading, str] | None:
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
