"""A hundred pages: ten rulings, each said in the ten ways in which pages say them to machines.

Every sentence is made up for this test. What is compared is the fact-check that an ingest would
keep, whole: claim, the publisher's words, dates, who claimed it and where.
"""

import html
import json
from datetime import UTC, datetime

import pytest

from factcheck.maintenance.page_comparison import fact_checks_on_page
from factcheck.web.client import Fetched
from factcheck.web.page import read_page

NOW = datetime(2026, 1, 2, tzinfo=UTC)

# host, language, publisher, claim, rating, title, claimant, where it appeared
_RULINGS = (
    ("daraja.example", "sw", "Ukweli Kwanza", "Maji ya daraja la zamani huponya macho.",
     "Si kweli", "Maji hayaponyi macho", "Ukurasa wa Facebook", "https://social.example/1"),
    ("provjera.example", "bs", "Provjera", "Šumski čaj liječi šećernu bolest za tri dana.",
     "Lažna vijest", "Čaj ne liječi dijabetes", "Portal „Zdravo“", "https://social.example/2"),
    ("cinjenice.example", "sr", "Чињенице", "Мост у Горњем Пољу затворен је 12 година.",
     "Нетачно", "Мост је био затворен две године", "Један налог", "https://social.example/3"),
    ("haqiqa.example", "ar", "مكتب الحقيقة", "الجسر القديم أغلق اثني عشر عاما أمام السيارات.",
     "كاذب", "الجسر أغلق عامين فقط", "صفحة محلية", "https://social.example/4"),
    ("puente.example", "es", "Puente y Verdad", "El ayuntamiento prohibió el pan de maíz & sal.",
     "Engañoso", "No, nadie prohibió el pan", "Una cuenta de vídeos", "https://social.example/5"),
    ("verdade.example", "pt", "Lado Certo", "A ponte nova foi construída só com papelão.",
     "Falso", "A ponte é de aço", "Corrente de mensagens", "https://social.example/6"),
    ("fakta.example", "id", "Meja Fakta", "Air kelapa panas membunuh semua kuman di sumur.",
     "Salah", "Air kelapa tidak membunuh kuman", "Pesan berantai", "https://social.example/7"),
    ("verite.example", "fr", "L’Œil ouvert", "Le vieux pont a coûté « dix fois » son prix.",
     "Plutôt faux", "Ce que le pont a coûté", "Un élu local", "https://social.example/8"),
    ("bridge.example", "en", "Bridge Watch", "The old bridge was closed for 3 < 12 years & a day.",
     "Mostly false", "Closed for two years, not twelve", "A \"local\" page",
     "https://social.example/9?a=1&b=2"),
    ("most.example", "hr", "Točno tako", "Grad je zabranio 5G antene i 3,5 % škola.",
     "Netočno", "Nema zabrane", "Objava na mreži", "https://social.example/10"),
)  # fmt: skip


class Ruling:
    """One ruling, in the shapes that schema.org gives it."""

    def __init__(self, row):
        names = ("host", "language", "publisher", "claim", "rating", "title", "claimant", "where")
        for name, value in zip(names, row, strict=True):
            setattr(self, name, value)
        self.url = f"https://{self.host}/checks/1"

    def review(self, **fields):
        return {
            "@type": "ClaimReview",
            "url": self.url,
            "headline": self.title,
            "inLanguage": self.language,
            "claimReviewed": self.claim,
            "datePublished": "2021-03-06",
            "dateModified": "2021-04-07",
            "author": self.author(),
            "reviewRating": self.rated(),
            "itemReviewed": self.claimed(),
        } | fields

    def author(self):
        return {"@type": "Organization", "name": self.publisher, "url": f"https://{self.host}"}

    def rated(self):
        return {"@type": "Rating", "alternateName": self.rating, "ratingValue": "1"}

    def claimed(self):
        return {
            "@type": "Claim",
            "author": {"@type": "Person", "name": self.claimant},
            "datePublished": "2021-02-03",
            "appearance": {"@type": "CreativeWork", "url": self.where},
        }

    def wanted(self):
        return {
            "claim": self.claim,
            "rating": self.rating,
            "publisher": self.publisher,
            "domain": self.host,
            "review_url": self.url,
            "title": self.title,
            "language": self.language,
            "reviewed_on": "2021-03-06",
            "modified_on": "2021-04-07",
            "claimant": self.claimant,
            "claimed_on": "2021-02-03",
            "appearances": (self.where,),
        }


def script(value, kind="application/ld+json"):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # As every careful site does, so that no "<" in a text ends the script.
    return f'<script type="{kind}">{text.replace("</", "<" + chr(92) + "/")}</script>'


def around(body, head=""):
    return f'<!doctype html><html lang="x-none"><head>{head}</head><body>{body}</body></html>'


def one_object(ruling):
    return around("<article><p>…</p></article>", script({"@context": "x"} | ruling.review()))


def list_of_things(ruling):
    things = [{"@type": "WebSite", "name": "x"}, ruling.review(), {"@type": "BreadcrumbList"}]
    return around(script(things))


def graph_with_references(ruling):
    review = ruling.review(author={"@id": "#we"}, reviewRating={"@id": "#rating"})
    graph = [
        {"@type": "WebPage", "@id": ruling.url, "name": "x"},
        ruling.author() | {"@type": ["Organization", "NewsMediaOrganization"], "@id": "#we"},
        review,
        ruling.rated() | {"@id": "#rating"},
    ]
    return around("", script({"@context": "https://schema.org", "@graph": graph}))


def inside_an_article(ruling):
    article = {"@type": "NewsArticle", "headline": "x", "review": [ruling.review()]}
    return around(script({"@type": "WebPage", "mainEntity": article}))


def one_of_several_scripts(ruling):
    broken = script('{"@type": "VideoObject", "description": "a "b" c"}')
    return around(broken + script({"@type": "ImageObject"}) + script(ruling.review()))


def in_a_wrapped_script(ruling):
    text = json.dumps(ruling.review(), ensure_ascii=True)
    return around(script(f"//<![CDATA[\n<!-- {text[:-1]},}} -->\n//]]>;"))


def with_values_in_wrappers(ruling):
    review = ruling.review(
        claimReviewed=[{"@value": ruling.claim, "@language": ruling.language}],
        reviewRating=[{"name": {"@value": ruling.rating}}],
        itemReviewed=[ruling.claimed() | {"appearance": [ruling.where]}],
    )
    review["@type"] = ["Review", "http://schema.org/ClaimReview"]
    return around(script(review, "application/ld+json; charset=utf-8"))


def a_json_document(ruling):
    return json.dumps({"@graph": [ruling.review()]}, ensure_ascii=True)


def microdata(ruling, schema="https://schema.org", tag="div"):
    def meta(name, value):
        return f'<meta itemprop="{name}" content="{html.escape(value)}">'

    def nested(name, kind, *parts):
        inside = "".join(parts)
        return f'<{tag} itemprop="{name}" itemscope itemtype="{schema}/{kind}">{inside}</{tag}>'

    def said(name, value):
        return f'<span itemprop="{name}">\n  <i>{html.escape(value)}</i> </span>'

    place = html.escape(ruling.where)
    parts = (
        f'<link itemprop="url" href="/checks/1">{meta("inLanguage", ruling.language)}',
        f'<h1 itemprop="headline">{html.escape(ruling.title)}</h1>',
        said("claimReviewed", ruling.claim),
        '<time itemprop="datePublished" datetime="2021-03-06">…</time>',
        '<time itemprop="dateModified" datetime="2021-04-07">…</time>',
        nested("author", "Organization", said("name", ruling.publisher)),
        nested("reviewRating", "Rating", meta("ratingValue", "1"),
               said("alternateName", ruling.rating)),
        nested("itemReviewed", "Claim",
               nested("author", "Person", said("name", ruling.claimant)),
               '<time itemprop="datePublished" datetime="2021-02-03">…</time>',
               f'<a itemprop="appearance" href="{place}">x</a>'),
    )  # fmt: skip
    item = f'<{tag} itemscope itemtype="{schema}/ClaimReview">{"".join(parts)}</{tag}>'
    return around(f"<main>{item}</main>")


def microdata_and_json_of_another_kind(ruling):
    page = microdata(ruling, "http://schema.org", "section")
    return page.replace("<main>", "<main>" + script({"@type": "NewsArticle", "headline": "x"}))


CONTAINERS = (
    one_object,
    list_of_things,
    graph_with_references,
    inside_an_article,
    one_of_several_scripts,
    in_a_wrapped_script,
    with_values_in_wrappers,
    a_json_document,
    microdata,
    microdata_and_json_of_another_kind,
)
CORPUS = [
    pytest.param(container, Ruling(row), id=f"{container.__name__}-{row[1]}")
    for container in CONTAINERS
    for row in _RULINGS
]


def test_the_corpus_has_a_hundred_pages_and_no_two_are_alike():
    pages = [case.values[0](case.values[1]) for case in CORPUS]

    assert len(set(pages)) == len(pages) == 100


@pytest.mark.parametrize(("container", "ruling"), CORPUS)
def test_every_field_is_right_however_a_page_says_it(container, ruling):
    content_type = "application/ld+json" if container is a_json_document else "text/html"
    fetched = Fetched(ruling.url, ruling.url, content_type, container(ruling))
    found, problems = fact_checks_on_page(read_page(fetched), NOW)

    assert problems == []
    assert [
        {
            "claim": each.claim,
            "rating": each.rating,
            "publisher": each.publisher.name,
            "domain": each.publisher.domain,
            "review_url": each.review_url,
            "title": each.title,
            "language": each.language,
            "reviewed_on": each.reviewed_on,
            "modified_on": each.modified_on,
            "claimant": each.claimant,
            "claimed_on": each.claimed_on,
            "appearances": each.appearances,
        }
        for each in found
    ] == [ruling.wanted()]
