"""Forty ways of saying that a claim was reviewed; every sentence is made up for this test."""

import json
import time
from contextlib import suppress

import pytest

from factcheck.errors import SourceRefused
from factcheck.model import RawRecord, RecordProblem

CLAIM = "Kokos voda liječi grip za jedan dan."
URL = "https://pub.example/checks/1"
WANTED = {"claim": CLAIM, "rating": "Netačno", "publisher": "Provjera", "url": URL}


def review(**fields):
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": URL,
        "claimReviewed": CLAIM,
        "author": {"@type": "Organization", "name": "Provjera", "url": "https://pub.example"},
        "reviewRating": {"@type": "Rating", "alternateName": "Netačno", "ratingValue": 1},
    } | fields


def without(name):
    return {key: value for key, value in review().items() if key != name}


def script(value, kind="application/ld+json"):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'<script type="{kind}">{text}</script>'


def written(value=None):
    return json.dumps(value or review(), ensure_ascii=False)


def html(*parts, head="<title>Članak</title>"):
    return f'<!doctype html><html lang="bs"><head>{head}</head><body>{"".join(parts)}</body></html>'


ARTICLE = {"@type": "NewsArticle", "headline": "Nešto drugo", "url": URL}
BROKEN_ELSEWHERE = script('{"@type": "VideoObject", "description": "a "b" c"}')
MICRODATA = """
<div itemscope itemtype="http{s}://schema.org/ClaimReview">
  <meta itemprop="url" content="https://pub.example/checks/1">
  <p itemprop="claimReviewed">Kokos voda <b>liječi</b> grip
     za jedan dan.</p>
  <span itemprop="author" itemscope itemtype="https://schema.org/Organization">
    <a itemprop="url" href="https://pub.example"><i itemprop="name">Provjera</i></a></span>
  <div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
    <img itemprop="image" src="/netacno.png" alt="">
    <meta itemprop="ratingValue" content="1"><span itemprop="{rating}">Netačno</span></div>
  <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Claim">
    <span itemprop="author" itemscope><span itemprop="name">Jedan profil</span></span>
    <time itemprop="datePublished" datetime="2021-03-04">jučer</time>
    <link itemprop="appearance" href="https://social.example/post/9"></div>
  <time itemprop="datePublished" datetime="2021-03-06">prekjučer</time>
</div>"""
RATED = {"@type": "Rating"}
CLAIM_OBJECT = {"@type": "Claim", "author": {"@type": "Person", "name": "Jedan profil"}}

# A page, and what its one record must say beside WANTED (None: must not say it).
PAGES = {
    "one object": (html(script(review())), {}),
    "a list": (html(script([review()])), {}),
    "a list with other things": (html(script([ARTICLE, None, "x", review()])), {}),
    "the first of a graph": (html(script({"@graph": [review(), ARTICLE]})), {}),
    "the last of a graph": (html(script({"@graph": [ARTICLE] * 7 + [review()]})), {}),
    "a graph in a list": (html(script([{"@graph": [[review()]]}])), {}),
    "a type list": (html(script(review(**{"@type": ["Review", "ClaimReview"]}))), {}),
    "a type list of one": (html(script(review(**{"@type": ["ClaimReview"]}))), {}),
    "a type with its address": (
        html(script(review(**{"@type": "http://schema.org/ClaimReview"}))),
        {},
    ),
    "a type with a prefix": (html(script(review(**{"@type": "schema:ClaimReview"}))), {}),
    "a type in small letters": (html(script(review(**{"@type": "claimreview"}))), {}),
    "a type without the sign": (html(script({"type": "ClaimReview"} | without("@type"))), {}),
    "inside the page's main entity": (
        html(script({"@type": "WebPage", "mainEntity": {"@type": "Article", "review": review()}})),
        {},
    ),
    "inside a list of reviews": (html(script({"@type": "WebPage", "review": [review()]})), {}),
    "the third of four scripts": (
        html(script(ARTICLE), script([{"@type": "ImageObject"}]), script(review()), script({})),
        {},
    ),
    "beside a broken script": (html(BROKEN_ELSEWHERE, script(review())), {}),
    "in the head": (html(head=f"<title>x</title>{script(review())}"), {}),
    "behind the end of the page": (html() + script(review()), {}),
    "a type with a character set": (
        html(script(review(), "application/ld+json; charset=utf-8")),
        {},
    ),
    "a type in capitals": (html(script(review(), "Application/LD+JSON")), {}),
    "comments in HTML": (html(script(f"<!-- {written()} -->")), {}),
    "a comment before it": (html(script(f"<!-- made by a plug-in {{v2 -->{written()}")), {}),
    "CDATA": (html(script(f"<![CDATA[{written()}]]>")), {}),
    "CDATA behind slashes": (html(script(f"//<![CDATA[\n{written()}\n//]]>")), {}),
    "CDATA in stars": (html(script(f"/*<![CDATA[*/{written()}/*]]>*/")), {}),
    "comments of JavaScript": (html(script(f"// made by hand\n/* twice */{written()} // end")), {}),
    "an address is no comment": (
        html(script("// x\n" + written(review(description="see https://x.example//y /* z */")))),
        {"summary": "see https://x.example//y /* z */"},
    ),
    "a comma too many": (html(script(written()[:-2] + ",\n},}")), {}),
    "a comma in a text stays": (
        html(script(written(review(description="one,} two,]"))[:-1] + ",}")),
        {"summary": "one,} two,]"},
    ),
    "line breaks inside a text": (
        html(script(written().replace("grip za", "grip\n\tza"))),
        {"claim": "Kokos voda liječi grip\n\tza jedan dan."},
    ),
    "a mark at the beginning": (html(script("\ufeff" + written())), {}),
    "a semicolon at the end": (html(script(written() + ";")), {}),
    "a value in a wrapper": (
        html(
            script(
                review(
                    reviewRating=RATED | {"alternateName": {"@value": "Netačno", "@language": "bs"}}
                )
            )
        ),
        {},
    ),
    "everything in wrappers": (
        html(script(review(claimReviewed=[{"@value": CLAIM}], url={"@list": [URL]}))),
        {},
    ),
    "a wrapper named properties": (
        html(script({"@type": "ClaimReview", "properties": without("@type")})),
        {},
    ),
    "the rating elsewhere on the page": (
        html(
            script(review(reviewRating={"@id": "#r"})),
            script(RATED | {"@id": "#r", "alternateName": "Netačno"}),
        ),
        {},
    ),
    "the author elsewhere in the graph": (
        html(
            script(
                {
                    "@graph": [
                        review(author={"@id": "#we"}),
                        {"@type": "NewsMediaOrganization", "@id": "#we", "name": "Provjera"},
                    ]
                }
            )
        ),
        {},
    ),
    "a reference to nothing": (
        html(script(review(reviewRating={"@id": "#nowhere"}))),
        {"rating": None},
    ),
    "references in a circle": (
        html(
            script(
                {
                    "@graph": [
                        review(reviewRating={"@id": "#a"}),
                        {"@id": "#a", "@value": {"@id": "#b"}},
                        {"@id": "#b", "@value": {"@id": "#a"}},
                    ]
                }
            )
        ),
        {"rating": None},
    ),
    "a rating under name": (html(script(review(reviewRating=RATED | {"name": "Netačno"}))), {}),
    "a rating in a list": (
        html(script(review(reviewRating=[RATED | {"alternateName": ["Netačno", "False"]}]))),
        {},
    ),
    "a rating word where a number belongs": (
        html(
            script(review(reviewRating=RATED | {"ratingValue": "Netačno", "bestRating": "Tačno"}))
        ),
        {},
    ),
    "a rating with spaces is kept as it is": (
        html(script(review(reviewRating=RATED | {"alternateName": "Netačno \r"}))),
        {"rating": "Netačno \r"},
    ),
    "a rating in numbers is none": (
        html(script(review(reviewRating=RATED | {"ratingValue": "1", "bestRating": "5"}))),
        {"rating": None},
    ),
    "a rating of minus one is none": (
        html(script(review(reviewRating=RATED | {"ratingValue": -1}))),
        {"rating": None},
    ),
    "the claim instead of a rating": (
        html(script(review(reviewRating=RATED | {"alternateName": CLAIM.upper()}))),
        {"rating": None},
    ),
    "no rating": (html(script(without("reviewRating"))), {"rating": None}),
    "a rating that is only a text": (
        html(script(review(reviewRating="Netačno"))),
        {"rating": None},
    ),
    "a reporter and the publisher": (
        html(script(review(author=[{"@type": "Person", "name": "R. Porter"}, review()["author"]]))),
        {},
    ),
    "a reporter, the site names itself": (
        html(
            script(review(author={"@type": "Person", "name": "R. Porter"})),
            head='<meta property="og:site_name" content="Provjera">',
        ),
        {},
    ),
    "a reporter and a publisher beside": (
        html(
            script(review(author={"@type": "Person", "name": "R"}, publisher={"name": "Provjera"}))
        ),
        {},
    ),
    "a reporter alone is no publisher": (
        html(script(review(author={"@type": "Person", "name": "R. Porter"}))),
        {"publisher": None},
    ),
    "an author that is a text": (html(script(review(author="Provjera"))), {}),
    "no address": (html(script(without("url"))), {}),
    "an empty address": (html(script(review(url=" "))), {}),
    "a short address": (html(script(review(url="/checks/1"))), {}),
    "an address with an anchor": (html(script(review(url=f"{URL}#2"))), {"url": f"{URL}#2"}),
    "an address of the mobile site": (
        html(script(review(url="http://m.pub.example/checks/1"))),
        {"url": "http://m.pub.example/checks/1"},
    ),
    "an address of another host": (html(script(review(url="https://bank.example/1"))), {}),
    "an address that is a script": (html(script(review(url="javascript:alert(1)"))), {}),
    "an address that is broken": (html(script(review(url="https://[::1"))), {}),
    "a canonical address": (
        html(script(without("url")), head='<link rel="alternate canonical" href="/checks/one">'),
        {"url": "https://pub.example/checks/one"},
    ),
    "a canonical address elsewhere": (
        html(script(without("url")), head='<link rel="canonical" href="https://bank.example/1">'),
        {},
    ),
    "a canonical address that is the front page": (
        html(script(without("url")), head='<link rel="canonical" href="/">'),
        {},
    ),
    "the claimant": (html(script(review(itemReviewed=CLAIM_OBJECT))), {"claimant": "Jedan profil"}),
    "several claimants": (
        html(script(review(itemReviewed={"author": {"name": ["Jedan", "Dva"]}}))),
        {"claimant": ("Jedan", "Dva")},
    ),
    "where the claim appeared": (
        html(
            script(
                review(
                    itemReviewed={
                        "appearance": [
                            "https://a.example/1",
                            {"@type": "CreativeWork", "url": "https://b.example/2"},
                        ],
                        "firstAppearance": {"url": "https://c.example/3"},
                        "url": "https://a.example/1",
                    }
                )
            )
        ),
        {"appearances": ("https://b.example/2", "https://a.example/1", "https://c.example/3")},
    ),
    "old style claim": (
        html(
            script(
                review(
                    itemReviewed={
                        "@type": "creativeWork",
                        "url": "https://a.example/1",
                        "datePublished": "2021-01-02",
                    }
                )
            )
        ),
        {"appearances": "https://a.example/1", "claimed_on": "2021-01-02"},
    ),
    "dates": (
        html(script(review(datePublished="2021-03-06T10:00:00+0530", dateModified="2021-04-01"))),
        {"reviewed_on": "2021-03-06T10:00:00+0530", "modified_on": "2021-04-01"},
    ),
    "a date on the page only": (
        html(
            script(review()), head='<meta property="article:published_time" content="2021-03-06">'
        ),
        {"reviewed_on": "2021-03-06"},
    ),
    "a headline": (
        html(script(review(headline="Ne, kokos ne liječi"))),
        {"title": "Ne, kokos ne liječi"},
    ),
    "the title of the page": (html(script(review())), {"title": "Članak"}),
    "the language of the page": (html(script(review())), {"language": "bs"}),
    "its own language": (
        html(script(review(inLanguage={"@type": "Language", "alternateName": "hr"}))),
        {"language": "hr"},
    ),
    "microdata": (
        html(MICRODATA.format(s="", rating="alternateName")),
        {
            "claimant": "Jedan profil",
            "claimed_on": "2021-03-04",
            "reviewed_on": "2021-03-06",
            "appearances": "https://social.example/post/9",
        },
    ),
    "microdata with the rating under name": (html(MICRODATA.format(s="s", rating="name")), {}),
    "the same twice": (html(script(review()), script([review()])), {}),
    "in both ways": (html(script(review()), MICRODATA.format(s="s", rating="alternateName")), {}),
    "in XHTML": ("<?xml version='1.0'?>" + html(script(f"//<![CDATA[\n{written()}\n//]]>")), {}),
    "in a page that never ends its elements": (f"<html><p>{script(review())}<p><div><b>", {}),
    "with a NUL": (html("a\0b", script(review())), {}),
    "with half a letter": (html("a\ud800b", script(review())), {}),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_review_is_found_with_its_fields_however_a_page_says_it(name, page):
    text, more = PAGES[name]
    read = page(text)
    wanted = WANTED | more

    assert [type(record) for record in read.records] == [RawRecord]
    fields = read.records[0].fields
    assert {key: fields.get(key) for key in wanted} == wanted


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("an address of another host", "belongs to https://bank.example/1, another host"),
        ("the claim instead of a rating", "repeats the claim"),
    ],
)
def test_what_was_not_believed_is_told(name, words, page):
    assert any(words in note for note in page(PAGES[name][0]).notes)


def test_an_author_on_another_site_is_told(page):
    author = {"@type": "Organization", "name": "Big Agency", "url": "https://agency.example/"}
    read = page(html(script(review(author=author))), url="https://copycat.test.example.org/1")

    assert any("signed by https://agency.example/" in note for note in read.notes)


def test_a_correction_is_told(page):
    read = page(html(script(review(correction="Ranije je pisalo drugo."))))

    assert "the page has a correction note: Ranije je pisalo drugo." in read.notes


def test_several_reviews_come_in_the_order_of_the_page(page):
    claims = [f"Tvrdnja broj {n} je tačna." for n in range(5)]
    read = page(html(*(script(review(claimReviewed=claim)) for claim in claims)))

    assert [record.fields["claim"] for record in read.records] == claims
    assert [record.line for record in read.records] == [1] * 5


def test_two_reviews_of_one_claim_that_disagree_both_stay(page):
    other = review(reviewRating=RATED | {"alternateName": "Tačno"})
    read = page(html(script(review()), script(other)))

    assert [record.fields["rating"] for record in read.records] == ["Netačno", "Tačno"]


def test_a_record_says_in_which_line_it_begins(page):
    assert page("<html>\n\n\n" + script(review())).records[0].line == 4


PROBLEMS = {
    "no claim": script(without("claimReviewed")),
    "an empty claim": script(review(claimReviewed=" ")),
    "a claim that is an object": script(review(claimReviewed={"x": 1})),
    "a quotation mark inside": script(written().replace("Kokos", 'Kokos "')),
    "cut in half": script(written()[:150]),
    "cut by a tag in its text": script(written(review(description="a </script> b"))),
    "not a number": script(written().replace('"ratingValue": 1', '"ratingValue": NaN')),
    "a number without end": script(written().replace('"ratingValue": 1', '"ratingValue": 1e999')),
    "a key given twice": script(written()[:-1] + ', "claimReviewed": "Other"}'),
    "nested without end": script(written()[:-1] + ', "x": ' + "[" * 100_000),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_review_that_cannot_be_read_is_a_problem_with_a_reason(name, page):
    read = page(html(PROBLEMS[name]))

    assert [type(record) for record in read.records] == [RecordProblem]
    assert "ClaimReview" in read.records[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain words",
        html(),
        html(script(ARTICLE)),
        html(script("ClaimReview", kind="text/javascript")),
        html(BROKEN_ELSEWHERE),
        html("&lt;script type=application/ld+json&gt;" + written()),
        f"<!-- {script(review())} -->",
        html('<div itemtype="https://schema.org/ClaimReview">no itemscope</div>'),
        html('<div itemscope itemtype="https://schema.org/Review"></div>'),
        "\0" * 1_000,
    ],
)
def test_a_page_without_a_review_gives_none(text, page):
    assert page(text).records == ()


def test_what_a_page_says_about_itself(page):
    head = (
        '<title> A &amp; B\n</title><meta property="og:site_name" content="Provjera\u202e">'
        '<meta name="DC.date" content="2020-01-01"><meta property="og:locale" content="sr_RS">'
        '<meta property="article:modified_time" content="2021-01-01">'
    )
    read = page(f"<html><head>{head}</head><body><h1>C</h1></body></html>")

    assert (read.title, read.publisher, read.language) == ("A & B", "Provjera", "sr-RS")
    assert (read.published_on, read.modified_on) == ("2020-01-01", "2021-01-01")
    assert read.canonical_url == URL


def test_the_links_are_those_of_the_article_to_other_sites(page):
    hrefs = [
        "https://a.example/1",
        "/own",
        "https://www.pub.example/x",
        "//b.example/2#part",
        "mailto:x@y.example",
        "javascript:alert(1)",
        "https://a.example/1#twice",
        "https://[broken",
    ]
    links = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    read = page(html('<a href="https://menu.example">m</a>', f"<article>{links}</article>"))

    assert read.links == ("https://a.example/1", "https://b.example/2")


def test_a_json_document_is_read_too(page):
    read = page(written([review()]), content_type="application/ld+json")

    assert [record.fields["claim"] for record in read.records] == [CLAIM]
    with pytest.raises(SourceRefused, match="cannot be read"):
        page("{", content_type="application/json")


def test_a_page_beyond_two_million_letters_is_read_to_there(page):
    read = page(html(script(review()), "x" * 2_100_000))

    assert len(read.records) == 1
    assert read.notes == ("only the first 2,000,000 characters of the page were read",)


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<?", "</x", "<a>", "<b>", "<![CDATA[", "&", "<a x='"]
)
def test_a_page_built_to_keep_its_reader_busy_ends_in_time(piece, page):
    began = time.process_time()
    with suppress(SourceRefused):
        page(piece * (2_000_000 // len(piece)))

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '<div itemscope itemtype="https://schema.org/ClaimReview">' * 30_000, id="items"
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/ClaimReview">' + "<b itemprop=x>" * 60_000,
            id="properties in properties",
        ),
        pytest.param(script(review()) * 5_000, id="scripts"),
        pytest.param(script("[" + "{}," * 400_000 + "{}]"), id="objects"),
        pytest.param(script("/*" * 900_000 + "ClaimReview"), id="comments"),
        pytest.param(script('"' * 1_900_000 + "ClaimReview"), id="quotation marks"),
        pytest.param(script("ClaimReview" + ", " * 900_000), id="commas"),
        pytest.param(script(review(author=[{"@id": "#a"}] * 50_000)), id="references"),
    ],
)
def test_data_built_to_keep_its_reader_busy_ends_in_time(text, page):
    began = time.process_time()
    page(text)

    assert time.process_time() - began < 5


def test_a_page_with_more_tags_than_any_article_is_refused(page):
    with pytest.raises(SourceRefused, match="more than 200,000 tags"):
        page("<p>" * 200_001)
