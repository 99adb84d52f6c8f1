"""A claim that states something else is never taken for the same claim."""

import csv
from pathlib import Path

import pytest

from factcheck.ranking.conflicts.conflict_rules import CONFLICTS, find_conflicts
from factcheck.text.facts import read_facts
from factcheck.text.language import same_language
from factcheck.text.normalise import readable

CASES = Path(__file__).parent.parent / "cases"


def conflicts(claim, language, published, published_language):
    return find_conflicts(
        read_facts(readable(claim), language), read_facts(readable(published), published_language)
    )


@pytest.mark.parametrize(
    ("claim", "language", "published", "published_language", "name", "text"),
    [
        pytest.param(
            "Goat prices rose 7 percent", "en", "Goat prices rose 70 percent", "en",
            "different_number", "70 percent there, 7 percent here.", id="number",
        ),
        pytest.param(
            "Harga kambing naik tujuh persen", "id", "Goat prices rose 70 percent", "en",
            "different_number", "70 percent there, tujuh persen here.", id="number across",
        ),
        pytest.param(
            "The goat weighs 40 kilograms", "en", "The goat weighs 40 tonnes", "en",
            "different_unit", "40 tonnes there, 40 kilograms here.", id="unit",
        ),
        pytest.param(
            "Koze su pobjegle u FBiH", "bs", "Koze su pobjegle u Republici Srpskoj", "bs",
            "different_place", "“Republici Srpskoj” there, “FBiH” here.", id="another entity",
        ),
        pytest.param(
            "Kambing dari AS dilarang masuk", "id", "Goats from Kenya are banned", "en",
            "different_place", "Kenya there, AS here.", id="an abbreviation across languages",
        ),
        pytest.param(
            "All goats in the valley eat paper", "en",
            "Almost half of the goats in the valley eat paper", "en",
            "different_quantifier", "“half” there, “all” here.", id="a share against all",
        ),
        pytest.param(
            "Koze su pobjegle 2019. godine", "bs", "Козе су побегле 2021. године", "sr",
            "different_date", "2021 there, 2019 here.", id="year in two scripts",
        ),
        pytest.param(
            "Mbuzi walitoroka nchini Kenya", "sw", "Koze su pobjegle u Austriji", "hr",
            "different_place", "Austriji there, Kenya here.", id="country across",
        ),
        pytest.param(
            "Nikola Perić je prodao sve svoje koze", "hr",
            "Ivan Marković je prodao sve svoje koze", "hr",
            "different_name", "“Ivan Marković” there, “Nikola Perić” here.", id="name",
        ),
        pytest.param(
            "Goats do not eat paper", "en", "Goats eat paper", "en",
            "opposite_polarity", "Denied here (“not”), stated there.", id="negation",
        ),
        pytest.param(
            "Kambing tidak makan kertas", "id", "Koze jedu papir", "bs",
            "opposite_polarity", "Denied here (“tidak”), stated there.", id="negation across",
        ),
        pytest.param(
            "Bei ya mbuzi imeshuka", "sw", "Goat prices have risen", "en",
            "opposite_meaning", "“risen” there, “imeshuka” here.", id="antonym across",
        ),
        pytest.param(
            "Some goats in the valley can swim", "en", "All goats in the valley can swim", "en",
            "different_quantifier", "“all” there, “some” here.", id="quantifier",
        ),
        pytest.param(
            "The goats died because of heat", "en", "The goats died because of poison", "en",
            "different_cause", "“poison” there, “heat” here.", id="cause",
        ),
        pytest.param(
            "Where can I buy a goat?", "en", "A goat bought online ate a car.", "en",
            "question", "A statement there, an open question here.", id="question",
        ),
        pytest.param(
            "The farmer blamed the miller for the lost goats", "en",
            "The miller blamed the farmer for the lost goats", "en",
            "different_attribution", "“miller” and “farmer” have changed places.", id="roles",
        ),
    ],
)  # fmt: skip
def test_what_differs_is_said_in_words(claim, language, published, published_language, name, text):
    found = {c.name: c for c in conflicts(claim, language, published, published_language)}
    assert found[name].text == text
    assert all(conflict.conflict for conflict in found.values())


@pytest.mark.parametrize(
    ("claim", "language", "published", "published_language"),
    [
        pytest.param("Ten million goats", "en", "Koza je 10.000.000", "bs", id="number forms"),
        pytest.param("A quarter of goats swim", "en", "25 % koza pliva", "hr", id="share"),
        pytest.param("4.13 million goats swim", "en", "4.1 million goats swim", "en", id="rounded"),
        pytest.param("Over 500 goats ran away", "en", "520 goats ran away", "en", id="over"),
        pytest.param("The goat ran 100 miles", "en", "The goat ran 161 km", "en", id="converted"),
        pytest.param("Goats ran to Vienna", "en", "Koze su pobjegle u Austriju", "hr", id="inside"),
        pytest.param(
            "It is not true that goats eat paper", "en", "Goats do not eat paper", "en",
            id="denied outside and inside",
        ),
        pytest.param(
            "Без дозволе је продао козу", "sr", "Prodao je kozu, a dozvole nije bilo", "bs",
            id="without and had not",
        ),
        pytest.param(
            "Is it true that goats eat paper?", "en", "Goats eat paper.", "en", id="asks whether"
        ),
        pytest.param(
            "I am not joking, friends: goats eat paper. My aunt has seen 3 of them.", "en",
            "Goats eat paper.", "en", id="padded",
        ),
        pytest.param(
            "Koza je pojela hljeb u fabrici", "bs", "Koza je pojela kruh u tvornici", "hr",
            id="words of two standards",
        ),
        pytest.param(
            "Vlada FBiH je prodala koze", "bs", "Vlada Federacije BiH je prodala koze", "bs",
            id="an entity by its letters",
        ),
        pytest.param(
            "Koze iz FBiH jedu papir", "bs",
            "Goats in the Federation of Bosnia and Herzegovina eat paper", "en",
            id="an entity by its letters, across",
        ),
    ],
)  # fmt: skip
def test_the_same_claim_in_other_words_has_no_conflict(
    claim, language, published, published_language
):
    assert conflicts(claim, language, published, published_language) == ()


def test_a_claim_never_conflicts_with_itself():
    for row in rows("lookalikes"):
        claim, language = row["claim"], row["claim_language"]
        assert conflicts(claim, language, claim, language) == ()


def test_every_signal_explains_itself_to_users():
    for signal in CONFLICTS:
        assert signal.__doc__
        assert '"' in signal.__doc__, f"{signal.__name__} shows no example"


def rows(name):
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def share_with_conflict(cases):
    found = [
        conflicts(row["claim"], row["claim_language"], row["published"], row["published_language"])
        for row in cases
    ]
    return sum(map(bool, found)) / len(found)


def is_one_language(row):
    return same_language(row["claim_language"], row["published_language"])


# Floors a little below what is reached, so that no rule can be lost unseen.
def test_most_look_alikes_of_one_language_are_caught():
    assert share_with_conflict(filter_rows("lookalikes", one_language=True)) >= 0.91


def test_most_look_alikes_across_languages_are_caught():
    assert share_with_conflict(filter_rows("lookalikes", one_language=False)) >= 0.72


def test_true_pairs_are_seldom_lost():
    assert share_with_conflict(rows("paraphrases")) <= 0.03


def filter_rows(name, *, one_language):
    return [row for row in rows(name) if is_one_language(row) == one_language]


def exchanged(same):
    path = Path(__file__).with_name("exchanged.csv")
    with path.open(encoding="utf-8", newline="") as file:
        chosen = [row for row in csv.DictReader(file) if row["same"] == same]
    return [pytest.param(row, id=f"{row['language']} {row['claim']}") for row in chosen]


@pytest.mark.parametrize("row", exchanged("no"))
def test_the_same_words_in_exchanged_places_say_something_else(row):
    pairs = ((row["claim"], row["published"]), (row["published"], row["claim"]))
    for claim, published in pairs:
        found = conflicts(claim, row["language"], published, row["language"])
        assert {"different_cause", "different_attribution"} & {signal.name for signal in found}


@pytest.mark.parametrize("row", exchanged("yes"))
def test_the_same_told_in_another_order_is_no_conflict(row):
    pairs = ((row["claim"], row["published"]), (row["published"], row["claim"]))
    for claim, published in pairs:
        assert conflicts(claim, row["language"], published, row["language"]) == ()


@pytest.mark.parametrize(
    ("claim", "language", "published", "published_language"),
    [
        pytest.param(
            "Angka pengangguran mencapai 27 persen",
            "id",
            "Angka pengangguran mencapai 27%.",
            "id",
            id="percent as a word",
        ),
        pytest.param(
            "Policija je u Džakarti uhitila odvjetnika zbog krivotvorenih putovnica.",
            "hr",
            "Полиција је у Џакарти ухапсила адвоката због фалсификованих пасоша.",
            "sr",
            id="five words of another variety",
        ),
        pytest.param(
            "Sveučilište u Nišu otvara studij kineskog jezika.",
            "hr",
            "Универзитет у Нишу отвара студије кинеског језика.",
            "sr",
            id="a name that is a word, and a city that looks like a negation",
        ),
        pytest.param(
            "Ribolov u jezeru Naivasha zabranjen je do rujna.",
            "hr",
            "Риболов у језеру Наиваша забрањен је до септембра.",
            "sr",
            id="a name written as it sounds",
        ),
        pytest.param(
            "Cijena riže i kukuruza raste.",
            "bs",
            "Raste cijena riže.",
            "bs",
            id="one thing of two",
        ),
        pytest.param(
            "Zaposleni mogu raditi od kuće.",
            "bs",
            "Zaposleni rade od kuće.",
            "bs",
            id="may and do",
        ),
        pytest.param(
            "Soko lilifungwa kutokana na mafuriko.",
            "sw",
            "Pijaca je zatvorena zbog poplave.",
            "bs",
            id="kutokana denies nothing",
        ),
        pytest.param(
            "Kambing dari AS dilarang masuk",
            "id",
            "Kambing dari Amerika Serikat dilarang masuk",
            "id",
            id="AS",
        ),
        pytest.param(
            "Koze su pobjegle u RS",
            "bs",
            "Koze su pobjegle u Republici Srpskoj",
            "bs",
            id="RS",
        ),
        pytest.param(
            "Vlada RH ukida porez na koze",
            "hr",
            "Vlada Hrvatske ukida porez na koze",
            "hr",
            id="RH",
        ),
    ],
)
def test_other_words_for_the_same_are_no_conflict(claim, language, published, published_language):
    assert conflicts(claim, language, published, published_language) == ()


@pytest.mark.parametrize(
    ("claim", "published", "language", "name"),
    [
        pytest.param(
            "UNICEF is giving free laptops to every pupil",
            "UNESCO is giving free laptops to every pupil",
            "en", "different_name", id="name",
        ),
        pytest.param(
            "Profesorka Jelena Marković predvidjela je zemljotres",
            "Profesorka Jovana Marković predvidjela je zemljotres",
            "bs", "different_name", id="first name",
        ),
        pytest.param(
            "Zmije su preplavile park u Tuzli", "Zmije su preplavile park u Bijeljini",
            "bs", "different_place", id="city",
        ),
        pytest.param(
            "Zmije su preplavile park u Tuzli", "U Bijeljini su park preplavile zmije",
            "bs", "different_place", id="city in another order",
        ),
        pytest.param(
            "Utakmica je otkazana u Rijeci", "Utakmica je otkazana u Puli",
            "hr", "different_place", id="city that is a word too",
        ),
    ],
)  # fmt: skip
def test_a_text_without_capitals_conflicts_like_one_with_them(claim, published, language, name):
    for ours, theirs in (
        (claim, published),
        (claim.lower(), published),
        (claim, published.lower()),
    ):
        assert name in {found.name for found in conflicts(ours, language, theirs, language)}


@pytest.mark.parametrize(
    ("claim", "published", "language"),
    [
        pytest.param(
            "voz iz sarajeva vozi za zagreb", "Voz iz Sarajeva vozi za Zagreb", "bs", id="same"
        ),
        pytest.param(
            "utakmica je otkazana u rijeci", "Utakmica je otkazana za Rijeku", "hr",
            id="another form of a city that is a word too",
        ),
        pytest.param(
            "the new mobile network harms birds", "The new 5G network harms birds", "en",
            id="a word for a code",
        ),
        pytest.param(
            "oil was found in jordan and in kenya", "Oil was found in Jordan", "en",
            id="a country that is a word too",
        ),
        pytest.param(
            "u centru je izbio požar", "U Zagrebu je u centru izbio požar", "hr",
            id="a word that is a city too",
        ),
        pytest.param(
            "the match in belgrade was called off", "the match in arena was called off", "en",
            id="no text has capitals",
        ),
    ],
)  # fmt: skip
def test_words_without_capitals_are_not_taken_for_other_names(claim, published, language):
    names = {found.name for found in conflicts(claim, language, published, language)}
    assert not names & {"different_name", "different_place"}


@pytest.mark.parametrize(
    ("claim", "language", "published", "published_language"),
    [
        pytest.param(
            "The mayor resigned before the flood reached the town.",
            "en",
            "The mayor resigned after the flood reached the town.",
            "en",
            id="before and after",
        ),
        pytest.param(
            "Lurah itu mundur sebelum banjir melanda desa.",
            "id",
            "Lurah itu mundur setelah banjir melanda desa.",
            "id",
            id="sebelum, setelah",
        ),
        pytest.param(
            "Meya alijiuzulu baada ya mafuriko kufika mjini.",
            "sw",
            "Meya alijiuzulu kabla ya mafuriko kufika mjini.",
            "sw",
            id="baada, kabla",
        ),
        pytest.param(
            "Kamen je pronađen ispod mosta u Visokom.",
            "bs",
            "Kamen je pronađen iznad mosta u Visokom.",
            "bs",
            id="ispod, iznad",
        ),
        pytest.param(
            "Gradonačelnik je dao ostavku prije poplave.",
            "hr",
            "The mayor resigned after the flood.",
            "en",
            id="across languages",
        ),
        pytest.param(
            "Harga telur naik setelah panen.",
            "id",
            "The price of eggs fell after the harvest.",
            "en",
            id="across languages, beside a word that both have",
        ),
    ],
)
def test_a_relation_that_is_turned_round_is_a_conflict(
    claim, language, published, published_language
):
    for one, other in (
        ((claim, language), (published, published_language)),
        ((published, published_language), (claim, language)),
    ):
        assert "opposite_meaning" in {signal.name for signal in conflicts(*one, *other)}
