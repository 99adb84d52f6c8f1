"""Feeds of fact-checkers: which items are fact-checks, and what hostile ones do not do."""

import pytest

from factcheck.errors import InputError
from factcheck.formats.line_reader import MAX_RECORD_BYTES
from factcheck.formats.sniffing import TABLE, find_format
from factcheck.model import MappedBy, RatingReading, Verdict
from factcheck.ratings.rating_reader import RatingReader

_LABELS = {"FALSE": Verdict.FALSE, "SALAH": Verdict.FALSE, "TRUE": Verdict.TRUE}


class _OnePublisher(RatingReader):
    """Knows one publisher, which puts a label and a colon, or brackets, before its titles."""

    def read(self, rating, publisher_domain="", language="", publisher_name=""):
        label = rating.removeprefix("[").partition(":")[0].partition("]")[0]
        if publisher_domain == "checks.example" and label in _LABELS:
            return RatingReading(_LABELS[label], MappedBy.PUBLISHER_TABLE)
        return RatingReading()


@pytest.fixture
def read_feed(read):
    def reading(content, name="feed", **options):
        return read(content, name, ratings=_OnePublisher(), **options)

    return reading


def _rss(*items, title="Checks", attributes=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {attributes}><channel>\n'
        f"<title>{title}</title><link>https://checks.example/</link><language>sw-KE</language>\n"
        + "\n".join(items)
        + "\n</channel></rss>"
    )


def _item(title="FALSE: The dam has burst", link="https://checks.example/dam", more=""):
    return (
        f"<item><title>{title}</title><link>{link}</link>"
        f"<pubDate>Tue, 05 Mar 2024 23:30:00 -0500</pubDate>{more}</item>"
    )


def test_a_title_that_begins_with_its_publishers_label_is_a_ruling(read_feed):
    records, problems = read_feed(_rss(_item(more="<description>It stands.</description>")))

    assert problems == []
    fields = records[0].fields
    assert fields["claim"] == "The dam has burst"
    assert fields["rating"] == "FALSE"
    assert fields["title"] == "FALSE: The dam has burst"
    assert fields["url"] == "https://checks.example/dam"
    assert fields["reviewed_on"] == "Tue, 05 Mar 2024 23:30:00 -0500"
    assert fields["publisher"] == "Checks"
    assert fields["language"] == "sw-KE"
    assert fields["summary"] == "It stands."
    assert records[0].origins["rating"] == "title"


def test_brackets_are_cut_off_a_title_too(read_feed):
    records, _ = read_feed(_rss(_item(title="[SALAH] Bendungan itu jebol")))

    assert records[0].fields["rating"] == "SALAH"
    assert records[0].fields["claim"] == "Bendungan itu jebol"


@pytest.mark.parametrize(
    ("title", "link"),
    [
        pytest.param("The dam has burst", "https://checks.example/1", id="no label"),
        pytest.param("Explainer: how dams work", "https://checks.example/1", id="a topic"),
        pytest.param("FALSE: It burst", "https://other.example/1", id="another publisher"),
        pytest.param("FALSE:", "https://checks.example/1", id="a label and nothing else"),
        pytest.param("", "https://checks.example/1", id="no title"),
    ],
)
def test_an_item_that_rules_on_nothing_is_rejected_by_name(read_feed, title, link):
    records, problems = read_feed(_rss(_item(title=title, link=link)))

    assert records == []
    assert "carries no claim and no rating" in problems[0].reason


def test_an_item_that_carries_claim_and_rating_needs_no_label(read_feed):
    item = _item(
        title="About the dam",
        more="<fc:claimReviewed>The dam burst</fc:claimReviewed><fc:rating>Bogus</fc:rating>",
    )
    records, _ = read_feed(_rss(item, attributes='xmlns:fc="https://fc.example/ns"'))

    assert records[0].fields["claim"] == "The dam burst"
    assert records[0].fields["rating"] == "Bogus"


def test_other_elements_are_no_ratings_unless_the_user_maps_them(read_feed):
    feed = _rss(_item(title="About the dam", more="<note>False</note><label>New</label>"))
    _, problems = read_feed(feed)
    records, _ = read_feed(feed, map={"item:note": "rating"})

    assert len(problems) == 1
    assert records[0].fields["rating"] == "False"


def test_atom_is_read_as_rss_is(read_feed):
    feed = """<?xml version="1.0"?><!-- made by hand -->
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Checks</title>
<link href="https://checks.example/"/>
<entry><title>TRUE: The road is closed</title><link href="https://checks.example/road"/>
<id>tag:checks.example,2024:road</id><updated>2024-03-06T01:00:00Z</updated>
<published>2024-03-05T23:30:00-05:00</published><category term="roads"/>
<summary type="html">&lt;p&gt;Since May&lt;/p&gt;</summary></entry></feed>"""
    records, problems = read_feed(feed)

    assert problems == []
    fields = records[0].fields
    assert fields["claim"] == "The road is closed"
    assert fields["record_id"] == "tag:checks.example,2024:road"
    assert fields["reviewed_on"].startswith("2024-03-05")
    assert fields["modified_on"].startswith("2024-03-06")
    assert fields["tags"] == "roads" or fields["tags"] == ("roads",)
    assert fields["publisher"] == "Checks"


def test_atom_with_a_prefix_is_atom(read_feed):
    feed = (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>FALSE: It rains'
        '</a:title><a:link href="https://checks.example/rain"/></a:entry></a:feed>'
    )
    records, _ = read_feed(feed)

    assert records[0].fields["claim"] == "It rains"


def test_rss_1_is_read_as_rss_is(read_feed):
    feed = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://checks.example/">'
        "<title>Checks</title><link>https://checks.example/</link>"
        '<items><rdf:Seq><rdf:li rdf:resource="https://checks.example/1"/></rdf:Seq></items>'
        f"</channel>{_item()}</rdf:RDF>"
    )
    records, problems = read_feed(feed)

    assert problems == []
    assert records[0].fields["publisher"] == "Checks"


def test_a_feed_that_collects_from_other_sites_is_not_their_publisher(read_feed):
    item = _item(link="https://elsewhere.example/1", more="<rating>False</rating>")
    records, _ = read_feed(_rss(item))

    assert "publisher" not in records[0].fields


def test_a_broken_item_takes_no_neighbour_along(read_feed):
    broken = "<item><title>FALSE: <b>unclosed</title></item>"
    never_closed = "<item><title>FALSE: never closed</title>"
    records, problems = read_feed(_rss(_item(), broken, _item(), never_closed, _item()))

    assert len(records) == 3
    assert [problem.line for problem in problems] == [5, 7]
    assert "it is not XML" in problems[0].reason
    assert "not closed before the next" in problems[1].reason


def test_what_html_allows_in_a_title_does_not_cost_the_item(read_feed):
    records, problems = read_feed(
        _rss(_item(title="FALSE: Dams &nbsp;&amp; roads &eacute; AT&T\x0c"))
    )

    assert problems == []
    assert records[0].fields["claim"] == "Dams & roads é AT&T"


def test_an_item_inside_a_text_is_no_item(read_feed):
    text = "<description><![CDATA[ </item><item><title>FALSE: a trap</title> ]]></description>"
    records, problems = read_feed(_rss(_item(more=text), "<!-- <item> -->", _item()))

    assert problems == []
    assert len(records) == 2


def test_a_feed_that_ends_early_gives_what_came_before(read_feed):
    records, problems = read_feed(_rss(_item(), _item())[:-60])

    assert len(records) == 1
    assert "ends inside the item" in problems[0].reason


def test_letters_that_do_not_fit_cost_one_item(read_feed):
    feed = (
        _rss(_item(), _item(title="FALSE: caf#"), _item())
        .encode()
        .replace(b"caf#", b"caf\xe9 \xff")
    )
    feed = feed.replace(b"Checks", "Četvrta provjera činjenica, šest žaba".encode())
    records, problems = read_feed(feed)

    assert len(records) == 2
    assert "do not fit the file's encoding" in problems[0].reason


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(
            '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
            id="entities within entities",
        ),
        pytest.param('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>', id="a file"),
        pytest.param(
            '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>', id="a parameter"
        ),
    ],
)
def test_a_feed_with_entities_of_its_own_is_refused(read_feed, declared):
    feed = _rss(_item(title="FALSE: &a;&b;&x;")).replace("?>\n", f"?>\n{declared}\n", 1)

    with pytest.raises(InputError, match="declares entities of its own"):
        read_feed(feed)


def test_an_old_document_type_without_entities_is_passed_over(read_feed):
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1/rss.dtd">'
    records, _ = read_feed(_rss(_item()).replace("?>\n", f"?>\n{kind}\n", 1))

    assert len(records) == 1


_HOSTILE = {
    "a document type inside": "<item><!DOCTYPE x [<!ENTITY a 'b'>]><title>&a;</title></item>",
    "deep nesting": f"<item><title>FALSE: x</title>{'<a>' * 5_000}{'</a>' * 5_000}</item>",
    "very many elements": f"<item><title>FALSE: x</title>{'<a/>' * 50_000}</item>",
    "a huge item": f"<item><title>FALSE: {'x' * (MAX_RECORD_BYTES + 10)}</title></item>",
    "a huge item with marks": f"<item><title>{'<!--' * (MAX_RECORD_BYTES // 4 + 9)}</title></item>",
    "texts that never close": f"<item><title>{'<![CDATA[' * 80_000}</title></item>",
    "an address of nothing": "<item></item>",
}


@pytest.mark.parametrize("hostile", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_a_hostile_item_costs_neither_time_nor_its_neighbours(read_feed, hostile):
    records, problems = read_feed(_rss(_item(), hostile, _item()))

    assert len(records) >= 1
    assert len(problems) >= 1


def test_closing_tags_without_end_are_passed_over_quickly(read_feed):
    records, _ = read_feed(_rss("</item>" * 300_000, _item()))

    assert len(records) == 1


def test_comments_without_end_before_the_first_tag_take_no_time():
    found = find_format(b"<!--a-->" * 8_000 + b"x", "-")

    assert found is TABLE


def test_a_title_that_is_a_url_is_never_opened(read_feed):
    records, problems = read_feed(
        "<rss><channel><title>http://127.0.0.1:9/x</title></channel></rss>"
    )

    assert (records, problems) == ([], [])
