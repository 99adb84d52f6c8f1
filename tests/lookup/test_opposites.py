"""A store that holds a claim and its opposite tells the two apart, whichever is asked for."""

import pytest

from factcheck.model import Decision

UNRELATED = (
    ("en", "The president of the chess club resigned on Monday."),
    ("en", "A whale was seen swimming in the harbour of Dubrovnik yesterday."),
    ("id", "Harga beras di Medan naik dua kali lipat dalam seminggu."),
    ("sw", "Rais wa klabu ya mpira alijiuzulu siku ya Jumatatu."),
    ("bs", "Kit je jučer viđen kako pliva u luci."),
    ("sr", "Председник шаховског клуба поднео је оставку у понедељак."),
)
# What is said, its denial, and both as people pass them on.
CASES = [
    pytest.param(
        "en",
        "The water of the village well is safe to drink.",
        "The water of the village well is not safe to drink.",
        "They say the water of the village well is safe to drink",
        "They say the water of the village well isn't safe to drink",
        id="English",
    ),
    pytest.param(
        "id",
        "Air kelapa muda menyembuhkan demam berdarah.",
        "Air kelapa muda tidak menyembuhkan demam berdarah.",
        "katanya air kelapa muda menyembuhkan demam berdarah",
        "katanya air kelapa muda tidak menyembuhkan demam berdarah",
        id="Indonesian",
    ),
    pytest.param(
        "sw",
        "Maji ya limau yanatibu malaria.",
        "Maji ya limau hayatibu malaria.",
        "Maji ya limau yanatibu malaria kabisa",
        "Maji ya limau hayatibu malaria kabisa",
        id="Swahili, where the verb denies",
    ),
    pytest.param(
        "bs",
        "Stari most je zatvoren za pješake.",
        "Stari most nije zatvoren za pješake.",
        "Kažu da je stari most zatvoren za pješake",
        "Kažu da stari most nije zatvoren za pješake",
        id="Bosnian",
    ),
    pytest.param(
        "sr",
        "Нова фабрика загађује реку Дрину.",
        "Нова фабрика не загађује реку Дрину.",
        "Чујем да нова фабрика загађује реку Дрину",
        "Чујем да нова фабрика не загађује реку Дрину",
        id="Serbian in Cyrillic",
    ),
]
each_language = pytest.mark.parametrize(("language", "said", "denied", "says", "denies"), CASES)


@pytest.fixture
def holding_both(take_in, record):
    def holding_both(language, said, denied, encoder=None):
        rows = [record(claim, language=code) for code, claim in UNRELATED]
        rows += [
            record(said, language=language, rating="False", publisher="Daily Check"),
            record(denied, language=language, rating="True", publisher="Weekly Check"),
        ]
        take_in(rows, encoder)

    return holding_both


def told_apart(answer, right, other):
    first, *rest = answer.matches
    [opposite] = [match for match in rest if match.fact_check.claim == other]

    assert first.fact_check.claim == right
    assert not first.conflicts
    assert opposite.decision is Decision.SUGGESTED
    assert "opposite_polarity" in {conflict.name for conflict in opposite.conflicts}
    assert all(conflict.text for conflict in opposite.conflicts)
    # A claim that is false and its denial that is true are one opinion, not two.
    assert not any("do not agree" in note for note in answer.notes)


@each_language
def test_asked_word_for_word_each_finds_both(
    holding_both, ask, language, said, denied, says, denies
):
    holding_both(language, said, denied)

    for right, other in ((said, denied), (denied, said)):
        answer = ask(right)

        assert answer.decision is Decision.MATCH
        told_apart(answer, right, other)


@each_language
def test_asked_in_other_words_the_right_one_comes_first(
    holding_both, ask, language, said, denied, says, denies
):
    holding_both(language, said, denied)

    for claim, right, other in ((says, said, denied), (denies, denied, said)):
        told_apart(ask(claim), right, other)


@each_language
def test_with_vectors_that_see_no_difference_they_are_told_apart_too(
    holding_both, ask, encoder, language, said, denied, says, denies
):
    holding_both(language, said, denied, encoder)

    for right, other in ((said, denied), (denied, said)):
        answer = ask(right, encoder)

        assert answer.decision is Decision.MATCH
        told_apart(answer, right, other)


def test_an_opposite_word_is_told_like_a_denial(take_in, record, ask):
    take_in(
        [
            record("The price of bread in the capital rose last week.", rating="True"),
            record("The price of bread in the capital fell last week.", rating="False"),
            *(record(claim, language=code) for code, claim in UNRELATED),
        ]
    )

    answer = ask("The price of bread in the capital rose last week.")

    assert [match.decision for match in answer.matches] == [Decision.MATCH, Decision.SUGGESTED]
    assert "“fell” there, “rose” here" in answer.matches[1].conflicts[0].text


def test_the_opposite_alone_is_a_near_miss_and_changes_no_decision(take_in, record, ask):
    take_in([record("Boiled onions cure malaria."), record("The bridge is made of paper.")])

    answer = ask("Honestly, boiled onions don't cure malaria at all")

    assert answer.decision is Decision.NONE
    assert answer.near_misses[0].conflicts[0].name == "opposite_polarity"


def test_a_denial_of_something_else_stays_away(take_in, record, ask):
    take_in(
        [
            record("The old bridge is safe to cross."),
            record("The new tram is not safe to ride in winter."),
            *(record(claim, language=code) for code, claim in UNRELATED),
        ]
    )

    answer = ask("The old bridge is safe to cross.")

    assert [match.fact_check.claim for match in answer.matches] == [
        "The old bridge is safe to cross."
    ]


def test_a_not_in_another_language_is_no_opposite(take_in, record, ask):
    take_in(
        [
            record("Boiled onions do not cure malaria."),
            record("Maji ya limau yanatibu malaria.", language="sw"),
        ]
    )

    answer = ask("Boiled onions do not cure malaria.")

    assert [match.fact_check.language for match in answer.matches] == ["en"]


def test_a_floor_for_scores_holds_for_opposites_too(take_in, record, ask):
    take_in([record("Boiled onions cure malaria."), record("Boiled onions do not cure malaria.")])

    answer = ask("Boiled onions cure malaria.", min_score=0.5)

    assert len(answer.matches) == 1
