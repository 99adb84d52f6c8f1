"""Whatever is wrong with one ClaimReview, it is named, and its neighbours are taken in."""

import json
from datetime import date

import pytest

from factcheck.errors import InputError
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.validation import validate
from factcheck.model import RecordProblem

CLAIM = "The old bridge was sold to a circus."
RATING = {"@type": "Rating", "alternateName": "False"}


def review(**fields):
    return {
        "@type": "ClaimReview",
        "url": "https://pub.example/checks/1",
        "claimReviewed": CLAIM,
        "author": {"@type": "Organization", "name": "Pub"},
        "reviewRating": RATING,
    } | fields


def without(*names, **fields):
    return {name: value for name, value in review(**fields).items() if name not in names}


def written(value=None):
    return json.dumps(review() if value is None else value, ensure_ascii=False)


FIRST = written(review(claimReviewed="The tower leans to the north.", url="https://pub.example/a"))
LAST = written(review(claimReviewed="The tower leans to the south.", url="https://pub.example/z"))
NEIGHBOURS = ["The tower leans to the north.", "The tower leans to the south."]
NO_JSON = "not valid JSON"
NO_CLAIM = "does not say which claim"
NO_OBJECT = "not a JSON object"

# A broken element, and what its reason must say. {} is a whole ClaimReview.
BROKEN = {
    "no colon": (written().replace('"url":', '"url"'), NO_JSON),
    "no comma": (written().replace('", "claim', '" "claim'), NO_JSON),
    "a mark not escaped": (written().replace("bridge", 'bri"dge'), NO_JSON),
    "two marks not escaped": (written().replace("bridge", '"bridge"'), NO_JSON),
    "single quotation marks": (written().replace('"', "'"), "JSON"),
    "typographic quotation marks": (written().replace('"url"', "“url”"), NO_JSON),
    "names without marks": (written().replace('"url"', "url"), NO_JSON),
    "a backslash alone": (written().replace("bridge", r"bri\dge"), NO_JSON),
    "half an escape": (written().replace("bridge", r"bri\u12"), NO_JSON),
    "a number with a comma": (written(review(n=1)).replace("1}", "1,5}"), NO_JSON),
    "a number with a zero before": (written(review(n=7)).replace("7}", "07}"), NO_JSON),
    "a number that begins with a plus": (written(review(n=7)).replace("7}", "+7}"), NO_JSON),
    "a number in hexadecimal": (written(review(n=7)).replace("7}", "0x7}"), NO_JSON),
    "True of Python": (written(review(n=7)).replace("7}", "True}"), NO_JSON),
    "None of Python": (written(review(n=7)).replace("7}", "None}"), NO_JSON),
    "undefined of JavaScript": (written(review(n=7)).replace("7}", "undefined}"), NO_JSON),
    "NaN": (written(review(n=7)).replace("7}", "NaN}"), "NaN is not a number"),
    "Infinity": (written(review(n=7)).replace("7}", "Infinity}"), "Infinity is not a number"),
    "minus Infinity": (written(review(n=7)).replace("7}", "-Infinity}"), "-Infinity"),
    "a number without end": (written(review(n=7)).replace("7}", "1e999}"), "too large"),
    "the claim given twice": (written()[:-1] + ', "claimReviewed": "x"}', "given twice"),
    "the rating given twice": (written()[:-1] + ', "reviewRating": {}}', "given twice"),
    "a value of the rating twice": (
        written(review(reviewRating=7)).replace("7}", '{"ratingValue": 1, "ratingValue": 5}}'),
        "'ratingValue' is given twice",
    ),
    "nested without end": (written()[:-1] + ', "x": ' + "[" * 5_000 + "]" * 5_000 + "}", "nested"),
    "longer than any fact-check": (written(review(x="y" * 1_000_001)), "longer than 1,000,000"),
    "a template left in": (written().replace('"@type"', '{{ type }}, "@type"'), NO_JSON),
    "PHP left in": (written().replace('"url"', '<?php echo 1 ?>"url"'), NO_JSON),
    "two values in one place": (written().replace('"url": ', '"url": "a" '), NO_JSON),
    "a text": ('"ClaimReview"', NO_OBJECT),
    "a number": ("17", NO_OBJECT),
    "null": ("null", NO_OBJECT),
    "true": ("true", NO_OBJECT),
    "a list": ("[]", NO_OBJECT),
    "a word": ("ClaimReview", NO_JSON),
    "no claim": (written(without("claimReviewed")), NO_CLAIM),
    "an empty claim": (written(review(claimReviewed="")), NO_CLAIM),
    "a claim of spaces": (written(review(claimReviewed=" \n ")), NO_CLAIM),
    "a claim that is null": (written(review(claimReviewed=None)), NO_CLAIM),
    "a claim that is false": (written(review(claimReviewed=False)), NO_CLAIM),
    "a claim that is an object": (written(review(claimReviewed={"x": "y"})), NO_CLAIM),
    "a claim that is an empty list": (written(review(claimReviewed=[])), NO_CLAIM),
    "a claim that is a list of nulls": (written(review(claimReviewed=[None])), NO_CLAIM),
    "a claim that refers to nothing": (written(review(claimReviewed={"@id": "#x"})), NO_CLAIM),
    "a claim under another name": (
        written(without("claimReviewed", claim_reviewed="x y z")),
        NO_CLAIM,
    ),
    "a claim as long as an article": (
        written(review(claimReviewed="word " * 1_500)),
        "whole article",
    ),
    "a claim of marks that nobody sees": (
        written(review(claimReviewed="\u200b\u200b\u202e")),
        "no claim",
    ),
    "a claim that is a tag": (written(review(claimReviewed="<br/>")), "no claim"),
    "a claim that says null": (written(review(claimReviewed="null")), "no claim"),
    "a claim that is a dash": (written(review(claimReviewed="-")), "no claim"),
    "a claim of control characters": (written(review(claimReviewed="\x00\x01\x02")), "no claim"),
    "nobody who signs and no address": (written(without("author", "url")), "neither a publisher"),
    "a reporter and no address": (
        written(without("url", author={"@type": "Person", "name": "R"})),
        "neither a publisher",
    ),
    "an author without a name": (written(without("url", author={})), "neither a publisher"),
    "an author who is null": (written(without("url", author=None)), "neither a publisher"),
    "an author who is a number": (written(without("url", author={"name": {}})), "neither"),
    "an address of JavaScript": (written(review(url="javascript:alert(1)")), "does not begin with"),
    "an address of data": (written(review(url="data:text/html,x")), "does not begin with"),
    "an address of a file": (written(review(url="file:///etc/hosts")), "does not begin with"),
    "an address of FTP": (written(review(url="ftp://pub.example/1")), "does not begin with"),
    "an address without a scheme": (written(review(url="pub.example/1")), "does not begin with"),
    "an address of a path": (written(review(url="/checks/1")), "does not begin with"),
    "an address without a host": (written(review(url="https:///checks/1")), "has no host"),
    "an address with a broken host": (written(review(url="https://[::1/1")), "is not a URL"),
    "an address with a port of words": (
        written(review(url="https://pub.example:x/")),
        "is not a URL",
    ),
    "an address with a port too large": (
        written(review(url="https://pub.example:99999/")),
        "is not a URL",
    ),
    "an address with a tag": (written(review(url="https://pub.example/<")), "has brackets"),
    "an address with quotation marks": (
        written(review(url='https://pub.example/"x')),
        "has brackets",
    ),
    "an address with a backslash": (written(review(url="https://pub.example\\@x/")), "backslashes"),
    "an address that is too long": (
        written(review(url="https://pub.example/" + "x" * 3_000)),
        "longer",
    ),
    "an address that begins with a dot": (written(review(url="https://.example/")), "cannot be"),
    "an address with a per cent in its host": (
        written(review(url="https://a%41.example/")),
        "cannot",
    ),
    "an article without a review": (
        written({"@type": "NewsArticle", "headline": "x"}),
        "NewsArticle",
    ),
    "a review of a film": (written({"@type": "Review", "name": "x"}), "it is a Review without"),
    "an article with an empty review": (
        written({"@type": "Article", "headline": "x", "review": []}),
        "it is a Article without",
    ),
    "an entry that is empty": (written({"@type": "DataFeedItem", "item": None}), "is empty"),
    "an entry with an empty list": (written({"@type": "DataFeedItem", "item": []}), "is empty"),
    "an entry of nulls": (
        written({"@type": "DataFeedItem", "item": [None]}),
        "without a ClaimReview",
    ),
    "an entry with a text": (
        written({"@type": "DataFeedItem", "item": "x"}),
        "without a ClaimReview",
    ),
    "an entry without an item": (written({"@type": "DataFeedItem", "url": "x"}), "without"),
    "an entry with a review that lacks its claim": (
        written({"@type": "DataFeedItem", "item": [without("claimReviewed")]}),
        NO_CLAIM,
    ),
    "a MediaReview alone": (
        written({"@type": "MediaReview", "mediaAuthenticityCategory": "x"}),
        "stands alone",
    ),
    "a type that is a number": (written({"@type": 7, "x": "y"}), "no claim"),
    "no names that we know": (written({"foo": "bar"}), "no claim and no title"),
    "a ClaimReview without its type": (written({"reviewRating": RATING}), "no claim and no title"),
}
SHAPES = ("feed", "list", "lines")


def laid_out(broken, shape):
    if shape == "lines":
        return f"{FIRST}\n{broken}\n{LAST}\n", "x.jsonl"
    if shape == "list":
        return f"[{FIRST},\n{broken},\n{LAST}]", "x.json"
    return f'{{"@type": "DataFeed", "dataFeedElement": [{FIRST}, {broken}, {LAST}]}}', "x.json"


def taken(found, options=None):
    """Validate what was read: (claims that are taken, problems)."""
    chosen = options or ReadOptions(today=date(2025, 1, 1))
    checked = [validate(record, chosen) for record in found]
    problems = [each for each in checked if isinstance(each, RecordProblem)]
    return [each[0].claim for each in checked if not isinstance(each, RecordProblem)], problems


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_broken_review_is_named_and_its_neighbours_are_kept(name, shape, read):
    broken, reason = BROKEN[name]
    content, file = laid_out(broken, shape)
    records, problems = read(content, file)
    claims, refused = taken(records)
    told = [*problems, *refused]

    assert claims == NEIGHBOURS
    assert [reason in problem.reason for problem in told] == [True], told
    assert [(problem.line, problem.item) for problem in told] == [
        {"feed": (1, 2), "list": (2, 2), "lines": (2, 0)}[shape]
    ]


def searched(text="Fish can sing.", *reviews, **fields):
    return {"text": text, "claimReview": [*reviews]} | fields


FOUND = {
    "publisher": {"site": "pub.example"},
    "url": "https://pub.example/1",
    "textualRating": "No",
}
BROKEN_SEARCHES = {
    "no review": (searched(), "without any review"),
    "a review that is null": (searched("x", None), "without any review"),
    "no list of reviews": ({"text": "Fish can sing."}, "neither a publisher"),
    "a list of reviews that is null": (searched() | {"claimReview": None}, "neither a publisher"),
    "a review that is a text": (searched("Fish can sing.", "x"), "neither a publisher"),
    "a review without publisher and address": (
        searched("Fish can sing.", {"textualRating": "No"}),
        "neither a publisher",
    ),
    "no text and no title": ({"claimReview": [FOUND]}, "no claim and no title"),
    "an empty text": (searched(" ", FOUND), "no claim and no title"),
    "a text that is null": (searched(None, FOUND), "no claim and no title"),
    "an address that is none": (
        searched("Fish can sing.", FOUND | {"url": "x"}),
        "begin with http",
    ),
    "a text as long as an article": (searched("word " * 1_500, FOUND), "whole article"),
}


@pytest.mark.parametrize("name", BROKEN_SEARCHES)
def test_a_broken_claim_of_a_search_is_named_and_its_neighbours_are_kept(name, read):
    broken, reason = BROKEN_SEARCHES[name]
    first, last = searched("First fish.", FOUND), searched("Last fish.", FOUND)
    records, problems = read(json.dumps({"claims": [first, broken, last]}), "search.json")
    claims, refused = taken(records)

    assert claims == ["First fish.", "Last fish."]
    assert [reason in problem.reason for problem in [*problems, *refused]] == [True]
    assert {problem.item for problem in [*problems, *refused]} == {2}


def script(text):
    return f'<script type="application/ld+json">\n{text}</script>\n'


BROKEN_SCRIPTS = {
    name: BROKEN[name]
    for name in BROKEN
    if "ClaimReview" in BROKEN[name][0]
    and name not in ("a text", "a word", "a ClaimReview without its type")
    and BROKEN[name][1] in (NO_JSON, NO_CLAIM, "nested", "given twice", "too large", "no claim")
} | {
    "cut by a tag in its text": (written(review(x="</script>")), NO_JSON),
    "cut in half": (written()[:120], NO_JSON),
}


@pytest.mark.parametrize("name", BROKEN_SCRIPTS)
def test_a_broken_script_of_a_saved_page_is_named_and_its_neighbours_are_kept(name, read):
    broken, reason = BROKEN_SCRIPTS[name]
    page = (
        f"<!doctype html><html><body>\n{script(FIRST)}{script(broken)}{script(LAST)}</body></html>"
    )
    records, problems = read(page, "x.html")
    claims, refused = taken(records)

    assert claims == NEIGHBOURS
    assert [reason in problem.reason for problem in [*problems, *refused]] == [True]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        pytest.param("<html><body>Nothing</body></html>", "x.html", "no ClaimReview", id="a page"),
        pytest.param("<html>" + "<b>" * 200_001, "x.html", "200,000 tags", id="a page of tags"),
        pytest.param(
            '{"@type": "WebPage", "name": "x"}', "x.json", "no ClaimReview", id="furniture"
        ),
        pytest.param('[{"@type": "Person", "name": "x"}]', "x.json", "no ClaimReview", id="people"),
        pytest.param(
            '{"@graph": [{"@type": "Article"}]}', "x.json", "no ClaimReview", id="a graph"
        ),
        pytest.param('[{"foo": "bar"}]', "x.json", "no column can be the claim", id="other names"),
        pytest.param("  ", "x.json", "is empty", id="nothing"),
    ],
)
def test_a_file_without_any_review_is_refused_as_a_whole(content, name, reason, read):
    with pytest.raises(InputError, match=reason):
        read(content, name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(f'{{"dataFeedElement": [{FIRST},', "ends inside the list", id="in the list"),
        pytest.param(
            f'{{"dataFeedElement": [{FIRST}, {LAST[:99]}', "ends inside", id="in a review"
        ),
        pytest.param(f'{{"dataFeedElement": [{FIRST}]', "ends inside the object", id="in the feed"),
        pytest.param(f'{{"dataFeedElement": [{FIRST}]}} x', "the rest is lost", id="a word behind"),
    ],
)
def test_what_came_before_the_end_of_a_cut_file_is_kept(content, reason, read):
    records, problems = read(content, "x.json")

    assert taken(records)[0] == NEIGHBOURS[:1]
    assert reason in problems[0].reason


def test_a_letter_that_is_not_utf_8_spoils_only_its_own_review(read):
    broken = written().encode().replace(b"bridge", b"bri\xffge")
    most = written(review(claimReviewed=NEIGHBOURS[0], headline="Čudo na Žepi: šćap đaka")).encode()
    content = b"[" + most + b",\n" + broken + b",\n" + LAST.encode() + b"]"
    records, problems = read(content, "x.json")

    assert taken(records)[0] == NEIGHBOURS
    assert ["do not fit the file's encoding" in problem.reason for problem in problems] == [True]


def test_more_than_a_hundred_inputs_are_named():
    assert len(BROKEN) + len(BROKEN_SEARCHES) + len(BROKEN_SCRIPTS) > 100
