import random

import numpy as np
import pytest

from factcheck.neural.bundled_encoder import BundledEncoder


def test_vectors_have_length_one_and_the_promised_shape(encoder, sentences):
    vectors = encoder.encode_claims(sentences)

    assert vectors.shape == (len(sentences), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(sentences)), abs=1e-5)


def test_a_vector_is_the_same_to_the_bit_alone_in_a_batch_or_shuffled(encoder, sentences):
    together = encoder.encode_claims(sentences)
    order = list(range(len(sentences)))
    random.Random(7).shuffle(order)

    alone = np.concatenate([encoder.encode_claims([sentence]) for sentence in sentences])
    shuffled = encoder.encode_claims([sentences[place] for place in order])
    repeated = encoder.encode_claims([*sentences, *(f"{one} {one}" for one in sentences)])

    assert alone.tobytes() == together.tobytes()
    assert shuffled.tobytes() == together[order].tobytes()
    assert repeated[: len(sentences)].tobytes() == together.tobytes()


def test_threads_do_not_change_a_vector(encoder, cache, wheel, sentences):
    (folder,) = cache.glob("encoder-*")
    one_thread = BundledEncoder(folder, wheel, threads=1)

    assert (
        one_thread.encode_fact_checks(sentences).tobytes()
        == encoder.encode_fact_checks(sentences).tobytes()
    )


@pytest.mark.parametrize(
    ("claim", "published", "unrelated"),
    [
        pytest.param(
            "Meya alitia saini mkataba wa daraja kabla ya baraza kupiga kura.",
            "Gradonačelnik je potpisao ugovor za most prije glasanja.",
            "Bijeli luk ne liječi gripu, kažu ljekari.",
            id="Swahili and Bosnian",
        ),
        pytest.param(
            "Foto pasar yang kebanjiran itu bukan dari tahun ini.",
            "The picture of the flooded market is not from this year.",
            "The picture of the president's wife is not real.",
            id="Indonesian and English",
        ),
        pytest.param(
            "Градоначелник је потписао уговор за мост пре гласања.",
            "Gradonačelnik je potpisao ugovor za most prije glasanja.",
            "Gradonačelnik je otvorio novu školu u predgrađu.",
            id="Serbian in Cyrillic and Bosnian in Latin letters",
        ),
    ],
)
def test_the_same_meaning_in_another_language_is_nearer(encoder, claim, published, unrelated):
    (vector,) = encoder.encode_claims([claim])

    same, other = encoder.encode_fact_checks([published, unrelated]) @ vector

    assert same > other


def test_claims_and_fact_checks_are_encoded_differently(encoder, sentences):
    assert not np.allclose(
        encoder.encode_claims(sentences[:1]), encoder.encode_fact_checks(sentences[:1])
    )


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n\t", "\u200b\u200d", "\x00\x07", "\ud800"],
    ids=["empty", "spaces", "lines", "invisible", "control", "half a character"],
)
def test_a_text_without_meaning_has_a_row_of_zeros(encoder, text):
    vectors = encoder.encode_claims([text, "The bridge is open."])

    assert not vectors[0].any()
    assert vectors[1].any()


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode_claims([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize(
    ("claim", "other"),
    [
        pytest.param("Мост је затворен.", "Most je zatvoren.", id="both scripts of Serbian"),
        pytest.param("THE BRIDGE IS CLOSED.", "the bridge is closed.", id="all capitals"),
        pytest.param("The bridge is closed", "The bridge is closed.", id="no full stop"),
        pytest.param("The bridge is closed!!!", "The bridge is closed.", id="a shout"),
        pytest.param("It shook WEST of here.", "It shook west of here.", id="a shouted word"),
        pytest.param("rain in nairobi", "Rain in Nairobi.", id="a name in small letters"),
        pytest.param("Rucne bombe u kuci", "Ručne bombe u kući.", id="no marks on the letters"),
        pytest.param("pronadjen u zagrebu", "Pronađen u Zagrebu.", id="small and without marks"),
        pytest.param("Most je ЗАТВОРЕН.", "Most je zatvoren.", id="shouted in Cyrillic"),
    ],
)
def test_the_same_sentence_written_in_another_way_has_the_same_vector_and_log_odds(
    encoder, claim, other
):
    vectors = encoder.encode_claims([claim, other])
    scores = encoder.score_pairs([(claim, "In May it closes."), (other, "In May it closes.")])

    assert vectors[0].tobytes() == vectors[1].tobytes()
    assert scores[0] == scores[1]


@pytest.mark.parametrize(
    ("claim", "other"),
    [
        pytest.param("Is the bridge closed?", "Is the bridge closed.", id="a question"),
        pytest.param("US troops left.", "us troops left.", id="one word in capitals"),
        pytest.param("NATO troops left.", "nato troops left.", id="an acronym"),
        pytest.param("Мост закрыт.", "Most zakryt.", id="Russian"),
    ],
)
def test_what_may_mean_something_else_keeps_its_own_vector(encoder, claim, other):
    vectors = encoder.encode_claims([claim, other])

    assert vectors[0].tobytes() != vectors[1].tobytes()


def test_invisible_characters_are_removed_before_encoding(encoder):
    plain, disguised = encoder.encode_claims(
        ["The bridge was sold to a bank", "The br\u200bidge was s\u00adold to a\u2066 bank\u2069"]
    )

    assert plain.tobytes() == disguised.tobytes()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufdfa" * 5000, id="one character that becomes 18"),
        pytest.param("ไม่จริง" * 20_000, id="Thai without spaces"),
        pytest.param("😀" * 20_000, id="emoji"),
        pytest.param("x" * 200_000, id="one long word"),
        pytest.param("a\u0301\u0301\u0301" * 20_000, id="piled marks"),
    ],
)
def test_a_flood_of_characters_gives_a_vector_of_length_one_or_none(encoder, text):
    (vector,) = encoder.encode_claims([text])

    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5) or not vector.any()


def test_the_id_names_weights_and_precision(encoder):
    assert encoder.id == "e5-small-claims/651e7c13/int8-rows-1"
