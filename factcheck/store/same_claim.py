"""Find the stored fact-check that a record with a mended claim is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from factcheck.store.connection import StoreConnection
from factcheck.store.identity import key_url, url_key
from factcheck.store.row_mapping import UNDONE, Record
from factcheck.text.near_equal import near_equal, same_but_for_punctuation

# A page with more claims is a list of many, or the address of a whole site.
_MOST_CLAIMS = 200
# A record that keeps its id may have so many words mended.
_MOST_TYPOS = 10
# A record that keeps its id, with a claim that is still so similar, has replaced its claim.
_LEAST_SIMILARITY = 70.0
_AT_ADDRESS = (
    "SELECT f.id, f.claim, f.review_url, f.record_id, p.name, EXISTS (SELECT 1 FROM seen_in_run s "
    "WHERE s.number = f.number), EXISTS (SELECT 1 FROM reports r WHERE r.fact_check = f.number "
    "AND r.input = ?) FROM sources s JOIN fact_checks f ON f.number = s.fact_check "
    "JOIN publishers p ON p.id = f.publisher_id WHERE s.url_key = ? AND s.kind = 'review' "
    f"AND f.state <> '{UNDONE}' ORDER BY f.number LIMIT {_MOST_CLAIMS + 1}"
)


@dataclass(slots=True)
class _Candidate:
    """A fact-check of the same page.

    Attributes:
        seen: Whether this run has a record of it already.
        known: Whether this input stated it before.
    """

    id: str
    claim: str
    record_id: str = ""
    publisher: str = ""
    seen: bool = False
    known: bool = False


@dataclass(slots=True)
class SameClaims:
    """The fact-checks of the pages that one batch is about.

    Attributes:
        source: Number of the input that the batch comes from.
        ids: The ids of the whole batch: who is there under its own claim is nobody else.
        record_ids: How often each record id stands in the batch.
        seen: The ids that the batch has got to so far.
    """

    connection: StoreConnection
    source: int
    ids: frozenset[str]
    record_ids: Mapping[str, int]
    seen: set[str] = field(default_factory=set)
    _pages: dict[str, list[_Candidate]] = field(default_factory=dict)

    def find(self, record: Record) -> str:
        """Return the id of the fact-check that *record* is with another claim, else nothing."""
        page = self._page(record["review_url"])
        if len(page) > _MOST_CLAIMS:
            return ""
        claim, language = record["claim"], record["language"]
        alike = [each for each in page if same_but_for_punctuation(each.claim, claim)]
        if alike:
            return alike[0].id
        absent = self._absent(record)
        own = [each for each in absent if self._is_same_record(each, record)]
        for candidates, most_typos in ((own, _MOST_TYPOS), (absent, 1)):
            found = [
                each
                for each in candidates
                if near_equal(each.claim, claim, language, most_typos=most_typos)
            ]
            if len(found) == 1:
                return found[0].id
        return ""

    def replaced_by(self, record: Record) -> tuple[str, str]:
        """Return id and claim of the fact-check whose record now has the claim of *record*.

        Both are empty if there is none. The claims may say the opposite.
        """
        # lazy: most records have the claim that they had.
        from rapidfuzz.fuzz import ratio

        claim = record["claim"].casefold()
        for each in self._absent(record) if record["record_id"] else ():
            similarity = ratio(each.claim.casefold(), claim)
            if self._is_same_record(each, record) and similarity >= _LEAST_SIMILARITY:
                return each.id, each.claim
        return "", ""

    def add(self, id: str, record: Record) -> None:
        """Remember that *record* is a new fact-check of its page."""
        page = self._page(record["review_url"])
        if record["review_url"] and len(page) <= _MOST_CLAIMS:
            page.append(_Candidate(id, record["claim"], seen=True))

    def _absent(self, record: Record) -> list[_Candidate]:
        """Return the fact-checks of the page that this run has no record of so far."""
        page = self._page(record["review_url"])
        if len(page) > _MOST_CLAIMS:
            return []
        return [
            each
            for each in page
            if not each.seen and each.id not in self.ids and each.id not in self.seen
        ]

    def _is_same_record(self, candidate: _Candidate, record: Record) -> bool:
        name = record["record_id"]
        return (
            bool(name)
            and self.record_ids[name] == 1
            and candidate.known
            and (candidate.record_id, candidate.publisher) == (name, record["publisher"])
        )

    def _page(self, url: str) -> list[_Candidate]:
        key = key_url(url)
        if not key:
            return []
        if key not in self._pages:
            self._pages[key] = list(self._stored(key))
        return self._pages[key]

    def _stored(self, key: str) -> Iterable[_Candidate]:
        rows = self.connection.execute(_AT_ADDRESS, (self.source, url_key(key))).fetchall()
        for public, claim, url, record_id, publisher, seen, known in rows:
            if key_url(url) == key:
                yield _Candidate(public, claim, record_id, publisher, bool(seen), bool(known))
