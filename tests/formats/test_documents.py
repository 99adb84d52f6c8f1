"""Whole documents become text, with the place of everything in it."""

import gzip
import io
import time

import pytest

from factcheck.errors import InputError
from factcheck.formats import documents
from factcheck.formats.documents import fetch_document, read_document
from factcheck.model import Place
from factcheck.scan import document_sentences
from factcheck.web.client import Fetched


@pytest.fixture
def read():
    def read(content, name):
        content = content if isinstance(content, bytes) else content.encode()
        return read_document(io.BytesIO(content), name)

    return read


def paragraphs(document):
    return [document.text[each.start : each.end] for each in document.paragraphs]


def place_of(document, words):
    return document.place(document.text.index(words))


WRAPPED = """\
The council met on Monday to talk about the old bridge, which
has been closed for repairs since the flood of the year be-
fore last. Well-known engineers were asked.
The well-
known ones did not come.

Another paragraph.
"""


def test_lines_that_were_broken_at_a_width_are_joined_and_cut_words_too(read):
    document = read(WRAPPED, "minutes.txt")

    assert paragraphs(document) == [
        "The council met on Monday to talk about the old bridge, which has been closed for "
        "repairs since the flood of the year before last. Well-known engineers were asked.",
        "The well-known ones did not come.",
        "Another paragraph.",
    ]
    assert place_of(document, "repairs since") == Place(line=2)
    assert place_of(document, "last. Well") == Place(line=3)
    assert place_of(document, "Another") == Place(line=7)


def test_each_line_of_a_text_with_long_lines_is_a_paragraph(read):
    long_line = "This is a line that goes on and on. " * 8

    assert len(read(f"{long_line}\n{long_line}\n", "a.txt").paragraphs) == 2


def test_soft_hyphens_and_control_characters_are_no_part_of_the_text(read):
    assert (
        read("The bri\xaddge\x00 is\x1b[31m closed.", "a.txt").text == "The bridge is [31m closed."
    )


def test_the_speakers_of_a_transcript_are_known_and_no_part_of_what_they_say(read):
    document = read(
        "SMITH: We won.\nAnd again.\nJones (ABC): No.\nNote: none.\nJones (ABC): Ha.", "t"
    )
    told = [
        (each.speaker, document.text[each.spoken_from : each.end]) for each in document.paragraphs
    ]

    assert told == [
        ("SMITH", "We won."),
        ("SMITH", "And again."),
        ("Jones", "No."),
        ("Jones", "Note: none."),
        ("Jones", "Ha."),
    ]


def test_who_speaks_once_in_a_transcript_is_known_by_how_the_name_is_written(read):
    document = read(
        "Chair: We begin.\nAna Babić: We won.\nDeputy Chair: Ten came.\nAna Babić: No.\n"
        "Remember: it rained.\nNapomena: Brojke su stare.\nThis We know: Ten came.",
        "t",
    )
    told = [
        (each.speaker, document.text[each.spoken_from : each.end]) for each in document.paragraphs
    ]

    assert told == [
        ("Chair", "We begin."),
        ("Ana Babić", "We won."),
        ("Deputy Chair", "Ten came."),
        ("Ana Babić", "No."),
        ("Ana Babić", "Remember: it rained."),
        ("Ana Babić", "Napomena: Brojke su stare."),
        ("Ana Babić", "This We know: Ten came."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Bridge: It was closed.\nTower: It fell.", id="nobody speaks"),
        pytest.param("Q: Why?\nBridge: It was closed." + "\nIt rained." * 5, id="one question"),
        pytest.param(
            "Q: Why?\nA: No.\nBridge: It was closed." + "\nIt rained." * 7, id="a few words"
        ),
    ],
)
def test_a_heading_before_a_colon_is_part_of_an_article(text, read):
    document = read(text, "t")

    assert "Bridge" not in {each.speaker for each in document.paragraphs}


SRT = """\
1
00:00:01,000 --> 00:00:02,500
<i>The old bridge</i> was closed
2
00:00:02,500 --> 00:00:04,000
{\\an8}for 12 years &amp; more. [applause]

3
00:00:20,000 --> 00:00:21,000
- Really?
- Yes.
"""


def test_sentences_go_on_from_one_subtitle_into_the_next(read):
    document = read(SRT, "talk.srt")

    assert document.kind == "subtitles"
    assert paragraphs(document) == [
        "The old bridge was closed for 12 years & more.",
        "Really?",
        "Yes.",
    ]
    assert place_of(document, "The old") == Place(line=2, timestamp="00:00:01.000")
    assert place_of(document, "12 years") == Place(line=5, timestamp="00:00:02.500")


ROLLING = """\
WEBVTT
Kind: captions

NOTE made by a machine

00:01.000 --> 00:02.000 align:start
<v Ana>the bridge

00:02.000 --> 00:03.000
the bridge
was<00:02.500><c> closed</c>

1:00:00.000 --> 1:00:01.000
was closed
"""


def test_rolling_captions_say_everything_once(read):
    document = read(ROLLING, "talk.vtt")

    assert paragraphs(document) == ["the bridge was closed", "was closed"]
    assert document.paragraphs[0].speaker == "Ana"
    assert document.marks[-1][1].timestamp == "01:00:00.000"


MARKDOWN = """\
---
title: Not a sentence of the text
---
# The *old* bridge

It was [closed](https://bridge.example) for
**12 years**. ![a picture](bridge.png)

- First point
- Second point

| Year | Cars |
|------|------|
| 2020 | none |

```
code = "no claim"
```
<!-- a comment -->
"""


def test_markdown_is_read_without_its_signs_and_with_its_lines(read):
    document = read(MARKDOWN, "post.md")

    assert paragraphs(document) == [
        "The old bridge",
        "It was closed for 12 years.",
        "First point",
        "Second point",
        "Year",
        "Cars",
        "2020",
        "none",
    ]
    assert place_of(document, "It was") == Place(line=6)
    assert place_of(document, "12 years") == Place(line=7)
    assert place_of(document, "2020") == Place(line=14)


PAGE = """\
<!doctype html><html><head><title>Title</title><style>p {}</style></head><body class="has-sidebar">
<nav>Menu</nav><header>Site</header>
<article><p>A teaser.</p></article>
<main><article><h1>The bridge</h1>
<p>It was <b>clo</b>sed for<br>12 years.<br><br>The mayor said so.</p>
<div class="share-buttons">Share this</div><aside>Read this too</aside>
<p hidden>Hidden words</p><script>alert("no")</script><!-- comment -->
<ul><li>One<li>Two</ul></article></main>
<div id="cookie-banner">We use cookies</div><footer>Imprint</footer></body></html>
"""


def test_of_a_web_page_the_article_is_read(read):
    document = read(PAGE, "page.html")

    assert document.kind == "web page"
    assert paragraphs(document) == [
        "The bridge",
        "It was closed for 12 years.",
        "The mayor said so.",
        "One",
        "Two",
    ]


def test_a_page_without_an_article_is_read_whole(read):
    page = (
        "<html><body><nav>Menu</nav><div>Some words.</div><article>A</article><p>More.</p></body>"
    )

    assert paragraphs(read(page, "x")) == ["Some words.", "A", "More."]


def test_a_packed_text_in_an_old_encoding_is_read(read):
    content = gzip.compress("Pijenje vrele vode liječi gripu, kaže šef čistoće.".encode("cp1250"))

    assert "liječi gripu, kaže šef čistoće" in read(content, "tekst.txt.gz").text


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        pytest.param(b"", "a.txt", "is empty", id="empty"),
        pytest.param(b"... 123", "a.txt", "has no text", id="no letter"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "a.png", "is a picture", id="picture"),
        pytest.param(bytes(range(256)) * 20, "a.bin", "is no document", id="bytes"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(99), "a.doc", "save it as DOCX", id="old Word"),
        pytest.param(b"a,b\n1,2\n", "a.csv", "factcheck lookup --file a.csv", id="a list"),
        pytest.param(b"1\nno time\n", "a.srt", "has no subtitles with a time", id="no subtitles"),
        pytest.param("<html>" + "<a " * 300_000, "a.html", "tags", id="too many tags"),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line(read, content, name, reason):
    with pytest.raises(InputError, match=reason) as raised:
        read(content, name)

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a" * 100_000, id="one long word"),
        pytest.param("A. " * 50_000, id="initials"),
        pytest.param("-" * 100_000, id="hyphens"),
        pytest.param("[" * 100_000, id="brackets"),
    ],
)
def test_hostile_text_is_split_in_linear_time(read, line):
    # Quadratic time would be minutes.
    started = time.process_time()
    document = read(f"Some words.\n{line}\n", "a.txt")

    document_sentences(document)
    assert time.process_time() - started < 10


def test_a_page_is_fetched_and_its_article_read():
    class Fetcher:
        def fetch(self, url):
            return Fetched(url, "https://news.example/final", "text/html", PAGE)

    document = fetch_document(Fetcher(), "https://news.example/article")

    assert document.name == "https://news.example/final"
    assert "It was closed for 12 years." in document.text
    assert "Menu" not in document.text


def test_a_huge_file_and_one_that_unpacks_to_a_huge_one_are_refused(read, monkeypatch):
    monkeypatch.setattr(documents, "MAX_BYTES", 1_000)

    with pytest.raises(InputError, match="is larger than"):
        read(b"word " * 500, "a.txt")
    with pytest.raises(InputError, match="unpacks to more than"):
        read(gzip.compress(b"word " * 10_000), "a.txt.gz")


def test_of_a_very_long_text_the_beginning_is_read(read, monkeypatch):
    monkeypatch.setattr("factcheck.formats.document_text.MAX_CHARACTERS", 100)
    document = read("A sentence of words.\n\n" * 20, "a.txt")

    assert len(document.text) <= 100
    assert document.notes == ("only the first 100 characters were read",)
