"""What a maintainer says of a rating comes first where it is said of that publisher or language."""

import pytest

from factcheck.model import Axis, MappedBy, MediaFlag, RatingMapping, RatingReading, Verdict
from factcheck.ratings.rating_reader import RatingReader
from factcheck.ratings.vocabulary import known_languages, known_publishers


def of_publisher(rating, verdict, domain="bridge.example", **more):
    return RatingMapping(rating, verdict, publisher_domain=domain, **more)


def in_language(rating, verdict, language="sw", **more):
    return RatingMapping(rating, verdict, language=language, **more)


@pytest.mark.parametrize("rating", ["Bosh", "BOSH!", " [bosh] ", "„bosh“", "b\u200bosh"])
def test_a_mapping_holds_in_every_spelling(rating):
    reader = RatingReader([of_publisher("bosh", Verdict.FALSE)])

    assert reader.read(rating, "bridge.example") == RatingReading(
        Verdict.FALSE, MappedBy.MAINTAINER
    )
    assert reader.read(rating, "www.news.bridge.example").verdict is Verdict.FALSE


def test_a_mapping_holds_in_cyrillic_and_latin_alike():
    reader = RatingReader([in_language("Наглабање", Verdict.UNPROVEN, "sr")])

    assert reader.read("naglabanje", "", "sr-Latn").verdict is Verdict.UNPROVEN


@pytest.mark.parametrize(
    ("rating", "domain", "language"),
    [
        pytest.param("bosh", "another.example", "en", id="another publisher"),
        pytest.param("bosh", "", "en", id="no publisher"),
        pytest.param("bosh", "bridge.example.evil", "en", id="only the beginning of the domain"),
        pytest.param("bosh indeed", "bridge.example", "en", id="more words"),
        pytest.param("not bosh", "bridge.example", "en", id="a negation"),
    ],
)
def test_a_mapping_holds_for_nothing_else(rating, domain, language):
    reader = RatingReader([of_publisher("bosh", Verdict.FALSE)])

    assert reader.read(rating, domain, language) == RatingReading()


def test_a_publishers_mapping_comes_before_its_table():
    reader = RatingReader([of_publisher("keliru", Verdict.MISLEADING, "tempo.co")])

    assert reader.read("Keliru", "cekfakta.tempo.co", "id").verdict is Verdict.MISLEADING
    assert reader.read("Sesat", "cekfakta.tempo.co", "id").mapped_by is MappedBy.PUBLISHER_TABLE


def test_a_languages_mapping_comes_before_its_table_but_behind_a_publishers():
    reader = RatingReader([in_language("uzushi", Verdict.UNPROVEN)])

    assert reader.read("Uzushi", "", "sw").verdict is Verdict.UNPROVEN
    assert reader.read("Uzushi", "jamiiforums.com", "sw").verdict is Verdict.FALSE


def test_an_english_mapping_holds_on_a_page_in_any_language():
    reader = RatingReader([in_language("bosh", Verdict.FALSE, "en")])

    assert reader.read("Bosh", "", "th").verdict is Verdict.FALSE


def test_the_later_of_two_mappings_holds():
    reader = RatingReader(
        [of_publisher("bosh", Verdict.FALSE), of_publisher("BOSH", Verdict.MIXED)]
    )

    assert reader.read("bosh", "bridge.example").verdict is Verdict.MIXED


def test_axis_and_media_flags_come_along():
    mapping = of_publisher(
        "kept", Verdict.UNRATED, axis=Axis.PROMISE, media_flags=(MediaFlag.STAGED,)
    )
    reading = RatingReader([mapping]).read("Kept", "bridge.example")

    assert (reading.axis, reading.media_flags) == (Axis.PROMISE, (MediaFlag.STAGED,))


@pytest.mark.parametrize("axis", [axis for axis in Axis if axis is not Axis.TRUTH])
def test_what_is_not_about_truth_can_have_no_verdict(axis):
    with pytest.raises(ValueError, match=f"a rating of {axis} says nothing about truth"):
        of_publisher("kept", Verdict.TRUE, axis=axis)


@pytest.mark.parametrize(("domain", "language"), [("", ""), ("bridge.example", "sw")])
def test_a_mapping_is_of_one_publisher_or_of_one_language(domain, language):
    with pytest.raises(ValueError, match="either a publisher's or a language's"):
        RatingMapping("bosh", Verdict.FALSE, domain, language)


def test_every_table_can_be_listed_with_its_source():
    assert len(known_publishers()) >= 60
    assert sum(len(table.languages) for table in known_languages()) >= 25
    for table in (*known_publishers(), *known_languages()):
        assert table.source
        assert table.labels.keys() == table.readings.keys()
    assert all("http" in table.source for table in known_publishers())
