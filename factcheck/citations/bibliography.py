"""Write citations for reference managers: CSL-JSON, BibTeX, BibLaTeX and RIS."""

import re
from collections.abc import Iterable, Sequence

from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import Part, PartKind, citation_parts, in_words
from factcheck.citations.markup import web_address
from factcheck.citations.phrases import phrases_for
from factcheck.text.links import host_of
from factcheck.text.sanitise import visible

# Parts that CSL-JSON, BibLaTeX and RIS have a field for; the note says all others in words.
_IN_FIELDS = frozenset(
    {PartKind.PUBLISHER, PartKind.TITLE, PartKind.REVIEWED, PartKind.READ, PartKind.ACCESSED}
)
# BibTeX has no field for a day, neither of the review nor of access.
_IN_BIBTEX_FIELDS = frozenset({PartKind.PUBLISHER, PartKind.TITLE, PartKind.READ})
_NOT_IN_KEY = re.compile(r"[^A-Za-z0-9]+")
_TEX = str.maketrans(
    {
        # As macros: BibTeX counts braces even behind a backslash.
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_TEX_URL = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", "|": "%7C", "^": "%5E", "`": "%60"})
# Macros that every BibTeX style defines, so that it can name months in its own language.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RIS_END = "\r\n"


def csl_items(citations: Iterable[CitationData]) -> list[dict[str, object]]:
    """Return CSL-JSON items, which most reference managers and citeproc read."""
    return [_csl_item(each, key) for each, key in _keyed(citations)]


def bibtex(citations: Iterable[CitationData]) -> str:
    """Write BibTeX as its classic styles know it: one ``@misc`` entry for each fact-check."""
    return "\n".join(_entry("misc", key, _bibtex_fields(each)) for each, key in _keyed(citations))


def biblatex(citations: Iterable[CitationData]) -> str:
    """Write BibLaTeX: one ``@online`` entry for each fact-check, with whole dates."""
    return "\n".join(
        _entry("online", key, _biblatex_fields(each)) for each, key in _keyed(citations)
    )


def ris(citations: Iterable[CitationData]) -> str:
    """Write RIS records with the line ends that the format asks for."""
    return _RIS_END.join(_ris_record(each, key) for each, key in _keyed(citations))


def title_of(citation: CitationData) -> str:
    """Return the article's title, else the claim that it checks, labelled as such."""
    fact_check = citation.fact_check
    if fact_check.title:
        return visible(fact_check.title)
    phrases = phrases_for(citation.language)
    return f"{phrases.label('claim')}{phrases.colon}{phrases.quoted(visible(fact_check.claim))}"


def publisher_of(citation: CitationData) -> str:
    """Return the publisher's name or domain, else words for an unknown publisher."""
    return next(part.text for part in citation_parts(citation) if part.kind is PartKind.PUBLISHER)


def note(citation: CitationData, without: frozenset[PartKind] = frozenset()) -> str:
    """Return one line in the reader's language with all parts but those of the kinds *without*.

    An address that is no web address is always in it: a field for addresses does not take it.
    """
    phrases = phrases_for(citation.language)
    shown = [
        part for part in citation_parts(citation) if part.kind not in without or _is_no_link(part)
    ]
    return "; ".join(in_words(part, phrases) for part in shown)


def state_words(citation: CitationData) -> str:
    """Return status, page state and caution in one line, empty where there is none of them."""
    phrases = phrases_for(citation.language)
    shown = [
        part
        for part in citation_parts(citation)
        if part.kind in (PartKind.STATE, PartKind.PAGE, PartKind.CAUTION)
    ]
    return "; ".join(in_words(part, phrases) for part in shown)


def _is_no_link(part: Part) -> bool:
    return part.kind is PartKind.READ and not part.url


def _keyed(citations: Iterable[CitationData]) -> list[tuple[CitationData, str]]:
    """Return each with a key of ASCII letters, unique because reference managers ask for that."""
    keyed: dict[str, CitationData] = {}
    for number, each in enumerate(citations, start=1):
        key = f"factcheck-{_NOT_IN_KEY.sub('', each.fact_check.id)[:40] or number}"
        keyed[key if key not in keyed else f"{key}-{number}"] = each
    return [(each, key) for key, each in keyed.items()]


def _csl_item(citation: CitationData, key: str) -> dict[str, object]:
    fact_check = citation.fact_check
    archive = next(filter(None, map(web_address, citation.archives)), "")
    item: dict[str, object] = {
        "id": key,
        "type": "webpage",
        "genre": phrases_for(citation.language).label("fact_check"),
        "title": title_of(citation),
        "author": [{"literal": publisher_of(citation)}],
        "container-title": visible(fact_check.publisher.domain),
        "issued": _date_parts(fact_check.reviewed_on),
        "accessed": _date_parts(citation.accessed_on),
        "URL": web_address(fact_check.review_url),
        "language": visible(_known_language(fact_check.language)),
        "archive": host_of(archive),
        "archive_location": archive,
        "reviewed-title": visible(fact_check.claim),
        "reviewed-author": [{"literal": visible(fact_check.claimant)}]
        if fact_check.claimant
        else [],
        "abstract": visible(fact_check.summary),
        "status": state_words(citation),
        "note": note(citation, _IN_FIELDS),
        "custom": _custom(citation),
    }
    return {name: value for name, value in item.items() if value}


def _custom(citation: CitationData) -> dict[str, object]:
    fact_check = citation.fact_check
    return {
        "factcheck-id": visible(fact_check.id),
        "rating": visible(fact_check.rating),
        "verdict": fact_check.verdict.value,
        "mapped-by": fact_check.reading.mapped_by.value,
        "decision": citation.decision.value if citation.decision else "",
        "state": fact_check.state.value,
    }


def _bibtex_fields(citation: CitationData) -> dict[str, str]:
    fact_check = citation.fact_check
    year, month, _ = [*fact_check.reviewed_on.split("-"), "", ""][:3]
    url = web_address(fact_check.review_url).translate(_TEX_URL)
    return {
        "author": _braced(publisher_of(citation)),
        "title": _braced(title_of(citation)),
        "year": f"{{{year}}}" if year else "",
        "month": _MONTHS[int(month) - 1] if month else "",
        # Classic styles print no other address, and know no \url; managers read "url".
        "howpublished": f"{{{_tex(web_address(fact_check.review_url))}}}" if url else "",
        "url": f"{{{url}}}" if url else "",
        "note": f"{{{_tex(note(citation, _IN_BIBTEX_FIELDS))}}}",
        "keywords": f"{{{_tex(phrases_for(citation.language).label('fact_check'))}}}",
    }


def _biblatex_fields(citation: CitationData) -> dict[str, str]:
    fact_check = citation.fact_check
    values = {
        "date": fact_check.reviewed_on,
        "url": web_address(fact_check.review_url).translate(_TEX_URL),
        "urldate": citation.accessed_on,
        "langid": _tex(_english_name(fact_check.language)),
        "note": _tex(note(citation, _IN_FIELDS)),
        "keywords": _tex(phrases_for(citation.language).label("fact_check")),
    }
    names = {"author": _braced(publisher_of(citation)), "title": _braced(title_of(citation))}
    return names | {name: f"{{{value}}}" for name, value in values.items() if value}


def _braced(text: str) -> str:
    """Put *text* into two pairs of braces, so that no name is split at its "and"."""
    return f"{{{{{_tex(text)}}}}}"


def _entry(entry_type: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join((f"@{entry_type}{{{key},", *lines, "}", ""))


def _tex(text: str) -> str:
    return visible(text).translate(_TEX)


def _ris_record(citation: CitationData, key: str) -> str:
    fact_check = citation.fact_check
    archives = [web_address(url) for url in citation.archives]
    lines: Sequence[tuple[str, str]] = (
        ("TY", "ELEC"),
        ("ID", key),
        ("AU", publisher_of(citation)),
        ("TI", title_of(citation)),
        ("PB", publisher_of(citation)),
        ("PY", fact_check.reviewed_on[:4]),
        ("DA", _ris_date(fact_check.reviewed_on)),
        ("UR", web_address(fact_check.review_url)),
        *(("AV", url) for url in archives[:1]),
        ("Y2", _ris_date(citation.accessed_on)),
        ("LA", _known_language(fact_check.language)),
        ("AB", fact_check.summary),
        ("M3", phrases_for(citation.language).label("fact_check")),
        ("N1", note(citation, _IN_FIELDS)),
        *(("KW", tag) for tag in fact_check.tags),
    )
    written = [f"{tag}  - {visible(value)}" for tag, value in lines if value]
    return _RIS_END.join((*written, "ER  - ", ""))


def _ris_date(partial: str) -> str:
    """Return a date as RIS writes it: ``YYYY/MM/DD/``, with all slashes if parts are missing."""
    if not partial:
        return ""
    year, month, day = [*partial.split("-"), "", ""][:3]
    return f"{year}/{month}/{day}/"


def _date_parts(partial: str) -> dict[str, object]:
    return {"date-parts": [[int(part) for part in partial.split("-")]]} if partial else {}


def _known_language(language: str) -> str:
    return "" if language == "und" else language


def _english_name(language: str) -> str:
    """Return the English name of *language* in lower case, as BibLaTeX's ``langid`` wants it."""
    code = _known_language(language)
    return phrases_for("en").language_name(code).casefold() if code else ""
