"""The page of answers: valid and accessible HTML, in which foreign text stays text."""

import hashlib
import io
import re
from base64 import b64encode
from importlib import resources
from itertools import cycle, pairwise

import html5lib
import pytest
from payloads import HOSTILE_TEXTS, HOSTILE_URLS

from factcheck.model import Decision, MappedBy, Publisher, RatingReading, Signal, State, Verdict
from factcheck.reports.answers_html import HtmlWriter

AA_CONTRAST = 4.5
DISAGREE = Signal("different_verdict", 1.0, True, "Fact-checks of this claim do not agree.")


def page(*answers, problems=()):
    stream = io.StringIO()
    writer = HtmlWriter(stream)
    for line, answer in enumerate(answers, start=1):
        writer.write_answer(line, answer)
    for line, reason in problems:
        writer.write_problem(line, reason)
    writer.finish()
    return stream.getvalue()


def parsed(text):
    """Read HTML as browsers do, but stop at the first mistake."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def texts(tree, tag):
    return ["".join(element.itertext()).strip() for element in tree.iter(tag)]


@pytest.fixture
def group(match, fact_check):
    """Two fact-checks of one claim that do not agree, the older one first."""
    other = fact_check(
        id="x2",
        publisher=Publisher("Ukweli Kwanza", "ukweli.example", "KE"),
        rating="Sehemu ni kweli",
        rating_language="sw",
        reading=RatingReading(Verdict.MIXED, MappedBy.PUBLISHER_TABLE),
        reviewed_on="2023-05-01",
    )
    both = {"group": 1, "decision": Decision.SUGGESTED, "signals": (DISAGREE,)}
    return match(**both), match(fact_check=other, **both)


def test_the_page_says_what_a_reader_needs(answer):
    text = page(answer())
    tree = parsed(text)

    assert texts(tree, "h1") == ["Fact-checks of 1 claim"]
    assert texts(tree, "h2") == ["1. MATCH: already fact-checked"]
    assert texts(tree, "h3") == ["1. Verdict: FALSE"]
    for said in ("Lažna vijest", "Bosnian", "2021-03-04", "Provjera", "97 %", "k3jw9x2mq7ra"):
        assert said in text


def test_a_list_begins_with_links_to_its_answers(answer):
    tree = parsed(page(answer(), answer(decision=Decision.NONE), problems=[(7, "not UTF-8")]))
    links = [a.get("href") for nav in tree.iter("nav") for a in nav.iter("a")]
    names = {element.get("id") for element in tree.iter("h2")}

    assert links == ["#claim-1", "#claim-2", "#claim-7"]
    assert {link[1:] for link in links} <= names
    assert "not UTF-8" in "".join(texts(tree, "section"))


def test_headings_never_skip_a_level(answer, group, match):
    tree = parsed(
        page(
            answer(matches=group, decision=Decision.SUGGESTED),
            answer(matches=(), near_misses=(match(decision=Decision.NONE),)),
        )
    )
    levels = [
        int(element.tag[1])
        for element in tree.iter()
        if isinstance(element.tag, str) and re.fullmatch(r"h\d", element.tag)
    ]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_id_is_unique_and_every_label_leads_to_one(answer, group):
    tree = parsed(page(answer(matches=group), answer(matches=group)))
    names = [element.get("id") for element in tree.iter() if element.get("id")]
    labels = [e.get("aria-labelledby") for e in tree.iter() if e.get("aria-labelledby")]

    assert len(names) == len(set(names))
    assert set(labels) <= set(names)


def test_fact_checks_of_one_claim_are_compared_in_a_table_newest_first(answer, group):
    tree = parsed(page(answer(matches=group, decision=Decision.SUGGESTED)))
    (table,) = tree.iter("table")

    assert texts(table, "caption") == [
        "2 fact-checks of the same claim, which do not agree, newest first"
    ]
    columns = [th for th in table.iter("th") if th.get("scope") == "col"]
    assert ["Ukweli" in "".join(th.itertext()) for th in columns] == [True, False]
    assert all(th.get("scope") for th in table.iter("th"))


def test_a_suggestion_is_named_beside_its_verdict(answer, match):
    suggested = match(decision=Decision.SUGGESTED)
    tree = parsed(page(answer(matches=(suggested,), decision=Decision.SUGGESTED)))

    assert texts(tree, "h3") == ["1. Verdict: FALSE (suggested, not confirmed)"]


def test_conflicts_notes_and_corrections_are_shown(answer, match, conflict, fact_check):
    corrected = fact_check(state=State.CORRECTED, state_reason="Datum.", state_on="2022")
    found = match(fact_check=corrected, signals=(conflict,))
    text = page(answer(matches=(found,), notes=("compared by words only",)))

    for said in ("Conflict:", conflict.text, "compared by words only", "corrected, 2022", "Datum."):
        assert said in text


def test_foreign_text_has_its_language_and_automatic_direction(answer, match, fact_check):
    arabic = fact_check(claim="الماء الساخن", language="ar", rating="زائف", rating_language="ar")
    tree = parsed(page(answer(matches=(match(fact_check=arabic),))))
    said = {"".join(e.itertext()): e for e in tree.iter("bdi")}

    assert said["الماء الساخن"].get("lang") == said["زائف"].get("lang") == "ar"
    assert said["الماء الساخن"].get("dir") == "auto"
    (quoted,) = tree.iter("blockquote")
    # A block looks for its direction in its own text, not in elements that isolate theirs.
    assert quoted.text == "Kunywa maji ya moto kunatibu mafua."
    assert (quoted.get("lang"), quoted.get("dir")) == ("sw", "auto")


def test_nothing_is_loaded_and_nothing_runs(answer, group):
    text = page(answer(matches=group))
    tree = parsed(text)
    loading = {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    policy = next(m.get("content") for m in tree.iter("meta") if m.get("http-equiv"))
    (style,) = texts(tree, "style")
    fingerprint = b64encode(hashlib.sha256(f"{style}\n".encode()).digest()).decode()

    assert not loading & {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{fingerprint}'; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style
    assert "@import" not in style
    assert not [e for e in tree.iter() if any(name in e.attrib for name in ("style", "onclick"))]


@pytest.mark.parametrize(
    ("text", "url"),
    list(zip(HOSTILE_TEXTS, cycle(HOSTILE_URLS), strict=False)),
    ids=range(len(HOSTILE_TEXTS)),
)
def test_every_text_stays_text(text, url, answer, match, fact_check):
    checked = fact_check(
        id=text,
        claim=text,
        publisher=Publisher(text, text, text),
        review_url=url,
        title=text,
        rating=text,
        rating_language=text,
        claimant=text,
        archive_urls=(url, text),
        language=text,
        state=State.WITHDRAWN,
        state_reason=text,
    )
    signals = (Signal(text, 0.5, True, text), Signal(text, 0.5, False, text))
    found = match(fact_check=checked, signals=signals, part=text, group=1)
    asked = answer(
        claim=text, language=text, matches=(found, found), near_misses=(found,), notes=(text,)
    )
    tree = parsed(page(asked, asked, problems=[(9, text)]))
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    targets = [a.get("href") for a in tree.iter("a")]

    assert not tags & {"script", "img"}
    assert all(href.startswith(("#", "https://")) for href in targets)
    assert {name for e in tree.iter() for name in e.attrib} <= {
        "aria-labelledby", "charset", "class", "content", "dir", "href", "http-equiv", "id",
        "lang", "name", "rel", "role", "scope", "tabindex", "data-versionurl",
    }  # fmt: skip


def colours(scheme):
    """The named colours of a scheme: what the style sheet says first, dark, or for paper."""
    style = resources.files("factcheck.reports").joinpath("report.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.S)
    assert len(blocks) == 3
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[scheme]))


def luminance(colour):
    def linear(part):
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[place : place + 2]) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
@pytest.mark.parametrize("name", ["text", "quiet", "link", "good", "mixed", "bad", "odd"])
@pytest.mark.parametrize("behind", ["paper", "panel"])
def test_every_colour_can_be_read_as_wcag_asks(scheme, name, behind):
    chosen = colours(scheme)
    lighter, darker = sorted((luminance(chosen[name]), luminance(chosen[behind])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= AA_CONTRAST


def test_the_page_is_made_for_dark_screens_small_screens_and_paper():
    style = resources.files("factcheck.reports").joinpath("report.css").read_text("utf-8")

    for query in ("(prefers-color-scheme: dark)", "(max-width:", "print"):
        assert f"@media {query}" in style
    # Sides are named by the direction of reading, so that they turn with it.
    assert not re.findall(r"(margin|padding|border)-(left|right)|text-align: (left|right)", style)
