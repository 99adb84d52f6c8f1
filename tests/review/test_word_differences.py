"""The words in which two claims differ."""

import pytest

from factcheck.review.word_differences import marked_differences


def differing(claim, candidate):
    return tuple(
        [run.text for run in runs if run.differs] for runs in marked_differences(claim, candidate)
    )


@pytest.mark.parametrize(
    ("claim", "candidate", "expected"),
    [
        pytest.param(
            "The old bridge was closed for 12 years.",
            "The bridge was closed for 2 years, sadly.",
            (["old", "12"], ["2", "sadly"]),
            id="words that only one has",
        ),
        pytest.param("Most je ZATVOREN.", "most je zatvoren", ([], []), id="case and full stops"),
        pytest.param("Život je lijep", "Zivot je lijep", ([], []), id="accents"),
        pytest.param("very new red bus", "bus", (["very new red"], []), id="runs are marked whole"),
        pytest.param(
            "Maji ya moto huua", "Hot water kills", ([], []), id="nothing across languages"
        ),
        pytest.param("", "a word", ([], ["a word"]), id="no text"),
    ],
)
def test_words_that_only_one_text_has_are_marked(claim, candidate, expected):
    assert differing(claim, candidate) == expected


def test_marked_texts_are_whole_and_spell_out_hidden_characters():
    claim, candidate = marked_differences("[red]one\u202e\x1b[2J two", "one\nthree two")

    assert "".join(run.text for run in claim) == "[red]one<U+202E><U+001B>[2J two"
    assert "".join(run.text for run in candidate) == "one three two"
