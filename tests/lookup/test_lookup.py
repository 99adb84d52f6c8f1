import numpy as np
import pytest

from factcheck.errors import EncoderMismatch
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Decision, Filters, Verdict
from factcheck.neural.model_cache import BUNDLED_ID
from factcheck.store.store import open_store

BRIDGE = "The old bridge in Mostar was closed for twelve years after the flood."

BANANAS = "Eating seven bananas a day cures malaria."


@pytest.fixture
def filled(take_in, record, encoder):
    rows = [
        record(BRIDGE, url="https://daily.example/bridge", appearances="https://posts.example/77"),
        record(BANANAS, language="en"),
        record("Jedenje sedam banana dnevno liječi malariju.", language="bs", publisher="Provjera"),
        record("The president of the chess club resigned on Monday."),
    ]
    take_in(rows, encoder)
    return encoder


def test_a_claim_that_is_stored_word_for_word_is_a_match_with_score_one(filled, ask):
    answer = ask("THE OLD bridge in Mostar was closed for twelve years after the flood.", filled)

    assert answer.decision is Decision.MATCH
    assert answer.matches[0].score == 1.0
    assert [signal.name for signal in answer.matches[0].signals] == ["same_text"]


def test_serbian_in_cyrillic_matches_the_same_text_in_latin(filled, ask):
    answer = ask("Једење седам банана дневно лијечи маларију.", filled)

    assert answer.decision is Decision.MATCH
    assert answer.matches[0].fact_check.publisher.name == "Provjera"


def test_a_fact_check_that_names_who_signed_a_post_comes_before_others(take_in, record, ask):
    about = "Claims about the dam and the power station that {} spread in June 2019."
    named, other = about.format("Ana Perić"), about.format("Boris Marić")
    take_in([record(other), record(named)])

    answer = ask("They sold the dam and the power station! — Ana Perić (@ana) June 4, 2019", None)

    found = (*answer.matches, *answer.near_misses)
    assert found[0].fact_check.claim == named


def test_a_link_alone_is_answered_by_the_fact_check_that_names_it(filled, ask):
    answer = ask("https://posts.example/77?utm_source=chat", filled)

    assert answer.decision is Decision.MATCH
    assert answer.matches[0].signals[0].name == "same_link"


def test_a_link_inside_a_post_with_another_claim_is_only_a_suggestion(filled, ask):
    answer = ask("Look how they sell our forests to foreigners https://posts.example/77", filled)

    assert answer.matches[0].decision is Decision.SUGGESTED


@pytest.mark.parametrize(
    "text",
    ["", "   ", "...", "😀😀😀", "bridge", "hello!", "ok", "12345", "????"],
    ids=repr,
)
def test_what_cannot_be_a_claim_gets_none_and_a_reason(filled, ask, text):
    answer = ask(text, filled)

    assert answer.decision is Decision.NONE
    assert not answer.matches
    assert "There is no claim in this text" in answer.notes[0]


def test_another_number_is_never_a_match(filled, ask):
    answer = ask(BRIDGE.replace("twelve", "two"), filled)

    assert answer.decision is not Decision.MATCH
    [first, *_] = answer.matches or answer.near_misses
    assert any(signal.conflict for signal in first.signals)


def test_fact_checks_that_disagree_are_both_shown_and_need_a_person(take_in, record, ask, encoder):
    claim = "The dam above the town is about to burst."
    take_in(
        [
            record(claim, publisher="Daily Check", rating="False"),
            record(claim, publisher="Weekly Check", rating="True"),
        ],
        encoder,
    )

    answer = ask(claim, encoder)

    assert answer.decision is Decision.SUGGESTED
    assert {match.fact_check.verdict for match in answer.matches} == {Verdict.FALSE, Verdict.TRUE}
    assert all(match.decision is Decision.SUGGESTED for match in answer.matches)
    assert "do not agree" in answer.notes[0]


def test_no_answer_comes_with_the_nearest_misses(filled, ask):
    answer = ask("A whale was seen swimming in the harbour of Dubrovnik yesterday", filled)

    assert answer.decision is Decision.NONE
    assert answer.near_misses


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(Filters(languages=("bs",)), {"bs"}, id="by language"),
        pytest.param(Filters(publishers=("provjera",)), {"bs"}, id="by publisher"),
        pytest.param(Filters(verdicts=(Verdict.TRUE,)), set(), id="by verdict"),
    ],
)
def test_filters_decide_who_may_answer(filled, ask, filters, expected):
    answer = ask("Jedenje sedam banana dnevno liječi malariju.", filled, filters=filters)

    found = {match.fact_check.language for match in (*answer.matches, *answer.near_misses)}
    assert found == expected


def test_without_an_encoder_words_alone_answer_and_the_engine_says_so(filled, ask):
    answer = ask("the old bridge in mostar was closed twelve years after the flood", None)

    assert answer.engine == "words"
    assert answer.matches[0].fact_check.claim == BRIDGE


def test_answers_do_not_depend_on_what_else_is_asked(filled, store_path):
    claims = [BRIDGE + f" Really, number {n}!" for n in range(70)]
    with open_store(store_path) as store:
        lookup = Lookup(store, filled)
        together = list(lookup.answers(claims))
        alone = [lookup.answer(claim) for claim in claims]

    assert together == alone


def test_a_warm_lookup_answers_each_call_with_its_own_options(filled, store_path):
    english = LookupOptions(Filters(languages=("en",)))
    bosnian = LookupOptions(Filters(languages=("bs",)))
    with open_store(store_path) as store:
        warm = Lookup(store, filled)
        asked = [list(warm.answers([BANANAS], each)) for each in (english, bosnian, None, english)]
        alone = [
            list(Lookup(store, filled, each).answers([BANANAS])) for each in (english, bosnian)
        ]

    assert asked[:2] == alone
    assert asked[3] == asked[0]
    decisions = [answer.decision for [answer] in asked[:3]]
    assert decisions == [Decision.MATCH, Decision.NONE, Decision.MATCH]


def test_a_language_that_is_not_known_forbids_a_match_on_meaning_alone(take_in, record, ask):
    class Sure:
        """Finds everything to mean the same."""

        id, dimensions = "sure/1", 2

        def encode_claims(self, texts):
            return np.array([[1, 0]] * len(texts), np.float32)

        encode_fact_checks = encode_claims

    take_in([record("The old bridge was closed on Monday.")], Sure())

    answer = ask("Zxqv blorp fnard wibbel grumf", Sure())

    [match] = (*answer.matches, *answer.near_misses)
    assert match.decision is not Decision.MATCH
    assert "unknown_language" in {signal.name for signal in match.conflicts}


def test_one_shared_word_and_two_negations_are_no_match(take_in, record, ask, encoder):
    take_in([record("The vaccine makes your body magnetic after the second dose.")], encoder)

    answer = ask("ne vaccine nije", encoder)

    assert answer.decision is not Decision.MATCH


def test_in_a_small_store_an_unrelated_nearest_fact_check_is_no_answer(
    take_in, record, ask, encoder
):
    take_in([record("The president of the chess club resigned on Monday.")], encoder)

    answer = ask("A whale was seen swimming in the harbour of Dubrovnik yesterday", encoder)

    assert answer.decision is Decision.NONE


def test_the_sentence_of_a_long_post_that_matches_is_named(filled, ask):
    post = (
        "Good morning to everybody in this group, I hope that you all slept well tonight. "
        f"{BRIDGE} "
        "Anyway, my aunt is baking a cake with apples and walnuts for the whole street today."
    )

    answer = ask(post, None)

    assert answer.matches[0].fact_check.claim == BRIDGE
    assert "bridge" in answer.matches[0].part


def test_a_store_of_the_last_release_is_answered_by_words_until_the_next_write_encodes_it(
    take_in, record, ask, encoder
):
    encoder.id = "e5-small/1571fc98/int8-rows-1"
    take_in([record(BRIDGE)], encoder)
    encoder.id = BUNDLED_ID

    old = ask(BRIDGE.replace("closed for", "shut for"), encoder)
    report, _ = take_in([record("Another claim.")], encoder)
    new = ask(BRIDGE.replace("closed for", "shut for"), encoder)

    assert old.engine == "words"
    assert old.matches[0].fact_check.claim == BRIDGE
    assert any("earlier release" in note for note in old.notes)
    assert report.encoded == 2
    assert new.engine == "words+vectors"
    assert not any("earlier release" in note for note in new.notes)


def test_vectors_of_an_encoder_that_never_came_with_factcheck_are_still_refused(
    take_in, record, ask, encoder
):
    encoder.id = "someones/own"
    take_in([record(BRIDGE)], encoder)
    encoder.id = BUNDLED_ID

    with pytest.raises(EncoderMismatch):
        ask(BRIDGE, encoder)
    with pytest.raises(EncoderMismatch):
        take_in([record("Another claim.")], encoder)
