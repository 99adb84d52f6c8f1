"""Addresses, pages, partners' stores and search words of strangers lead nowhere."""

import json
import random
import shutil
import ssl
import time
from contextlib import suppress
from pathlib import Path

import pytest
from made_up import records
from odd_servers import PUBLIC, NoSockets, http

from factcheck.errors import FactCheckError, InputError, SourceError
from factcheck.ingest import ingest
from factcheck.model import FactCheck, Publisher, RawRecord, RecordProblem
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.lexical import search_terms
from factcheck.store.foreign_store import foreign_store_records
from factcheck.store.store import open_store
from factcheck.web.client import Fetched, Fetcher, FetchLimits
from factcheck.web.ip_policy import special_networks
from factcheck.web.network import Network
from factcheck.web.page import read_page

NO_ROBOTS = http(status="404 Not Found")
QUICK = FetchLimits(deadline_seconds=5, silence_seconds=2, pause_seconds=0)
NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def private_addresses():
    """Give the first, the middle and the last address of every range that is not public."""
    for network, _ in special_networks():
        first, last = int(network.network_address), int(network.broadcast_address)
        for number in {first, (first + last) // 2, last}:
            yield str(type(network.network_address)(number))


def disguised(address):
    """Write an IPv4 address in every way that IPv6 has for it."""
    number = int.from_bytes(map(int, address.split(".")), "big")
    tail = f"{number >> 16:x}:{number & 0xFFFF:x}"
    yield from (f"::ffff:{tail}", f"::{tail}", f"64:ff9b::{tail}", f"2002:{tail}::1")
    yield from (f"2001:0:{tail}::1", f"64:ff9b:1::{tail}")


ADDRESSES = sorted(set(private_addresses()))
DISGUISED = sorted({each for one in ADDRESSES if ":" not in one for each in disguised(one)})
FORMS = [*ADDRESSES, *DISGUISED]


def spelled(address):
    return f"[{address}]" if ":" in address else address


def tries(address):
    """Give a resolver, an address to fetch and the sockets, for each way to get there."""
    leads_on = http(status="302 Found", location=f"http://{spelled(address)}/")
    public, private = [PUBLIC], [address]
    turns = iter([public])
    yield "direct", lambda *_: public, f"http://{spelled(address)}/", NoSockets(NO_ROBOTS), 0
    yield "redirect", lambda *_: public, "http://pub.example/", NoSockets(NO_ROBOTS, leads_on), 2
    yield "answer", lambda *_: private, "http://pub.example/", NoSockets(NO_ROBOTS), 0
    yield (
        "rebinding",
        lambda *_: next(turns, private),
        "http://pub.example/",
        NoSockets(NO_ROBOTS, http(b"secret")),
        1,
    )


def test_no_private_address_is_ever_connected_to(figure):
    tried = 0
    for address in FORMS:
        for way, resolve, url, sockets, public in tries(address):
            network = Network(resolve=resolve, sockets=sockets)
            with pytest.raises(SourceError):
                Fetcher(QUICK, network=network, ssl_context=NO_TRUST).fetch(url)
            assert sockets.reached == [(PUBLIC, 80)] * public, (way, address)
            tried += 1
    assert len(FORMS) >= 200
    figure("private addresses", len(FORMS))
    figure("ways tried, connections 0", tried)


OPERATORS = ("OR", "AND", "NOT", "NEAR(", "NEAR(a b, 2)", "claim:", "{claim}:", "*", '"', '""')
OPERATORS += ("(", ")", "^", "-", "+", "a*", "'; DROP TABLE words; --", "\x00", "\n", "rank")
LETTERS = "abcčž1½²ↄ𝟙اपд\u0301\u200d\ufdfa\ud800\U0010ffff"


def search_text(chance):
    if chance.random() < 0.5:
        return "".join(
            chance.choice(OPERATORS + tuple(LETTERS)) for _ in range(chance.randrange(12))
        )
    return " ".join(
        chance.choice((*OPERATORS, "bridge", "closed", "years", "The"))
        for _ in range(chance.randrange(9))
    )


def test_nothing_that_is_searched_for_is_an_operator_or_an_error(tmp_path, times, figure):
    chance = random.Random(17)
    tried = 5_000 * times
    with open_store(tmp_path / "claims.db", mode="write") as store:
        checks = [
            FactCheck(claim=row["claim"], publisher=Publisher("P"), review_url=row["url"])
            for row in records(200)
        ]
        store.repository.save_batch(store.repository.begin_run("x", "2024"), checks, "2024")
        indexed = {n: set(" ".join(row).split()) for n, row in store.words.rows(range(300)).items()}
        statistics = TermStatistics(*store.words.shape(), store.words.document_frequencies)
        for turn in range(tried):
            text = search_text(chance)
            words = text.split() if turn % 2 else [text]
            hits = {number for number, _ in search_terms(store.words, statistics, words, 300)}
            allowed = {n for n, known in indexed.items() if known & set(words)}
            assert hits <= allowed, words
            with suppress(FactCheckError):
                store.resolve(text)
    figure("search texts: 0 errors, 0 operators", tried)


def review(n, **fields):
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://pub.example/checks/{n}",
        "claimReviewed": f"The tower number {n} leans to the north.",
        "author": {"@type": "Organization", "name": "Pub", "url": "https://pub.example"},
        "reviewRating": {
            "@type": "Rating", "alternateName": "Mostly false",
            "ratingValue": 2, "bestRating": 5, "worstRating": 1,
        },
        "datePublished": "2021-03-04",
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "A mayor"}},
    } | fields  # fmt: skip


MICRODATA = (
    '<div itemscope itemtype="https://schema.org/ClaimReview"><p itemprop="claimReviewed">The tower'
    ' leans.</p><div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating"><span '
    'itemprop="alternateName">Mostly false</span><meta itemprop="ratingValue" content="2"></div>'
    '<meta itemprop="url" content="https://pub.example/checks/1"></div>'
)


def good_pages():
    """Write twenty pages of the kinds that publishers have."""
    for n in range(4):
        one = json.dumps(review(n))
        yield json.dumps([review(n), {"@type": "Person", "name": "x"}])
        yield json.dumps({"@graph": [{"@type": "WebPage"}, review(n)]})
        yield json.dumps({"@type": "WebPage", "mainEntity": {"review": [review(n), review(n + 1)]}})
        yield one
        yield f"/*<![CDATA[*/{one}/*]]>*/"


def html(script, body=""):
    return (
        f"<!doctype html><html lang='en'><head><title>Tower</title>"
        f'<script type="application/ld+json">{script}</script></head><body>{body}</body></html>'
    )


CHANGES = {
    "cut": lambda page, lot: page[: lot.randrange(len(page))],
    "a hole": lambda page, lot: (
        page[: (at := lot.randrange(len(page)))] + page[at + lot.randrange(1, 60) :]
    ),
    "twice": lambda page, lot: page.replace(
        '"ratingValue": 2', '"ratingValue": 1, "ratingValue": 5'
    ),
    "no number": lambda page, lot: page.replace('"ratingValue": 2', '"ratingValue": NaN'),
    "worst over best": lambda page, lot: page.replace('"bestRating": 5', '"bestRating": -3'),
    "a list": lambda page, lot: page.replace('"Mostly false"', '[["Mostly false", {"x": []}]]'),
    "no rating": lambda page, lot: page.replace('"alternateName": "Mostly false",', ""),
    "nothing rated": lambda page, lot: page.replace("reviewRating", "reviewRatting"),
    "scripts as links": lambda page, lot: page.replace("https://pub.example/", "javascript:x//"),
    "another host": lambda page, lot: page.replace("https://pub.example/", "https://bank.example/"),
    "deep": lambda page, lot: page.replace('"2021-03-04"', "[" * 9_000 + "]" * 9_000),
    "long": lambda page, lot: page.replace("leans", "leans" * 200_000),
    "entities": lambda page, lot: page.replace('"', "&quot;"),
    "two kinds": lambda page, lot: page.replace("<body>", f"<body>{MICRODATA}"),
    "swapped": lambda page, lot: "".join(
        chr(lot.randrange(0x20, 0x3000)) if lot.random() < 0.004 else letter for letter in page
    ),
}
RATED = ("Mostly false", "1", "2", "5")


@pytest.mark.parametrize("change", CHANGES)
def test_a_malformed_page_gives_reviews_or_reasons_and_no_rating_of_its_own(change, times, figure):
    lot = random.Random(change)
    read = 0
    for _ in range(times):
        for page in good_pages():
            text = CHANGES[change](html(page), lot)
            begun, said = time.process_time(), ""
            try:
                found = read_page(
                    Fetched("https://pub.example/", "https://pub.example/", "text/html", text)
                ).records
            except SourceError as error:
                said, found = str(error), ()
            assert time.process_time() - begun < 5
            assert "\n" not in said
            for record in found:
                assert isinstance(record, RawRecord) or record.reason
                rating = str(getattr(record, "fields", {}).get("rating", "") or "")
                assert all(word in text for word in rating.split()), rating
            read += 1
    figure("malformed pages", read)


@pytest.fixture(scope="module")
def partner(tmp_path_factory):
    path = tmp_path_factory.mktemp("partner") / "partner.db"
    with open_store(path, mode="write") as store:
        checks = [
            FactCheck(
                claim=row["claim"],
                publisher=Publisher("P", "p.example"),
                review_url=row["url"],
                rating="False",
            )
            for row in records(120)
        ]
        store.repository.save_batch(store.repository.begin_run("x", "2024"), checks, "2024")
    return path


def spoiled(whole, chance):
    """Spoil a database where it hurts: pages swapped, headers and counters changed, ends cut."""
    page = 4096
    damaged = bytearray(whole)
    pages = len(whole) // page
    one, other = chance.randrange(pages) * page, chance.randrange(pages) * page
    kind = chance.randrange(6)
    if kind == 0:
        damaged[one : one + page] = whole[other : other + page]
    elif kind == 1:
        damaged[one : one + page] = bytes(page)
    elif kind == 2:
        damaged[one + chance.randrange(12)] ^= 1 << chance.randrange(8)
    elif kind == 3:
        damaged[16 + chance.randrange(84)] = chance.randrange(256)
    elif kind == 4:
        del damaged[chance.randrange(len(damaged)) :]
    else:
        for _ in range(20):
            damaged[one + chance.randrange(page)] = chance.randrange(256)
    return bytes(damaged)


def test_a_spoiled_store_of_a_partner_ends_in_words_in_time_and_stays_as_it_is(
    partner, tmp_path, times, figure
):
    chance = random.Random(16)
    whole = partner.read_bytes()
    ends = {"refused": 0, "read": 0}
    path = tmp_path / "spoiled.db"
    for _ in range(200 * times):
        path.write_bytes(content := spoiled(whole, chance))
        begun, said = time.process_time(), ""
        try:
            found = list(foreign_store_records(path))
        except InputError as error:
            said = str(error)
            ends["refused"] += 1
        else:
            assert all(isinstance(one, RecordProblem) or one.fields for one in found)
            ends["read"] += 1
        assert said.isprintable()
        assert time.process_time() - begun < 2
        assert path.read_bytes() == content
        assert {file.name for file in tmp_path.iterdir()} == {"spoiled.db"}
    assert min(ends.values()) > 20
    figure("spoiled stores of partners", sum(ends.values()))


def test_a_hostile_store_leaves_ours_as_it_was(partner, tmp_path):
    ours = Path(shutil.copyfile(partner, tmp_path / "ours.db"))
    theirs = tmp_path / "theirs.db"
    theirs.write_bytes(partner.read_bytes()[:9_000])
    with open_store(ours, mode="write") as store:
        with pytest.raises(FactCheckError):
            ingest(theirs, store)
        assert [finding for finding in store.check() if finding.problem] == []
        assert store.stats().fact_checks == 120
