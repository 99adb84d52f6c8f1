import random

import pytest
from claim_training.alterations import Alterer, disguised, number_changed

SENTENCES = {
    "en": ["Zagreb paid 40 million euros for trams, said Ivana Horvat in Split."],
    "hr": ["Zagreb je platio 40 milijuna eura za tramvaje, rekla je Ivana Horvat u Splitu."],
}


def digits(text):
    return "".join(sign for sign in text if sign.isdigit())


def test_one_change_is_made_alike_in_a_sentence_and_its_translation():
    (english,), (croatian,) = SENTENCES.values()
    alterer = Alterer({}, SENTENCES)
    changed = 0
    for seed in range(30):
        both = alterer.altered_alike((english, "en"), (croatian, "hr"), random.Random(seed))
        if both is not None and digits(both[0]) != "40":
            changed += 1
            assert digits(both[0]) == digits(both[1])
    assert changed


def test_a_changed_number_is_another_number():
    for seed in range(30):
        altered = number_changed("Fines of 2,500 euros", random.Random(seed))
        assert digits(altered) != "2500"
        assert altered.startswith("Fines of ")


def test_a_denial_stays_in_the_script_of_its_sentence():
    altered = [
        Alterer({}, {}).altered("Влада је подигла порез", "sr", random.Random(seed))
        for seed in range(10)
    ]
    assert "Влада није подигла порез" in altered


@pytest.mark.parametrize("language", ["en", "id", "sw", "hr"])
def test_a_guise_keeps_every_number(language):
    for seed in range(60):
        guise = disguised("Rast od 27 % u 2024.", language, random.Random(seed))
        assert sorted(digits(guise)) == sorted("272024")
