"""ClaimReviews come in files of many shapes; each is found once, its fields with their origins."""

import json

import pytest

CLAIM = "The old bridge was sold to a circus."
URL = "https://pub.example/checks/1"


def review(**fields):
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": URL,
        "claimReviewed": CLAIM,
        "author": {"@type": "Organization", "name": "Pub", "url": "https://pub.example"},
        "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1},
    } | fields


def entry(*items, **fields):
    return {"@type": "DataFeedItem", "dateCreated": "2024-01-01", "item": [*items]} | fields


def feed(*entries):
    return {"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [*entries]}


WANTED = {"claim": CLAIM, "rating": "False", "publisher": "Pub", "url": URL}
OURSELVES = {"@type": "NewsMediaOrganization", "@id": "#us", "name": "Pub"}
PAGE = {"@type": "WebPage", "@id": "#page", "url": URL, "name": "A page"}
WITHOUT_URL = {key: value for key, value in review().items() if key != "url"}
SHAPES = {
    "an object": review(),
    "a list": [review()],
    "a list with things of a page": [PAGE, OURSELVES, review()],
    "a graph": {"@context": "https://schema.org", "@graph": [PAGE, review(), OURSELVES]},
    "a graph with an article": {"@graph": [{"@type": "NewsArticle", "headline": "x"}, review()]},
    "a graph, the author before": {"@graph": [OURSELVES, review(author={"@id": "#us"})]},
    "a graph, the author behind": {"@graph": [review(author={"@id": "#us"}), PAGE, OURSELVES]},
    "a list, the author behind": [review(author={"@id": "#us"}), OURSELVES],
    "the main entity's review": {"@type": "WebPage", "mainEntity": {"review": review()}},
    "inside an article": {"@type": "NewsArticle", "headline": "No", "review": [review()]},
    "the article has the address": {"@type": "Article", "url": URL, "review": WITHOUT_URL},
    "a feed": feed(entry(review(), url=URL)),
    "a feed with nulls": feed(entry(None, review(), None)),
    "a feed whose item is an object": feed(entry() | {"item": review()}),
    "a feed whose entry has the address": feed(entry(WITHOUT_URL, url=URL)),
    "a type list": review(**{"@type": ["Review", "ClaimReview"]}),
    "a type with its vocabulary": review(**{"@type": "http://schema.org/ClaimReview"}),
    "values in wrappers": review(claimReviewed={"@value": CLAIM, "@language": "en"}),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("layout", [None, 2])
def test_a_review_is_found_whatever_surrounds_it(shape, layout, read):
    records, problems = read(json.dumps(SHAPES[shape], indent=layout), name="x.json")

    assert not problems
    assert [{key: record.fields.get(key) for key in WANTED} for record in records] == [WANTED]


def test_reviews_one_a_line_are_read_as_they_are_in_a_list(read):
    lines = "\n".join(json.dumps(review(claimReviewed=f"{CLAIM} {n}")) for n in range(3))
    records, problems = read(lines, name="x.jsonl")

    assert not problems
    assert [record.fields["claim"] for record in records] == [f"{CLAIM} {n}" for n in range(3)]
    assert [record.line for record in records] == [1, 2, 3]


def test_a_problem_in_a_one_line_feed_names_the_item_number(read):
    records, problems = read(json.dumps(feed(entry(review()), entry(), entry(review()))), "f.json")

    assert [(record.line, record.item) for record in records] == [(1, 1), (1, 3)]
    assert [(problem.line, problem.item) for problem in problems] == [(1, 2)]
    assert "is empty" in problems[0].reason


def test_each_field_knows_its_path(read):
    given = review(
        itemReviewed={
            "@type": "Claim",
            "author": {"name": "A profile"},
            "firstAppearance": {"url": "https://b.example/2"},
            "appearance": ["https://a.example/1"],
        },
        publisher={"name": "Nobody"},
    )
    origins = read(json.dumps(given), "x.json")[0][0].origins

    assert origins["rating"] == "reviewRating.alternateName"
    assert origins["publisher"] == "author.name"
    assert origins["claimant"] == "itemReviewed.author.name"
    assert origins["appearances"] == "itemReviewed.appearance, itemReviewed.firstAppearance.url"


def test_a_column_that_the_user_maps_wins(read):
    given = review(alternativeHeadline="The bridge is still there.")
    records, _ = read(json.dumps([given]), "x.json", map={"alternativeHeadline": "title"})

    assert records[0].fields["title"] == "The bridge is still there."
    assert records[0].origins["title"] == "alternativeHeadline"


MEDIA = {"@type": "MediaReview", "mediaAuthenticityCategory": "TransformedContent"}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([review(associatedMediaReview=MEDIA)], id="named by the ClaimReview"),
        pytest.param(feed(entry(review(), MEDIA)), id="beside the only one of an entry"),
        pytest.param(
            feed(entry(review(), review(url=URL + "2", claimReviewed="x y"), MEDIA | {"url": URL})),
            id="at the same address as one of two",
        ),
    ],
)
def test_a_media_review_beside_becomes_a_flag_and_is_kept(value, read):
    first = read(json.dumps(value), "x.json")[0][0]

    assert first.fields["media_flags"] == "TransformedContent"
    assert "associatedMediaReview" in first.raw


def test_a_trailing_comma_is_removed_with_a_note(read):
    text = json.dumps([review()])[:-2] + ",}]"
    records, problems = read(text, "x.json")

    assert not problems
    assert records[0].fields["claim"] == CLAIM
    assert any("commas too many" in note for note in records[0].notes)


def search(*claims):
    return json.dumps({"claims": [*claims], "nextPageToken": "CAo"})


def searched(*reviews, **fields):
    return (
        {"text": CLAIM, "claimant": "A profile", "claimDate": "2024-06-20T00:00:00Z"}
        | fields
        | {"claimReview": [*reviews]}
    )


FOUND = {
    "publisher": {"name": "Pub", "site": "pub.example"},
    "url": URL,
    "title": "No, it was not sold",
    "reviewDate": "2024-06-22T00:00:00Z",
    "textualRating": "False",
    "languageCode": "en",
}


def test_a_claim_with_several_reviews_is_as_many_records(read):
    other = FOUND | {"publisher": {"site": "other.example"}, "url": "https://other.example/1"}
    records, problems = read(search(searched(FOUND, other)), "search.json")

    assert not problems
    assert [record.fields["url"] for record in records] == [URL, "https://other.example/1"]
    assert {record.fields["claim"] for record in records} == {CLAIM}
    assert records[0].fields["publisher"] == "Pub"
    assert records[1].fields["publisher_domain"] == "other.example"
    assert records[0].origins["rating"] == "claimReview.textualRating"


def test_a_search_that_found_nothing_has_no_records(read):
    assert read("{}", "search.json") == ([], [])


def page(*scripts, head=""):
    text = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f'<!doctype html><html lang="en"><head><title>T</title>{head}</head><body>{text}</body>'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(page(json.dumps(review())), "x.html", id="by its name"),
        pytest.param(page(json.dumps(review())), "-", id="by its beginning"),
        pytest.param(
            "\n<!-- saved -->\n" + page(json.dumps([review()])), "-", id="a comment first"
        ),
        pytest.param(page("{broken", json.dumps(PAGE), json.dumps(review())), "-", id="the third"),
        pytest.param(
            page(json.dumps(review()).replace('"', "&quot;")), "-", id="marks as entities"
        ),
        pytest.param(
            page(json.dumps(WITHOUT_URL), head=f'<link rel="canonical" href="{URL}">'),
            "-",
            id="the page knows its address",
        ),
        pytest.param(
            f"<!-- saved from url=(0028){URL} -->" + page(json.dumps(WITHOUT_URL)),
            "-",
            id="the browser wrote it down",
        ),
    ],
)
def test_a_saved_page_is_read(text, name, read):
    records, problems = read(text, name)

    assert not problems
    assert [{key: record.fields.get(key) for key in WANTED} for record in records] == [WANTED]
    assert records[0].fields["language"] == "en"


def test_a_saved_page_is_decoded_as_it_declares(read):
    head = '<meta charset="windows-1250">'
    text = page(
        json.dumps(review(claimReviewed="Ćuprija je prodana."), ensure_ascii=False), head=head
    )

    assert read(text.encode("cp1250"), "x.html")[0][0].fields["claim"] == "Ćuprija je prodana."


def test_a_url_of_another_host_is_not_used(read):
    head = '<link rel="canonical" href="https://copy.example/1">'
    records, _ = read(page(json.dumps(review()), head=head), "x.html")

    assert records[0].fields["url"] == "https://copy.example/1"
    assert any("another host" in note for note in records[0].notes)


def test_microdata_in_a_saved_page_is_read(read):
    text = (
        '<html><body><div itemscope itemtype="https://schema.org/ClaimReview">'
        f'<link itemprop="url" href="{URL}"><p itemprop="claimReviewed">{CLAIM}</p>'
        '<span itemprop="author" itemscope><b itemprop="name">Pub</b></span>'
        '<span itemprop="reviewRating" itemscope><b itemprop="alternateName">False</b></span></div>'
    )
    records, problems = read(text, "x.htm")

    assert not problems
    assert [{key: record.fields.get(key) for key in WANTED} for record in records] == [WANTED]
