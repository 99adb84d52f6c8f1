"""A rating is read by its whole label, or not at all."""

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.model import Axis, MappedBy, MediaFlag, RatingReading, Verdict
from factcheck.ratings.rating_labels import plain_label
from factcheck.ratings.rating_reader import RatingReader, language_of_rating
from factcheck.ratings.vocabulary import (
    LabelReading,
    Vocabulary,
    agreed_readings,
    language_vocabularies,
    publisher_index,
)

read_rating = RatingReader().read


@pytest.mark.parametrize(
    ("rating", "language"),
    [
        pytest.param("True, but misleading", "en", id="true at the beginning"),
        pytest.param("Not entirely true", "en", id="true at the end"),
        pytest.param("kweli lakini", "sw", id="kweli with more"),
        pytest.param("malicious", "tl", id="mali at the beginning"),
        pytest.param("falsehood", "en", id="false at the beginning"),
        pytest.param("istina je drugačija", "bs", id="istina at the beginning"),
        pytest.param("benar atau salah?", "id", id="two labels in a question"),
        pytest.param("This claim that vaccines are false is true", "en", id="a sentence"),
        pytest.param("Prawda. Jednak w innym roku.", "pl", id="a sentence behind it"),
        pytest.param("FALSE: the video is old", "en", id="a headline of nobody we know"),
        pytest.param("3", "en", id="a number"),
        pytest.param("[]", "en", id="only brackets"),
        pytest.param("🤷", "en", id="only a picture"),
        pytest.param("", "en", id="nothing"),
    ],
)
def test_a_rating_is_never_read_by_a_part_of_it(rating, language):
    assert read_rating(rating, "", language) == RatingReading()


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        pytest.param("kweli", Verdict.TRUE, id="kweli is true"),
        pytest.param("si kweli", Verdict.FALSE, id="si kweli is not"),
        pytest.param("SIO KWELI", Verdict.FALSE, id="sio kweli is not"),
        pytest.param("Si ya kweli.", Verdict.FALSE, id="si ya kweli is not"),
        pytest.param("nusu kweli", Verdict.MIXED, id="half of it"),
    ],
)
def test_swahili_negation_turns_a_rating_round(rating, expected):
    assert read_rating(rating, "", "sw").verdict is expected


@pytest.mark.parametrize(
    "rating",
    [
        "False", "FALSE", " false. ", "[FALSE]", "“False”", "False!", "false\r", "❌ False",
        "_false_",
        "ＦＡＬＳＥ", "fal\u200bse", "False\u00a0", "**False**", "(false)", "FALSE ❌️",
    ],
)  # fmt: skip
def test_spelling_does_not_matter(rating):
    assert read_rating(rating, "", "en").verdict is Verdict.FALSE


@pytest.mark.parametrize(
    ("rating", "language", "expected"),
    [
        pytest.param("Лажна вијест", "sr", Verdict.FALSE, id="Cyrillic"),
        pytest.param("НЕТАЧНО", "sr", Verdict.FALSE, id="Cyrillic capitals"),
        pytest.param("скоро истина", "sr", Verdict.MOSTLY_TRUE, id="Cyrillic words"),
        pytest.param("Lažna vijest", "bs", Verdict.FALSE, id="Latin"),
        pytest.param("Netočno", "hr", Verdict.FALSE, id="Croatian"),
        pytest.param("netačno", "cnr", Verdict.FALSE, id="Montenegrin"),
        pytest.param("netačno", "sr-Latn", Verdict.FALSE, id="with a script"),
        pytest.param("YANLIŞ", "tr", Verdict.FALSE, id="Turkish capital I without a dot"),
        pytest.param("Yanlış", "tr", Verdict.FALSE, id="Turkish small dotless i"),
        pytest.param("não_é_bem_assim", "pt", Verdict.MISLEADING, id="underscores"),
        pytest.param("C’eri quasi", "it", Verdict.MOSTLY_TRUE, id="typographic apostrophe"),
        pytest.param("Fałsz.", "pl", Verdict.FALSE, id="full stop"),
        pytest.param("Verdadero pero…", "es", Verdict.MOSTLY_TRUE, id="ellipsis"),
        pytest.param("Tak Benar", "ms", Verdict.FALSE, id="Malay"),
        pytest.param("خطأ", "ar", Verdict.FALSE, id="Arabic"),
        pytest.param("گمراه\u200cکننده", "fa", Verdict.MISLEADING, id="Persian with a joiner"),
        pytest.param("證據不足", "zh-TW", Verdict.UNPROVEN, id="Chinese"),
        pytest.param("भ्रामक", "hi", Verdict.MISLEADING, id="Hindi"),
        pytest.param("Фейк", "ru", Verdict.FALSE, id="Russian"),
        pytest.param("PARȚIAL ADEVĂRAT", "ro", Verdict.MIXED, id="Romanian with comma below"),
        pytest.param("PARŢIAL FALS", "ro", Verdict.MOSTLY_FALSE, id="Romanian with cedilla"),
        pytest.param("Größtenteils falsch", "de", Verdict.MOSTLY_FALSE, id="German sharp s"),
        pytest.param("Ψευδές", "el", Verdict.FALSE, id="Greek"),
        pytest.param("Epätosi", "fi", Verdict.FALSE, id="Finnish"),
        pytest.param("Hamis", "hu", Verdict.FALSE, id="Hungarian"),
        pytest.param("Delvis feil", "no", Verdict.MOSTLY_FALSE, id="Norwegian"),
        pytest.param("Ikke dokumenteret", "da", Verdict.UNPROVEN, id="Danish"),
        pytest.param("Onwaar", "nl", Verdict.FALSE, id="Dutch"),
        pytest.param("rrenë e kryptë", "sq", Verdict.FALSE, id="Albanian"),
        pytest.param("მეტწილად სიმართლე", "ka", Verdict.MOSTLY_TRUE, id="Georgian"),
    ],
)
def test_a_label_is_read_by_its_language(rating, language, expected):
    reading = read_rating(rating, "", language)

    assert reading.verdict is expected
    assert reading.mapped_by is MappedBy.LANGUAGE_TABLE


@pytest.mark.parametrize("language", ["th", "hi", "my", "und", "", "xx"])
def test_an_english_label_is_read_on_a_page_in_any_language(language):
    assert read_rating("Misleading", "", language).verdict is Verdict.MISLEADING
    assert language_of_rating("Misleading", "", language) == "en"


@pytest.mark.parametrize(
    ("rating", "language", "expected"),
    [
        pytest.param("Poluistina", "en", Verdict.MIXED, id="two tables agree"),
        pytest.param("uongo", "en", Verdict.FALSE, id="one table knows it"),
        pytest.param("Onwaar", "und", Verdict.FALSE, id="a language that is not known"),
        pytest.param("si kweli", "", Verdict.FALSE, id="whole labels here too"),
    ],
)
def test_a_label_of_another_language_is_read_by_that_language(rating, language, expected):
    reading = read_rating(rating, "", language)

    assert reading.verdict is expected
    assert reading.mapped_by is MappedBy.LANGUAGE_TABLE


def _table(language, verdict, *labels, more_languages=()):
    reading = RatingReading(verdict, MappedBy.LANGUAGE_TABLE)
    return Vocabulary(
        names=(),
        domains=(),
        languages=(language, *more_languages),
        source="",
        labels={label: label for label in labels},
        readings={label: LabelReading(reading, language) for label in labels},
    )


def test_a_label_that_two_languages_read_differently_is_left_to_them():
    tables = [_table("aa", Verdict.TRUE, "sana", "veri"), _table("bb", Verdict.FALSE, "sana")]

    assert agreed_readings(tables).keys() == {"veri"}


def test_a_label_has_a_language_only_if_one_table_of_one_language_knows_it():
    tables = [
        _table("aa", Verdict.TRUE, "one", "both"),
        _table("bb", Verdict.TRUE, "both", "kindred", more_languages=["bc"]),
    ]

    languages = {label: found.language for label, found in agreed_readings(tables).items()}

    assert languages == {"one": "aa", "both": "", "kindred": ""}


@pytest.mark.parametrize(
    ("rating", "domain", "expected"),
    [
        pytest.param("pants-fire", "politifact.com", Verdict.FALSE, id="machine token"),
        pytest.param("barely-true", "politifact.com", Verdict.MOSTLY_FALSE, id="old name"),
        pytest.param("half-true", "politifact.com", Verdict.MIXED, id="half-true"),
        pytest.param("hoax", "turnbackhoax.id", Verdict.FALSE, id="hoax"),
        pytest.param("[SALAH] Video banjir", "turnbackhoax.id", Verdict.FALSE, id="title"),
        pytest.param("[PARODI]", "kalimasada.turnbackhoax.id", Verdict.SATIRE, id="subdomain"),
        pytest.param("TRUNCHIAT", "www.factual.ro", Verdict.MISLEADING, id="with www"),
        pytest.param("sesat - videonya benar", "cekfakta.tempo.co", Verdict.MISLEADING, id="dash"),
        pytest.param("Sebagian Benar", "cekfakta.tempo.co", Verdict.MIXED, id="Tempo"),
        pytest.param("Fałsz. Dane mówią co innego.", "demagog.org.pl", Verdict.FALSE, id="stop"),
        pytest.param("FALSE: This photo is old", "pesacheck.org", Verdict.FALSE, id="colon"),
        pytest.param("kratke noge", "istinomer.rs", Verdict.FALSE, id="short legs"),
        pytest.param("neistinitom", "istinomjer.ba", Verdict.FALSE, id="inflected"),
        pytest.param("Incorrect \r", "africacheck.org", Verdict.FALSE, id="carriage return"),
        pytest.param("This isn’t correct", "factcheckni.org", Verdict.FALSE, id="sentence"),
        pytest.param("Nadharia", "jamiiforums.com", Verdict.UNPROVEN, id="theory"),
        pytest.param("Pinocchio andante", "pagellapolitica.it", Verdict.FALSE, id="Pinocchio"),
        pytest.param("Four Pinocchios", "washingtonpost.com", Verdict.FALSE, id="four"),
        pytest.param("void", "factcheck.lk", Verdict.UNRATED, id="withdrawn"),
        pytest.param("Klikbejt, Dezinformacija", "raskrinkavanje.ba", Verdict.FALSE, id="both"),
    ],
)
def test_a_publishers_own_table_comes_first(rating, domain, expected):
    reading = read_rating(rating, domain)

    assert reading.verdict is expected
    assert reading.mapped_by is MappedBy.PUBLISHER_TABLE


def test_a_publisher_is_found_by_name_where_the_domain_is_missing():
    reading = read_rating("PENIPUAN", "", "id", "TurnBackHoax/MAFINDO")

    assert reading.verdict is Verdict.FALSE
    assert reading.mapped_by is MappedBy.PUBLISHER_TABLE


def test_a_publisher_whose_check_stands_on_another_site_is_found_by_name():
    name = "Raskrinkavanje.ba (republished by another site)"

    reading = read_rating("lažna vijest i klikbejt", "stopfake.org", "bs", name)

    assert reading.verdict is Verdict.FALSE
    assert reading.mapped_by is MappedBy.PUBLISHER_TABLE


def test_a_domain_that_only_ends_alike_is_another_publisher():
    reading = read_rating("kratke noge", "notistinomer.rs", "en")

    assert reading.mapped_by is not MappedBy.PUBLISHER_TABLE


def test_labels_that_disagree_are_not_read_together():
    rating = "Dezinformacija, Manipulisanje činjenicama"

    assert read_rating(rating, "raskrinkavanje.ba", "bs").mapped_by is MappedBy.NOBODY


@pytest.mark.parametrize(
    ("rating", "domain", "axis"),
    [
        ("full-flop", "politifact.com", Axis.CONSISTENCY),
        ("Promise Broken", "politifact.com", Axis.PROMISE),
        ("nedosljedno", "istinomjer.ba", Axis.CONSISTENCY),
        ("ispunjeno", "istinomjer.ba", Axis.PROMISE),
        ("Klikbejt", "raskrinkavanje.ba", Axis.PRACTICE),
        ("qëndrim i ndërruar", "kallxo.com", Axis.CONSISTENCY),
        ("En proceso, demorada", "chequeado.com", Axis.PROMISE),
    ],
)
def test_what_is_not_about_truth_gets_no_verdict(rating, domain, axis):
    reading = read_rating(rating, domain)

    assert (reading.verdict, reading.axis) == (Verdict.UNRATED, axis)


@pytest.mark.parametrize(
    ("rating", "domain", "flag"),
    [
        ("Miscaptioned", "snopes.com", MediaFlag.MISCAPTIONED),
        ("ALTERED", "pesacheck.org", MediaFlag.ALTERED),
        ("Contenido artificial", "factual.afp.com", MediaFlag.SYNTHETIC),
        ("Fabricated Content", "turnbackhoax.id", MediaFlag.FABRICATED),
        ("False Context", "turnbackhoax.id", MediaFlag.MISCAPTIONED),
    ],
)
def test_what_was_done_to_a_picture_is_kept(rating, domain, flag):
    assert read_rating(rating, domain).media_flags == (flag,)


def test_the_language_of_a_label_is_the_one_of_its_table():
    assert language_of_rating("False", "sprawdzam.afp.com", "pl") == "en"
    assert language_of_rating("Fałsz", "demagog.org.pl", "en") == "pl"
    assert language_of_rating("nothing we know", "demagog.org.pl", "pl") is None
    assert language_of_rating("uongo", "", "en") == "sw"


def _tables(folder):
    place = resources.files("factcheck.ratings").joinpath("vocabularies", folder)
    for file in sorted(place.iterdir(), key=lambda file: file.name):
        content = tomllib.loads(file.read_text("utf-8"))
        for table in content.get("publisher", [content]):
            yield pytest.param(
                table, id=f"{file.name}: {table.get('names', table['languages'])[0]}"
            )


@pytest.mark.parametrize("table", [*_tables("publishers"), *_tables("languages")])
def test_every_table_names_its_source_and_no_label_twice(table):
    labels = [plain_label(label) for rating in table["rating"] for label in rating["labels"]]

    assert table["source"]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert all(domain == domain.casefold() for domain in table.get("domains", ()))


def test_the_vocabularies_are_as_broad_as_we_say():
    assert len(language_vocabularies()) >= 60
    assert len(set(map(id, publisher_index().by_name.values()))) >= 60


def test_a_publisher_stands_in_one_table_only():
    names = [
        name
        for table in _tables("publishers")
        for name in {plain_label(name) for name in table.values[0]["names"]}
    ]
    domains = [domain for table in _tables("publishers") for domain in table.values[0]["domains"]]

    assert len(set(names)) == len(names)
    assert len(set(domains)) == len(domains)


@given(st.text(max_size=300))
def test_any_text_is_a_rating_and_none_is_an_error(rating):
    reading = read_rating(rating, "africacheck.org", "sw", rating)

    assert reading == read_rating(f" {rating}\n", "africacheck.org", "sw", rating)
    assert plain_label(plain_label(rating)) == plain_label(rating)


def test_a_hostile_rating_takes_no_time():
    rating = "[" * 100_000 + "a - b: c. d" * 100_000

    assert read_rating(rating, "turnbackhoax.id", "id") == RatingReading()
