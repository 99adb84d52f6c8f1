"""Negations in claims."""

import pytest

from factcheck.text.facts import read_facts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Honey does not cure the flu", "en", id="not"),
        pytest.param("Honey doesn't cure the flu", "en", id="n't"),
        pytest.param("It is false that honey cures the flu", "en", id="frame"),
        pytest.param("There is no evidence that honey cures the flu", "en", id="no evidence"),
        pytest.param("Madu tidak menyembuhkan flu", "id", id="tidak"),
        pytest.param("Itu bukan obat flu", "id", id="bukan"),
        pytest.param("Madu nggak menyembuhkan flu", "id", id="colloquial"),
        pytest.param("Asali haitibu mafua", "sw", id="hai-"),
        pytest.param("Wauguzi hawakupata mshahara", "sw", id="hawaku-"),
        pytest.param("Si kweli kwamba asali hutibu mafua", "sw", id="si kweli"),
        pytest.param("Hakuna dawa ya mafua", "sw", id="hakuna"),
        pytest.param("Med ne liječi gripu", "hr", id="ne"),
        pytest.param("Мед није лек за грип", "sr", id="nije"),
        pytest.param("Niko nikad nije izliječio gripu medom", "bs", id="three words deny once"),
        pytest.param("Nije istina da med liječi gripu", "bs", id="frame in bosnian"),
    ],
)
def test_a_negation_is_found(text, language):
    assert read_facts(text, language).denied


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Honey cures the flu", "en", id="plain"),
        pytest.param("Honey cures not only the flu", "en", id="not only"),
        pytest.param("There is no doubt that honey cures the flu", "en", id="no doubt"),
        pytest.param("No less than ten bees came", "en", id="no less than"),
        pytest.param("Bukan hanya flu yang sembuh", "id", id="bukan hanya"),
        pytest.param(
            "Habari hii ina silaha ya siri na hali ya hatari", "sw", id="nouns in ha- si-"
        ),
        pytest.param("Hakuna shaka asali hutibu mafua", "sw", id="hakuna shaka"),
        pytest.param("Nema sumnje da med liječi gripu", "bs", id="nema sumnje"),
        pytest.param("Ne samo med nego i čaj liječi gripu", "hr", id="ne samo"),
        pytest.param("False claim: honey cures the flu", "en", id="a debunker's label"),
        pytest.param("[SALAH] Madu menyembuhkan flu", "id", id="an indonesian label"),
        pytest.param("It is not true that honey does not cure the flu", "en", id="denied twice"),
    ],
)
def test_a_phrase_that_only_looks_negative_is_no_negation(text, language):
    assert not read_facts(text, language).denied
