"""A long post is split into the sentences that are worth looking up, and nothing else."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.text.normalise import is_junk
from factcheck.text.sentences import claim_sentences

POST = """Hello everyone! 👋
Dr. Novak from Geneva said on Monday that the new vaccine killed 3.5 million people in 2021.
It is false! Why do they hide it from us? https://t.co/abc
The minister has never answered our letters about the water in the old town.
😱😱😱
Share before they delete this post!"""


def test_a_post_is_split_into_sentences_without_greetings_links_and_emoji():
    assert claim_sentences(POST) == (
        "Dr. Novak from Geneva said on Monday that the new vaccine killed 3.5 million people in "
        "2021. It is false!",
        "Why do they hide it from us?",
        "The minister has never answered our letters about the water in the old town.",
        "Share before they delete this post!",
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("Vaccines kill. Masks kill. Water kills.", id="three short sentences"),
        pytest.param("The mayor, " + "who lied, " * 15 + "resigned.", id="one long sentence"),
        pytest.param("😀 " * 200, id="emoji only"),
        pytest.param("https://example.org/a " * 50, id="links only"),
        pytest.param("hahaha " * 100, id="laughter only"),
    ],
)
def test_a_short_text_or_a_single_sentence_is_not_split(text):
    assert claim_sentences(text) == ()


def test_a_date_or_an_abbreviation_ends_no_sentence():
    text = (
        "Председник је рекао 5. маја да је све готово и да нових мера неће бити ове године. "
        "Г. Петровић је то негирао данас у Београду, а сви медији су то пренели без провере."
    )
    first, second = claim_sentences(text)

    assert first.endswith("ове године.")
    assert second.startswith("Г. Петровић је")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("疫苗里面有芯片，政府不告诉我们真相。" * 1 + "大蒜可以杀死所有的病毒和细菌。"
                     "总统昨天在机场被警察逮捕了。明年将取消所有的现金支付。", 4, id="Chinese"),
        pytest.param("टीके में चिप है और सरकार यह सच हमसे छिपा रही है। लहसुन सभी वायरस को एक दिन में मार "
                     "देता है। राष्ट्रपति को कल हवाई अड्डे पर गिरफ्तार किया गया था।", 3, id="Hindi"),
    ],
)  # fmt: skip
def test_other_scripts_end_sentences_in_their_own_way(text, count):
    assert len(claim_sentences(text)) == count


def test_at_most_the_limit_is_kept_and_in_order():
    text = " ".join(
        f"Claim number {n} says that the town of Oldbridge lost {n} wells." for n in range(40)
    )
    found = claim_sentences(text, limit=5)

    assert len(found) == 5
    assert list(found) == sorted(found, key=text.index)
    assert claim_sentences(text, limit=0) == ()


def test_a_claim_is_preferred_to_a_question():
    text = (
        "Do you really think that they would tell us all about this today? " * 3
        + "The ministry bought 40 ventilators that have never worked. "
        + "Who on earth would believe what the people on television say? "
    )

    assert claim_sentences(text, limit=1) == (
        "The ministry bought 40 ventilators that have never worked.",
    )


def test_the_same_sentence_twice_is_looked_up_once():
    text = (
        "Garlic in the ear cures every infection. " * 20 + "The bridge was sold to a casino owner."
    )

    assert len(claim_sentences(text)) == 2


def test_a_very_long_sentence_is_split_into_overlapping_windows():
    padding = " ".join(f"padding{n}" for n in range(100))
    claim = "the vaccine contains microchips"
    found = claim_sentences(f"{padding} {claim} {padding[::-1]}")

    assert any(claim in part for part in found)
    assert all(len(part.split()) <= 30 for part in found)


@given(
    text=st.lists(
        st.sampled_from(
            [
                "The mayor lied to us. ",
                "?",
                "\n",
                "Ok. ",
                "5. ",
                "疫苗有毒。",
                "\ud800",
                "wor ",
                "5 ",
            ]
        ),
        max_size=60,
    ).map("".join)
    | st.text(max_size=200)
)
@settings(deadline=None)
def test_no_sentence_is_junk_or_very_long(text):
    found = claim_sentences(text)

    assert len(found) <= 12
    assert len(found) != 1
    assert all(part and "\n" not in part and len(part) <= 1200 for part in found)
    assert not any(is_junk(part) for part in found)


@pytest.mark.parametrize(
    "piece",
    ["a. ", ".", "A.B.", "\n", "(", '"', "word ", "!?", "5. a", "疫", "。", "W", "https://a "],
)
def test_a_hundred_thousand_characters_take_bounded_time(piece):
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    claim_sentences(text)

    assert time.process_time() - started < 2
